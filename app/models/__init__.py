"""The tables: columns, constraints with names, and no behaviour beyond that."""

from app.models.account import AccountEvent, StaffFeed, StaffInvitation
from app.models.decision import BookingCurve, Decision, HistoryEntry
from app.models.deliverability import DeliverabilityReport, TrialInvitation
from app.models.evaluation import EvaluationResponse, EvaluationTicket, Quote
from app.models.importing import HeldFigures, Import, ImportProblem
from app.models.incoming import BouncedAddress, Mailbox
from app.models.inquiry import Inquiry
from app.models.mailing import Mailing
from app.models.message import DomainPause, Heartbeat, MailPace, Message
from app.models.offer import Edition, EditionQuestion, Meeting, Theme, Training
from app.models.passkey import Passkey
from app.models.person import Feed, Interest, OrganisationAlias, SignIn
from app.models.rebooking import Rebooking
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
    RegistrationNote,
)
from app.models.search import SearchDocument, SearchWord
from app.models.setting import Logo, MessageText, SettingsVersion, SettingValue
from app.models.staff import Role, Team, User

__all__ = [
    "AccountEvent",
    "Arrival",
    "Attendance",
    "Booking",
    "BookingCurve",
    "BouncedAddress",
    "Certificate",
    "Decision",
    "DeliverabilityReport",
    "DomainPause",
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
    "Inquiry",
    "Interest",
    "Invitation",
    "Logo",
    "MailPace",
    "Mailbox",
    "Mailing",
    "Meeting",
    "Message",
    "MessageText",
    "OrganisationAlias",
    "Passkey",
    "Quote",
    "Rebooking",
    "Registration",
    "RegistrationAnswer",
    "RegistrationBilling",
    "RegistrationNeeds",
    "RegistrationNote",
    "Role",
    "SearchDocument",
    "SearchWord",
    "SettingValue",
    "SettingsVersion",
    "SignIn",
    "StaffFeed",
    "StaffInvitation",
    "Team",
    "Theme",
    "Training",
    "TrialInvitation",
    "User",
]
