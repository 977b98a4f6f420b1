"""Registrations, with what people need kept apart from the rest."""

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
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, db
from app.models.offer import Edition, EditionQuestion, Meeting
from app.models.staff import User
from app.models.types import UTCDateTime, states
from app.rules.states import AttendanceStatus, RegistrationState, Reply

LIVE = text("state IN ('registered', 'waitlisted', 'offered')")


class Registration(Model):
    """One person in one edition.

    `public_id` names it in addresses and is not a secret that grants access; the signed link is.
    `link_version` goes up when older links must stop working. `email_key` is the normalised
    address: one live registration per person and edition. `queue_number` is the order of arrival.
    `greeting` is how the person wants to be addressed, empty: by name. `news_at`: when they agreed
    to news about the offer. `transferred`: the person moved here from another date by themselves.
    `free_until`: the last day on which withdrawing is free, because we changed what they chose.
    `certificate_told_at`: when they read that the certificate is there.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        Index(
            "uq_registrations_one_place",
            "edition_id",
            "email_key",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_registrations_edition_id_state", "edition_id", "state"),
        CheckConstraint(
            "(state = 'offered') = (offer_expires_at IS NOT NULL)", name="offer_expires"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    state: Mapped[RegistrationState] = mapped_column(states(RegistrationState, "state"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    function: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), index=True)
    organisation_type: Mapped[str] = mapped_column(String(120))
    greeting: Mapped[str] = mapped_column(String(100), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    region: Mapped[str] = mapped_column(String(120), default="", server_default="")
    experience: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    language: Mapped[str] = mapped_column(String(5))
    price_cents: Mapped[int] = mapped_column(Integer, default=0)
    withdrawal_cost_cents: Mapped[int | None] = mapped_column(Integer)
    free_until: Mapped[date | None] = mapped_column(Date)
    consented_at: Mapped[datetime] = mapped_column(UTCDateTime)
    news_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    transferred: Mapped[bool] = mapped_column(default=False, server_default=false())
    queue_number: Mapped[int] = mapped_column(Integer)
    offer_expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    link_version: Mapped[int] = mapped_column(Integer, default=0)
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), unique=True)
    certificate_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    edition: Mapped[Edition] = relationship()
    needs: Mapped["RegistrationNeeds | None"] = relationship(
        back_populates="registration", cascade="all, delete-orphan"
    )
    billing: Mapped["RegistrationBilling | None"] = relationship(
        back_populates="registration", cascade="all, delete-orphan"
    )
    note: Mapped["RegistrationNote | None"] = relationship(
        back_populates="registration", cascade="all, delete-orphan"
    )
    answers: Mapped[list["RegistrationAnswer"]] = relationship(
        back_populates="registration", cascade="all, delete-orphan"
    )
    booking: Mapped["Booking | None"] = relationship(
        secondary="booking_registrations", back_populates="registrations"
    )
    moved_from: Mapped["Registration | None"] = relationship(remote_side="Registration.id")

    @property
    def is_hold(self) -> bool:
        """Whether it holds a seat for somebody whose edition was cancelled, until they answer."""
        return self.state is RegistrationState.OFFERED and self.moved_from_id is not None


class RegistrationNeeds(Model):
    """What somebody needs to take part well, and their diet where there is a meal.

    Seen by few, erased soon after the last meeting.
    """

    __tablename__ = "registration_needs"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    needs: Mapped[str] = mapped_column(Text)
    diet: Mapped[str] = mapped_column(String(500), default="", server_default="")

    registration: Mapped[Registration] = relationship(back_populates="needs")


class RegistrationBilling(Model):
    """Who gets the invoice of a registration with a price.

    `vat_number` is the compact form with its country ('BE0403019261'), empty for a private person;
    `reference` is what the payer wants to read on the invoice.
    """

    __tablename__ = "registration_billing"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    bill_to: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    vat_number: Mapped[str] = mapped_column(String(20), default="")
    reference: Mapped[str] = mapped_column(String(100), default="")

    registration: Mapped[Registration] = relationship(back_populates="billing")


class RegistrationNote(Model):
    """What a coordinator noted about somebody, for colleagues of the team alone.

    Erased with what the person needed.
    """

    __tablename__ = "registration_notes"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(String(1000))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship(back_populates="note")
    author: Mapped[User] = relationship()


class RegistrationAnswer(Model):
    """What somebody answered to an extra question of the edition; 'yes' or 'no' to a yes/no one."""

    __tablename__ = "registration_answers"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("edition_questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[str] = mapped_column(Text)

    registration: Mapped[Registration] = relationship(back_populates="answers")
    question: Mapped[EditionQuestion] = relationship()


booking_registrations = Table(
    "booking_registrations",
    db.metadata,
    Column("registration_id", ForeignKey("registrations.id"), primary_key=True),
    Column("booking_id", ForeignKey("bookings.id"), nullable=False, index=True),
)


class Booking(Model):
    """Several people registered for one edition in one go, by somebody who need not take part.

    The person who booked gets one overview; each participant has a registration and a mail of
    their own. `others` are the names, as typed, of people who were in already: their registrations
    are their own and do not belong to the booking. `link_version` goes up when older links must
    stop working.
    """

    __tablename__ = "bookings"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    language: Mapped[str] = mapped_column(String(5))
    others: Mapped[list[str]] = mapped_column(JSON, default=list)
    link_version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    edition: Mapped[Edition] = relationship()
    registrations: Mapped[list[Registration]] = relationship(
        secondary=booking_registrations,
        back_populates="booking",
        order_by=Registration.queue_number,
    )


class Arrival(Model):
    """When somebody went to a webinar by their personal join link, the first time."""

    __tablename__ = "arrivals"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    arrived_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Certificate(Model):
    """Proof of attendance; anyone who holds `code` can verify it, and nobody can guess one."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), unique=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship()


class Attendance(Model):
    """Presence of one registration at one meeting."""

    __tablename__ = "attendances"
    __table_args__ = (UniqueConstraint("registration_id", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    status: Mapped[AttendanceStatus] = mapped_column(states(AttendanceStatus, "status"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    registration: Mapped[Registration] = relationship()
    meeting: Mapped[Meeting] = relationship()


class Invitation(Model):
    """The calendar entry of one registration for one meeting.

    `uid` is random, made once and never used again; `sequence` only rises. The facts as last sent
    stand beside it, so that a change can be told from a resend and a CANCEL can repeat them.

    `reply` is the answer to it, given at `replied_at`; `reply_from` is the address that it came
    from when that was another one. Answers to versions before `asked_sequence` are outdated.
    `seat_asked_at`: when a 'no' was followed by the question whether the seat may be freed.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("registration_id", "meeting_id"),
        CheckConstraint("sequence >= 0", name="sequence"),
        CheckConstraint("reply IS NULL OR replied_at IS NOT NULL", name="replied"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    uid: Mapped[str] = mapped_column(String(255), unique=True)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[Reply | None] = mapped_column(states(Reply, "reply"), index=True)
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reply_from: Mapped[str] = mapped_column(String(254), default="", server_default="")
    asked_sequence: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    seat_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(600))
    summary: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    modified_at: Mapped[datetime] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship()
    meeting: Mapped[Meeting] = relationship()
