"""What somebody tells about themselves: as it comes in, as it is written down, as it is known."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import uuid4

from app.extensions import db
from app.models import (
    Edition,
    OrganisationAlias,
    Registration,
    RegistrationAnswer,
    RegistrationBilling,
    RegistrationNeeds,
)
from app.rules.offering.question import QuestionFacts
from app.rules.people.merging import plain
from app.rules.registering.price import price_for
from app.rules.registering.registration import email_key
from app.rules.states import RegistrationState


@dataclass(frozen=True, slots=True)
class Billing:
    """Who gets the invoice; `vat_number` in its compact form with the country, or empty."""

    bill_to: str
    address: str = ""
    vat_number: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody tells about themselves to take part.

    `greeting` is how they want to be addressed. `answers` holds what was answered to the extra
    questions of the edition, by the id of the question.
    """

    name: str
    email: str
    function: str
    organisation: str
    organisation_type: str
    language: str = "nl"
    greeting: str = ""
    phone: str = ""
    region: str = ""
    experience: str = ""
    needs: str = ""
    diet: str = ""
    news: bool = False
    billing: Billing | None = None
    answers: Mapping[int, str] = field(default_factory=dict)


#: What is kept of a person under the same names in the table.
PERSONAL = (
    "name",
    "email",
    "function",
    "organisation",
    "organisation_type",
    "greeting",
    "phone",
    "region",
    "experience",
)


def new_registration(
    edition: Edition,
    person: Person,
    state: RegistrationState,
    now: datetime,
    queue_number: int,
    public_id: str | None = None,
) -> Registration:
    """A registration as the rules gave it, at the price of today; it is not written yet."""
    registration = Registration(
        public_id=public_id or uuid4().hex,
        edition=edition,
        state=state,
        language=person.language,
        price_cents=price_for(edition.price_cents, edition.prices, person.organisation_type),
        consented_at=now,
        queue_number=queue_number,
        link_version=0,
        created_at=now,
    )
    write_person(registration, person, now)
    return registration


def write_person(registration: Registration, person: Person, now: datetime) -> None:
    """Put what somebody tells in their registration; answers that `person` does not name stay."""
    for name in PERSONAL:
        setattr(registration, name, getattr(person, name).strip())
    registration.email_key = email_key(person.email)
    registration.organisation = known_name(registration.organisation)
    if bool(registration.news_at) != person.news:
        registration.news_at = now if person.news else None
    # Who moves to an edition without a meal need not tell any more what they eat.
    diet = person.diet.strip() if registration.edition.meal else ""
    needs = person.needs.strip()
    if not (needs or diet):
        registration.needs = None
    elif registration.needs is None:
        registration.needs = RegistrationNeeds(needs=needs, diet=diet)
    else:
        registration.needs.needs, registration.needs.diet = needs, diet
    _write_billing(registration, person.billing if registration.price_cents else None)
    _write_answers(registration, person.answers)


def known_name(organisation: str) -> str:
    """The name that coordinators gave an organisation when they merged two ways of writing it."""
    alias = db.session.get(OrganisationAlias, plain(organisation)[:200]) if organisation else None
    return alias.name if alias else organisation


def _write_billing(registration: Registration, billing: Billing | None) -> None:
    if billing is None:
        registration.billing = None
        return
    if registration.billing is None:
        registration.billing = RegistrationBilling()
    for name, value in asdict(billing).items():
        setattr(registration.billing, name, value.strip())


def _write_answers(registration: Registration, answers: Mapping[int, str]) -> None:
    known = {answer.question_id: answer for answer in registration.answers}
    given = {question: text.strip() for question, text in answers.items() if text.strip()}
    for question, text in given.items():
        if question in known:
            known[question].answer = text
        else:
            registration.answers.append(RegistrationAnswer(question_id=question, answer=text))
    # What a form did not ask, because the question was retired, stays.
    for question in (known.keys() & answers.keys()) - given.keys():
        registration.answers.remove(known[question])


def person_of(registration: Registration) -> Person:
    """What somebody told about themselves, without what their edition alone asked."""
    return Person(
        **{field: getattr(registration, field) for field in PERSONAL},
        language=registration.language,
        needs=registration.needs.needs if registration.needs else "",
        diet=registration.needs.diet if registration.needs else "",
        news=registration.news_at is not None,
        billing=billing_of(registration),
    )


def billing_of(registration: Registration) -> Billing | None:
    """Who gets the invoice of this registration, as far as we were told."""
    known = registration.billing
    if known is None:
        return None
    return Billing(known.bill_to, known.address, known.vat_number, known.reference)


def questions_of(edition: Edition) -> list[QuestionFacts]:
    """The extra questions that this edition asks, as the rules see them."""
    return [
        QuestionFacts(question.id, question.kind, question.required, tuple(question.choices))
        for question in edition.questions
        if not question.retired
    ]
