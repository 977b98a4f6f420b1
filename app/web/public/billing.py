"""Who gets the invoice: asked where there is a price, demanded from whoever has one to pay."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.rules.errors import RuleBroken
from app.services.registering.person import Billing
from app.services.registering.vat import checked_vat_number
from app.web.forms import BaseForm, add_error, at_most
from app.web.sentences import explain

ORGANISATION, MYSELF = "organisation", "self"

#: The fields about the invoice, for a form that does without them.
BILLING_FIELDS = ("payer", "bill_to", "bill_address", "vat_number", "reference")


class BillingForm(BaseForm):
    """Who pays, where the invoice goes, and what must stand on it."""

    #: Whether who has something to pay must say who gets the invoice.
    demands_billing = True
    #: What to do about an organisation without a number.
    number_missing = _l("Fill this in, please. Has your organisation none? Choose “I pay myself”.")

    payer = RadioField(
        _l("Who pays?"),
        choices=[
            SelectChoice(ORGANISATION, _l("My organisation")),
            SelectChoice(MYSELF, _l("I pay myself")),
        ],
        default=ORGANISATION,
    )
    bill_to = StringField(_l("Name on the invoice"), [Optional(), at_most(200)])
    bill_address = StringField(_l("Address for the invoice"), [Optional(), at_most(300)])
    vat_number = StringField(_l("Enterprise number"), [Optional(), at_most(40)])
    reference = StringField(_l("Order form or cost centre"), [Optional(), at_most(100)])

    def billing_is_right(self, *, required: bool) -> bool:
        """Check the fields together, and put what is wrong at each; not `required`: may be empty.

        Call it once after `validate`, when there is something to pay.
        """
        if not required and not self._says_anything():
            return True
        right = True
        if not self.bill_address.data:
            add_error(self.bill_address, _l("Fill this in, please."))
            right = False
        if self.payer.data == ORGANISATION and not self.vat_number.data:
            add_error(self.vat_number, self.number_missing)
            right = False
        elif self.payer.data == ORGANISATION and not self.vat_number.errors:
            try:
                self.vat_number.data = checked_vat_number(self.vat_number.data)
            except RuleBroken as error:
                explain(self, error)
                right = False
        return right

    def billing(self, *, organisation: str, name: str) -> Billing | None:
        """What was filled in; without a name on the invoice, that of whoever pays."""
        if not self._says_anything():
            return None
        by_organisation = self.payer.data == ORGANISATION
        return Billing(
            bill_to=self.bill_to.data or (organisation if by_organisation else name),
            address=self.bill_address.data or "",
            vat_number=(self.vat_number.data or "") if by_organisation else "",
            reference=self.reference.data or "",
        )

    def _says_anything(self) -> bool:
        return any(self[name].data for name in BILLING_FIELDS if name != "payer")


def billing_details(billing: Billing | None) -> dict[str, str]:
    """What was told before about the invoice, as a `BillingForm` shows it."""
    if billing is None:
        return {}
    return {
        "payer": ORGANISATION if billing.vat_number else MYSELF,
        "bill_to": billing.bill_to,
        "bill_address": billing.address,
        "vat_number": billing.vat_number,
        "reference": billing.reference,
    }
