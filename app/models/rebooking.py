"""What was offered to whoever was registered for a cancelled edition, and what they answered."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.registration import Registration
from app.models.staff import User
from app.models.types import UTCDateTime, states
from app.rules.states import RebookingAnswer, RegistrationState


class Rebooking(Model):
    """One person of a cancelled edition, on their way to another one.

    `was`: how the cancelled registration stood. `offered_ids`: the editions that were offered, best
    first. `held`: the registration that holds a seat for them until `held_until`; it points back by
    `moved_from` as long as that lasts. `phoned_at`: when a coordinator called them.
    """

    __tablename__ = "rebookings"
    __table_args__ = (
        CheckConstraint("(held_id IS NULL) = (held_until IS NULL)", name="held"),
        CheckConstraint("(answer = 'open') = (answered_at IS NULL)", name="answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cancelled_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), unique=True)
    was: Mapped[RegistrationState] = mapped_column(states(RegistrationState, "was"))
    offered_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    held_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), unique=True)
    held_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answer: Mapped[RebookingAnswer] = mapped_column(
        states(RebookingAnswer, "answer"), default=RebookingAnswer.OPEN
    )
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    phoned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    phoned_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    phone_note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    cancelled: Mapped[Registration] = relationship(foreign_keys=[cancelled_id])
    held: Mapped[Registration | None] = relationship(foreign_keys=[held_id])
    phoned_by: Mapped[User | None] = relationship()
