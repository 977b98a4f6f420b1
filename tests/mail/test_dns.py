"""The resolver against a real name server that also misbehaves."""

import time

from app.mail.dns import Resolver
from app.rules.delivering.dns import Status
from tests.support.dns import Trouble, name_server, txt

LONG = "v=spf1 " + " ".join(f"ip4:192.0.2.{number}" for number in range(90)) + " -all"
RECORDS = {
    ("a.example", "TXT"): (txt(LONG), txt("other")),
    ("a.example", "MX"): ("20 mx2.a.example.", "10 mx1.a.example."),
    ("none.example", "MX"): ("0 .",),
    ("a.example", "A"): ("192.0.2.1",),
    ("six.example", "AAAA"): ("2001:db8::1",),
    ("cut.example", "TXT"): (txt("whole"),),
}


def test_records_are_read_whole() -> None:
    with name_server(RECORDS) as server:
        resolver = Resolver([server.address])
        # Longer than one string of a TXT record, which is 255 octets at most.
        assert set(resolver.txt("a.example").values) == {LONG, "other"}
        assert resolver.mx("a.example").values == ("mx1.a.example", "mx2.a.example")
        assert resolver.mx("none.example").values == (".",)
        assert resolver.addresses("a.example").values == ("192.0.2.1",)
        assert resolver.addresses("six.example").values == ("2001:db8::1",)
        for name in ("six.example", "gone.example"):
            assert resolver.txt(name).status is Status.NOTHING
        asked = len(server.asked)
        resolver.txt("A.example.")
        assert len(server.asked) == asked


def test_an_answer_that_is_cut_off_is_fetched_over_tcp() -> None:
    with name_server(RECORDS, {"cut.example": Trouble.CUT_OFF}) as server:
        assert Resolver([server.address]).txt("cut.example").values == ("whole",)
        assert [transport for _name, _kind, transport in server.asked] == ["udp", "tcp"]


def test_a_server_that_fails_or_says_nothing_fails_in_time() -> None:
    troubles = {"bad.example": Trouble.FAILS, "mute.example": Trouble.SILENT}
    with name_server(RECORDS, troubles) as server:
        resolver = Resolver([server.address], seconds=0.6)
        assert resolver.txt("bad.example").failed
        began = time.monotonic()
        assert resolver.txt("mute.example").failed
        # The time for all questions is over: nothing more is asked.
        asked = len(server.asked)
        assert resolver.txt("a.example").failed
        assert time.monotonic() - began < 2
        assert len(server.asked) == asked


def test_without_a_server_and_for_no_name_nothing_is_known() -> None:
    with name_server(RECORDS) as server:
        address = server.address
        assert Resolver([address]).txt(f"{'x' * 64}.example").failed
    assert Resolver([address], seconds=0.5).txt("a.example").failed


def test_a_closed_network_knows_of_no_name_and_is_not_believed() -> None:
    with name_server(RECORDS) as server:
        server.closed = True
        resolver = Resolver([server.address])
        assert resolver.txt("gone.example").failed
        assert resolver.mx("gone.example").failed
        assert [(name, kind) for name, kind, _transport in server.asked].count((".", "NS")) == 1
        # What it does know may be an answer of our own house.
        assert resolver.addresses("a.example").values == ("192.0.2.1",)
