"""The offer: trainings, their editions and meetings."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, db
from app.models.staff import Team, User
from app.models.types import UTCDateTime, states
from app.rules.states import CancelReason, EditionState, Format, Funding, QuestionKind

training_themes = Table(
    "training_themes",
    db.metadata,
    Column("training_id", ForeignKey("trainings.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True),
)

edition_trainers = Table(
    "edition_trainers",
    db.metadata,
    Column("edition_id", ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True),
)

#: Teams beside its own that an edition is open to: it stands under them in the offer too.
edition_helping_teams = Table(
    "edition_helping_teams",
    db.metadata,
    Column("edition_id", ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
)


class Theme(Model):
    """What trainings are about; editions that share one are alternatives for each other."""

    __tablename__ = "themes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Training(Model):
    """A title with its description; it comes back year after year as editions.

    `description` is Markdown; `goals` is one goal a line. `short_name` signs quotes ('TOPOI').
    `changed_at` is when its text was last written, None since it was made. `published` False: it is
    being prepared, and only the desk knows of it.
    """

    __tablename__ = "trainings"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(200), unique=True)
    short_name: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text)
    goals: Mapped[str] = mapped_column(Text, default="", server_default="")
    audience: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published: Mapped[bool] = mapped_column(default=True, server_default=true())

    themes: Mapped[list[Theme]] = relationship(secondary=training_themes, order_by=Theme.name)
    editions: Mapped[list["Edition"]] = relationship(back_populates="training")


class Edition(Model):
    """One planned run of a training; people register for it as a whole.

    `minimum` None: the setting holds. `prices` names what a kind of organisation pays (eurocents);
    `price_cents` holds for all others. `meal`: something to eat is served, so diets are asked for.
    `lock_version` is counted up by every writer of seats first of all, which makes them wait for
    each other on both engines. `join_url` is for registered people only, `co_organiser_emails` and
    `venue_email` for nobody but the desk: none stands in a public page or feed. `publish_at`: a
    draft is published then by itself; `publish_missed_at`: that moment came, and it could not be.
    `replaces_id`: this is a cancelled edition planned anew. `fall_told_on`: the day on which its
    team was told that it fell below its minimum after all, None while it stands above.
    """

    __tablename__ = "editions"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("minimum > 0", name="minimum"),
        CheckConstraint("(minimum IS NULL) = (minimum_reason IS NULL)", name="minimum_reason"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason IS NOT NULL)", name="cancelled"),
        CheckConstraint("price_cents >= 0", name="price"),
        CheckConstraint("opens_at < closes_at", name="window"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    state: Mapped[EditionState] = mapped_column(
        states(EditionState, "state"), default=EditionState.DRAFT, index=True
    )
    format: Mapped[Format] = mapped_column(states(Format, "format"))
    funding: Mapped[Funding] = mapped_column(states(Funding, "funding"))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    co_organisers: Mapped[list[str]] = mapped_column(JSON, default=list)
    co_organiser_emails: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    place: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    venue_email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    join_url: Mapped[str] = mapped_column(String(500), default="")
    price_cents: Mapped[int] = mapped_column(Integer, default=0)
    prices: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    meal: Mapped[bool] = mapped_column(default=False, server_default=false())
    capacity: Mapped[int] = mapped_column(Integer)
    minimum: Mapped[int | None] = mapped_column(Integer)
    minimum_reason: Mapped[str | None] = mapped_column(String(500))
    decision_on: Mapped[date] = mapped_column(Date)
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancel_reason: Mapped[CancelReason | None] = mapped_column(
        states(CancelReason, "cancel_reason")
    )
    cancel_note: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    publish_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    publish_missed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lock_version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    fall_told_on: Mapped[date | None] = mapped_column(Date)

    training: Mapped[Training] = relationship(back_populates="editions")
    team: Mapped[Team] = relationship()
    helping_teams: Mapped[list[Team]] = relationship(
        secondary=edition_helping_teams, order_by=Team.name
    )
    trainers: Mapped[list[User]] = relationship(secondary=edition_trainers, order_by=User.name)
    meetings: Mapped[list["Meeting"]] = relationship(
        back_populates="edition", order_by="Meeting.starts_at", cascade="all, delete-orphan"
    )
    questions: Mapped[list["EditionQuestion"]] = relationship(
        back_populates="edition",
        order_by="EditionQuestion.position",
        cascade="all, delete-orphan",
    )

    @property
    def team_ids(self) -> set[int]:
        """The teams under which it stands in the offer: its own, and those that help."""
        return {self.team_id, *(team.id for team in self.helping_teams)}

    @property
    def first_meeting(self) -> "Meeting":
        """The meeting with which the edition starts."""
        return self.meetings[0]

    @property
    def last_meeting(self) -> "Meeting":
        """The meeting after which the edition is over."""
        return max(self.meetings, key=lambda meeting: meeting.ends_at)


class Meeting(Model):
    """One dated part of an edition. Empty place, address, link and format: those of the edition.

    `previous_starts_at` is the start that people knew before the last move, None without one.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        # No UNIQUE on the start: the rule about overlaps sees to it, and meetings of a trajectory
        # that move on by a week pass over each other's dates, row by row.
        CheckConstraint("ends_at > starts_at", name="span"),
        CheckConstraint("half_days_correction >= 0", name="half_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    format: Mapped[Format | None] = mapped_column(states(Format, "format"))
    place: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    join_url: Mapped[str] = mapped_column(String(500), default="")
    half_days_correction: Mapped[int | None] = mapped_column(Integer)
    previous_starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    edition: Mapped[Edition] = relationship(back_populates="meetings")

    @property
    def actual_format(self) -> Format:
        """Its own format, or that of the edition."""
        return self.format or self.edition.format

    @property
    def actual_join_url(self) -> str:
        """Its own link, or that of the edition; for registered people only."""
        return self.join_url or self.edition.join_url

    @property
    def where(self) -> str:
        """Place and address in one line; empty for a webinar."""
        if self.actual_format is Format.WEBINAR:
            return ""
        edition = self.edition
        parts = (self.place or edition.place, self.address or edition.address)
        return ", ".join(part for part in parts if part)


class EditionQuestion(Model):
    """One more question in the form of an edition, set by a coordinator.

    `choices` are what can be answered to a question of the kind `choice`, in their order. An
    answer stays with the words of its question, so a question that was answered is never reworded:
    `retired` takes it out of the form.
    """

    __tablename__ = "edition_questions"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position"),
        Index("ix_edition_questions_edition_id", "edition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[QuestionKind] = mapped_column(states(QuestionKind, "kind"))
    label: Mapped[str] = mapped_column(String(300))
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    required: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)

    edition: Mapped[Edition] = relationship(back_populates="questions")
