"""The page with every message, for who looks after the words of the house."""

import pytest
from flask import Flask

from app.extensions import transaction
from app.rules.settings.wording import Wording
from app.rules.telling.moment import KINDS
from app.services.settings.wording import change
from tests.factories.cast import Cast
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Visitor

ALL = "/werk/beheer/berichten/voorbeeld"


@pytest.fixture
def admin(site: Flask, cast: Cast) -> Visitor:
    return Visitor(site).sign_in(cast.administrator)


def test_every_message_stands_on_the_page_with_its_subject(admin: Visitor) -> None:
    with counted() as statements:
        page = admin.get(f"{ALL}?taal=nl")
    assert len(statements) <= 12
    for kinds in KINDS.values():
        for kind in kinds:
            assert f'href="{ALL}/{kind}/nl"' in page.html
    assert "Registering" in page
    assert f'href="{ALL}/reminder/fr"' in admin.get(f"{ALL}?taal=fr").html
    assert f'href="{ALL}/reminder/nl"' in admin.get(f"{ALL}?taal=xx").html
    assert admin.get("/beheer/berichten/voorbeeld").path == ALL


def test_a_message_is_shown_whole_with_the_words_of_the_house(admin: Visitor, cast: Cast) -> None:
    with transaction():
        words = Wording(closing="Vragen? Bel ons.")
        change("registration_confirmed", "en", words, NOW, cast.administrator.id)
    with counted() as statements:
        page = admin.get(f"{ALL}/registration_confirmed/en?kleur=donker&breedte=smal")
    assert len(statements) <= 12
    assert "You are registered: Racisme verwondt" in page
    assert "Vragen? Bel ons." in page
    assert "METHOD REQUEST" in page
    assert "SUMMARY Racisme verwondt" in page
    assert "LOCATION Zaal De Brug, Voorbeeldstraat 12" in page
    assert "Auto-Submitted auto-generated" in page
    assert "KB with everything in it" in page
    assert "/~" not in page.html, "placeholders are nothing to read"
    assert f'src="{ALL}/registration_confirmed/en/html?kleur=donker"' in page.html
    assert 'width="320"' in page.html
    ended = admin.get(f"{ALL}/edition_recommended/nl")
    assert "List-Unsubscribe" in ended
    assert "METHOD" not in ended


@pytest.mark.parametrize(
    ("colour", "rule"),
    [
        ("", "@media (prefers-color-scheme: dark)"),
        ("donker", "@media all"),
        ("licht", "@media not all"),
        ("paars", "@media (prefers-color-scheme: dark)"),
    ],
)
def test_the_frame_lets_a_mail_show_and_do_nothing(admin: Visitor, colour: str, rule: str) -> None:
    response = admin.client.get(f"{ALL}/reminder/nl/html?kleur={colour}")
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "style-src 'unsafe-inline'", "sandbox"} <= set(policy)
    assert "frame-ancestors 'self'" in policy
    assert f"\n{rule} {{\n" in response.text
    assert "<h1" in response.text


@pytest.mark.parametrize("path", ["onbekend/nl", "reminder/de", "onbekend/nl/html"])
def test_what_is_no_message_is_not_found(admin: Visitor, path: str) -> None:
    admin.get(f"{ALL}/{path}", status=404)
