"""The form of an edition: wall-clock times in Brussels in, a plan with moments out."""

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
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.extensions import settings
from app.queries.offering.offer import trainings
from app.queries.offering.planning import teams_to_plan, trainers
from app.rules.access import Actor
from app.rules.offering.offer import FIRST_YEAR, LAST_YEAR, MOST_MEETINGS
from app.rules.states import Format, Funding
from app.rules.workdays import local_moment
from app.services.offering.offer import PlannedEdition, PlannedMeeting
from app.web.desk.planning.edition_fields import (
    ROW,
    Row,
    a_web_address,
    addresses,
    an_amount,
    in_our_years,
    price_as_typed,
    price_in_cents,
    row_fields,
)
from app.web.desk.planning.edition_values import values_again, values_of
from app.web.desk.planning.trainings import lines
from app.web.forms import BaseForm, Required, at_most, email_address
from app.web.language import LANGUAGE_NAMES

if TYPE_CHECKING:
    from app.models import Edition, Meeting

_MOMENT = "%Y-%m-%dT%H:%M"


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
    co_organiser_emails = TextAreaField(
        _l("E-mail addresses of the co-organisers"), [Optional(), at_most(1000), addresses]
    )
    trainers = SelectMultipleField(
        _l("Trainers"),
        [Optional()],
        coerce=int,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    place = StringField(_l("Place"), [Optional(), at_most(200)])
    address = StringField(_l("Address"), [Optional(), at_most(300)])
    venue_email = StringField(
        _l("E-mail address of the venue"), [Optional(), at_most(254), email_address()]
    )
    join_url = StringField(_l("Link of the webinar"), [Optional(), at_most(500), a_web_address])
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
    decision_on = DateField(_l("Decide on"), [Optional(), in_our_years])
    opens_at = DateTimeLocalField(
        _l("Registration opens"), [Optional(), in_our_years], format=_MOMENT
    )
    closes_at = DateTimeLocalField(
        _l("Registration closes"), [Optional(), in_our_years], format=_MOMENT
    )
    price = StringField(_l("Price in euros"), [an_amount], default="0")
    meal = BooleanField(_l("There is a meal"))
    rows = IntegerField(validators=[Optional()], widget=HiddenInput(), default=1)
    #: Names this form, so that a double click plans one edition.
    form_id = HiddenField(default=lambda: token_hex(16))
    #: The digest of the plan that the form was filled in from.
    expected = HiddenField()
    #: The edition that a new one was taken over from.
    example = HiddenField()

    #: The kinds of organisation that can have a price of their own, in the order of their fields.
    kinds: tuple[str, ...] = ()

    def offer_choices(self, actor: Actor, edition: "Edition | None") -> None:
        """Fill the lists with what this coordinator may choose from."""
        self.training_id.choices = [SelectChoice(t.id, t.title) for t in trainings()]
        own = edition.team_id if edition else None
        self.team_id.choices = [
            SelectChoice(team.id, team.name) for team in teams_to_plan(actor, own)
        ]
        known = [trainer.id for trainer in edition.trainers] if edition else []
        self.trainers.choices = [SelectChoice(user.id, user.name) for user in trainers(known)]

    def row(self, number: int) -> Row:
        """The fields of one meeting."""
        return Row(**{name: self[f"{name.strip('_')}_{number}"] for name in ROW})

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
            co_organiser_emails=tuple(lines(self.co_organiser_emails.data)),
            trainer_ids=tuple(self.trainers.data or ()),
            place=self.place.data or "",
            address=self.address.data or "",
            venue_email=self.venue_email.data or "",
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

    def days_so_far(self) -> tuple[list[int], PlannedEdition]:
        """The rows whose day and hours are known, and a plan of them, to look for clashes."""
        rows = [
            number
            for number in self.filled_rows()
            if all(field.data for field in self.row(number).needed)
            and self.row(number).format.data in ("", None, *Format)
            and FIRST_YEAR <= self.row(number).on.data.year <= LAST_YEAR
        ]
        plan = PlannedEdition(
            training_id=0,
            team_id=0,
            format=Format(self.format.data) if self.format.data in list(Format) else Format.LIVE,
            meetings=[self._planned_meeting(number, None) for number in rows],
            capacity=0,
            trainer_ids=tuple(self.trainers.data or ()),
            place=self.place.data or "",
            address=self.address.data or "",
        )
        return rows, plan

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


for _number in range(MOST_MEETINGS):
    for _name, _field in row_fields().items():
        setattr(EditionForm, f"{_name}_{_number}", _field)


def _price_field(number: int) -> str:
    return f"price_of_{number}"


@cache
def _with_kinds(kinds: tuple[str, ...]) -> type[EditionForm]:
    fields = {
        _price_field(number): StringField(kind, [Optional(), an_amount])
        for number, kind in enumerate(kinds)
    }
    return type("EditionForm", (EditionForm,), {"kinds": kinds, **fields})


def edition_form(edition: "Edition | None" = None, **values: object) -> EditionForm:
    """The form filled in with this edition, or with `values` for a new one."""
    return _filled_in(edition, values_of(edition) if edition else values)


def next_edition_form(example: "Edition", actor: Actor) -> EditionForm:
    """The form of a new edition, filled in with all but the days of an earlier one."""
    teams = [team.id for team in teams_to_plan(actor)]
    active = [trainer.id for trainer in trainers()]
    return _filled_in(example, values_again(example, teams, active))


def _filled_in(source: "Edition | None", values: dict[str, object]) -> EditionForm:
    """It has a price for each kind of organisation.

    A kind that the settings dropped stays while the edition has a price for it.
    """
    prices = source.prices if source else {}
    known = settings().organisation_types
    kinds = (*known, *(kind for kind in prices if kind not in known))
    for number, kind in enumerate(kinds):
        if kind in prices:
            values[_price_field(number)] = price_as_typed(prices[kind])
    return _with_kinds(kinds)(data=values)


def _moment(wall_clock: datetime | None) -> datetime | None:
    return local_moment(wall_clock.date(), wall_clock.time()) if wall_clock else None
