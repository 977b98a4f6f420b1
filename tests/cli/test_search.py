"""flask search rebuild."""

from flask import Flask

from app.extensions import db, transaction
from app.models import SearchDocument
from app.queries.offering.search import find
from tests.factories.cast import Cast
from tests.factories.offer import make_edition


def test_what_was_lost_is_found_again(site: Flask, cast: Cast) -> None:
    edition = make_edition()
    with transaction():
        db.session.execute(db.delete(SearchDocument))
    assert find("racisme").editions == set()
    result = site.test_cli_runner().invoke(args=["search", "rebuild"])
    assert (result.exit_code, result.output) == (0, "1 editions can be found.\n")
    assert find("racisme").editions == {edition.id}
