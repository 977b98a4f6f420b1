"""Messages of an edition, as somebody looks for them."""

from flask import Flask

from app.queries.telling.message import MessageChoice, of_edition
from tests.factories.offer import make_edition, register


def test_a_character_that_no_text_has_is_left_out(app: Flask) -> None:
    edition = make_edition()
    register(edition, name="An")
    for words in ("a\0n", "\0", "AN"):
        page = of_edition(edition.id, MessageChoice(words=words), 1)
        assert [message.recipient_name for message in page.messages] == ["An"], words
