"""The attributes of a form's elements: what comes out is what WTForms makes of them."""

import pytest
from flask_babel import lazy_gettext
from markupsafe import Markup
from wtforms import widgets

from app.web.attributes import html_params


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"class_": "btn", "for_": "name", "id": "f", "name": "text1"},
        {"checked": True, "readonly": False, "value": ""},
        {"data_attr_x": 'a "b" & <c>', "aria_described_by": "d'e", "plain_name": "f"},
        {"value": Markup('<b title="x">'), "maxlength": 200},
        {"aria-label": "é", 'odd"name': "v", 'odder"name': True},
        {"value": None},
    ],
)
def test_as_wtforms_writes_them(attributes: dict[str, object]) -> None:
    ours = html_params(**attributes)
    assert type(ours) is Markup
    # The package still has the library's own.
    assert ours == widgets.html_params(**attributes)


def test_a_text_in_the_language_of_the_visitor(app) -> None:  # type: ignore[no-untyped-def]
    assert widgets.core.html_params is html_params
    with app.test_request_context():
        assert html_params(title=lazy_gettext("Fill this in")) == 'title="Fill this in"'
