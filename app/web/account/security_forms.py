"""Forms of Flask-Security in our words, and with choices as WTForms wants them by now."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import (
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorVerifyCodeForm,
    WebAuthnRegisterForm,
)
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice

from app.web.account.factors import totp_factory


class RescueForm(TwoFactorRescueForm):
    """The library makes one with each question for a code; nobody sees it, its page is closed."""

    help_setup = RadioField(choices=[SelectChoice("help")])


class VerifyCodeForm(TwoFactorVerifyCodeForm):
    """The code that an app shows now."""

    code = StringField(_l("Code"), TwoFactorVerifyCodeForm.code.kwargs["validators"])

    def validate(self, **kwargs: Any) -> bool:
        """Whether the code is right; one that is spent is not called wrong."""
        right: bool = super().validate(**kwargs)
        if (
            not right
            and self.code.data
            and totp_factory().is_spent(self.code.data, self.tf_totp_secret)
        ):
            self.code.errors = [
                _(
                    "This code was used already. Wait until your app shows the next one, and type "
                    "that one."
                )
            ]
        return right


class RecoveryForm(MfRecoveryForm):
    """A code that was kept on paper."""

    code = StringField(_l("Recovery code"), MfRecoveryForm.code.kwargs["validators"])


class RegisterPasskeyForm(WebAuthnRegisterForm):
    """The name of a passkey and what it is for."""

    name = StringField(_l("Name of the passkey"), WebAuthnRegisterForm.name.kwargs["validators"])
    usage = RadioField(
        _l("What is it for?"),
        choices=[
            SelectChoice("secondary", _l("After my password, as a second step")),
            SelectChoice("first", _l("Instead of my password")),
        ],
        default="secondary",
    )
