"""Rendering the pages that visitors see most, with the language settled beforehand.

Flask-Babel asks for the language of the request at each word and each date. A catalogue has some
thousand of them, and one answer. Here each language has a Jinja environment of its own, in which
words, dates and `lang` attributes know theirs; what comes out is the same.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app
from flask_babel import get_translations
from jinja2 import Environment
from markupsafe import Markup

from app import formats
from app.web.language import current_language, in_language_on, lang_attribute_on

_KEY = "open_aanbod_environments"


def render(name: str, **context: object) -> str:
    """The page of a template, as `flask.render_template` would make it."""
    language = current_language()
    environments = current_app.extensions.setdefault(_KEY, {})
    if language not in environments:
        environments[language] = _environment(current_app.jinja_env, language)
    current_app.update_template_context(context)
    page: str = environments[language].get_template(name).render(context)
    return page


def _environment(shared: Environment, language: str) -> Environment:
    """The site's environment with everything that depends on the language bound to this one."""
    own = shared.overlay()
    translations = get_translations()
    own.filters = {**shared.filters, **formats.filters(language)}
    own.globals = {
        **shared.globals,
        "_": _gettext(translations.ugettext),
        "gettext": _gettext(translations.ugettext),
        "ngettext": _ngettext(translations.ungettext),
        "in_language": partial(in_language_on, language),
        "lang_attribute": partial(lang_attribute_on, language),
    }
    return own


# As Jinja's new style does it, for pages, which always escape: jinja2.ext, _make_new_gettext.


def _gettext(translate: Callable[[str], str]) -> Callable[..., Markup]:
    def gettext(text: str, /, **variables: Any) -> Markup:
        return Markup(translate(text)) % variables  # nosec B704  # our own words

    return gettext


def _ngettext(translate: Callable[[str, str, int], str]) -> Callable[..., Markup]:
    def ngettext(one: str, many: str, num: int, /, **variables: Any) -> Markup:
        variables.setdefault("num", num)
        return Markup(translate(one, many, num)) % variables  # nosec B704  # our own words

    return ngettext
