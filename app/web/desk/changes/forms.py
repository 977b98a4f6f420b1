"""The forms of a change: new dates, another trainer, another place, a reason."""

from collections.abc import Mapping
from datetime import date, datetime
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
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional

from app.rules.deciding.postponing import Dates
from app.rules.offering.offer import Span
from app.rules.states import Format
from app.rules.workdays import LOCAL, local_moment
from app.services.deciding.postponing import NewDates
from app.web.forms import BaseForm, Required, at_most

if TYPE_CHECKING:
    from app.models import Edition, Meeting, User

_MOMENT = "%Y-%m-%dT%H:%M"
_WEEKS, _DAYS = "weken", "dagen"


def wall_clock(moment: datetime) -> datetime:
    """A moment as the clock in Brussels shows it."""
    return moment.astimezone(LOCAL).replace(tzinfo=None)


def _show(field: Field, value: object) -> None:
    """Put a value in a field that was sent with another one."""
    field.data, field.raw_data = value, None


class PostponeForm(BaseForm):
    """New dates; the fields of each meeting are added by `postpone_form`.

    `along` is the day of the first meeting that the decision and the registration below it were
    counted from: when the first meeting moves away from it, they move along.
    """

    number = IntegerField(
        _l("Later by"),
        [Optional(), NumberRange(-520, 520, _l("Choose a number up to 520."))],
        default=1,
    )
    unit = SelectField(
        _l("Weeks or days"),
        choices=[SelectChoice(_WEEKS, _l("weeks")), SelectChoice(_DAYS, _l("days"))],
        default=_WEEKS,
    )
    decision_on = DateField(_l("Decide on"), [Required()])
    opens_at = DateTimeLocalField(_l("Registration opens"), [Optional()], format=_MOMENT)
    closes_at = DateTimeLocalField(_l("Registration closes"), [Required()], format=_MOMENT)
    reason = TextAreaField(_l("Why other dates?"), [Optional(), at_most(1000)])
    along = HiddenField()
    expected = HiddenField()

    @property
    def days(self) -> int:
        """By how many days the button moves everything."""
        number = self.number.data or 0
        return number if self.unit.data == _DAYS else number * 7

    def row(self, meeting: "Meeting") -> tuple[Field, Field, Field]:
        """Day, start and end of one meeting."""
        return tuple(self[f"{name}_{meeting.id}"] for name in ("on", "from", "to"))  # type: ignore[return-value]  # three names

    def show(self, meetings: Mapping[int, Span]) -> None:
        """Put these dates in the rows."""
        for meeting_id, span in meetings.items():
            starts, ends = wall_clock(span.starts_at), wall_clock(span.ends_at)
            _show(self[f"on_{meeting_id}"], starts.date())
            _show(self[f"from_{meeting_id}"], starts.time())
            _show(self[f"to_{meeting_id}"], ends.time())

    def show_along(self, dates: Dates, first_on: date) -> None:
        """Put in what moves along, counted from this first day."""
        _show(self.decision_on, dates.decision_on)
        _show(self.opens_at, wall_clock(dates.opens_at))
        _show(self.closes_at, wall_clock(dates.closes_at))
        _show(self.along, first_on.isoformat())

    def spans(self, edition: "Edition") -> dict[int, Span]:
        """The dates that were filled in, by meeting."""
        found = {}
        for meeting in edition.meetings:
            on, start, end = (field.data for field in self.row(meeting))
            found[meeting.id] = Span(local_moment(on, start), local_moment(on, end))
        return found

    def dates(self, edition: "Edition") -> NewDates:
        """Everything that was filled in; registration that has opened keeps its moment."""
        opens = self.opens_at.data
        return NewDates(
            self.spans(edition),
            self.decision_on.data,
            _moment(opens) if opens else edition.opens_at,
            _moment(self.closes_at.data),
        )

    def moved_by(self, first_on: date) -> int:
        """How many days the first meeting lies from the day that the rest was counted from."""
        try:
            return (first_on - date.fromisoformat(self.along.data or "")).days
        except ValueError:
            return 0


def _moment(wall: datetime) -> datetime:
    return local_moment(wall.date(), wall.time())


def postpone_form(edition: "Edition", **values: Any) -> PostponeForm:
    """The form for the meetings of this edition."""
    fields: dict[str, Any] = {}
    for meeting in edition.meetings:
        fields[f"on_{meeting.id}"] = DateField(_l("Day"), [Required()])
        fields[f"from_{meeting.id}"] = TimeField(_l("From"), [Required()])
        fields[f"to_{meeting.id}"] = TimeField(_l("To"), [Required()])
    made: PostponeForm = type("PostponeForm", (PostponeForm,), fields)(**values)
    return made


#: In the lists of trainers: nobody goes, or nobody comes.
NOBODY = "0"


class TrainerForm(BaseForm):
    """Who takes over from whom, and whether the participants hear of it."""

    old = RadioField(_l("Who cannot come?"), [Required(_l("Choose who cannot come."))])
    new = SelectField(_l("Who comes instead?"), [Required(_l("Choose somebody, or nobody."))])
    tell = BooleanField(_l("Tell the participants who comes"), default=True)

    def offer(self, guides: "list[User]", others: "list[User]") -> None:
        """Fill the lists: who guides it now, and who could."""
        several = len(guides) > 1
        self.old.choices = [
            *(SelectChoice(str(user.id), user.name) for user in guides),
            SelectChoice(
                NOBODY,
                _("Nobody: somebody comes besides") if guides else _("Nobody is named yet"),
            ),
        ]
        self.new.choices = [
            SelectChoice("", _("Choose a trainer")),
            *(SelectChoice(str(user.id), user.name) for user in others),
            SelectChoice(
                NOBODY,
                _("Nobody: who remains does it") if several else _("Nobody, for the time being"),
            ),
        ]

    @property
    def old_id(self) -> int | None:
        """Who goes; None: nobody."""
        return int(self.old.data) or None

    @property
    def new_id(self) -> int | None:
        """Who comes; None: nobody."""
        return int(self.new.data) or None


class PlaceForm(BaseForm):
    """Where the meetings take place from now on."""

    meeting = RadioField(_l("Which meetings?"), default="")
    format = RadioField(
        _l("Live or webinar?"),
        choices=[
            SelectChoice(Format.LIVE.value, _l("Live")),
            SelectChoice(Format.WEBINAR.value, _l("Webinar")),
        ],
    )
    place = StringField(_l("Place"), [Optional(), at_most(200)])
    address = StringField(_l("Address"), [Optional(), at_most(300)])
    join_url = StringField(_l("Link of the webinar"), [Optional(), at_most(500)])
    note = TextAreaField(_l("A word of yours in the mail"), [Optional(), at_most(1000)])

    def offer(self, meetings: "list[Meeting]", label: Any) -> None:
        """All meetings that are to come together, and each of them; `label` names one."""
        every = [SelectChoice("", _("All meetings that are still to come"))]
        each = [SelectChoice(str(m.id), label(m)) for m in meetings] if len(meetings) > 1 else []
        self.meeting.choices = every + each


class ReasonForm(BaseForm):
    """Why something is taken back, and when it is decided instead."""

    decision_on = DateField(_l("Decide on"), [Optional()])
    reason = TextAreaField(_l("Why?"), [Optional(), at_most(1000)])


class GoOnForm(BaseForm):
    """Why a group that became smaller still suits; its name differs from others on the page."""

    why = TextAreaField(_l("Why does it go on?"), [Optional(), at_most(1000)])
