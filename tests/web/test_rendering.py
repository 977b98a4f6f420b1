"""Pages whose language is settled beforehand are the pages of Flask, letter by letter."""

import sys

import flask
import pytest
from flask import Flask

from app.rules.states import Format
from app.web.public.kept import NOTHING_KEPT
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register


def test_what_comes_out_is_the_same(
    site: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_edition(
        starts="2027-04-01 09:30", more_starts=("2027-04-08 09:30",), trainers=(cast.trainer,)
    )
    make_edition(
        training=make_training("<i>Recht & “zorg”</i> – Één dag", "R&Z"),
        format_=Format.WEBINAR,
        price_cents=4750,
        co_organisers=("A & B", "C <d>"),
    )
    register(first, 8)
    monkeypatch.setitem(site.config, NOTHING_KEPT, True)
    addresses = (
        "/",
        "/?q=<b>&vorm=live",
        f"/edities/{first.id}",
        f"/vormingen/{first.training.slug}",
    )
    clients = {code: site.test_client() for code in ("nl", "en", "fr")}
    for code, client in clients.items():
        client.get(f"/taal/{code}")

    def pages() -> dict[tuple[str, str], str]:
        return {
            (code, address): client.get(address).text
            for code, client in clients.items()
            for address in addresses
        }

    ours = pages()
    for name in ("catalogue", "editions"):
        module = sys.modules[f"app.web.public.{name}"]
        monkeypatch.setattr(module, "render", flask.render_template)
    assert pages() == ours
    assert len(set(ours.values())) == len(clients) * len(addresses)
