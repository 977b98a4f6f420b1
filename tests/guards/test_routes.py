"""No address vanishes, and every page says who may enter; the table decides what is right."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.extensions import clock, csrf, db, transaction
from app.models import EditionQuestion, Message, Quote, Registration, User
from app.rules.importing.states import Kind
from app.rules.states import QuestionKind, QuoteConsent
from app.rules.telling.mailing import Audience
from app.services.attending import certificate
from app.services.importing import imports
from app.services.registering import inquiry
from app.services.settings.logo import set_logo
from app.services.telling import mailing
from app.services.telling.mailing import Draft
from app.web.access import Who, who_may_enter
from tests.factories.cast import Cast, make_cast
from tests.factories.held import answer, ask, hold_edition, people_of
from tests.factories.offer import make_edition, make_person
from tests.factories.picture import picture
from tests.guards.routes import (
    ADMINISTRATOR,
    COORDINATOR,
    EVERYBODY,
    HALFWAY,
    LINK_HOLDER,
    NOBODY,
    ROUTES,
    STAFF,
)
from tests.support.installation import Databases, make_app
from tests.support.time import NOW
from tests.support.visitor import Visitor

LOGIN = "/aanmelden"
PERSONAL = ("name", "email", "function", "organisation", "organisation_type")

WHO = {endpoint: who for endpoint, _address, _methods, who in ROUTES}

#: What belongs to one person: nobody but they and administrators know of it.
_OF_A_PERSON = ("file_id",)
#: Pages of staff that are about something of one team: for other teams they do not exist.
_OF_A_TEAM = ("edition_id", "message_id", "quote_id", "meeting_id", "inquiry_id", "public_id")


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def test_the_table_lists_every_address_with_its_methods_and_who_may_enter(site: Flask) -> None:
    found = [
        (rule.endpoint, rule.rule, " ".join(methods_of(rule)), who_may_enter(rule.endpoint))
        for rule in rules(site)
    ]
    assert found == sorted(ROUTES, key=lambda route: route[:2])


def test_a_page_that_says_nothing_is_refused_to_everybody(databases: Databases) -> None:
    app = make_app(databases.new("sqlite"))
    app.add_url_rule("/vergeten", "forgotten", lambda: "open")
    with app.app_context():
        assert app.test_client().get("/vergeten").status_code == 403
        administrator = Visitor(app).sign_in(make_cast().administrator)
        assert administrator.client.get("/vergeten").status_code == 403
        db.session.remove()
        db.engine.dispose()


class House:
    """A site with an edition of Antwerp that has everything an address can name."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        cast = make_cast()
        edition = hold_edition(2, team=cast.antwerp, trainers=(cast.trainer,))
        answer(ask(edition)[0], "Beter luisteren.", consent=QuoteConsent.WEBSITE)
        with transaction():
            message = db.session.query(Message).filter(Message.calendar.is_not(None)).first()
            quote = db.session.query(Quote).one()
            assert message is not None
            question = EditionQuestion(
                edition_id=edition.id, position=0, kind=QuestionKind.TEXT, label="Waarom?"
            )
            db.session.add(question)
            asked = inquiry.ask(people_of(edition)[0], "Waar is het?", NOW)
            draft = Draft(Audience.REGISTERED, "Dag", "Tot dan.", "nl")
            written = mailing.write(edition.id, draft, NOW, cast.coordinator.id)
            proof = certificate.issue(people_of(edition)[0], NOW)
            set_logo(picture(), NOW, cast.administrator.id)
            db.session.flush()
            file = imports.take(
                "f" * 32,
                Kind.TRAININGS,
                "lijst.csv",
                b"titel",
                NOW,
                cast.coordinator_antwerp.id,
            )
            self.values = {
                "file_id": file.public_id,
                "kind": "vormingen",
                "extension": "csv",
                "edition_id": edition.id,
                "meeting_id": edition.meetings[0].id,
                "message_id": message.id,
                "quote_id": quote.id,
                "inquiry_id": asked.id,
                "question_id": question.id,
                "mailing_id": written.id,
                "public_id": people_of(edition)[0].public_id,
                "training_id": edition.training_id,
                "team_id": edition.team_id,
                "theme_id": edition.training.themes[0].id,
                "training_key": edition.training.slug,
                "slug": edition.training.slug,
                "year": 2027,
                "code": "fr",
                "setting_group": "minimum",
                "message_kind": "reminder",
                "step": "weg",
                "certificate_code": proof.code,
                "user_id": cast.trainer.id,
                "trial_id": 1,
                "sequence": 1,
                "passkey_id": 1,
                "staff_invitation_id": 1,
                "key": "forged",
                "which": "team",
                "format_name": "webinar",
                "token": "forged",
                "filename": "css/app.css",
            }
        self.people: dict[str, User | None] = {
            "a visitor": None,
            "a trainer of the edition": cast.trainer,
            "another trainer": cast.other_trainer,
            "a coordinator of the team": cast.coordinator_antwerp,
            "a coordinator of another team": cast.coordinator_limburg,
            "a coordinator of all teams": cast.coordinator,
            "an administrator": cast.administrator,
        }
        for person in self.people.values():
            if person is not None:
                db.session.refresh(person)
                db.session.expunge(person)

    def address(self, rule: Rule) -> str:
        with self.app.test_request_context():
            built = rule.build({name: self.values[name] for name in rule.arguments})
        assert built is not None
        return built[1]

    def ask(self, rule: Rule, method: str, person: User | None) -> TestResponse:
        visitor = Visitor(self.app)
        if person is not None:
            visitor.sign_in(person)
        response = visitor.client.open(self.address(rule), method=method)
        response.close()
        return response


@pytest.fixture(scope="module")
def house(databases: Databases) -> Iterator[House]:
    clock.travel_to(NOW)
    # A provider that never answers: its pages are there, and say so.
    provider = {"ISSUER": "http://127.0.0.1:9", "CLIENT_ID": "x", "CLIENT_SECRET": "x"}
    app = make_app(
        databases.new("sqlite"), **{f"OIDC_{name}": value for name, value in provider.items()}
    )
    # Forms without their token come as far as the door; another test has the tokens.
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        house = House(app)
    # Outside the context: whoever is signed in is kept in it, and each request has another.
    yield house
    with app.app_context():
        db.engine.dispose()


def refusal(who: Who | None, rule: Rule, name: str) -> int | None:
    """The status with which somebody is turned away; None for who may enter."""
    if who is NOBODY:
        return 403
    if who is EVERYBODY:
        return None
    if name == "a visitor":
        return 302
    trainer = "trainer" in name
    if who is COORDINATOR and trainer:
        return 403
    if who is ADMINISTRATOR and name != "an administrator":
        return 403
    if rule.arguments & set(_OF_A_PERSON) and name == "a coordinator of all teams":
        return 404
    of_a_team = rule.arguments & {*_OF_A_TEAM, *_OF_A_PERSON}
    stranger = name == "a coordinator of another team" or (
        name == "another trainer" and who is STAFF
    )
    return 404 if of_a_team and stranger else None


def test_each_role_and_team_gets_in_where_the_table_says_and_nowhere_else(house: House) -> None:
    wrong = []
    for rule in rules(house.app):
        who = WHO[rule.endpoint]
        if who in (LINK_HOLDER, HALFWAY):
            continue
        for method in methods_of(rule):
            for name, person in house.people.items():
                expected = refusal(who, rule, name)
                if expected is None and method == "POST":
                    continue
                answer_ = house.ask(rule, method, person)
                status, to = answer_.status_code, answer_.headers.get("Location", "")
                turned_away = status in (401, 403, 404) or (status == 302 and LOGIN in to)
                right = status == expected if expected else not turned_away and status != 500
                if expected == 302:
                    right = turned_away and status == 302
                # What a forged link opens is gone for everybody.
                if "token" in rule.arguments and status in (302, 410):
                    right = True
                if not right:
                    wrong.append(f"{method} {rule.rule} by {name}: {status}, not {expected} {to}")
    assert wrong == []


def test_without_the_right_password_nobody_is_asked_for_a_second_factor(house: House) -> None:
    wrong = []
    for rule in rules(house.app):
        if WHO[rule.endpoint] is not HALFWAY:
            continue
        for method in methods_of(rule):
            for name, person in house.people.items():
                answer_ = house.ask(rule, method, person)
                if answer_.status_code != 302 or answer_.headers["Location"] == rule.rule:
                    wrong.append(f"{method} {rule.rule} by {name}: {answer_.status_code}")
    assert wrong == []


def test_nobody_opens_a_registration_without_its_link(house: House) -> None:
    wrong = []
    for rule in rules(house.app):
        if WHO[rule.endpoint] is not LINK_HOLDER or "public_id" not in rule.arguments:
            continue
        for method in methods_of(rule):
            for name, person in house.people.items():
                status = house.ask(rule, method, person).status_code
                if status != 404:
                    wrong.append(f"{method} {rule.rule} by {name}: {status}")
    assert wrong == []


@pytest.mark.parametrize(
    "address", ["/i/forged", "/e/forged", "/u/forged", "/w/forged", "/evaluatie", "/uitnodiging"]
)
def test_a_forged_link_says_that_it_is_gone(house: House, address: str) -> None:
    response = house.app.test_client().get(address, follow_redirects=True)
    assert response.status_code in (404, 410)
    assert "<h1" in response.text


#: Forms that give everything typed back when they were open too long; see `app.web.forms`.
CHECK_THEIR_OWN_TOKEN = {
    "participant.change",
    "participant.evaluate",
    "participant.inquire",
    "participant.pass_on",
    "participant.transfer",
    "public.interest",
    "public.register",
    "public.register_group",
}


#: What a mail program presses for its reader: the signed address is all that it has.
SIGNED_ADDRESS_IS_ENOUGH = {
    "account.end_morning_mail",
    "participant.end_news_in_one_click",
    "public.stop_interest_in_one_click",
}


def test_only_the_named_forms_check_their_token_themselves(site: Flask) -> None:
    exempt = {
        rule.endpoint
        for rule in rules(site)
        if (view := site.view_functions[rule.endpoint])
        and f"{view.__module__}.{view.__name__}" in csrf._exempt_views
    }
    assert exempt == CHECK_THEIR_OWN_TOKEN | SIGNED_ADDRESS_IS_ENOUGH


def test_a_form_that_checks_its_own_token_takes_nothing_without_it(site: Flask) -> None:
    edition = make_edition()
    person = make_person()
    data = {name: getattr(person, name) for name in PERSONAL} | {"consent": "y"}
    client = site.test_client()
    response = client.post(f"/edities/{edition.id}/inschrijven", data=data)
    assert response.status_code == 422
    assert db.session.query(Registration).all() == []


#: Arguments that are one of a few words, or a number.
_CHOICES = {"kind": "vormingen", "sequence": 1, "which": "team"}


def test_every_form_needs_its_token(site: Flask, cast: Cast) -> None:
    client = Visitor(site).sign_in(cast.administrator).client
    posted = [
        rule
        for rule in rules(site)
        if "POST" in methods_of(rule)
        and rule.endpoint not in CHECK_THEIR_OWN_TOKEN | SIGNED_ADDRESS_IS_ENOUGH
    ]
    assert len(posted) > 20
    for rule in posted:
        # Any values do: a form without its token comes no further than this.
        values = {name: 1 if name.endswith("_id") else "x" for name in rule.arguments}
        values |= {name: value for name, value in _CHOICES.items() if name in values}
        random = ("public_id", "quote_id", "file_id")
        values |= {name: "0" * 32 for name in random if name in values}
        with site.test_request_context():
            built = rule.build(values)
        assert built is not None
        assert _refused_for_its_token(client, built[1]), rule.rule


def _refused_for_its_token(client: FlaskClient, address: str) -> bool:
    response = client.post(address, data={"name": "An"})
    return response.status_code == 400 and "<h1" in response.text
