"""Forms of Flask-Security with their choices as WTForms wants them by now."""

from flask_babel import lazy_gettext as _l
from flask_security import TwoFactorRescueForm, WebAuthnRegisterForm
from wtforms import RadioField
from wtforms.fields import SelectChoice


class RescueForm(TwoFactorRescueForm):
    """The library makes one with each question for a code; nobody sees it, its page is closed."""

    help_setup = RadioField(choices=[SelectChoice("help")])


class RegisterPasskeyForm(WebAuthnRegisterForm):
    """The name of a passkey and what it is for."""

    usage = RadioField(
        _l("What is it for?"),
        choices=[
            SelectChoice("secondary", _l("After my password, as a second step")),
            SelectChoice("first", _l("Instead of my password")),
        ],
        default="secondary",
    )
