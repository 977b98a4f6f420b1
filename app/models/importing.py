"""Files that are read in, what is wrong with them, and figures of editions without people."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.staff import User
from app.models.types import UTCDateTime, states
from app.rules.importing.problems import ProblemCode
from app.rules.importing.states import ImportState, Kind


class Import(Model):
    """A file that somebody reads in, and how far it is: this row is the truth, the queue a bell.

    `public_id` names it in addresses. `content` is the file, until it is erased with its problems.
    `mail`: the people are told. `outcome` holds numbers by name, see
    `services.importing.outcome.Outcome`, and `editions`, the ids of those that were written.
    `beat_at`: when the process at work last said that it lives; None when none is at work.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("rows_done >= 0", name="rows_done"),
        CheckConstraint("rows_total >= 0", name="rows_total"),
        CheckConstraint(
            "(state IN ('checking', 'reading')) = (beat_at IS NOT NULL)", name="at_work"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[Kind] = mapped_column(states(Kind, "kind"))
    state: Mapped[ImportState] = mapped_column(states(ImportState, "state"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    mail: Mapped[bool] = mapped_column(default=False)
    rows_total: Mapped[int] = mapped_column(Integer, default=0)
    rows_done: Mapped[int] = mapped_column(Integer, default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    beat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    created_by: Mapped[User] = relationship()


class ImportProblem(Model):
    """One thing that is wrong with a file, or strange (`warning`), in the order of its rows."""

    __tablename__ = "import_problems"
    __table_args__ = (Index("ix_import_problems_import_id_warning", "import_id", "warning"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    warning: Mapped[bool] = mapped_column(default=False)
    row: Mapped[int] = mapped_column(Integer)
    column: Mapped[str] = mapped_column(String(80))
    code: Mapped[ProblemCode] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class HeldFigures(Model):
    """How many people an edition had of which nobody is known here: counted beside registrations.

    An edition has figures or registrations, never both, so that each total is the sum of its rows.
    """

    __tablename__ = "held_figures"
    __table_args__ = (
        CheckConstraint("participants >= 0", name="participants"),
        CheckConstraint("registrations >= participants", name="registrations"),
    )

    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True
    )
    registrations: Mapped[int] = mapped_column(Integer)
    participants: Mapped[int] = mapped_column(Integer)
