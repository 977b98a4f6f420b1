"""One edition that fails and one that succeeds, from the idea to the year report, as people see it.

Everything happens in a browser and by mail. Only those who fill the second edition up register
behind the scenes: five people have shown by then that the form works.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.extensions import bell, clock, db, transaction
from app.models import Edition
from app.rules.states import EditionState, Role
from app.services.offering.offer import save_team
from tests.e2e.letterbox import Letterbox, link_in, text_of
from tests.e2e.live import LiveSite
from tests.factories.offer import make_edition, register
from tests.mail.wire import invitation_in
from tests.support.browser import assert_accessible
from tests.support.smtp import MailServer
from tests.support.time import moment
from tests.support.worker import running_worker, wait_until

pytestmark = pytest.mark.e2e

COORDINATOR = "hilde@voorbeeldpunt.example"
TRAINER = "nadia@voorbeeldpunt.example"
PHONE = 390
DAY = timedelta(days=1)
PEOPLE = {
    "saïd": "Saïd Amrani",
    "lotte": "Lotte Janssens",
    "emine": "Emine Yıldız",
    "thi.mai": "Nguyễn Thị Mai",
    "ruben": "Ruben D'Hondt",
}
QUOTE = "Ik stel mijn oordeel uit, en stel eerst een vraag."
REASON = "De zaal is die dag toch niet vrij."
SMALL = "Met vijf mensen komt ieders situatie aan bod"

Open = Callable[..., Page]


def address(key: str) -> str:
    return f"{key.replace('ï', 'i')}@organisatie.example"


@dataclass
class Play:
    """The stage of the journey: the site, its mail, and the two people of the house."""

    site: LiveSite
    letters: Letterbox
    open_page: Open
    desk: Page

    def go(self, path: str) -> Page:
        """The coordinator opens a page of the desk."""
        self.desk.goto(f"{self.site.url}{path}")
        return self.desk

    def travel(self, to: str) -> list[str]:
        """It is then; the worker has done what was due."""
        clock.travel_to(moment(to))
        return self.site.work()


def editions() -> list[Edition]:
    db.session.rollback()
    return list(db.session.scalars(select(Edition).order_by(Edition.id)))


def press(page: Page, action: str) -> None:
    """Press the button of the form that leads to an address."""
    page.click(f'form[action$="{action}"] button[type=submit]')


def stop_the_morning_mail(play: Play) -> None:
    """What the journey tells to staff is then all that they get."""
    page = play.go("/werk/mijn-account")
    page.get_by_role("button", name="Stop the morning mail").click()
    expect(page.get_by_role("button", name="Send me the morning mail")).to_be_visible()


def make_training(play: Play) -> None:
    page = play.go("/werk/vormingen/nieuw")
    page.fill("#title", "TOPOI – Interculturele gesprekken voeren")
    page.fill("#short_name", "TOPOI")
    page.fill("#summary", "Waar loopt een gesprek mis, en wat kun je dan doen?")
    page.fill("#description", "## Wat is TOPOI?\n\nVijf **plaatsen** waar het misloopt.")
    page.fill("#goals", "Je herkent een misverstand.\nJe oefent een gesprek.")
    page.fill("#new_themes", "Communicatie")
    page.click("main form .submit button")
    expect(page.get_by_role("link", name="TOPOI").first).to_be_visible()


def plan_edition(play: Play, day: str, place: str) -> None:
    """Two fields are enough for the moment of decision and the minimum: the house rules."""
    page = play.go("/werk/edities/nieuw")
    page.select_option("#training_id", label="TOPOI – Interculturele gesprekken voeren")
    page.check("input[name=format][value=live]")
    page.get_by_label("Nadia El Amrani").check()
    page.fill("#on_0", day)
    page.fill("#from_0", "09:30")
    page.fill("#to_0", "12:30")
    page.fill("#place", place)
    page.fill("#address", "Voorbeeldstraat 12, Antwerpen-Berchem")
    page.fill("#capacity", "12")
    page.click("main form .submit button")
    press(page, "/publiceren")
    expect(page.locator(".meter").first).to_have_attribute("data-state", "needs")


def register_on_phone(play: Play, edition: Edition, key: str) -> None:
    page = play.open_page(width=PHONE)
    page.goto(play.site.url)
    page.click(f'main a[href="/edities/{edition.id}/inschrijven"]')
    page.fill("#name", PEOPLE[key])
    page.fill("#email", address(key))
    page.fill("#organisation", "CLB De Horizon")
    page.select_option("#organisation_type", "CLB")
    page.fill("#function", "Leerlingbegeleider")
    page.check("#consent")
    page.click("main form .submit button")
    expect(page.locator("h1")).to_contain_text(PEOPLE[key])
    page.close()


def welcome_mails(play: Play, edition: Edition) -> dict[str, EmailMessage]:
    """One mail a person, with an entry for the calendar that every parser reads alike."""
    play.site.work()
    mails = play.letters.new()
    assert sorted(mails) == sorted(address(key) for key in PEOPLE)
    found = {key: mails[address(key)] for key in PEOPLE}
    assert {len(letters) for letters in found.values()} == {1}
    uids = set()
    for (mail,) in found.values():
        entry = invitation_in(mail)
        assert (entry.method, entry.sequence) == ("REQUEST", 0)
        # The clock goes forward between now and then: 9.30 in Brussels is 7.30 UTC.
        assert entry.starts_at == datetime(2027, 3, 30, 7, 30, tzinfo=UTC)
        assert entry.ends_at == datetime(2027, 3, 30, 10, 30, tzinfo=UTC)
        uids.add(entry.uid)
    assert len(uids) == len(PEOPLE)
    return {key: letters[0] for key, letters in found.items()}


def change_what_i_need(play: Play, mail: EmailMessage) -> None:
    page = play.open_page(width=PHONE)
    page.goto(link_in(mail, "i"))
    assert "/i/" not in page.url
    page.locator('details:has(a[href$="/wijzigen"]) > summary').first.click()
    page.locator('a[href$="/wijzigen"]').first.click()
    page.locator("details:has(#needs) > summary").click()
    page.fill("#needs", "Een plaats voor mijn rolstoel.")
    page.click("main form .submit button")
    expect(page.locator("main")).to_contain_text("Een plaats voor mijn rolstoel.")
    assert_accessible(page)


def the_decision_is_due(play: Play, edition: Edition) -> None:
    assert play.travel("2027-03-15 09:00") == []
    assert play.letters.new() == {}
    done = play.travel("2027-03-16 09:00")
    assert done == [f"coordinators asked to decide: edition {edition.id}"]
    mails = play.letters.new()
    assert list(mails) == [COORDINATOR]
    assert f"/werk/edities/{edition.id}" in text_of(mails[COORDINATOR][0])
    # Nobody is asked twice on one day.
    assert play.travel("2027-03-16 11:00") == []
    page = play.go("/werk/vandaag")
    page.click(f'a[href$="/werk/edities/{edition.id}#decide"]')
    expect(page.locator("#decide")).to_be_visible()


def cancel(play: Play, edition: Edition) -> None:
    page = play.desk
    page.click(f'a[href$="/werk/edities/{edition.id}/annuleren"]')
    who = page.locator('section[aria-labelledby="who"]')
    for name in [*PEOPLE.values(), "Hilde Claes", "Nadia El Amrani"]:
        expect(who).to_contain_text(name)
    expect(page.locator("input[name=cause][value=too_few]")).to_be_checked()
    page.fill("#note", REASON)
    page.click('button[formaction$="#previews"]')
    previews = page.locator('section[aria-labelledby="previews"]')
    expect(previews.locator("h2")).to_contain_text(str(len(PEOPLE) + 2))
    previews.locator("summary").first.click()
    expect(previews).to_contain_text(REASON)
    assert_accessible(page)
    play.site.work()
    assert play.letters.new() == {}
    page.click("button.btn-red")
    expect(page.locator(".meter").first).to_have_attribute("data-state", "cancelled")
    board = page.locator('section[aria-labelledby="board"]')
    expect(board.get_by_text("Has not answered yet")).to_have_count(len(PEOPLE))
    assert_accessible(page)


def cancellation_mails(
    play: Play, welcomes: dict[str, EmailMessage], other: Edition
) -> dict[str, EmailMessage]:
    play.site.work()
    mails = play.letters.new()
    assert sorted(mails) == sorted([COORDINATOR, TRAINER, *map(address, PEOPLE)])
    for key, welcome in welcomes.items():
        (mail,) = mails[address(key)]
        entry, first = invitation_in(mail), invitation_in(welcome)
        assert (entry.method, entry.sequence, entry.uid) == ("CANCEL", 1, first.uid)
        assert entry.starts_at == first.starts_at
        assert REASON in text_of(mail)
        assert "22 april" in text_of(mail)
    assert other.state is EditionState.PUBLISHED
    return {key: mails[address(key)][0] for key in PEOPLE}


def take_the_kept_seat(play: Play, mail: EmailMessage, old: Edition, new: Edition) -> None:
    page = play.open_page(width=PHONE)
    button = f"{link_in(mail, 'i')}?editie={new.id}"
    assert button in text_of(mail)
    page.goto(button)
    assert_accessible(page)
    expect(page.locator(".lead")).to_contain_text("We keep a place for you")
    press(page, "/aanvaarden")
    page.wait_for_url("**/bevestiging")
    play.site.work()
    ((_, (welcome,)),) = play.letters.new().items()
    entry = invitation_in(welcome)
    assert (entry.method, entry.sequence) == ("REQUEST", 0)
    assert entry.starts_at == datetime(2027, 4, 22, 7, 30, tzinfo=UTC)
    assert entry.uid != invitation_in(mail).uid
    # The old link leads to the new place, and the old edition gives no second one.
    page.goto(link_in(mail, "i"))
    assert page.locator('form[action*="/verplaatsen/"]').count() == 0
    board = play.go(f"/werk/edities/{old.id}/wie-koos-wat")
    row = board.locator("tbody tr", has_text=PEOPLE["emine"])
    expect(row).to_contain_text("Took the place that was kept")


def the_rule_confirms(play: Play, cancelled: Edition, edition: Edition) -> None:
    register(edition, 7, clock.now())
    play.site.work()
    assert len(play.letters.new()) == 7
    # What Lotte needed is nobody's business any more, a week after she would have come.
    done = play.travel("2027-04-07 18:00")
    assert done[-1] == f"needs erased 1: edition {cancelled.id}"
    # Who did not answer reads once that the place is kept no longer.
    silent = [address(key) for key in PEOPLE if key != "emine"]
    assert [line.partition(":")[0] for line in done[:-1]] == ["offer lapsed"] * len(silent)
    lapsed = play.letters.new()
    assert sorted(lapsed) == sorted(silent)
    assert all("We no longer keep the place" in text_of(mail) for (mail,) in lapsed.values())
    assert play.travel("2027-04-08 09:00") == [f"confirmed by rule: edition {edition.id}"]
    mails = play.letters.new()
    assert len(mails) == 10
    assert {COORDINATOR, TRAINER, address("emine")} < set(mails)
    page = play.go(f"/werk/edities/{edition.id}")
    expect(page.locator(".meter").first).to_have_attribute("data-state", "go")


def go_ahead_with_a_reason(play: Play) -> None:
    """Three too few, weeks before the decision: a small group suits, and everybody hears it."""
    edition = make_edition(starts="2027-05-20 09:30", now=clock.now())
    people = register(edition, 5, clock.now())
    play.site.work()
    play.letters.new()
    page = play.go(f"/werk/edities/{edition.id}")
    expect(page.locator("svg.curve")).to_be_visible()
    press(page, "/doorgaan")
    expect(page.locator("#reason")).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)
    page.fill("#reason", SMALL)
    press(page, "/doorgaan")
    expect(page.locator(".meter").first).to_have_attribute("data-state", "go")
    decided = page.locator("section[aria-labelledby=decided] li")
    expect(decided).to_have_count(1)
    expect(decided).to_contain_text(SMALL)
    expect(decided).to_contain_text("Hilde Claes")
    play.site.work()
    assert sorted(play.letters.new()) == sorted([COORDINATOR, *(p.email for p in people)])


def reminders_leave(play: Play, edition: Edition) -> None:
    for before, after in (
        ("2027-04-15 08:59", "2027-04-15 09:01"),
        ("2027-04-21 08:59", "2027-04-21 09:01"),
    ):
        assert play.travel(before) == []
        assert play.travel(after) == [f"reminders 8: edition {edition.id}"]
        mails = play.letters.new()
        assert len(mails) == 8
        assert "Zaal De Kaap" in text_of(mails[address("emine")][0])
    assert play.site.work() == []


def take_attendance(play: Play, edition: Edition) -> None:
    """Two hours before, the list opens: seven tick in, and one person is excused."""
    clock.travel_to(moment("2027-04-22 09:20"))
    page = play.open_page(width=PHONE)
    play.site.sign_in(page, TRAINER)
    meeting_id = edition.first_meeting.id
    page.click(f'a[href$="/werk/sessies/{meeting_id}/aanwezigheid"]')
    assert_accessible(page)
    groups = page.get_by_role("radiogroup")
    expect(groups).to_have_count(8)
    page.locator('li.mark:not(:has-text("Emine")) input[value=excused] + span').first.click()
    page.click("button[name=others]")
    expect(page.locator("input[value=present]:checked")).to_have_count(7)
    expect(page.locator("input[value=excused]:checked")).to_have_count(1)
    page.close()


def evaluate(play: Play, edition: Edition) -> None:
    """Five of the seven who were there answer; a link works once."""
    done = play.travel("2027-04-22 12:31")
    assert done == [
        f"completed: edition {edition.id}",
        f"evaluation asked of 7: edition {edition.id}",
    ]
    mails = play.letters.new()
    assert len(mails) == 7
    links = [link_in(letters[0], "e") for _, letters in sorted(mails.items())][:5]
    for number, link in enumerate(links):
        page = play.open_page(width=PHONE)
        page.goto(link)
        for question in ("organised", "useful", "expectations"):
            page.locator(f"input[name={question}][value='{5 - number % 3}'] + span").click()
        if number == 0:
            assert_accessible(page)
            page.fill("#takeaway", QUOTE)
            page.locator("input[name=consent][value=report]").check()
        page.click("main form button[type=submit]")
        page.wait_for_url("**/evaluatie/bedankt")
        if number == 0:
            response = page.goto(link)
            assert response is not None
            assert response.status == 410
            assert page.locator("main form").count() == 0
        page.close()


def approve_the_quote(play: Play, edition: Edition) -> None:
    page = play.go(f"/werk/edities/{edition.id}/evaluatie")
    expect(page.locator("main blockquote")).to_contain_text(QUOTE)
    page.click("button[name=state][value=approved]")
    expect(page.locator("button[name=state][value=pending]")).to_be_visible()


def table_of(page: Page, caption: str) -> Locator:
    """The rows of the table with this caption."""
    named = page.locator("caption", has_text=caption)
    return page.locator("table").filter(has=named).locator("tbody tr")


def read_the_report(play: Play) -> None:
    page = play.go("/kwaliteitsverslag/2027")
    assert_accessible(page)
    row = page.locator("main table").first.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("TOPOI – Interculturele gesprekken voeren")
    expect(row.locator("time")).to_have_attribute("datetime", "2027-04-22")
    expect(row.locator("td.n")).to_have_text("7")
    quote = page.locator("section[aria-labelledby=takeaways] figure")
    expect(quote).to_contain_text(QUOTE)
    expect(quote).to_contain_text("(deelnemer 'TOPOI' 22/04)")
    note = page.locator("p.note", has_text="30/03")
    expect(note).to_contain_text("TOPOI")
    expect(note).to_contain_text("5")
    # The reason stands in the report; the coordinator's word was for the people who registered.
    expect(note).to_contain_text("too few registrations")
    expect(note).not_to_contain_text(REASON.rstrip("."))
    decisions = table_of(page, "Decisions")
    expect(decisions).to_have_count(3)
    expect(decisions.nth(0)).to_contain_text("5, minimum 8 Cancelled: too few registrations")
    expect(decisions.nth(1)).to_contain_text("the rule")
    expect(decisions.nth(2)).to_contain_text(SMALL)
    evaluations = table_of(page, "Evaluations")
    expect(evaluations.locator("td.n")).to_have_text(["8", "7", "5", re.compile(r"^71\s?% .* 7$")])
    response = page.request.get(f"{play.site.url}/kwaliteitsverslag/2027.csv")
    assert response.text().splitlines() == [
        "date,title,format,participants,co_organiser",
        "2027-04-22,TOPOI – Interculturele gesprekken voeren,live,7,",
    ]


def test_from_the_idea_to_the_year_report(
    live: LiveSite, post: MailServer, open_page: Open
) -> None:
    with transaction():
        save_team("Antwerpen")
    live.hire(COORDINATOR, "Hilde Claes", Role.COORDINATOR)
    live.hire(TRAINER, "Nadia El Amrani", Role.TRAINER)
    play = Play(live, Letterbox(post), open_page, open_page())
    live.sign_in(play.desk, COORDINATOR)
    stop_the_morning_mail(play)
    make_training(play)
    plan_edition(play, "2027-03-30", "Zaal De Brug")
    plan_edition(play, "2027-04-22", "Zaal De Kaap")
    first, second = editions()
    for key in PEOPLE:
        register_on_phone(play, first, key)
    welcomes = welcome_mails(play, first)
    change_what_i_need(play, welcomes["lotte"])
    the_decision_is_due(play, first)
    cancel(play, first)
    goodbyes = cancellation_mails(play, welcomes, second)
    take_the_kept_seat(play, goodbyes["emine"], first, second)
    the_rule_confirms(play, first, second)
    go_ahead_with_a_reason(play)
    reminders_leave(play, second)
    take_attendance(play, second)
    evaluate(play, second)
    approve_the_quote(play, second)
    read_the_report(play)


def test_the_mail_of_a_registration_arrives_by_itself(
    live: LiveSite, post: MailServer, open_page: Open
) -> None:
    """The worker lives by the real clock, so the site does as well."""
    clock.come_back()
    now = clock.now()
    edition = make_edition(starts=now.replace(microsecond=0) + 40 * DAY, now=now)
    bell.connect(live.app.extensions["open_aanbod_jobs"].ring)
    with running_worker(live.app.config["SQLALCHEMY_DATABASE_URI"], post.port) as worker:
        page = open_page(width=PHONE)
        page.goto(f"{live.url}/readyz")
        wait_until(lambda: page.reload().status == 200, "the worker says that it lives")
        page.goto(live.url)
        register_on_phone(Play(live, Letterbox(post), open_page, page), edition, "saïd")
        (mail,) = post.wait_for(1, 30)
        assert mail.recipients == (address("saïd"),)
        assert invitation_in(mail.message).method == "REQUEST"
        assert worker.poll() is None
