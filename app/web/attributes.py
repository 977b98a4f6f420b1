"""The attributes of a form's elements, written without the detour that WTForms makes.

WTForms puts each one together by `string.Formatter`, which Python interprets part by part. The form
for registering has two hundred, and they took a fifth of its page. What comes out is the same.
"""

from markupsafe import Markup, escape
from wtforms.widgets import core


def html_params(**attributes: object) -> Markup:
    """As the function of WTForms: `class_="a", checked=True` gives `checked class="a"`."""
    written = []
    for name, value in sorted(attributes.items()):
        if value is False:
            continue
        key = escape(core.clean_key(name))
        # What is markup already may hold quotation marks.
        written.append(
            key if value is True else f'{key}="{escape(value).replace(_MARK, _WRITTEN)}"'
        )
    return Markup(" ".join(written))  # nosec B704  # each part is escaped just here


_MARK, _WRITTEN = Markup('"'), Markup("&quot;")


def init_app() -> None:
    """Have the widgets of WTForms call this function for theirs."""
    core.html_params = html_params
    core.Input.html_params = core.Button.html_params = staticmethod(html_params)
