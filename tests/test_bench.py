"""The pure parts of the measuring bench: ratios, goals, the table, reading a page's assets."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.client import Answer, Connection, UnexpectedAnswer, get_request, read_pages, register
from bench.pages import first_view
from bench.table import Figure, Goal, as_json, lines, ratios


def test_a_ratio_compares_values_of_the_same_round() -> None:
    assert ratios([50, 30], [100, 120]) == [0.5, 0.25]


def test_the_ratio_is_the_median_of_the_rounds_not_the_ratio_of_the_medians() -> None:
    # The slow second round slows both sides; the ratio of the medians would be 40 / 90.
    figure = Figure("page", "page", "requests/s", (50, 10, 40), (100, 20, 90))
    assert figure.ratio == 0.5


def test_the_figure_is_the_median_of_its_rounds() -> None:
    assert Figure("page", "page", "ms", (3, 100, 4)).value == 4


@pytest.mark.parametrize("bases", [[0.0, 1.0], [1.0, -1.0]])
def test_a_base_that_measured_nothing_is_refused(bases: list[float]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        ratios([1, 2], bases)


def test_each_value_needs_the_base_of_its_round() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios([1, 2], [1])


@pytest.mark.parametrize(
    ("value", "at_least", "met"),
    [(50, True, True), (49.9, True, False), (50, False, True), (50.1, False, False)],
)
def test_a_goal_is_met_on_its_limit(value: float, at_least: bool, met: bool) -> None:
    figure = Figure("outbox", "outbox", "messages/s", (value,), goal=Goal(50, at_least=at_least))
    assert figure.met is met


def test_a_goal_of_a_ratio_judges_the_ratio() -> None:
    goal = Goal(0.6, at_least=True, of_ratio=True)
    assert Figure("page", "page", "requests/s", (50,), (100,), goal).met is False
    assert Figure("page", "page", "requests/s", (70,), (100,), goal).met is True


def test_a_goal_of_a_ratio_needs_one() -> None:
    figure = Figure("page", "page", "requests/s", (50,), goal=Goal(1, True, of_ratio=True))
    with pytest.raises(ValueError, match="page"):
        _ = figure.met


def test_without_a_goal_nothing_is_met_or_missed() -> None:
    assert Figure("page", "page", "requests/s", (50,)).met is None


def test_the_table_shows_figure_ratio_goal_and_whether_it_is_met() -> None:
    table = lines(
        [
            Figure("bare", "bare", "requests/s", (2000,)),
            Figure("page", "page", "requests/s", (100,), (2000,), Goal(0.6, True, of_ratio=True)),
            Figure("size", "first view", "KB", (12.34,), goal=Goal(60, False, note="gzip")),
            Figure("none", "statements", "", (0,)),
        ]
    )
    assert table == [
        "what                 figure   ratio  goal",
        "----------  ---------------  ------  ------------  -------",
        "bare        2000 requests/s",
        "page         100 requests/s  0.0500  >= 0.60       not met",
        "first view          12.3 KB          <= 60 (gzip)  met",
        "statements                0",
    ]


def test_what_is_written_down_holds_every_round() -> None:
    goal = Goal(0.04, at_least=True, of_ratio=True)
    figure = Figure("page", "page", "requests/s", (100, 90, 80), (2000, 2000, 2000), goal)
    written = json.loads(json.dumps(as_json([figure], {"rounds": 3})))
    assert written["rounds"] == 3
    [one] = written["figures"]
    assert one["values"] == [100, 90, 80]
    assert (one["value"], one["ratio"], one["met"]) == (90, 0.045, True)


def test_a_header_is_found_in_any_case() -> None:
    answer = Answer(200, b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\nServer: x", b"hello", 70)
    assert answer.header("Content-Length") == "5"
    assert answer.header("Location") == ""


@contextmanager
def answering(answers: dict[str, tuple[str, str, str]]) -> Iterator[int]:
    """A server on one connection after another: path -> (status, headers, body); its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer, peer.makefile("rb") as lines_in:
                while request := lines_in.readline():
                    length = 0
                    while (header := lines_in.readline().strip()) != b"":
                        if header.lower().startswith(b"content-length:"):
                            length = int(header.split(b":")[1])
                    lines_in.read(length)
                    method, path, _ = request.decode().split()
                    status, headers, body = answers.get(
                        f"{method} {path}", ("404 Not Found", "", "")
                    )
                    peer.sendall(
                        f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
                        f"{body}".encode()
                    )

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        # Closing alone does not wake a thread that waits in accept().
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def test_reading_a_page_stops_at_the_bound_on_requests() -> None:
    with answering({"GET /": ("200 OK", "", "hello")}) as port:
        connection = Connection(port)
        number, seconds = read_pages(connection, "/", 60, 7)
        connection.close()
    assert number == 7
    assert 0 < seconds < 60


def test_reading_a_page_that_is_not_there_is_no_measurement() -> None:
    with answering({}) as port:
        connection = Connection(port)
        with pytest.raises(UnexpectedAnswer, match="404 for /nowhere"):
            read_pages(connection, "/nowhere", 1, 1)
        connection.close()


FORM = '<input type="hidden" name="csrf_token" value="t0k3n">'


def test_registering_is_the_form_the_post_and_the_confirmation() -> None:
    answers = {
        "GET /form": ("200 OK", "Set-Cookie: s=1; Path=/\r\n", FORM),
        "POST /form": ("303 See Other", "Location: /done\r\nSet-Cookie: s=2; Path=/\r\n", ""),
        "GET /done": ("200 OK", "", "you are in"),
    }
    with answering(answers) as port:
        connection = Connection(port)
        where, moment = register(connection, "/form", {"name": "An"})
        connection.close()
    assert where == "/done"
    assert moment > 0


@pytest.mark.parametrize(
    ("post", "done", "said"),
    [
        ("422 Unprocessable", "200 OK", "422 after registering"),
        ("303 See Other", "404 Not Found", "404 for the confirmation"),
    ],
)
def test_registering_that_fails_halfway_counts_for_nothing(post: str, done: str, said: str) -> None:
    answers = {
        "GET /form": ("200 OK", "", FORM),
        "POST /form": (post, "Location: /done\r\n", ""),
        "GET /done": (done, "", ""),
    }
    with answering(answers) as port:
        connection = Connection(port)
        with pytest.raises(UnexpectedAnswer, match=said):
            register(connection, "/form", {})
        connection.close()


def test_a_first_view_fetches_each_asset_once_and_leaves_the_fonts_bytes_out() -> None:
    html = "Content-Type: text/html\r\n"
    page = (
        '<link rel="stylesheet" href="/a.css"><link rel="stylesheet" href="/a.css">'
        '<link rel="icon" href="/i.svg"><a href="/other">no asset</a><script src="/s.js"></script>'
    )
    style = (
        '@font-face { src: url("f.woff2") } i { background: url(data:image/png;base64,xx) }'
        '@font-face { src: url("g.woff2"); unicode-range: U+0100-017F, U+20AC }'
        '@font-face { src: url("h.woff2"); unicode-range: u+73 }'
    )
    answers = {
        "GET /": ("200 OK", html, page),
        "GET /a.css": ("200 OK", "Content-Type: text/css\r\n", style),
        "GET /i.svg": ("200 OK", "Content-Type: image/svg+xml\r\n", "<svg/>"),
        "GET /s.js": ("200 OK", "Content-Type: text/javascript\r\n", "go()"),
        "GET /f.woff2": ("200 OK", "Content-Type: font/woff2\r\n", "f" * 50_000),
        "GET /h.woff2": ("200 OK", "Content-Type: font/woff2\r\n", "h" * 50_000),
    }
    with answering(answers) as port:
        size, requests = first_view(port)
        connection = Connection(port)
        alone = sum(
            connection.send(get_request(path)).size for path in ("/", "/a.css", "/i.svg", "/s.js")
        )
        connection.close()
    # Not g.woff2: the page has none of its letters.
    assert requests == 6
    assert size == alone
