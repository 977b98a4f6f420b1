"""The tables: columns, constraints with names, and no behaviour beyond that."""

from app.models.decision import Decision, HistoryEntry
from app.models.evaluation import EvaluationResponse, EvaluationTicket, Quote
from app.models.message import Heartbeat, Message
from app.models.offer import Edition, Meeting, Theme, Training
from app.models.registration import Attendance, Invitation, Registration, RegistrationNeeds
from app.models.staff import Role, Team, User

__all__ = [
    "Attendance",
    "Decision",
    "Edition",
    "EvaluationResponse",
    "EvaluationTicket",
    "Heartbeat",
    "HistoryEntry",
    "Invitation",
    "Meeting",
    "Message",
    "Quote",
    "Registration",
    "RegistrationNeeds",
    "Role",
    "Team",
    "Theme",
    "Training",
    "User",
]
