"""Asking whether an e-mail address that is almost a well-known one was meant so."""

from typing import Any

from flask_babel import gettext as _
from wtforms import EmailField, StringField

from app.web.forms import BaseForm, add_error
from app.web.public.known import suggested_address


class AsksAddress(BaseForm):
    """A form with an address to which a link goes: it comes back to ask about a likely error."""

    email: EmailField
    #: The address that was probably meant, once the form comes back to ask.
    suggested_email: str | None = None
    #: An address that is in use already, about which nothing is asked.
    own_address = ""

    # The address that the person chose when asked about a likely typing error, by a button.
    email_as = StringField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields, and ask about the address unless something else is wrong with it."""
        right: bool = super().validate(extra_validators)
        if self.email.errors or self.email.data == self.own_address:
            return right
        return self._address_is_meant() and right

    def _address_is_meant(self) -> bool:
        typed, chosen = self.email.data, self.email_as.data
        suggested = suggested_address(typed)
        if suggested is None or chosen == typed:
            return True
        if chosen == suggested:
            self.email.data = suggested
            return True
        self.suggested_email = suggested
        add_error(self.email, _("Did you mean %(email)s?", email=suggested))
        return False
