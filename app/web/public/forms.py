"""What somebody tells about themselves, to register and to change it later.

`form_for` fits a form to an edition: its extra questions, the diet where there is a meal, the
invoice where there is a price.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import new_class
from typing import TYPE_CHECKING, ClassVar, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.extensions import settings
from app.rules.registering.price import highest_price, price_for
from app.rules.registering.registration import email_key
from app.rules.states import Format
from app.services.registering.person import Person, billing_of
from app.web.forms import Required, at_most, email_address, no_web_address, phone_number
from app.web.language import current_language
from app.web.public import needs
from app.web.public.billing import BILLING_FIELDS, BillingForm, billing_details
from app.web.public.meant import AsksAddress
from app.web.public.questions import (
    Question,
    answers_of,
    asked,
    question_fields,
    questions_of,
)
from app.web.public.robots import RobotTraps

if TYPE_CHECKING:
    from app.models import Edition, Registration

#: Longest text about what somebody needs, in characters.
LONGEST_NEEDS = 2000
#: The fields that a registration holds under the same names.
DETAILS = (
    "name",
    "greeting",
    "email",
    "phone",
    "function",
    "organisation",
    "organisation_type",
    "region",
    "experience",
)
#: The fields at the end of the form, after the extra questions.
_AT_THE_END = (*BILLING_FIELDS, "consent", "news")


class PersonForm(BillingForm):
    """One person, as somebody of the team corrects it: one name, no title, no gender."""

    #: Whether the questions that demand an answer must have one.
    demands_all: ClassVar[bool] = False
    demands_billing = False
    #: What a place costs (eurocents): for all kinds of organisation, and for some.
    price_cents: ClassVar[int] = 0
    prices: ClassVar[Mapping[str, int]] = {}

    # Name and greeting stand in mails, which may go to somebody else than who fills this in.
    name = StringField(_l("Your name"), [Required(), at_most(200), no_web_address()])
    email = EmailField(_l("E-mail address"), [Required(), at_most(254), email_address()])
    organisation = StringField(_l("Organisation"), [Required(), at_most(200)])
    organisation_type = SelectField(
        _l("Kind of organisation"), [Required(_l("Choose the kind of organisation."))]
    )
    function = StringField(_l("Function"), [Required(), at_most(200)])
    greeting = StringField(
        _l("How shall we address you?"), [Optional(), at_most(100), no_web_address()]
    )
    phone = TelField(_l("Mobile number"), [Optional(), at_most(40), phone_number()])
    region = SelectField(_l("Where do you work?"), [Optional()])
    experience = TextAreaField(
        _l("What experience do you have with this subject?"), [Optional(), at_most(1000)]
    )
    needs = TextAreaField(
        _l("What do you need to take part well?"), [Optional(), at_most(LONGEST_NEEDS)]
    )
    diet = StringField(_l("What do you eat, or not eat?"), [Optional(), at_most(500)])

    def __iter__(self) -> Iterator[Field]:
        """The fields as they stand on the page: so the summary of errors goes from top to end."""
        names = [name for name in self._fields if name not in _AT_THE_END]
        names += [name for name in _AT_THE_END if name in self._fields]
        return (self._fields[name] for name in names)

    def offer_types(self, current: str = "", region: str = "") -> None:
        """Fill the lists; `current` and `region` stay possible when the settings dropped them."""
        self.organisation_type.choices = _choices(settings().organisation_types, current)
        self.region.choices = _choices(settings().regions, region)

    @property
    def questions(self) -> list[Field]:
        """The fields of the extra questions."""
        return [field for _number, field in asked(self)]

    @property
    def due_cents(self) -> int:
        """What this person pays (eurocents): the price of the chosen kind of organisation."""
        return price_for(self.price_cents, self.prices, self.organisation_type.data or "")

    def validate(self, extra_validators: object = None) -> bool:
        """Check all fields, and those of the invoice when there is something to pay."""
        right: bool = super().validate(extra_validators)
        if "payer" in self and self.due_cents:
            right = self.billing_is_right(required=self.demands_billing) and right
        return right

    def person(self, language: str | None = None, kept: "Registration | None" = None) -> Person:
        """What was filled in; in the language of the visitor, unless another is given.

        What this form does not ask stays as the registration `kept` has it.
        """
        details = {name: self[name].data or "" for name in DETAILS}
        known_diet = kept.needs.diet if kept is not None and kept.needs else ""
        billing = billing_of(kept) if kept is not None else None
        if "payer" in self and self.due_cents:
            billing = self.billing(organisation=details["organisation"], name=details["name"])
        return Person(
            **details,
            language=language or current_language(),
            needs=self.all_needs(),
            diet=(self.diet.data or "") if "diet" in self else known_diet,
            news=self.wants_news(kept),
            billing=billing,
            answers={number: field.data or "" for number, field in asked(self)},
        )

    def all_needs(self) -> str:
        """What the person needs, in one text."""
        return self.needs.data or ""

    def wants_news(self, kept: "Registration | None") -> bool:
        """Whether the person wants news; nobody else says so for them, nor for a new address."""
        return (
            kept is not None
            and kept.news_at is not None
            and email_key(self.email.data or "") == kept.email_key
        )


class AsksAids(PersonForm):
    """One person, with what is needed most often as ticks."""

    aids = SelectMultipleField(
        _l("Accessibility"), [Optional()], option_widget=CheckboxInput(), widget=ListWidget()
    )

    def offer_types(self, current: str = "", region: str = "") -> None:
        """Fill the lists, the ticks among them."""
        super().offer_types(current, region)
        self.aids.choices = [SelectChoice(name, needs.aid_label(name)) for name in needs.AIDS]

    def all_needs(self) -> str:
        """The ticks as lines, then the own words."""
        return needs.joined(self.aids.data or [], self.needs.data or "")


class ParticipantForm(AsksAids):
    """One person, filled in by that person."""

    demands_all = True


class RegistrationForm(AsksAddress, ParticipantForm, RobotTraps):
    """A person who registers, agrees, and is no robot."""

    demands_billing = True

    # What the page said that the person gets, a seat or a place on the waiting list.
    seen = HiddenField()
    consent = BooleanField(
        _l("I agree with the terms for giving up my place, and with this use of my data"),
        [Required(_l("Tick the box to agree, then we can register you."))],
    )
    news = BooleanField(_l("Keep me posted about new trainings"))

    def wants_news(self, kept: "Registration | None") -> bool:
        """What the box says."""
        return bool(self.news.data)


AnyForm = TypeVar("AnyForm", bound=PersonForm)


def form_for(
    base: type[AnyForm], edition: "Edition", *, price_cents: int | None = None
) -> type[AnyForm]:
    """`base` with what this edition asks, and without what it does not.

    `price_cents` is what somebody who is registered already pays, whatever the price is now.
    """
    own_prices = tuple(edition.prices.items()) if price_cents is None else ()
    paid = edition.price_cents if price_cents is None else price_cents
    questions, meal = questions_of(edition), serves_a_meal(edition)
    return _fitted(base, questions, paid, own_prices, meal)  # type: ignore[arg-type]  # it is one


# A new class of a form costs as much as filling it, and most editions ask the same.
@lru_cache(128)
def _fitted(
    base: type[AnyForm],
    questions: tuple[Question, ...],
    paid: int,
    prices: tuple[tuple[str, int], ...],
    meal: bool,
) -> type[AnyForm]:
    own: dict[str, object] = dict(question_fields(questions, all_required=base.demands_all))
    own |= {"price_cents": paid, "prices": dict(prices)}
    if not highest_price(paid, dict(prices)):
        own |= dict.fromkeys(BILLING_FIELDS)
    if not meal:
        own["diet"] = None
    return new_class(base.__name__, (base,), exec_body=lambda members: members.update(own))


def serves_a_meal(edition: "Edition") -> bool:
    """Whether people eat together, so that diets matter: nobody does in a webinar."""
    return edition.meal and any(m.actual_format is Format.LIVE for m in edition.meetings)


def details_of(registration: "Registration", *, ticks: bool = True) -> dict[str, object]:
    """What somebody told before, as a form of `form_for` shows it.

    Without `ticks`, for a form that has none, what the person needs is one text.
    """
    stored = registration.needs
    aids, words = needs.taken_apart(stored.needs) if stored and ticks else ([], "")
    return {
        **{name: getattr(registration, name) for name in DETAILS},
        **billing_details(billing_of(registration)),
        **answers_of(registration),
        "aids": aids,
        "needs": words if ticks or stored is None else stored.needs,
        "diet": stored.diet if stored else "",
    }


def _choices(offered: tuple[str, ...], current: str) -> list[SelectChoice]:
    if current and current not in offered:
        offered = (*offered, current)
    return [SelectChoice("", _l("Choose")), *(SelectChoice(name) for name in offered)]
