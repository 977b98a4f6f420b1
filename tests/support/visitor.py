"""Somebody who looks at pages: follows links, fills in forms as they stand on the page.

Each page that is fetched is checked as a page: valid HTML, one h1, a title, labels, no doubled ids.
"""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask, g, has_app_context
from werkzeug.test import TestResponse

from app.models import User
from tests.support.pages import check_page, parsed


@dataclass
class Form:
    """A form of a page with the values that it holds."""

    action: str
    method: str
    values: dict[str, list[str]]
    buttons: list[tuple[str, str, str]]


@dataclass
class Shown:
    """A page as it came back."""

    response: TestResponse
    path: str
    html: str = ""
    forms: list[Form] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def token(self) -> str:
        """The token that a form of this page carries, for posts without their own form."""
        return next(f.values["csrf_token"][0] for f in self.forms if "csrf_token" in f.values)

    @cached_property
    def text(self) -> str:
        """The words on the page, without tags, spaces made single."""
        return " ".join("".join(_words(parsed(self.html)[0])).split())

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Visitor:
    """A browser without JavaScript."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def sign_in(self, user: User) -> "Visitor":
        """Become this member of staff, without the form for it."""
        with self.client.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier
            session["_fresh"] = True
            session["fs_cc"] = "set"
            session["fs_paa"] = 0
        return self

    def is_in(self) -> bool:
        """Whether the desk opens, for this coordinator."""
        return self.client.get("/werk/vandaag").status_code == 200

    def get(self, path: str, status: int = 200) -> Shown:
        """Fetch a page, follow redirects, and check what came."""
        _forget()
        return self._shown(self.client.get(_local(path), follow_redirects=True), status)

    def post(self, path: str, data: dict[str, object], status: int = 200) -> Shown:
        """Send values to an address, as a form would, but without its token."""
        _forget()
        return self._shown(self.client.post(_local(path), data=data, follow_redirects=True), status)

    def submit(
        self,
        page: Shown,
        button: str | None = None,
        *,
        status: int = 200,
        **values: str | list[str] | None,
    ) -> Shown:
        """Press a button (by its words) after filling in `values`; None leaves a field out.

        Field names with hyphens are given with double underscores (meetings__0__day).
        """
        form = _form_with(page, button)
        data = dict(form.values)
        for name, value in values.items():
            name = name.replace("__", "-")
            if value is None:
                data.pop(name, None)
            else:
                data[name] = [value] if isinstance(value, str) else value
        for words, name, value in form.buttons:
            if button is not None and button in words and name:
                data[name] = [value]
        target = form.action or page.path
        send = self.client.post if form.method == "post" else self.client.get
        kind = {"data": data} if form.method == "post" else {"query_string": data}
        _forget()
        return self._shown(send(_local(target), follow_redirects=True, **kind), status)

    def _shown(self, response: TestResponse, status: int) -> Shown:
        shown = Shown(response, response.request.path)
        if response.content_type.startswith("text/html"):
            shown.html = response.text
            shown.forms = _forms(shown.html)
            assert check_page(shown.html) == [], shown.path
        assert response.status_code == status, f"{shown.path}: {response.status} {shown.text[:600]}"
        return shown


def _forget() -> None:
    """Drop what the request before left: the context of a test is shared by its requests."""
    for name in list(g) if has_app_context() else ():
        g.pop(name)


def _local(path: str) -> str:
    parts = urlsplit(path)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _words(element: Element) -> list[str]:
    if element.tag in ("script", "style") or not isinstance(element.tag, str):
        return []
    words = [element.text or ""]
    for child in element:
        words += [*_words(child), child.tail or ""]
    return words if element.tag in ("span", "b", "strong", "a", "i", "em") else [" ", *words, " "]


def _form_with(page: Shown, button: str | None) -> Form:
    posts = [form for form in page.forms if form.method == "post"] or page.forms
    if button is None:
        found = [form for form in posts if not form.action.endswith("/afmelden")]
    else:
        found = [f for f in page.forms if any(button in words for words, _, _ in f.buttons)]
    assert found, f"no form with button {button!r} on {page.path}: {page.text[:600]}"
    return found[0]


def _forms(html: str) -> list[Form]:
    """Every form, but for the search in the head of each page of the desk."""
    page = parsed(html)[0]
    search = {id(f) for head in page.iter("header") for f in head.iter("form") if f.get("role")}
    elsewhere = [button for button in page.iter("button") if button.get("form")]
    return [
        _form(element, [b for b in elsewhere if b.get("form") == element.get("id")])
        for element in page.iter("form")
        if id(element) not in search
    ]


def _form(element: Element, buttons: list[Element]) -> Form:
    """A form with its controls; `buttons` stand outside it and name it."""
    form = Form(element.get("action", ""), element.get("method", "get").lower(), {}, [])
    for control in [*element.iter(), *buttons]:
        name = control.get("name", "")
        if control.tag == "button" or control.get("type") in ("submit", "image"):
            words = " ".join("".join(_words(control)).split())
            form.buttons.append((words, name, control.get("value", "")))
        elif name:
            values = _values(control)
            if values:
                form.values.setdefault(name, []).extend(values)
    return form


def _values(control: Element) -> list[str]:
    kind = control.get("type", "text")
    if control.tag == "textarea":
        # A browser drops the first line feed of a textarea.
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [o.get("value", "".join(o.itertext()).strip()) for o in chosen]
    if control.tag != "input":
        return []
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [control.get("value", "")]
