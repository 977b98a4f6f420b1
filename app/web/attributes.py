"""The attributes of a form's elements, written without the detour that WTForms makes.

WTForms puts each one together by `string.Formatter`, which Python interprets part by part. The form
for registering has two hundred, and they took a fifth of its page. What comes out is the same.
"""

from functools import lru_cache

from markupsafe import Markup, escape
from wtforms.widgets import core


def html_params(**attributes: object) -> Markup:
    """As the function of WTForms: `class_="a", checked=True` gives `checked class="a"`."""
    written = []
    for name, value in sorted(attributes.items()):
        if value is True:
            written.append(_key(name))
        elif value is not False:
            # What is markup already may hold quotation marks. By `str`, for all is escaped by now,
            # and the method of Markup would escape what it puts in.
            text = str.replace(escape(value), '"', "&quot;")
            written.append(f'{_key(name)}="{text}"')
    return Markup(" ".join(written))  # nosec B704  # each part is escaped just here


@lru_cache(256)
def _key(name: str) -> str:
    return str(escape(core.clean_key(name)))


def init_app() -> None:
    """Have the widgets of WTForms call this function for theirs."""
    core.html_params = html_params
    core.Input.html_params = core.Button.html_params = staticmethod(html_params)
