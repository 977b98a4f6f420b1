"""What people do with a registration, in a browser: send a colleague, change date, give it up.

Each journey is made in another language, and one of them without JavaScript.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from app.extensions import clock, db
from app.mail.links import Purpose
from app.models import Registration
from app.services.telling.message import link_reference
from tests.e2e.letterbox import Letterbox, link_in, text_of
from tests.e2e.live import LiveSite, serve
from tests.factories.offer import make_edition, make_training, register
from tests.mail.wire import invitation_in
from tests.support.browser import assert_accessible
from tests.support.installation import Databases
from tests.support.smtp import MailServer
from tests.support.time import moment

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]


@dataclass
class Post:
    """A running site with what it mails."""

    site: LiveSite
    letters: Letterbox

    def registered(self, title: str) -> Registration:
        """Lotte has a seat on 15 March, for € 95, and has her confirmation."""
        edition = make_edition(
            training=make_training(title, title),
            starts="2027-03-15 09:30",
            price_cents=9500,
            now=clock.now(),
        )
        (made,) = register(edition, now=clock.now(), name="Lotte Janssens")
        self.site.work()
        assert list(self.letters.new()) == [made.email]
        return made

    def open(self, page: Page, made: Registration, language: str = "nl") -> None:
        """Follow the link of a registration, and read it in a language."""
        page.goto(self.site.link(Purpose.REGISTRATION, link_reference(made)))
        if language != "nl":
            page.click(f'.site-foot a[hreflang="{language}"]')
        expect(page.locator("html")).to_have_attribute("lang", re.compile(rf"^{language}(-|$)"))


@pytest.fixture(scope="module")
def post(databases: Databases) -> Iterator[Post]:
    with MailServer() as server, serve(databases.new("sqlite"), server) as site:
        yield Post(site, Letterbox(server))


def test_a_colleague_comes_instead_without_javascript(post: Post, open_page: Open) -> None:
    made = post.registered("Een collega in de plaats")
    old_email = made.email
    page = open_page(width=390, javascript=False)
    post.open(page, made)
    details = page.locator('details:has(form[action$="/collega"])')
    details.locator("summary").click()
    details.locator("button").click()
    # Nothing was filled in: the form comes back on a page of its own, and says so on top.
    expect(page.locator(".error-summary li")).to_have_count(3)
    page.fill("#name", "Nguyễn Thị Mai")
    page.fill("#email", "mai@organisatie.example")
    page.fill("#function", "Begeleider")
    page.click('form[action$="/collega"] button')
    expect(page.locator("main")).to_contain_text("mai@organisatie.example")
    post.site.work()
    mails = post.letters.new()
    (goodbye,), (welcome,) = mails[old_email], mails["mai@organisatie.example"]
    left, invited = invitation_in(goodbye), invitation_in(welcome)
    assert [(one.method, one.sequence) for one in (left, invited)] == [
        ("CANCEL", 1),
        ("REQUEST", 0),
    ]
    assert left.starts_at == invited.starts_at
    assert left.uid != invited.uid
    assert "Lotte Janssens" in text_of(welcome)
    page.goto(link_in(welcome, "i"))
    expect(page.locator("dl.facts")).to_contain_text("Nguyễn Thị Mai")


def test_another_date_in_french(post: Post, open_page: Open) -> None:
    made = post.registered("Une autre date")
    target = make_edition(training=made.edition.training, starts="2027-05-10 09:30")
    page = open_page()
    post.open(page, made, "fr")
    assert_accessible(page)
    page.locator('details:has(form[action$="/andere-datum"]) > summary').click()
    page.get_by_label("lundi 10 mai 2027").check()
    page.click('form[action$="/andere-datum"] button')
    page.wait_for_url("**/bevestiging")
    expect(page.locator("aside")).to_contain_text("10 mai 2027")
    post.site.work()
    ((_, letters),) = post.letters.new().items()
    entries = sorted((entry.method, entry.starts_at) for entry in map(invitation_in, letters))
    assert entries == [
        ("CANCEL", made.edition.first_meeting.starts_at),
        ("REQUEST", target.first_meeting.starts_at),
    ]
    # The old link says where the registration went.
    page.goto(post.site.link(Purpose.REGISTRATION, link_reference(made)))
    expect(page.locator("main a.btn")).to_have_attribute("href", "/inschrijving/" + _new_id(made))


def _new_id(made: Registration) -> str:
    new = db.session.query(Registration).filter_by(moved_from_id=made.id).one()
    return new.public_id


@pytest.mark.parametrize(
    ("language", "now", "today", "cost"),
    [
        ("en", "2027-03-01 23:50", "Free", None),
        ("nl", "2027-03-02 00:10", "You pay half: € 47,50", "€ 47,50"),
    ],
)
def test_giving_up_a_place_shows_first_what_it_costs_today(
    post: Post, open_page: Open, language: str, now: str, today: str, cost: str | None
) -> None:
    clock.travel_to(moment("2027-02-20 10:00"))
    made = post.registered(f"Annuleren {now}")
    clock.travel_to(moment(now))
    page = open_page(width=390)
    post.open(page, made, language)
    details = page.locator('details:has(a[href$="/annuleren"])')
    expect(details.locator(".terms .now")).to_contain_text(today)
    details.locator("summary").click()
    details.locator("a.btn-red").click()
    expect(page.locator(".terms .now")).to_contain_text(today)
    assert made.state == "registered"
    button = page.locator('form[action$="/annuleren"] button')
    if cost:
        expect(button).to_contain_text(cost)
        assert_accessible(page)
    button.click()
    expect(page.locator(".lead")).to_contain_text(cost or "You pay nothing")
    post.site.work()
    ((_, (mail,)),) = post.letters.new().items()
    assert invitation_in(mail).method == "CANCEL"
    assert ("47,50" in text_of(mail)) is bool(cost)
