"""Every message, in three languages, with facts that are hard on templates.

A message without a sample, or a template folder without a message, fails here.
"""

import html
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import jinja2
import pytest

from app import formats
from app.mail import messages
from app.mail.facts import (
    Alternative,
    BookedBy,
    Costs,
    EditionFacts,
    HeldSeat,
    Left,
    MeetingFacts,
    Recipient,
)
from app.mail.invitations import Method
from app.mail.links import LinkSigner, Purpose
from app.mail.messages import (
    cancelling,
    decision,
    digest,
    interest,
    meeting,
    rebooking,
    recommendation,
    registration,
    trial,
)
from app.mail.mime import Mail, build
from app.mail.rendering import LANGUAGES, compose
from app.rules.registering.withdrawal import Step
from app.rules.states import Format
from tests.mail.samples import (
    ASKED,
    BASE_URL,
    CANCELLED,
    CONFIRMED,
    DAY,
    DIGEST,
    HEAD,
    INTEREST_URL,
    LOTTE,
    ONLINE,
    PATH,
    RACISM,
    SAMPLES,
    TERMS,
    TRAJECTORY,
    WEBINAR,
    Sample,
    sample,
    with_edition,
)
from tests.support.pages import check_page

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "mail"
MOST_BYTES = 60_000

DIFFICULT = (
    'An "de Vries" O\'Neill',
    "<script>alert(1)</script> & Co",
    "ياسمين العلي",
    "Zoë 👩🏽‍🦽 Yıldız",
    "100 %(title)s {{ org.name }} {% raw %}",
    "Anna " * 40,
    "W" * 200,
)

#: Each subject starts with the state; what follows is the title and the date.
STATES = {
    "registration_confirmed": "You are registered: ",
    "invitation": "",
    "waitlisted": "On the waiting list: ",
    "booking_overview": "Your group: ",
    "already_registered": "You were in already: ",
    "seat_offered": "A place for you: ",
    "offer_lapsed": "No longer kept for you: ",
    "waiting_list_closed": "No place came free: ",
    "team_message": "Word of the team: ",
    "interest_asked": "When there is a date: ",
    "date_planned": "There is a date: ",
    "inquiry_answered": "Your question: ",
    "edition_recommended": "Still places: ",
    "team_asked": "Can you help? ",
    "withdrawn": "You are no longer registered: ",
    "removed": "You are no longer registered: ",
    "entry_cancelled": "",
    "address_changed": "Your address was changed: ",
    "place_passed_on": "Your place goes to a colleague: ",
    "transferred": "Moved: ",
    "sign_in_link": "Your trainings with ",
    "edition_confirmed": "Goes ahead: ",
    "decision_extended": "Decided later: ",
    "edition_cancelled": "Does not take place: ",
    "meeting_changed": "",
    "edition_postponed": "New date",
    "trainer_replaced": "",
    "go_ahead_undone": "Correction, not decided yet: ",
    "extension_undone": "Correction, decided sooner: ",
    "edition_changed_staff": "",
    "trainer_replaced_staff": "",
    "decision_undone_staff": "Correction: ",
    "reminder": "",
    "webinar_reminder": "Starts at 13:00: ",
    "evaluation_request": "What did you think: ",
    "evaluation_reminder": "Still open: ",
    "seat_asked": "Are you not coming? ",
    "undeliverable": "3 mails did not arrive",
    "certificate_ready": "Your certificate: ",
    "daily_digest": "Today: ",
    "decision_due": "To be decided: ",
    "edition_confirmed_staff": "Goes ahead: ",
    "edition_fell_below": "Below its minimum: ",
    "edition_cancelled_staff": "Does not take place: ",
    "edition_cancelled_trainer": "Does not take place: ",
    "edition_cancelled_co_organiser": "Does not take place: ",
    "edition_cancelled_venue": "Booking cancelled: ",
    "seat_held": "A place is kept for you: ",
    "held_seat_lapsed": "Kept no longer: ",
    "planned_anew": "A new date: ",
    "decision_extended_staff": "Decided later: ",
    "password_reset": "Choose a new password",
    "password_changed": "Your password was changed",
    "staff_invited": "Your account with ",
    "second_factor_reset": "Your second step was taken away",
    "new_device": "Signed in on a new device",
    "trial_invitation": "Test: ",
}

every_sample = pytest.mark.parametrize("one", SAMPLES, ids=str)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def message_functions() -> dict[str, Callable[..., Mail]]:
    """Every public function of the package that makes a Mail, by name."""
    found = {}
    for module_info in pkgutil.iter_modules(messages.__path__):
        module = importlib.import_module(f"{messages.__name__}.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[name] = function
    return found


def english(one: Sample) -> Mail:
    return sample(one, replace(LOTTE, language="en"))


def meetings_of(one: Sample) -> tuple[MeetingFacts, ...]:
    """The meetings whose date and place a message must say."""
    if "meeting" in one.facts:
        return (one.facts["meeting"],)
    if "meetings" in one.facts:
        return tuple(one.facts["meetings"])
    if "change" in one.facts:
        return tuple(change.after for change in one.facts["change"].changes)
    about = [registered.edition for registered in one.facts.get("registrations", ())]
    about += [choice.edition for choice in one.facts.get("alternatives", ())]
    if one.facts.get("held"):
        about.append(one.facts["held"].edition)
    if one.edition is not None:
        about.append(one.edition)
    return tuple(meeting for edition in about for meeting in edition.meetings)


def public_addresses(one: Sample) -> set[str]:
    """The addresses that open no more than everybody may see, or staff after signing in."""
    addresses = {BASE_URL, f"{BASE_URL}/privacy", f"mailto:{HEAD.organisation.email}"}
    addresses |= {f"{BASE_URL}/{page}" for page in ("aanmelden", "wachtwoord-vergeten")}
    addresses.add(f"{BASE_URL}/mijn-vormingen")
    if one.message is trial.trial_invitation:
        addresses.add(f"{BASE_URL}/werk/beheer/mail")
    if "lines" in one.facts:
        addresses |= {line.url for line in one.facts["lines"]}
        addresses |= {f"{BASE_URL}/werk/{page}" for page in ("vandaag", "mijn-account")}
    if one.facts.get("next_up"):
        addresses |= {edition.url for edition in one.facts["next_up"].editions}
    if one.edition is not None:
        addresses |= {one.edition.url, one.edition.desk_url}
        addresses.add(f"{one.edition.desk_url}/wie-koos-wat")
    # Of mails that did not arrive: the people and the list on the desk.
    addresses |= {lost.url for lost in one.facts.get("lost", ())}
    addresses.add(f"{BASE_URL}/werk/berichten")
    open_ones = one.facts.get("other_dates", ())
    asked_to_come = (
        interest.date_planned,
        rebooking.planned_anew,
        recommendation.edition_recommended,
    )
    if one.message in asked_to_come and one.edition is not None:
        open_ones = (one.edition,)
    addresses |= {f"{edition.url}/inschrijven" for edition in open_ones}
    if "interest_url" in one.facts:
        addresses.add(one.facts["interest_url"])
    return addresses


def parse(mail: Mail) -> Element:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(mail.html)


def hrefs(mail: Mail) -> list[str]:
    return [link.attrib["href"] for link in parse(mail).iter("a")]


def words(element: Element) -> str:
    """What a reader sees of an element, a line break for each br."""
    # A comment is for Outlook alone; its tag is no name.
    if element.get("aria-hidden") == "true" or not isinstance(element.tag, str):
        return ""
    inner = "".join(words(child) + (child.tail or "") for child in element)
    return "\n" if element.tag == "br" else (element.text or "") + inner


def normalised(lines: Iterator[str]) -> set[str]:
    """Lines without addresses, underlining, dots and the signs around a button or a quote."""
    plain = (re.sub(r"(?:https?|mailto):\S+", "", " ".join(line.split())) for line in lines)
    stripped = {line.strip(" |:“”") for line in plain if not re.fullmatch(r"[=●◎○-]*", line)}
    return stripped - {""}


def html_lines(mail: Mail) -> set[str]:
    body = [element for element in parse(mail).iter() if element.tag in ("p", "h1", "h2")]
    # The first paragraph is the head, which the text part does without.
    return normalised(line for element in body[1:] for line in words(element).split("\n"))


def text_lines(mail: Mail) -> set[str]:
    return normalised(iter(mail.text.splitlines()))


def test_every_message_has_a_sample_a_state_and_a_folder() -> None:
    functions = message_functions()
    assert {one.message for one in SAMPLES} == set(functions.values())
    assert set(functions) == set(STATES)
    assert set(functions) == {path.name for path in TEMPLATES.iterdir() if path.is_dir()}


@every_language
@every_sample
def test_a_message_is_complete(one: Sample, language: str) -> None:
    mail = sample(one, replace(LOTTE, language=language))
    assert mail.kind == one.message.__name__
    assert mail.language == language
    assert (mail.recipient_name, mail.recipient) == (LOTTE.name, LOTTE.email)
    assert mail.calendar == one.facts.get("calendar")
    assert LOTTE.name in mail.text
    assert f'lang="{language}"' in mail.html
    assert mail.text.endswith(f"{HEAD.organisation.email} | {BASE_URL}\n")


@every_language
@every_sample
def test_the_text_says_date_and_place(one: Sample, language: str) -> None:
    mail = sample(one, replace(LOTTE, language=language))
    seen = words(parse(mail))
    for held in meetings_of(one):
        time = formats.capital(formats.when(held.starts_at, held.ends_at, language))
        assert time in mail.text
        assert time in seen
        assert held.place in mail.text
        assert held.place in seen
        if held.format is Format.WEBINAR:
            assert "Online" in mail.text


@every_sample
def test_text_and_html_say_the_same(one: Sample) -> None:
    mail = english(one)
    assert text_lines(mail) == html_lines(mail)


@pytest.mark.parametrize("name", DIFFICULT)
@every_sample
def test_difficult_names_pass_unharmed(one: Sample, name: str) -> None:
    changed = with_edition(one, title=name, co_organisers=(name, name))
    mail = sample(changed, Recipient(name, "an@example.org", "nl"))
    problems = [
        problem
        for problem in check_page(mail.html)
        # A mail program drops style sheets and follows no content security policy.
        if "inline style" not in problem and "style element" not in problem
    ]
    assert problems == []
    assert name.strip() in words(parse(mail))
    assert name.strip() in mail.text
    assert "<script" not in mail.html
    assert "&lt;" not in mail.text + mail.subject
    assert len(mail.html.encode()) < MOST_BYTES
    assert len(mail.subject) <= 100
    assert mail.subject == " ".join(mail.subject.split())


def test_what_people_typed_is_text_and_nothing_else() -> None:
    typed = "<b>ring</b>leiding\n\n</p><a href='https://evil.example'>klik</a>"
    mail = registration.registration_confirmed(
        HEAD,
        LOTTE,
        RACISM,
        registration="r.0",
        needs=typed,
        moved_from=Left(typed, DAY.starts_at),
        calendar=None,
        calendar_file=False,
        costs=Costs(typed, TERMS),
    )
    assert not any("evil" in href for href in hrefs(mail))
    assert "<b>ring</b>" not in mail.html
    assert "<b>ring</b>leiding" in mail.text


def test_a_line_end_in_a_name_starts_no_line() -> None:
    mail = english(replace(SAMPLES[0], edition=replace(RACISM, title="A\r\nBcc: x@example.org")))
    assert mail.subject == "You are registered: A Bcc: x@example.org, 15 March"
    named = sample(SAMPLES[0], replace(LOTTE, name="Lotte\r\nBcc: x@example.org"))
    assert named.recipient_name == "Lotte Bcc: x@example.org"


@every_sample
def test_nothing_is_loaded_from_elsewhere(one: Sample) -> None:
    made = english(one).html
    assert not re.search(r"<(?:img|link|script|iframe|svg|form)\b|\bsrc=|url\(|@import", made)


@every_sample
def test_links_are_placeholders_and_none_is_signed(one: Sample) -> None:
    mail = english(one)
    references = {
        one.facts[key]
        for key in (
            "registration",
            "booking",
            "ticket",
            "user",
            "sign_in",
            "interest",
            "account",
            "certificate",
        )
        if one.facts.get(key)
    }
    if one.facts.get("next_up"):
        references.add(one.facts["next_up"].news)
    references |= {choice.choice for choice in one.facts.get("alternatives", ())}
    assert {target.partition(":")[2] for target in mail.links.values()} == references
    # What follows a question mark says which page, and opens nothing by itself.
    opened = {href.partition("?")[0] for href in hrefs(mail)}
    known = {address.partition("?")[0] for address in public_addresses(one)}
    assert opened <= set(mail.links) | known
    for placeholder in mail.links:
        assert placeholder in mail.text
        assert placeholder in opened
    for purpose in Purpose:
        assert f"{BASE_URL}/{purpose}/" not in mail.text + mail.html
    signer = LinkSigner("k" * 32, BASE_URL)
    for part in (mail.text, mail.html):
        assert not re.search(r"/~[0-9a-f]", signer.fill(part, mail.links))


#: Elements and attributes that the HTML standard knows and mail programs keep.
ATTRIBUTES = {
    "aria-hidden",
    "charset",
    "class",
    "content",
    "href",
    "lang",
    "name",
    "rel",
    "role",
    "style",
}


@every_sample
def test_no_attribute_is_obsolete(one: Sample) -> None:
    found = {name for element in parse(english(one)).iter() for name in element.attrib}
    assert found <= ATTRIBUTES


def test_outlook_on_windows_gets_what_word_needs_and_nobody_else_does() -> None:
    html = english(SAMPLES[0]).html
    for comment in re.findall(r"<!--.*?-->", html, re.DOTALL):
        assert re.fullmatch(r"<!--\[if mso\]>.*<!\[endif\]-->", comment, re.DOTALL)
    whole = re.sub(r"<!--\[if mso\]>|<!\[endif\]-->", "", html)
    for tag in ("table", "tr", "td", "i", "span"):
        assert whole.count(f"<{tag}>") + whole.count(f"<{tag} ") == whole.count(f"</{tag}>")


ENDED = {
    "interest_asked": "h",
    "date_planned": "h",
    "edition_recommended": "n",
    "daily_digest": "d",
}


@every_sample
def test_what_may_be_ended_says_how_and_nothing_else_does(one: Sample) -> None:
    mail = english(one)
    assert bool(mail.unsubscribe) == (mail.kind in ENDED)
    if mail.unsubscribe:
        assert mail.links[mail.unsubscribe].startswith(f"{ENDED[mail.kind]}:")
        assert f":\n{mail.unsubscribe}\n" in mail.text
        assert hrefs(mail)[-2:] == [mail.unsubscribe, f"mailto:{HEAD.organisation.email}"]


@every_sample
def test_answers_go_to_the_team_and_those_of_calendars_to_the_sender(one: Sample) -> None:
    assert english(one).reply_to == HEAD.organisation.email
    mail = english(with_edition(one, contact="antwerpen@example.org"))
    expected = HEAD.organisation.email if one.edition is None else "antwerpen@example.org"
    assert mail.reply_to == expected
    assert f"\n{expected} | {BASE_URL}\n" in mail.text
    calendar = one.facts.get("calendar")
    if calendar is not None and calendar.method is Method.REQUEST:
        asking = {**one.facts, "calendar": replace(calendar, asks=True)}
        assert english(replace(one, facts=asking)).reply_to == ""


def test_the_heaviest_mails_stay_small_on_the_wire() -> None:
    long = replace(
        PATH, title="Diversiteitsgevoelig werken met jongeren " * 5, contact="a@b.example"
    )
    twelve = replace(long, meetings=TRAJECTORY * 4)
    heavy = [
        Sample(
            cancelling.edition_cancelled,
            edition=replace(CANCELLED, title=long.title, meetings=TRAJECTORY),
            facts={
                **next(o.facts for o in SAMPLES if o.message is cancelling.edition_cancelled),
                "held": HeldSeat(long, WEBINAR.starts_at, more_cents=500),
                "alternatives": tuple(Alternative(long, "r.0") for _ in range(5)),
            },
        ),
        replace(SAMPLES[0], edition=twelve),
        *SAMPLES,
    ]
    sizes = {}
    for one in heavy:
        mail = sample(one, replace(LOTTE, name="Anna " * 30))
        signed = LinkSigner("k" * 32, BASE_URL).fill(mail.html, mail.links)
        built = build(
            replace(mail, html=signed), sender="a@b.example", message_id="<1@b.example>", date=ASKED
        )
        sizes[str(one)] = len(built.as_bytes())
    assert max(sizes.values()) < MOST_BYTES, sizes


@every_sample
def test_there_is_one_main_button(one: Sample) -> None:
    main = [link for link in parse(english(one)).iter("a") if "b1" in link.get("class", "").split()]
    assert len(main) == 1


@every_sample
def test_the_subject_starts_with_the_state(one: Sample) -> None:
    mail = english(one)
    assert mail.subject.startswith(STATES[mail.kind])
    if one.edition is not None:
        assert formats.title_parts(one.edition.title)[0][:40] in mail.subject


@pytest.mark.parametrize(
    ("days", "subject"),
    [
        (0, "Today: Racisme verwondt, 15 March"),
        (1, "Tomorrow: Racisme verwondt, 15 March"),
        (7, "In 7 days: Racisme verwondt, 15 March"),
    ],
)
def test_a_reminder_counts_the_days(days: int, subject: str) -> None:
    about = {"registration": "r.0", "meeting": RACISM.first, "days": days, "way_in": None}
    assert english(Sample(meeting.reminder, facts=about)).subject == subject


@every_sample
def test_the_way_into_a_webinar_is_personal_and_comes_when_it_is_near(one: Sample) -> None:
    """Behind the link of the registration; the address of the room itself is in no text."""
    mail = english(one)
    assert WEBINAR.join_url not in mail.text + html.unescape(mail.html)
    near = one.message is not meeting.reminder or one.facts["days"] <= 1
    expected = [f"?webinar={WEBINAR.id}"] if one.facts.get("way_in") and near else []
    ways = [href.partition("?")[0] for href in hrefs(mail) if href.endswith("?webinar=7")]
    assert [mail.links[way].partition(":")[0] for way in ways] == ["i"] * len(expected)
    assert mail.text.count("?webinar=7\n") == len(expected)


@every_sample
def test_no_mail_promises_what_a_calendar_does(one: Sample) -> None:
    mail = english(one)
    assert "in your calendar" not in mail.text
    assert ("is attached" in mail.text) == (mail.calendar is not None)


def test_a_changed_meeting_tells_only_what_changed() -> None:
    told = {
        str(one): text_lines(english(one))
        for one in SAMPLES
        if one.message is meeting.meeting_changed
    }
    moved = told["meeting_changed day and place"]
    assert "Before: Monday 15 March 2027, 09:30–16:30" in moved
    assert "Now: Monday 29 March 2027, 09:30–16:30" in moved
    assert "Now: Huis van het Kind, Hasselt" in moved
    assert not {"Subject", "Date and time"} & told["meeting_changed only the link"]
    assert "Date and time" not in told["meeting_changed live becomes webinar"]
    assert "Subject" not in moved


def test_alternatives_come_with_dots_and_a_button_each() -> None:
    with_two = next(one for one in SAMPLES if one.message is cancelling.edition_cancelled)
    mail = english(with_two)
    assert mail.text.count("Choose this training:") == 2
    assert "◎" * 8 + "○" * 7 in mail.text
    none = english(replace(with_two, facts={**with_two.facts, "alternatives": ()}))
    assert "no other training with a free place" in none.text
    assert f"Keep me informed:\n{INTEREST_URL}\n" in none.text


def test_each_line_of_the_morning_mail_has_its_own_words() -> None:
    whole = next(one for one in SAMPLES if one.message is digest.daily_digest)
    lines = english(whole).text.splitlines()
    said = {
        lead: detail
        for lead, url, detail in zip(lines, lines[1:], lines[2:], strict=False)
        if url in {one.url for one in DIGEST}
    }
    assert len(said) == len(DIGEST)
    assert "" not in {*said, *said.values()}
    # But for a decision that is overdue, each kind says something of its own.
    assert len(set(said.values())) == len(DIGEST) - 1


def test_the_reason_is_told_without_anyones_health() -> None:
    texts = [english(one).text for one in SAMPLES if one.message is cancelling.edition_cancelled]
    assert "we had 5 and we need 8" in texts[0]
    assert "The trainer cannot come" in texts[1]
    assert not any(re.search(r"\bill\b|sick", text) for text in texts)


def test_the_old_address_learns_nothing_of_the_new_one() -> None:
    mail = english(Sample(registration.address_changed, facts={"calendar": None}))
    assert mail.links == {}
    assert set(re.findall(r"\S+@\S+", mail.text)) == {HEAD.organisation.email}


def test_waiting_people_are_not_told_that_a_place_is_theirs() -> None:
    confirmed = english(Sample(decision.edition_confirmed, "", CONFIRMED, {"registration": "r.0"}))
    assert "yours" not in confirmed.text


@pytest.mark.parametrize(
    ("terms", "confirmed", "said"),
    [
        (
            TERMS,
            True,
            "Up to and including Friday 26 February 2027 you can give up your place at no cost. "
            "After that it costs €95.",
        ),
        (
            TERMS,
            False,
            "Up to and including Friday 26 February 2027 you can give up your place at no cost. "
            "After that it costs €95. "
            "We decide later than that. If the training does not go ahead, you pay nothing.",
        ),
        (
            (Step(RACISM.decision_on, 0), Step(date(2027, 3, 8), 4750), *TERMS[1:]),
            False,
            "Up to and including Monday 1 March 2027 you can give up your place at no cost. "
            "After that it costs €47.50 or more.",
        ),
        (
            TERMS[1:],
            False,
            "Today it costs €95 to give up your place. "
            "We decide later than that. If the training does not go ahead, you pay nothing.",
        ),
        ((Step(None, 0),), False, "Giving up your place costs nothing."),
    ],
)
def test_who_pays_reads_until_when_leaving_is_free(
    terms: tuple[Step, ...], confirmed: bool, said: str
) -> None:
    paid = {**SAMPLES[0].facts, "costs": Costs("CLB", terms)}
    mail = english(replace(SAMPLES[0], edition=replace(RACISM, confirmed=confirmed), facts=paid))
    assert f"\n{said} A colleague can always come in your place, at no cost.\n" in mail.text
    about = {"registration": "r.0", "terms": terms}
    later = english(Sample(decision.decision_extended, facts=about))
    if not confirmed:
        assert (said in later.text) == ("We decide later" in said)


@pytest.mark.parametrize(
    ("payer", "booked", "said"),
    [
        ("CLB", None, " The invoice goes to CLB."),
        ("", None, " The invoice goes to whom you named."),
        ("", BookedBy("An", asks=False), " The invoice goes to whom An named."),
        (
            "CLB",
            BookedBy("An", asks=False, passed_on=True),
            " The invoice still goes to CLB: nothing changes about that.",
        ),
        (
            "",
            BookedBy("An", asks=False, passed_on=True),
            " The invoice still goes to who got it before: nothing changes about that.",
        ),
        (None, None, ""),
    ],
)
def test_who_has_a_place_reads_who_gets_the_invoice(
    payer: str | None, booked: BookedBy | None, said: str
) -> None:
    facts = {**SAMPLES[0].facts, "costs": Costs(payer, TERMS), "booked": booked}
    sure = english(replace(SAMPLES[0], edition=CONFIRMED, facts=facts))
    assert f"\nThe price is €95.{said}\n" in sure.text
    unsure = english(replace(SAMPLES[0], facts=facts))
    assert (" It comes only when it is certain" in unsure.text) == bool(said)


@pytest.mark.parametrize("confirmed", [True, False])
def test_what_an_undecided_training_costs_is_due_only_if_it_goes_ahead(confirmed: bool) -> None:
    edition = replace(RACISM, confirmed=confirmed)
    about = {"cost_cents": 4750, "calendar": None}
    left = english(Sample(registration.withdrawn, edition=edition, facts=about))
    said = " If the training does not go ahead, you pay nothing."
    line = f"\nGiving up your place now costs €47.50.{'' if confirmed else said}\n"
    assert line in left.text
    assert line.strip() in words(parse(left))
    whole = next(one for one in SAMPLES if one.message.__name__ == "booking_overview")
    group = english(replace(whole, edition=edition))
    assert ("It comes only when it is certain" in group.text) is not confirmed


def test_each_date_that_goes_says_why_by_itself() -> None:
    """A CANCEL is one mail a date, so each of them is read alone."""
    said = {
        str(one): (english(one).text, english(one).subject)
        for one in SAMPLES
        if one.message is registration.entry_cancelled
    }
    assert len({text.split("\n\n")[2] for text, _ in said.values()}) == len(said) == 7
    for text, subject in said.values():
        assert "another mail" not in text
        assert subject.endswith(": Diversiteitsgevoelig werken in de jeugdhulp, 19 April")
    assert "“Racisme verwondt – " in said["entry_cancelled moved to RACISME"][0]
    assert "on Monday 15 March 2027, 09:30 now" in said["entry_cancelled moved to RACISME"][0]
    assert "Ömer <Şahin> comes" in said["entry_cancelled passed_on"][0]


def test_a_webinar_says_where_its_link_is_and_only_to_who_has_it() -> None:
    def where(edition: EditionFacts, **facts: object) -> set[str]:
        one = replace(SAMPLES[0], edition=edition, facts={**SAMPLES[0].facts, **facts})
        return {line for line in english(one).text.splitlines() if line.startswith("Online")}

    assert where(ONLINE) == {"Online; the link is in the invitation for your calendar"}
    unknown = replace(ONLINE, meetings=(replace(WEBINAR, join_url=""),))
    assert where(unknown) == {"Online; the link follows by mail"}
    many = where(replace(PATH, by_file=True), calendar=None, calendar_file=True)
    assert many == {"Online; the link is in the file for your calendar"}
    changes = [one for one in SAMPLES if "link" in one.name and "reminder" not in str(one)]
    told = {one.message.__name__: english(one).text for one in changes}
    new = "The new one is in the invitation for your calendar."
    assert {kind: new in text for kind, text in told.items()} == {
        "meeting_changed": True,
        "edition_changed_staff": False,
    }


@pytest.mark.parametrize(
    ("price_cents", "sentence"), [(9500, "The price is €95."), (0, "Taking part is free.")]
)
def test_the_price_is_said(price_cents: int, sentence: str) -> None:
    assert sentence in english(with_edition(SAMPLES[0], price_cents=price_cents)).text


@pytest.mark.parametrize(
    ("spoken", "language", "words"),
    [
        ("nl", "fr", "In Dutch"),
        ("fr", "nl", "In French"),
        ("nl", "nl", None),
        ("fr", "fr", None),
    ],
)
def test_a_mail_in_another_language_says_that_of_the_training(
    spoken: str, language: str, words: str | None
) -> None:
    edition = replace(SAMPLES[0].edition, language=spoken)
    mail = sample(replace(SAMPLES[0], edition=edition), replace(LOTTE, language=language))
    for part in (mail.text, mail.html):
        assert [line for line in ("In Dutch", "In French") if line in part] == [words][
            : bool(words)
        ]


def test_an_unknown_language_reads_dutch() -> None:
    mail = sample(SAMPLES[0], replace(LOTTE, language="de"))
    assert mail.language == "nl"
    assert "Maandag 15 maart 2027" in mail.text


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        compose("waitlisted", HEAD, LOTTE, edition=RACISM, registration="r.0")


def test_two_mails_share_no_placeholder() -> None:
    first, second = sample(SAMPLES[0]), sample(SAMPLES[0])
    assert set(first.links).isdisjoint(second.links)


def test_an_edition_of_thirty_meetings_stays_small() -> None:
    long: EditionFacts = replace(ONLINE, meetings=(RACISM.first,) * 30, title="T" * 200)
    mail = english(replace(SAMPLES[0], edition=long))
    assert len(mail.html.encode()) < MOST_BYTES
