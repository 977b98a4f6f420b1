"""All pages of the site, with somebody of the demo for each of them.

An address may hold the name of something known, as in `/edities/{full}`; `known` finds it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from app.cli.example.demo import load_demo
from app.extensions import Model, clock, db, transaction
from app.mail.links import Purpose
from app.models import (
    Booking,
    Certificate,
    Edition,
    EvaluationTicket,
    Import,
    Inquiry,
    Interest,
    Invitation,
    Mailing,
    Meeting,
    Message,
    Quote,
    Rebooking,
    Registration,
    StaffInvitation,
    Training,
    User,
)
from app.rules.attending.certificate import grouped
from app.rules.states import (
    EditionState,
    Format,
    MessageState,
    QuestionKind,
    QuoteState,
    RegistrationState,
    Reply,
)
from app.rules.telling.mailing import MailingState
from app.rules.workdays import local_date
from app.services.deciding import minimum
from app.services.offering import question
from app.services.offering.question import QuestionPlan
from app.services.registering import registration, sign_in, waiting_list
from tests.e2e.live import LiveSite
from tests.factories.offer import make_edition, make_training, register

Row = TypeVar("Row", bound=Model)

#: Pages by name: who looks ("" is anybody), the addresses that lead there, and the status.
PAGES: Mapping[str, tuple[str, tuple[str, ...], int]] = {
    name: (who, tuple(way.split()), 200)
    for who, pages in {
        "": {
            "catalogue": "/",
            "catalogue, nothing found": "/?thema=bestaat-niet&soort=webinar&regio=geen",
            "training": "/vormingen/{slug}",
            "edition": "/edities/{confirmed}",
            "edition with a price": "/edities/{full}",
            "trajectory": "/edities/{trajectory}",
            "webinar together": "/edities/{webinar}",
            "cancelled edition": "/edities/{cancelled}",
            "finished edition": "/edities/{finished}",
            "register": "/edities/{due}/inschrijven",
            "register for a price": "/edities/{trajectory}/inschrijven",
            "join the waiting list": "/edities/{full}/inschrijven",
            "register a group": "/edities/{trajectory}/inschrijven/groep",
            "register colleagues, all wait": "/edities/{full}/inschrijven/groep?wie=niet-mee",
            "my group": "{booking}",
            "registration closed": "/edities/{cancelled}/inschrijven",
            "accessibility": "/toegankelijkheid",
            "privacy": "/privacy",
            "follow the offer": "/insluiten?aantal=5",
            "list for other sites": "/insluiten/lijst",
            "keep me informed": "/vormingen/{slug}/hou-me-op-de-hoogte",
            "keep me informed, sent": "/vormingen/{slug}/hou-me-op-de-hoogte/verstuurd",
            "training without a date": "/vormingen/{dateless}",
            "training with a past": "/vormingen/{seasoned}",
            "interest to confirm": "{interest_asked}",
            "interest confirmed": "{interest_waiting}",
            "waiting list closed": "{waited}",
            "lost link": "/mijn-inschrijving",
            "link sent": "/mijn-inschrijving/verstuurd",
            "open my trainings": "{sign_in}",
            "end the morning mail": "{morning_mail}",
            "check a certificate": "/attest",
            "certificate": "/attest/{certificate}",
            "registered": "{registered}",
            "confirmation": "{registered} /inschrijving/{registered_id}/bevestiging",
            "confirmation of waiting": "{waitlisted} /inschrijving/{waitlisted_id}/bevestiging",
            "change details": "{registered} /inschrijving/{registered_id}/wijzigen",
            "send a colleague": "{registered} /inschrijving/{registered_id}/collega",
            "another date": "{registered} /inschrijving/{registered_id}/andere-datum",
            "after a no in the calendar": "{declined} /inschrijving/{declined_id}/kom-je",
            "give up a place": "{registered} /inschrijving/{registered_id}/annuleren",
            "leave the waiting list": "{waitlisted} /inschrijving/{waitlisted_id}/annuleren",
            "offered": "{offered}",
            "kept after a cancellation": "{held}",
            "ask the team": "{registered} /inschrijving/{registered_id}/vraag",
            "way into a webinar": "{way_in}",
            "no more news": "{news}",
            "waitlisted": "{waitlisted}",
            "withdrawn": "{withdrawn}",
            "removed": "{removed}",
            "moved": "{moved}",
            "cancelled with the edition": "{cancelled_with_edition}",
            "evaluation form": "{ticket}",
            "evaluation sent": "/evaluatie/bedankt",
            "sign in": "/aanmelden",
            "forgot password": "/wachtwoord-vergeten",
            "new password": "{password}",
            "sign in with a passkey": "/aanmelden/passkey",
            "open an account": "{invited}",
        },
        "participant": {
            "my trainings": "/mijn-vormingen",
        },
        "nadia": {
            "meetings of a trainer": "/werk/mijn-sessies",
            "attendance taken": "/werk/sessies/{finished_meeting}/aanwezigheid",
            "attendance not open yet": "/werk/sessies/{confirmed_meeting}/aanwezigheid",
            "evaluation for a trainer": "/werk/edities/{finished}/evaluatie",
            "my account": "/werk/mijn-account",
            "set up an app": "/werk/mijn-account/app",
            "add a passkey": "/werk/mijn-account/passkeys/nieuw",
            "change password": "/wachtwoord",
            "type the password again": "/bevestig-wachtwoord",
        },
        "coordinator": {
            "today": "/werk/vandaag",
            "decisions to come": "/werk/beslissingen",
            "questions of participants": "/werk/vragen",
            "answer a participant": "/werk/vragen/{inquiry}",
            "search": "/werk/zoeken?q=an",
            "person": "/werk/mensen/{participant}",
            "organisation": "/werk/organisaties/{participant}",
            "find more people": "/werk/edities/{due}/bekendmaken",
            "editions": "/werk/edities",
            "calendar of a month": "/werk/edities/kalender",
            "copy a season": "/werk/edities/kopieren",
            "publish at a moment": "/werk/edities/{draft}/publiceren/later",
            "copy to new days": "/werk/edities/kopieren/data?editie={trajectory}&editie={due}",
            "new edition": "/werk/edities/nieuw",
            "change a draft": "/werk/edities/{draft}/wijzigen",
            "change an edition": "/werk/edities/{trajectory}/wijzigen",
            "read in from a file": "/werk/inlezen",
            "bring a file": "/werk/inlezen/inschrijvingen",
            "file with errors": "/werk/inlezen/bestand/{wrong_file}",
            "draft at the desk": "/werk/edities/{draft}",
            "decision due": "/werk/edities/{due}",
            "full at the desk": "/werk/edities/{full}",
            "cancelled at the desk": "/werk/edities/{cancelled}",
            "meetings of an edition": "/werk/edities/{trajectory}/sessies",
            "messages of an edition": "/werk/edities/{due}/berichten",
            "write to participants": "/werk/edities/{due}/berichten/nieuw",
            "message to participants": "/werk/edities/{written_to}/berichten/team/{planned}",
            "change a message": "/werk/edities/{written_to}/berichten/team/{planned}/wijzigen",
            "add a participant": "/werk/edities/{full}/deelnemers/toevoegen",
            "one participant": "{mover_page}",
            "move a participant": "{mover_away}",
            "withdraw a participant": "{mover_page}/annuleren",
            "replace a participant": "{mover_page}/vervangen",
            "history of an edition": "/werk/edities/{full}/geschiedenis",
            "cancel an edition": "/werk/edities/{full}/annuleren",
            "new dates, to look at": "/werk/edities/{confirmed}/nieuwe-data?terug=1",
            "a trainer cannot come": "/werk/edities/{confirmed}/begeleider",
            "another place": "/werk/edities/{trajectory}/plaats",
            "take back that it goes ahead": "/werk/edities/{confirmed}/terugdraaien/doorgaan",
            "take back an extension": "/werk/edities/{fresh}/terugdraaien/uitstel",
            "make it a draft again": "/werk/edities/{fresh}/terugdraaien/publicatie",
            "put somebody back": "/werk/edities/{webinar}/deelnemers/{removed_id}/terugzetten",
            "who chose what": "/werk/edities/{cancelled}/wie-koos-wat",
            "evaluation for a coordinator": "/werk/edities/{finished}/evaluatie",
            "no evaluation yet": "/werk/edities/{confirmed}/evaluatie",
            "change a participant": "/werk/edities/{due}/deelnemers/{participant}/wijzigen",
            "remove a participant": "/werk/edities/{due}/deelnemers/{participant}/verwijderen",
            "people with answers": "/werk/edities/{asked}",
            "extra questions": "/werk/edities/{asked}/vragen",
            "change a question": "/werk/edities/{draft}/vragen/{question}",
            "bookkeeping": "/werk/boekhouding?van=2026-01-01&tot=2029-12-31",
            "bookkeeping of an empty month": "/werk/boekhouding?van=2001-01-01&tot=2001-01-31",
            "trainings": "/werk/vormingen",
            "new training": "/werk/vormingen/nieuw",
            "change a training": "/werk/vormingen/{training}",
            "quotes": "/werk/citaten",
            "shorten a quote": "/werk/citaten/{quote}/inkorten",
            "messages": "/werk/berichten",
            "message with an invitation": "/werk/berichten/{invitation}",
            "message that failed": "/werk/berichten/{failed}",
            "report": "/kwaliteitsverslag/2027",
            "report of an empty year": "/kwaliteitsverslag/2021",
        },
        "admin": {
            "administration": "/werk/beheer",
            "two who are one": "/werk/mensen/{participant}/samenvoegen?ander={registered_id}",
            "erase a person": "/werk/mensen/{participant}/wissen",
            "staff": "/werk/beheer/medewerkers",
            "invite a colleague": "/werk/beheer/medewerkers/uitnodigen",
            "account of a colleague": "/werk/beheer/medewerkers/{colleague}",
            "sign-ins": "/werk/beheer/aanmeldingen",
            "settings": "/werk/beheer/instellingen",
            "settings of the terms": "/werk/beheer/instellingen/voorwaarden",
            "words of messages": "/werk/beheer/berichten",
            "words of a message": "/werk/beheer/berichten/reminder/nl",
            "all messages": "/werk/beheer/berichten/voorbeeld",
            "example of a message": "/werk/beheer/berichten/voorbeeld/invitation/fr",
            "teams": "/werk/beheer/teams",
            "team": "/werk/beheer/teams/1",
            "themes": "/werk/beheer/themas",
            "theme": "/werk/beheer/themas/1",
            "does our mail arrive": "/werk/beheer/mail",
            "history of the settings": "/werk/beheer/geschiedenis",
        },
    }.items()
    for name, way in pages.items()
} | {
    "evaluation without a ticket": ("", ("/evaluatie",), 410),
    "forged link": ("", ("/i/forged",), 410),
    "forged invitation": ("", ("/u/forged",), 410),
    "not found": ("", ("/bestaat-niet",), 404),
    "only for coordinators": ("nadia", ("/werk/vandaag",), 403),
    "nothing to decide": ("coordinator", ("/werk/edities/{draft}/annuleren",), 409),
    **{f"error {code}": ("", (f"/fout/{code}",), code) for code in (400, 405, 413, 429, 500)},
}

#: Forms that come back with errors when nothing is filled in.
FORMS: Mapping[str, tuple[str, str]] = {
    "register": ("", "/edities/{due}/inschrijven"),
    "register a group": ("", "/edities/{trajectory}/inschrijven/groep?wie=niet-mee"),
    "keep me informed": ("", "/vormingen/{slug}/hou-me-op-de-hoogte"),
    "lost link": ("", "/mijn-inschrijving"),
    "sign in": ("", "/aanmelden"),
    "new edition": ("coordinator", "/werk/edities/nieuw"),
    "new training": ("coordinator", "/werk/vormingen/nieuw"),
    "extra question": ("coordinator", "/werk/edities/{draft}/vragen"),
}

#: Pages with a button that shows what a change would send: who looks, and where it stands.
REHEARSALS: Mapping[str, tuple[str, str]] = {
    "take back that it goes ahead": (
        "coordinator",
        "/werk/edities/{confirmed}/terugdraaien/doorgaan",
    ),
}

#: Addresses that answer with a file, a redirect or a word to a machine, and so with no page.
NO_PAGES = {
    "account.provider",
    "account.provider_answers",
    "api.edition",
    "api.editions",
    "api.openapi",
    "api.training",
    "api.trainings",
    "desk.bookkeeping_csv",
    "desk.chosen_participants",
    "desk.home",
    "desk.latest_report",
    "desk.import_example",
    "desk.import_problems_csv",
    "desk.mailing_html",
    "desk.message_calendar",
    "desk.message_html",
    "desk.participants_csv",
    "desk.participants_xlsx",
    "desk.preview_html",
    "desk.previews_elsewhere",
    "desk.report_csv",
    "desk.report_decisions_csv",
    "desk.wording_example",
    "failing",
    "feeds.atom",
    "feeds.calendar",
    "feeds.edition_picture",
    "feeds.format_calendar",
    "feeds.offer_picture",
    "feeds.sitemap",
    "feeds.staff_calendar",
    "feeds.team_calendar",
    "feeds.theme_calendar",
    "feeds.training_picture",
    "participant.calendar",
    "participant.certificate",
    "participant.confirmation_paper",
    "participant.evaluate_mine",
    "participant.feed",
    "public.catalogue_by_guess",
    "public.colours",
    "public.icon",
    "public.logo",
    "public.robots",
    "public.set_language",
    "security.mf_recovery_codes",
    "security.static",
    "security.two_factor_rescue",
    "security.two_factor_setup",
    "security.wan_delete",
    "static",
    "status.health",
    "status.ready",
}


def settle(site: LiveSite) -> dict[str, str]:
    """Fill the site with the demo and what it lacks; what is known of it, by name."""
    load_demo()
    draft = make_edition(training=make_training("Nog een idee", "Idee"), publish=False)
    with transaction():
        person = _with_state(
            RegistrationState.REGISTERED,
            Edition.format == Format.WEBINAR,
            Edition.state != EditionState.COMPLETED,
        )
        registration.remove(person, clock.now(), _user("coordinator").id)
    fresh = make_edition(training=make_training("Pas op de site", "Pas"), now=clock.now())
    with transaction():
        later = fresh.decision_on + timedelta(days=1)
        minimum.extend(fresh.id, later, clock.now(), "", _user("coordinator").id)
    with transaction():
        plan = QuestionPlan(QuestionKind.TEXT, "Wat wil je leren?")
        asked = question.add(draft.id, plan, clock.now())
    with transaction():
        confirmed = select(Message).where(Message.kind == "registration_confirmed")
        failed = _first(confirmed.order_by(Message.id))
        failed.state, failed.sent_at = MessageState.FAILED, None
        failed.last_error = "550 user unknown"
    return (
        {
            "draft": str(draft.id),
            "fresh": str(fresh.id),
            "question": str(asked.id),
            "failed": str(failed.id),
        }
        | _editions()
        | _of_participant(site)
        | _people(site)
        | _waiting(site)
    )


def _first(wanted: Select[Row]) -> Row:
    found: Row | None = db.session.scalars(wanted).first()
    assert found is not None, wanted
    return found


def _user(name: str) -> User:
    return _first(select(User).where(User.email.startswith(f"{name}@")))


def _with_state(state: RegistrationState, *of_edition: ColumnElement[bool]) -> Registration:
    return _first(
        select(Registration)
        .join(Edition)
        .where(Registration.state == state, *of_edition)
        .order_by(Registration.id)
    )


def _edition(condition: ColumnElement[bool]) -> Edition:
    return _first(select(Edition).where(condition).order_by(Edition.id))


def _editions() -> dict[str, str]:
    long = select(Meeting.edition_id).group_by(Meeting.edition_id).having(func.count() > 2)
    confirmed = _edition(Edition.state == EditionState.CONFIRMED)
    finished = _edition(Edition.state == EditionState.COMPLETED)
    editions = {
        "confirmed": confirmed,
        "finished": finished,
        "cancelled": _edition(Edition.state == EditionState.CANCELLED),
        "due": _edition(Edition.decision_on == local_date(clock.now())),
        "full": _with_state(RegistrationState.WAITLISTED).edition,
        "trajectory": _edition(Edition.id.in_(long)),
        "asked": _edition(Edition.meal.is_(True)),
        "webinar": _edition(
            (Edition.format == Format.WEBINAR) & (Edition.state != EditionState.COMPLETED)
        ),
    }
    return {name: str(edition.id) for name, edition in editions.items()} | {
        "slug": confirmed.training.slug,
        "training": str(confirmed.training_id),
        "confirmed_meeting": str(confirmed.first_meeting.id),
        "finished_meeting": str(finished.first_meeting.id),
        "wrong_file": _first(select(Import).order_by(Import.id.desc())).public_id,
    }


def _people(site: LiveSite) -> dict[str, str]:
    found: dict[str, str] = {}
    # One of the cancelled edition wants no other date; another has not answered yet.
    *_, refused = db.session.scalars(select(Rebooking).order_by(Rebooking.id))
    assert refused.held is not None
    with transaction():
        waiting_list.decline(refused.held, clock.now())
    of_nobody = Registration.id.not_in(
        select(Rebooking.held_id).where(Rebooking.held_id.is_not(None))
    )
    people = {
        state.value: _with_state(state, Edition.state != EditionState.COMPLETED, of_nobody)
        for state in RegistrationState
    }
    people["cancelled_with_edition"] = refused.cancelled
    people["held"] = _with_state(RegistrationState.OFFERED, ~of_nobody)
    for name, one in people.items():
        found[f"{name}_id"] = one.public_id
        found[name] = site.link(Purpose.REGISTRATION, f"{one.public_id}.{one.link_version}")
    declined = _first(
        select(Registration).join(Invitation).where(Invitation.reply == Reply.DECLINED)
    )
    found["declined_id"] = declined.public_id
    found["declined"] = site.link(
        Purpose.REGISTRATION, f"{declined.public_id}.{declined.link_version}"
    )
    reads = people["registered"]
    due = Edition.decision_on == local_date(clock.now())
    ticket = _first(select(EvaluationTicket).where(EvaluationTicket.used.is_(False)))
    invitation = _first(select(Message).where(Message.calendar.is_not(None)))
    booking = _first(select(Booking))
    invited = _first(select(StaffInvitation))
    password = f"{_user('nadia').fs_uniquifier}.{int(clock.now().timestamp())}"
    planned = _first(select(Mailing).where(Mailing.state == MailingState.PLANNED))
    long = select(Meeting.edition_id).group_by(Meeting.edition_id).having(func.count() > 2)
    mover = _with_state(RegistrationState.REGISTERED, Edition.id.in_(long))
    online = _with_state(
        RegistrationState.REGISTERED,
        Edition.format == Format.WEBINAR,
        Edition.state != EditionState.COMPLETED,
    )
    way_in = site.link(Purpose.REGISTRATION, f"{online.public_id}.{online.link_version}")
    return found | {
        "way_in": f"{way_in}?webinar={online.edition.first_meeting.id}",
        "news": site.link(Purpose.NEWS, f"{reads.public_id}.{reads.link_version}"),
        "inquiry": str(_first(select(Inquiry)).id),
        "written_to": str(planned.edition_id),
        "planned": str(planned.id),
        "mover_page": f"/werk/edities/{mover.edition_id}/deelnemers/{mover.public_id}",
        "mover_away": f"/werk/edities/{mover.edition_id}/deelnemers/verplaatsen?kies={mover.id}",
        "participant": _with_state(RegistrationState.REGISTERED, due).public_id,
        "booking": site.link(Purpose.BOOKING, f"{booking.public_id}.{booking.link_version}"),
        "ticket": site.link(Purpose.EVALUATION, ticket.id),
        "password": site.link(Purpose.PASSWORD, password),
        "invited": site.link(Purpose.STAFF_INVITATION, f"{invited.public_id}.0"),
        "colleague": str(_user("coordinator").id),
        "morning_mail": site.link(Purpose.DIGEST, str(_user("coordinator").id)),
        "quote": _first(select(Quote).where(Quote.state == QuoteState.PENDING)).id,
        "invitation": str(invitation.id),
    }


def _of_participant(site: LiveSite) -> dict[str, str]:
    """The link that signs somebody in who has a certificate, and its code."""
    certificate = _first(select(Certificate))
    with transaction():
        made = sign_in.send_link(certificate.registration.email, clock.now(), "nl")
        assert made is not None
    return {
        "sign_in": site.link(Purpose.SIGN_IN, made.public_id),
        "certificate": grouped(certificate.code),
    }


def _waiting(site: LiveSite) -> dict[str, str]:
    """Who waits for a date, and who waited for a seat in vain."""
    small = make_edition(
        training=make_training("Klein en snel vol", "Klein"),
        capacity=1,
        minimum=1,
        minimum_reason="Kleine groep",
        now=clock.now(),
    )
    *_, last = register(small, 2, clock.now())
    with transaction():
        waiting_list.close(small.id, small.closes_at)
    asked = _first(select(Interest).where(Interest.confirmed_at.is_(None)))
    confirmed = _first(select(Interest).where(Interest.confirmed_at.is_not(None)))
    seasoned = _first(select(Training).join(Edition).order_by(Edition.published_at))
    return {
        "waited": site.link(Purpose.REGISTRATION, f"{last.public_id}.{last.link_version}"),
        "interest_asked": site.link(Purpose.INTEREST, asked.public_id),
        "interest_waiting": site.link(Purpose.INTEREST, confirmed.public_id),
        "dateless": asked.training.slug,
        "seasoned": seasoned.slug,
    }
