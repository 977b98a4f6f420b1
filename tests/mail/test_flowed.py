"""Plain text as a terminal of old shows it: narrow lines, which other programs join again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.flowed import WIDTH, flowed, joined

TEXTS = st.text(st.sampled_from("ab> -é\n\u00a0F"), max_size=400) | st.lists(
    st.sampled_from(["woord", "From", "https://" + "x" * 90, ">", "é" * 20, ""]), max_size=60
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("kort\n", ["kort"]),
        ("a" * WIDTH, ["a" * WIDTH]),
        ("a" * 71 + " b", ["a" * 71 + " ", "b"]),
        ("a" * 72 + " b", ["a" * 72 + " ", "b"]),
        ("a" * 73 + " b", ["a" * 73 + " ", "b"]),
        ("https://" + "x" * 200, ["https://" + "x" * 200]),
        ("> geciteerd\n van hier\nFrom A", [" > geciteerd", "  van hier", " From A"]),
        ("a  \n\nb", ["a", "", "b"]),
    ],
)
def test_lines(text: str, lines: list[str]) -> None:
    assert flowed(text).split("\n") == [*lines, ""]


def test_a_paragraph_is_cut_at_its_spaces() -> None:
    text = "Op vrijdag 19 maart 2027 beslissen we of de vorming doorgaat. Zodra dat beslist is."
    first, second = flowed(text).splitlines()
    assert first == "Op vrijdag 19 maart 2027 beslissen we of de vorming doorgaat. Zodra dat "
    assert second == "beslist is."


@given(TEXTS)
def test_it_is_joined_to_what_it_was(text: str) -> None:
    lines = [line.rstrip(" ") for line in text.removesuffix("\n").split("\n")]
    made = flowed(text)
    assert joined(made) == "\n".join(lines) + "\n"
    for line in made.split("\n"):
        # A stuffed line may be one longer, and the space at the end of a soft one is not seen.
        assert len(line.rstrip(" ")) <= WIDTH + 1 or " " not in line.strip(" ")
