"""The form of an edition: wall-clock times in Brussels in, a plan with moments out."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.extensions import settings
from app.queries.offering.offer import trainings
from app.queries.offering.planning import teams_of, trainers
from app.rules.access import Actor
from app.rules.errors import RuleBroken
from app.rules.offering.offer import MOST_MEETINGS, check_date, check_link
from app.rules.states import Format, Funding
from app.rules.workdays import LOCAL, local_date, local_moment
from app.services.offering.offer import PlannedEdition, PlannedMeeting
from app.services.offering.plan_digest import plan_digest
from app.web.desk.trainings import lines
from app.web.forms import BaseForm, Required, at_most
from app.web.language import LANGUAGE_NAMES
from app.web.sentences import sentence

if TYPE_CHECKING:
    from app.models import Edition, Meeting

_MOMENT = "%Y-%m-%dT%H:%M"
_PRICE = re.compile(r"€?\s*(\d{1,5})(?:[.,](\d{1,2}))?")


def price_in_cents(text: str) -> int:
    """Eurocents of an amount as people type it: '95', '47,50', '€ 47.5'.

    Raises ValueError for anything else.
    """
    match = _PRICE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no amount")
    euros, cents = match.groups()
    return int(euros) * 100 + int((cents or "0").ljust(2, "0"))


def price_as_typed(cents: int) -> str:
    """The reverse: '95' or '47,50'."""
    return f"{cents // 100},{cents % 100:02d}" if cents % 100 else str(cents // 100)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one meeting; the last four say where it differs from its edition."""

    on: Field
    from_: Field
    to: Field
    title: Field
    half_days: Field
    format: Field
    place: Field
    address: Field
    join_url: Field

    @property
    def all(self) -> tuple[Field, ...]:
        """Every field of the row."""
        return (*self.needed, self.title, self.half_days, *self.own)

    @property
    def needed(self) -> tuple[Field, Field, Field]:
        """What a row that was begun must have."""
        return self.on, self.from_, self.to

    @property
    def own(self) -> tuple[Field, Field, Field, Field]:
        """What is this meeting's own, where it differs from the edition."""
        return self.format, self.place, self.address, self.join_url

    @property
    def differs(self) -> bool:
        """Whether something of its own was filled in, or filled in wrongly."""
        return any(field.data or field.errors for field in self.own)


def _an_amount(_form: Form, field: Field) -> None:
    try:
        price_in_cents(field.data or "0")
    except ValueError:
        raise ValidationError(_("Write an amount in euros. An example: 47,50")) from None


def _a_web_address(_form: Form, field: Field) -> None:
    try:
        check_link(field.data)
    except RuleBroken as error:
        raise ValidationError(sentence(error)) from None


def _in_our_years(_form: Form, field: Field) -> None:
    try:
        check_date(field.data, field.name)
    except RuleBroken as error:
        raise ValidationError(sentence(error)) from None


class EditionForm(BaseForm):
    """An edition as a coordinator plans it; the rows of its meetings are added below."""

    training_id = SelectField(_l("Training"), coerce=int)
    team_id = SelectField(_l("Team"), coerce=int)
    format = RadioField(
        _l("Live or webinar?"),
        choices=[
            SelectChoice(Format.LIVE.value, _l("Live")),
            SelectChoice(Format.WEBINAR.value, _l("Webinar")),
        ],
        default=Format.LIVE.value,
    )
    language = SelectField(
        _l("Language"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
    )
    funding = RadioField(
        _l("Reported under"),
        choices=[
            SelectChoice(Funding.REGULAR.value, _l("Regular work")),
            SelectChoice(Funding.PROJECT.value, _l("A project")),
        ],
        default=Funding.REGULAR.value,
    )
    co_organisers = TextAreaField(_l("In co-operation with"), [Optional(), at_most(1000)])
    trainers = SelectMultipleField(
        _l("Trainers"),
        [Optional()],
        coerce=int,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    place = StringField(_l("Place"), [Optional(), at_most(200)])
    address = StringField(_l("Address"), [Optional(), at_most(300)])
    join_url = StringField(_l("Link of the webinar"), [Optional(), at_most(500), _a_web_address])
    capacity = IntegerField(
        _l("Places"), [Required(), NumberRange(1, 1000, _l("Choose a number from 1 to 1000."))]
    )
    minimum = IntegerField(
        _l("Other minimum"),
        [Optional(), NumberRange(1, 1000, _l("Choose a number from 1 to 1000."))],
    )
    minimum_reason = StringField(
        _l("Why does another minimum suit this edition?"), [Optional(), at_most(500)]
    )
    decision_on = DateField(_l("Decide on"), [Optional(), _in_our_years])
    opens_at = DateTimeLocalField(
        _l("Registration opens"), [Optional(), _in_our_years], format=_MOMENT
    )
    closes_at = DateTimeLocalField(
        _l("Registration closes"), [Optional(), _in_our_years], format=_MOMENT
    )
    price = StringField(_l("Price in euros"), [_an_amount], default="0")
    meal = BooleanField(_l("There is a meal"))
    rows = IntegerField(validators=[Optional()], widget=HiddenInput(), default=1)
    #: Names this form, so that a double click plans one edition.
    form_id = HiddenField(default=lambda: token_hex(16))
    #: The digest of the plan that the form was filled in from.
    expected = HiddenField()

    #: The kinds of organisation that can have a price of their own, in the order of their fields.
    kinds: tuple[str, ...] = ()

    def offer_choices(self, actor: Actor, edition: "Edition | None") -> None:
        """Fill the lists with what this coordinator may choose from."""
        self.training_id.choices = [SelectChoice(t.id, t.title) for t in trainings()]
        self.team_id.choices = [SelectChoice(team.id, team.name) for team in teams_of(actor)]
        known = [trainer.id for trainer in edition.trainers] if edition else []
        self.trainers.choices = [SelectChoice(user.id, user.name) for user in trainers(known)]

    def row(self, number: int) -> Row:
        """The fields of one meeting."""
        return Row(**{name: self[f"{name.strip('_')}_{number}"] for name in _ROW})

    @property
    def price_fields(self) -> list[Field]:
        """The price of each kind of organisation, in the order of `kinds`."""
        return [self[_price_field(number)] for number in range(len(self.kinds))]

    @property
    def shown_rows(self) -> range:
        """The rows to show: as many as asked for, and none less than are filled in."""
        asked = max(1, min(self.rows.data or 1, MOST_MEETINGS))
        return range(max([asked, *(number + 1 for number in self.filled_rows())]))

    def filled_rows(self) -> list[int]:
        """The rows of which something was filled in."""
        return [
            number
            for number in range(MOST_MEETINGS)
            if any(
                field.data or (field.raw_data and field.raw_data[0].strip())
                for field in self.row(number).all
            )
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: a row that was begun has its day, its start and its end."""
        valid = super().validate(extra_validators)
        for number in self.filled_rows():
            for field in self.row(number).needed:
                if field.data is None and not field.errors:
                    field.errors = [_("Fill this in, please.")]
                    valid = False
        return valid

    def plan(self, edition: "Edition | None") -> PlannedEdition:
        """The plan that was filled in. Row n of the form is meeting n of the edition, by date."""
        known = edition.meetings if edition else []
        meetings = [
            self._planned_meeting(number, known[number] if number < len(known) else None)
            for number in self.filled_rows()
        ]
        return PlannedEdition(
            training_id=self.training_id.data,
            team_id=self.team_id.data,
            format=Format(self.format.data),
            meetings=meetings,
            capacity=self.capacity.data,
            funding=Funding(self.funding.data),
            language=self.language.data,
            co_organisers=tuple(lines(self.co_organisers.data)),
            trainer_ids=tuple(self.trainers.data or ()),
            place=self.place.data or "",
            address=self.address.data or "",
            join_url=self.join_url.data or "",
            price_cents=price_in_cents(self.price.data or "0"),
            prices={
                kind: price_in_cents(field.data)
                for kind, field in zip(self.kinds, self.price_fields, strict=True)
                if field.data
            },
            meal=self.meal.data,
            minimum=self.minimum.data,
            minimum_reason=self.minimum_reason.data or None,
            decision_on=self.decision_on.data,
            opens_at=_moment(self.opens_at.data),
            closes_at=_moment(self.closes_at.data),
        )

    def _planned_meeting(self, number: int, known: "Meeting | None") -> PlannedMeeting:
        row = self.row(number)
        return PlannedMeeting(
            local_moment(row.on.data, row.from_.data),
            local_moment(row.on.data, row.to.data),
            title=row.title.data or "",
            format=Format(row.format.data) if row.format.data else None,
            place=row.place.data or "",
            address=row.address.data or "",
            join_url=row.join_url.data or "",
            half_days_correction=row.half_days.data,
            id=known.id if known else None,
        )


_ROW = ("on", "from_", "to", "title", "half_days", "format", "place", "address", "join_url")
_HALF_DAYS = [Optional(), NumberRange(0, 9, _l("Choose a number from 0 to 9."))]
_FORMATS = [
    SelectChoice("", _l("As the edition")),
    SelectChoice(Format.LIVE.value, _l("Live")),
    SelectChoice(Format.WEBINAR.value, _l("Webinar")),
]
_LINK = [Optional(), at_most(500), _a_web_address]
for _number in range(MOST_MEETINGS):
    for _name, _field in {
        "on": DateField(_l("Day"), [Optional(), _in_our_years]),
        "from": TimeField(_l("From"), [Optional()]),
        "to": TimeField(_l("To"), [Optional()]),
        "title": StringField(_l("Title"), [Optional(), at_most(200)]),
        "half_days": IntegerField(_l("Half-days"), _HALF_DAYS),
        "format": SelectField(_l("Live or webinar?"), choices=_FORMATS, default=""),
        "place": StringField(_l("Place"), [Optional(), at_most(200)]),
        "address": StringField(_l("Address"), [Optional(), at_most(300)]),
        "join_url": StringField(_l("Link of the webinar"), _LINK),
    }.items():
        setattr(EditionForm, f"{_name}_{_number}", _field)


def _price_field(number: int) -> str:
    return f"price_of_{number}"


@cache
def _with_kinds(kinds: tuple[str, ...]) -> type[EditionForm]:
    fields = {
        _price_field(number): StringField(kind, [Optional(), _an_amount])
        for number, kind in enumerate(kinds)
    }
    return type("EditionForm", (EditionForm,), {"kinds": kinds, **fields})


def edition_form(edition: "Edition | None" = None, **values: object) -> EditionForm:
    """The form filled in with this edition, or with `values` for a new one.

    It has a price for each kind of organisation; a kind that the settings dropped stays while the
    edition has a price for it.
    """
    prices = edition.prices if edition else {}
    known = settings().organisation_types
    kinds = (*known, *(kind for kind in prices if kind not in known))
    filled = values_of(edition) if edition else values
    for number, kind in enumerate(kinds):
        if kind in prices:
            filled[_price_field(number)] = price_as_typed(prices[kind])
    return _with_kinds(kinds)(data=filled)


def _moment(wall_clock: datetime | None) -> datetime | None:
    return local_moment(wall_clock.date(), wall_clock.time()) if wall_clock else None


def _wall_clock(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL).replace(tzinfo=None)


def values_of(edition: "Edition") -> dict[str, object]:
    """What is planned, as the form shows it: moments become Brussels wall-clock times."""
    values: dict[str, object] = {
        name: getattr(edition, name)
        for name in (
            "training_id",
            "team_id",
            "language",
            "place",
            "address",
            "join_url",
            "capacity",
            "minimum",
            "minimum_reason",
            "decision_on",
            "meal",
        )
    }
    values |= {
        "format": edition.format.value,
        "funding": edition.funding.value,
        "co_organisers": "\n".join(edition.co_organisers),
        "trainers": [trainer.id for trainer in edition.trainers],
        "opens_at": _wall_clock(edition.opens_at),
        "closes_at": _wall_clock(edition.closes_at),
        "price": price_as_typed(edition.price_cents),
        "rows": len(edition.meetings),
        "expected": plan_digest(edition),
    }
    for number, meeting in enumerate(edition.meetings[:MOST_MEETINGS]):
        values[f"on_{number}"] = local_date(meeting.starts_at)
        values[f"from_{number}"] = _wall_clock(meeting.starts_at).time()
        values[f"to_{number}"] = _wall_clock(meeting.ends_at).time()
        values[f"title_{number}"] = meeting.title
        values[f"half_days_{number}"] = meeting.half_days_correction
        values[f"format_{number}"] = meeting.format.value if meeting.format else ""
        for name in ("place", "address", "join_url"):
            values[f"{name}_{number}"] = getattr(meeting, name)
    return values
