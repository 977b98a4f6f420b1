"""The columns of each kind of file."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.rules.importing.cells import (
    addresses,
    cents,
    choice,
    clock,
    day,
    days,
    items,
    link,
    name,
    phone,
    text,
    whole,
    yes_no,
)
from app.rules.importing.problems import msgid
from app.rules.importing.rows import EditionRow, PastRow, RegistrationRow, TrainingRow
from app.rules.importing.states import Kind
from app.rules.importing.table import Column
from app.rules.states import AttendanceStatus, CancelReason, Format, Funding

_FORMATS = {
    "live": Format.LIVE,
    "fysiek": Format.LIVE,
    "présentiel": Format.LIVE,
    "webinar": Format.WEBINAR,
    "online": Format.WEBINAR,
    "webinaire": Format.WEBINAR,
}
_FUNDINGS = {
    "regulier": Funding.REGULAR,
    "regular": Funding.REGULAR,
    "régulier": Funding.REGULAR,
    "project": Funding.PROJECT,
    "projet": Funding.PROJECT,
}
_LANGUAGES = {
    **dict.fromkeys(("nl", "Nederlands", "Dutch", "néerlandais"), "nl"),
    **dict.fromkeys(("fr", "Frans", "French", "français"), "fr"),
    **dict.fromkeys(("en", "Engels", "English", "anglais"), "en"),
}
_REASONS = {
    **dict.fromkeys(
        ("te weinig inschrijvingen", "too few registrations", "trop peu d'inscriptions"),
        CancelReason.TOO_FEW,
    ),
    **dict.fromkeys(
        ("begeleider ziek", "trainer ill", "formateur malade"), CancelReason.TRAINER_ILL
    ),
    **dict.fromkeys(("andere", "other", "autre"), CancelReason.OTHER),
}
_ATTENDANCES = {
    **dict.fromkeys(("ja", "aanwezig", "present", "yes", "présent", "x"), AttendanceStatus.PRESENT),
    **dict.fromkeys(("nee", "afwezig", "absent", "no"), AttendanceStatus.ABSENT),
    **dict.fromkeys(("verontschuldigd", "excused", "excusé"), AttendanceStatus.EXCUSED),
}
_format = choice(_FORMATS, "live", "webinar")
_funding = choice(_FUNDINGS, "regulier", "project")
_language = choice(_LANGUAGES, "nl", "fr", "en")
_reason = choice(_REASONS, "te weinig inschrijvingen", "begeleider ziek", "andere")
_attendance = choice(_ATTENDANCES, "ja", "nee", "verontschuldigd")


_KEY = Column(
    "edition",
    ("editie", "edition", "sleutel", "key", "édition"),
    msgid("A word of your own that is the same in all rows of one edition."),
    text(80),
)
_TRAINING = Column(
    "training",
    ("vorming", "training", "titel", "title", "formation"),
    msgid("The title of the training, its short name, or its part of the address."),
    text(200),
    needed=True,
    once=True,
)
_TEAM = Column("team", ("team", "regio", "région"), msgid("The team that plans it."), text(120))
_FORMAT = Column(
    "format", ("vorm", "format", "forme"), msgid("live or webinar."), _format, True, True
)
_FUNDING = Column(
    "funding",
    ("financiering", "funding", "financement"),
    msgid("regulier or project; blank: regulier."),
    _funding,
)
_CO_ORGANISERS = Column(
    "co_organisers",
    ("in samenwerking met", "co-organisers", "avec"),
    msgid("Organisations, with semicolons between."),
    items(200),
)
_PLACE = Column("place", ("plaats", "locatie", "place", "lieu"), msgid("Where it is."), text(200))
_LANGUAGE = Column(
    "language", ("taal", "language", "langue"), msgid("nl, fr or en; blank: nl."), _language
)
_NAME = Column("name", ("naam", "name", "nom"), msgid("First and last name."), name, True)
_EMAIL = Column(
    "email",
    ("e-mail", "e-mailadres", "email", "mail", "courriel"),
    msgid("The person's own address; everybody is one person by it."),
    text(254),
    True,
)
_FUNCTION = Column("function", ("functie", "function", "fonction"), msgid("Their job."), text(200))
_ORGANISATION = Column(
    "organisation", ("organisatie", "organisation"), msgid("Where they work."), text(200)
)
_TYPE = Column(
    "organisation_type",
    ("soort organisatie", "organisation type", "type d'organisation"),
    msgid("One of the kinds of organisation in the settings."),
    text(120),
)

_TRAININGS = (
    Column(
        "title",
        ("titel", "vorming", "title", "titre"),
        msgid("The whole title: it tells trainings apart."),
        text(200),
        True,
    ),
    Column(
        "short_name",
        ("korte naam", "short name", "nom court"),
        msgid("How quotes and lists name it."),
        text(80),
        True,
    ),
    Column(
        "summary",
        ("samenvatting", "summary", "résumé"),
        msgid("One or two sentences."),
        text(500),
        True,
    ),
    Column(
        "description",
        ("beschrijving", "description"),
        msgid("The text of the page; Markdown is fine."),
        text(20000),
        True,
    ),
    Column(
        "goals",
        ("leerdoelen", "goals", "objectifs"),
        msgid("What people learn, with semicolons or new lines between."),
        items(1000),
    ),
    Column("audience", ("doelgroep", "audience", "public"), msgid("For whom it is."), text(2000)),
    Column(
        "themes",
        ("thema's", "thema", "themes", "thèmes"),
        msgid("Themes, with semicolons between; new ones are made."),
        items(120),
    ),
)

_EDITIONS = (
    _KEY,
    _TRAINING,
    _TEAM,
    _FORMAT,
    Column("date", ("datum", "date"), msgid("The day of this meeting."), day, True),
    Column("start", ("van", "begin", "start", "de"), msgid("When it begins."), clock, True),
    Column("end", ("tot", "einde", "end", "à"), msgid("When it ends."), clock, True),
    Column(
        "meeting_title",
        ("titel van de sessie", "meeting", "séance"),
        msgid("What this meeting is about, if it has a title of its own."),
        text(200),
    ),
    Column(
        "capacity",
        ("aantal plaatsen", "plaatsen", "capacity", "nombre de places"),
        msgid("How many people can take part."),
        whole(1, 1000),
        True,
        True,
    ),
    Column(
        "minimum",
        ("minimum",),
        msgid("Blank: that of the settings."),
        whole(1, 1000),
    ),
    Column(
        "minimum_reason",
        ("reden minimum", "minimum reason", "raison du minimum"),
        msgid("Why another minimum suits this edition."),
        text(500),
    ),
    Column("price", ("prijs", "price", "prix"), msgid("In euros; blank: free."), cents),
    _PLACE,
    Column("address", ("adres", "address", "adresse"), msgid("Street and town."), text(300)),
    Column(
        "join_url",
        ("link", "webinarlink", "join link", "lien"),
        msgid("The web address of a webinar; only registered people see it."),
        link,
    ),
    Column(
        "trainers",
        ("begeleiders", "begeleider", "trainers", "formateurs"),
        msgid("Their e-mail addresses, with semicolons between."),
        addresses,
    ),
    _CO_ORGANISERS,
    _FUNDING,
    _LANGUAGE,
    Column("meal", ("maaltijd", "meal", "repas"), msgid("ja or nee: there is a meal."), yes_no),
)

_REGISTRATIONS = (
    Column(
        "edition",
        ("editie", "nummer", "edition", "édition"),
        msgid("The number of the edition, as in the address of its page; or leave it blank."),
        whole(1, 2**31 - 1),
    ),
    Column(
        "training",
        ("vorming", "training", "formation"),
        msgid("With the date: instead of the number."),
        text(200),
    ),
    Column("date", ("datum", "date"), msgid("The first day of the edition."), day),
    _NAME,
    _EMAIL,
    Column("function", _FUNCTION.names, _FUNCTION.about, _FUNCTION.read, True),
    Column("organisation", _ORGANISATION.names, _ORGANISATION.about, _ORGANISATION.read, True),
    Column("organisation_type", _TYPE.names, _TYPE.about, _TYPE.read, True),
    Column(
        "phone", ("gsm", "telefoon", "phone", "téléphone"), msgid("Where we can ring them."), phone
    ),
    Column(
        "greeting",
        ("aanspreking", "greeting", "salutation"),
        msgid("How they want to be addressed; blank: by name."),
        name,
    ),
    Column(
        "region",
        ("werkt in", "region", "province"),
        msgid("The region where they work."),
        text(120),
    ),
    _LANGUAGE,
)

_PAST = (
    _KEY,
    _TRAINING,
    Column(
        "dates",
        ("data", "datum", "datums", "dates", "date"),
        msgid("The days of its meetings, with semicolons between."),
        days,
        True,
        True,
    ),
    Column("start", ("van", "begin", "start", "de"), msgid("When each meeting began."), clock),
    Column("end", ("tot", "einde", "end", "à"), msgid("When each meeting ended."), clock),
    Column(
        "half_days",
        ("dagdelen", "half-days", "demi-journées"),
        msgid("For each meeting: 1 up to 4 hours, else 2. Needed when the hours are blank."),
        whole(0, 4),
    ),
    _TEAM,
    _FORMAT,
    _FUNDING,
    _CO_ORGANISERS,
    _PLACE,
    Column(
        "registrations",
        ("aantal inschrijvingen", "registrations", "inscriptions"),
        msgid("Only without people: how many were registered."),
        whole(0, 10000),
    ),
    Column(
        "participants",
        ("aantal deelnemers", "participants"),
        msgid("Only without people: how many were there."),
        whole(0, 10000),
    ),
    Column(
        "cancelled",
        ("reden annulering", "cancelled", "annulé"),
        msgid("Only if it was cancelled: te weinig inschrijvingen, begeleider ziek or andere."),
        _reason,
    ),
    Column(
        "note", ("toelichting", "note", "explication"), msgid("More about that reason."), text(1000)
    ),
    Column(
        "minimum",
        ("minimum",),
        msgid("How many were needed; blank: that of the settings."),
        whole(1, 1000),
    ),
    Column("name", _NAME.names, _NAME.about, _NAME.read),
    Column("email", _EMAIL.names, _EMAIL.about, _EMAIL.read),
    _FUNCTION,
    _ORGANISATION,
    Column("organisation_type", _TYPE.names, msgid("In your own words."), _TYPE.read),
    Column(
        "attendance",
        ("aanwezig", "attendance", "présence"),
        msgid("ja, nee or verontschuldigd; blank: not known."),
        _attendance,
    ),
)


class Layout(NamedTuple):
    """How the files of a kind look: the columns, and the class of a row."""

    columns: Sequence[Column]
    row: type[Any]


LAYOUTS: Mapping[Kind, Layout] = {
    Kind.TRAININGS: Layout(_TRAININGS, TrainingRow),
    Kind.EDITIONS: Layout(_EDITIONS, EditionRow),
    Kind.REGISTRATIONS: Layout(_REGISTRATIONS, RegistrationRow),
    Kind.PAST_YEARS: Layout(_PAST, PastRow),
}

#: What the rows of one edition share: given once, or the same each time.
SHARED_OF_EDITION = (
    "training",
    "team",
    "format",
    "capacity",
    "minimum",
    "minimum_reason",
    "price",
    "place",
    "address",
    "join_url",
    "trainers",
    "co_organisers",
    "funding",
    "language",
    "meal",
)
SHARED_OF_PAST = (
    "training",
    "dates",
    "start",
    "end",
    "half_days",
    "team",
    "format",
    "funding",
    "co_organisers",
    "place",
    "registrations",
    "participants",
    "cancelled",
    "note",
    "minimum",
)
