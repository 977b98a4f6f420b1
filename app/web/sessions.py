"""Cookies go with pages for one visitor, never with what is the same for everybody."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class QuietSessions(SecureCookieSessionInterface):
    """Flask's own sessions, silent on answers that any cache may keep.

    Libraries look into the session of each request; for Flask that makes every answer depend on
    the cookie (`Vary: Cookie`), and no cache in between could then keep a feed for two readers.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, but for an answer that says `Cache-Control: public`."""
        if not response.cache_control.public:
            super().save_session(app, session, response)
