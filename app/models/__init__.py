"""The tables: columns, constraints with names, and no behaviour beyond that."""

from app.models.decision import Decision, HistoryEntry
from app.models.evaluation import EvaluationResponse, EvaluationTicket, Quote
from app.models.importing import HeldFigures, Import, ImportProblem
from app.models.message import Heartbeat, Message
from app.models.offer import Edition, EditionQuestion, Meeting, Theme, Training
from app.models.person import Feed, Interest, SignIn
from app.models.registration import (
    Arrival,
    Attendance,
    Booking,
    Certificate,
    Invitation,
    Registration,
    RegistrationAnswer,
    RegistrationBilling,
    RegistrationNeeds,
)
from app.models.search import SearchDocument, SearchWord
from app.models.staff import Role, Team, User

__all__ = [
    "Arrival",
    "Attendance",
    "Booking",
    "Certificate",
    "Decision",
    "Edition",
    "EditionQuestion",
    "EvaluationResponse",
    "EvaluationTicket",
    "Feed",
    "Heartbeat",
    "HeldFigures",
    "HistoryEntry",
    "Import",
    "ImportProblem",
    "Interest",
    "Invitation",
    "Meeting",
    "Message",
    "Quote",
    "Registration",
    "RegistrationAnswer",
    "RegistrationBilling",
    "RegistrationNeeds",
    "Role",
    "SearchDocument",
    "SearchWord",
    "SignIn",
    "Team",
    "Theme",
    "Training",
    "User",
]
