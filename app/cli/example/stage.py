"""The stage on which an example plays: a clock that travels, and hands that do what people do."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from flask_security import hash_password

from app.cli.example.cast import DEMO_PASSWORD, DEMO_STAFF, TEAMS, address_of, people
from app.cli.example.told import Asked, asked_by, told
from app.extensions import transaction
from app.queries.attending.evaluation import open_tickets
from app.queries.offering.offer import trainings
from app.queries.registering.registration import of_edition
from app.rules.attending.evaluation import Question, Response
from app.rules.errors import RuleBroken
from app.rules.states import AttendanceStatus, QuoteConsent, RegistrationState, Role
from app.rules.workdays import local_moment
from app.services import account, schedule
from app.services.attending import arrival, attendance, evaluation
from app.services.offering import offer
from app.services.offering.offer import PlannedEdition, TrainingFacts
from app.services.registering import booking, registration
from app.services.registering.person import Person
from app.services.telling import digest

#: Where somebody registers a group.
_BOOKING_ORGANISATION = "Begeleidingshuis Kompas"

_TAKEAWAYS = (
    "Ik vraag nu eerst wie er thuis mee beslist, voor ik zelf iets voorstel.",
    "Ik ga trager, en ik vraag vaker door.",
    "Volgende week leg ik de oefening voor aan mijn team.",
    "Ik let meer op wat ik vanzelfsprekend vind.",
    "Een stilte is ook een antwoord.",
    "",
)
_IMPROVEMENTS = (
    "Iets meer pauze na de voormiddag, er kwam veel los.",
    "De zaal was moeilijk te vinden met de bus.",
    "Graag de slides vooraf.",
    "",
    "",
    "",
)


class Stage:
    """Does what coordinators, professionals and trainers do, each at a given moment."""

    def __init__(self, seed: int) -> None:
        # Examples must come out the same each time; nothing here protects anything.
        self.chance = random.Random(seed)  # nosec B311
        self._people = people(self.chance)
        # Of its own, so that who comes does not depend on what a form asks.
        self._details = random.Random(seed)  # nosec B311
        self.staff: dict[str, int] = {}
        self.teams: dict[str, int] = {}

    def set_up(self, now: datetime) -> None:
        """Teams and demo accounts, if they are not there."""
        with transaction():
            self.teams = {name: offer.save_team(name).id for name in TEAMS}
        password_hash = hash_password(DEMO_PASSWORD)
        for member in DEMO_STAFF:
            user = account.by_email(member.email)
            with transaction():
                user = user or account.create(
                    member.email,
                    member.role,
                    password_hash,
                    now,
                    name=member.name,
                    team=member.team,
                    biography=member.biography,
                )
                self.staff[member.email.partition("@")[0]] = user.id

    def morning_mails(self, now: datetime, *, wanted: bool) -> None:
        """Let the coordinators have their morning mail, or not."""
        with transaction():
            for member in DEMO_STAFF:
                if member.role is Role.COORDINATOR:
                    digest.choose(self.staff[member.email.partition("@")[0]], wanted, now)

    def training(self, facts: TrainingFacts, now: datetime) -> int:
        """The id of a training, made when it is new."""
        for known in trainings():
            if known.title == facts.title:
                return known.id
        with transaction():
            return offer.save_training(facts, now).id

    def publish(self, plan: PlannedEdition, now: datetime) -> int:
        """Plan and publish an edition; its id."""
        with transaction():
            edition_id = offer.plan_edition(plan, now, self.staff["coordinator"]).id
            offer.publish(edition_id, now, self.staff["coordinator"])
        return edition_id

    def newcomer(self) -> Person:
        """The next invented professional."""
        return next(self._people)

    def register(self, edition_id: int, now: datetime, asked: Asked | None = None) -> None:
        """One more person registers; somebody who is in already makes place for the next.

        With `asked`, the person also answers what the form of the edition asks.
        """
        for _ in range(5):
            person = self.newcomer()
            if asked is not None:
                person = told(person, asked, self._details)
            try:
                with transaction():
                    registration.register(edition_id, person, now, consent=True)
            except RuleBroken:
                continue
            return

    def register_many(self, edition_id: int, number: int, since: datetime, until: datetime) -> None:
        """People register one by one, spread over a stretch of time."""
        asked = asked_by(edition_id)
        for index in range(number):
            self.register(edition_id, since + (until - since) * (index + 1) / (number + 1), asked)

    def book(self, edition_id: int, number: int, now: datetime) -> None:
        """Somebody who stays at work registers so many colleagues, all of them at once."""
        newcomers = [self.newcomer() for _ in range(number)]
        people = [
            replace(
                person,
                email=address_of(person.name, _BOOKING_ORGANISATION),
                function="Begeleider",
                organisation=_BOOKING_ORGANISATION,
                organisation_type="Voorziening",
                needs="",
            )
            for person in newcomers
        ]
        booker = booking.Booker(
            "Greet Vermeulen", address_of("Greet Vermeulen", _BOOKING_ORGANISATION)
        )
        # One invoice for all of them; nothing else that only they themselves can tell.
        bill = told(people[0], asked_by(edition_id), self._details).billing
        people = [replace(person, billing=bill) for person in people]
        with transaction():
            booking.book(edition_id, booker, people, now, consent=True, told_waiting=number)

    def enter(self, meeting_id: int, edition_id: int, number: int, starts_at: datetime) -> None:
        """The first people go into a webinar, one by one, by the link of their own."""
        people = of_edition(edition_id, [RegistrationState.REGISTERED])[:number]
        for index, person in enumerate(people):
            with transaction():
                arrival.join(person, meeting_id, starts_at + timedelta(minutes=index - 9))

    def attend(
        self, meeting_id: int, edition_id: int, present: int, now: datetime, trainer: str
    ) -> None:
        """The first `present` people are there; of the others, one is excused."""
        ids = [row.id for row in of_edition(edition_id, [RegistrationState.REGISTERED])]
        statuses: dict[int, AttendanceStatus | None] = {}
        for index, registration_id in enumerate(ids):
            if index < present:
                statuses[registration_id] = AttendanceStatus.PRESENT
            elif index == present:
                statuses[registration_id] = AttendanceStatus.EXCUSED
            else:
                statuses[registration_id] = AttendanceStatus.ABSENT
        with transaction():
            attendance.record(meeting_id, statuses, now, self.staff[trainer])

    def evaluate(
        self, edition_id: int, number: int, now: datetime, quotes: tuple[str, ...] = ()
    ) -> None:
        """So many participants answer; the first ones allow their sentence to be quoted."""
        for index, ticket_id in enumerate(open_tickets(edition_id)[:number]):
            quoted = index < len(quotes)
            answers = {
                question: self.chance.choices((3, 4, 5), (1, 5, 6))[0] for question in Question
            }
            response = Response(
                answers,
                takeaway=quotes[index] if quoted else self.chance.choice(_TAKEAWAYS),
                improvement=self.chance.choice(_IMPROVEMENTS),
            )
            consent = QuoteConsent.WEBSITE if quoted else QuoteConsent.NONE
            with transaction():
                evaluation.respond(ticket_id, response, consent, now)

    def tick(self, now: datetime) -> None:
        """Everything that is due at this moment."""
        for _ in schedule.run(now, transaction):
            pass


def mornings(first: date, last: date) -> Iterator[datetime]:
    """Nine o'clock of each day from `first` to `last`."""
    day = first
    while day <= last:
        yield local_moment(day, time(9, 0))
        day += timedelta(days=1)
