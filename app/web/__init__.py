"""The pages: one package an audience. They authorise, open and end the transaction."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, g
from flask_security import SQLAlchemyUserDatastore
from werkzeug.local import LocalProxy

from app import formats
from app.extensions import babel, clock
from app.markdown import render_markdown
from app.services.telling.message import letterhead
from app.web import access, addresses, attributes, errors, headers, limits, static_files
from app.web.account import init_app as init_accounts
from app.web.api import bp as api
from app.web.api.problems import open_to_all
from app.web.desk import bp as desk
from app.web.feeds import bp as feeds
from app.web.language import TAGS, current_language, in_language, lang_attribute
from app.web.navigation import page_to_return_to, work_navigation
from app.web.participant import bp as participant
from app.web.public import bp as public
from app.web.public import kept, structured
from app.web.public.look import look
from app.web.sessions import QuietSessions
from app.web.status import bp as status
from app.web.trainer import bp as trainer


def init_app(app: Flask, datastore: SQLAlchemyUserDatastore) -> None:
    """Give the application its pages."""
    app.session_interface = QuietSessions()
    babel.init_app(app, locale_selector=current_language)
    addresses.init_app(app)
    attributes.init_app()
    init_accounts(app, datastore)
    for blueprint in (public, participant, trainer, desk, status, feeds, api):
        app.register_blueprint(blueprint)
    static_files.init_app(app)
    limits.init_app(app)
    errors.init_app(app)
    app.before_request(access.guard)
    app.after_request(headers.protect)
    app.after_request(open_to_all)
    app.context_processor(_context)
    app.jinja_options["autoescape"] = True
    # As globals, for macros that are imported see no context.
    app.jinja_env.globals.update(
        in_language=in_language,
        lang_attribute=lang_attribute,
        absolute=addresses.absolute,
        catalogue_data=structured.catalogue_data,
        training_data=structured.training_data,
        edition_data=structured.edition_data,
    )
    _add_filters(app)
    kept.init_app(app)


def _context() -> dict[str, object]:
    return {
        "lang": TAGS[current_language()],
        "org": letterhead().organisation,
        **look(),
        "page_to_return_to": page_to_return_to,
        "work_nav": LocalProxy(work_navigation),
    }


def _add_filters(app: Flask) -> None:
    """The filters of `app.formats`, each in the visitor's language of the moment."""
    for name in formats.filters("nl"):
        app.jinja_env.filters[name] = _localised(name)
    app.jinja_env.filters["markdown"] = render_markdown
    app.jinja_env.filters["datetime_log"] = _datetime_log


def _datetime_log(moment: datetime) -> str:
    return formats.datetime_log(moment, current_language(), clock.now())


def _localised(name: str) -> Callable[..., object]:
    def apply(*values: object, **named: object) -> object:
        language = current_language()
        if "filters" not in g or g.filters[0] != language:
            g.filters = (language, formats.filters(language))
        return g.filters[1][name](*values, **named)

    return apply
