"""A demo offer around today, with every state that an edition can be in."""

from datetime import time, timedelta

from app.cli.example import trainings as titles
from app.cli.example.answers import send_back
from app.cli.example.around_today import AroundToday
from app.cli.example.earlier import Earlier
from app.cli.example.files import read_files_in
from app.cli.example.stage import Stage
from app.extensions import clock, effective, transaction
from app.mail import delivery
from app.queries.attending.quote import quotes
from app.queries.offering.interest import of_training
from app.queries.offering.offer import trainings
from app.queries.registering.registration import of_edition
from app.rules.accounts.sign_in_log import AccountEventKind, SignInMethod
from app.rules.offering.copying import proposed_days
from app.rules.settings.wording import Wording
from app.rules.states import CancelReason, Format, Funding, QuoteState, RegistrationState, Role
from app.rules.workdays import local_date
from app.services import holidays
from app.services.accounts import sign_in_log, staff_invitation
from app.services.accounts.sign_in_log import Whence
from app.services.attending import certificate, quote
from app.services.calendars import personal_feed
from app.services.deciding import minimum
from app.services.offering import clash, interest, publication, question
from app.services.offering.copying import Copy, copy_editions
from app.services.people import merging
from app.services.registering import inquiry, note, registration, sign_in, transfer
from app.services.settings import setting, wording
from app.services.telling import digest, mailing, recommendation

_QUESTION = "Ik kom met de trein. Hoe lang is het stappen van het station naar de zaal?"


def load_demo(*, earlier: bool = False) -> str:
    """Make the offer; says what came out. Does nothing when there are trainings already.

    `earlier`: with the season before, from which the desk learns how editions fill up.
    """
    if trainings():
        return "There are trainings already; nothing was changed."
    demo = _Demo(clock.now(), Stage(seed=8))
    demo.stage.set_up(demo.now - timedelta(days=480))
    if earlier:
        Earlier(demo.now, demo.stage).play()
    demo.play()
    return "Demo data loaded."


class _Demo(AroundToday):
    """Plays each edition of the demo from its publication up to `now`."""

    def play(self) -> None:
        """All editions, then what is due now, as the worker would do it."""
        self.staff()
        self.own_ways()
        self.last_year()
        self.looks_back(self.finished())
        self.cancelled()
        confirmed_id = self.confirmed()
        self.full_with_waiting_list()
        self.decision_due()
        self.decision_near(confirmed_id)
        self.next_season(self.trajectory())
        self.small_group()
        self.nearly_full()
        self.co_organised()
        self.far_away()
        self.without_a_date()
        self.one_name()
        send_back(confirmed_id, self.now - timedelta(hours=2))
        read_files_in(self.stage, titles.RACISM, self.now)
        self.stage.tick(self.now)
        self.morning()
        delivery.count_examples_as_sent()

    def staff(self) -> None:
        """A colleague is invited since yesterday, and the coordinator signed in this morning."""
        coordinator = self.stage.staff["coordinator"]
        with transaction():
            staff_invitation.invite(
                "Tine De Backer",
                "tine@voorbeeldpunt.example",
                [Role.COORDINATOR],
                self.stage.teams["Limburg"],
                self.now - timedelta(days=1),
                self.stage.staff["admin"],
            )
            for hours, kind in ((3, AccountEventKind.FAILED), (2, AccountEventKind.SIGNED_IN)):
                sign_in_log.record(
                    kind,
                    Whence("Firefox, Windows", "192.0.2.0/24"),
                    self.now - timedelta(hours=hours),
                    user_id=coordinator,
                    method=SignInMethod.PASSWORD,
                )

    def morning(self) -> None:
        """What the coordinator reads in the mail of today, at whatever hour this is made."""
        with transaction():
            digest.send(self.stage.staff["coordinator"], self.now)

    def own_ways(self) -> None:
        """A day on which the house is closed, and a mail that ends in words of its own."""
        admin, when = self.stage.staff["admin"], self.now - timedelta(days=470)
        closed = f"{local_date(self.now).year}-12-31"
        with transaction():
            setting.change({"CLOSING_DAYS": closed}, effective().mark, when, admin)
            wording.change(
                "reminder",
                "nl",
                Wording(closing="Tot dan, en breng gerust een vraag uit je eigen werk mee."),
                when,
                admin,
            )

    def last_year(self) -> None:
        """A webinar of a year ago: its evaluation is closed, the website has a sentence of it."""
        edition_id = self.plan(titles.SUPERDIVERSITY, -375, format_=Format.WEBINAR)
        self.fill(edition_id, 9, -430, -395)
        after = self.play_out(edition_id, 8) + timedelta(days=2)
        self.stage.evaluate(
            edition_id, 8, after, ("Ik vraag nu eerst wie er thuis mee aan tafel zit.",)
        )
        (said,) = quotes(edition_id=edition_id)
        with transaction():
            quote.judge(said.id, QuoteState.APPROVED, after, self.stage.staff["coordinator"])

    def finished(self) -> int:
        """Took place three weeks ago, has its evaluations, and quotes to judge; its id."""
        edition_id = self.plan(titles.SUPERDIVERSITY, -18, team="Oost- en West-Vlaanderen")
        self.fill(edition_id, 12, -70, -35)
        after = self.play_out(edition_id, 11) + timedelta(days=2)
        self.stage.evaluate(
            edition_id,
            9,
            after,
            (
                "Ik dacht dat ik geen etiketten plakte. Vandaag kon ik er drie opschrijven.",
                "Volgende week leg ik de oefening met de cirkels voor aan mijn team.",
                "Ik vraag voortaan eerst hoe iemand zichzelf noemt.",
            ),
        )
        first, *_rest = quotes(edition_id=edition_id)
        with transaction():
            quote.judge(first.id, QuoteState.APPROVED, after, self.stage.staff["coordinator"])
        return edition_id

    def looks_back(self, edition_id: int) -> None:
        """Somebody who was there opens 'my trainings', for the certificate and a calendar link."""
        somebody, *_others = of_edition(edition_id, [RegistrationState.REGISTERED])
        when = self.now - timedelta(hours=2)
        with transaction():
            opened = sign_in.send_link(somebody.email, when, somebody.language)
            if opened is None:
                raise LookupError(f"nothing to open for registration {somebody.id}")
            sign_in.start(opened, when + timedelta(minutes=3))
            certificate.issue(somebody, when + timedelta(minutes=4))
            personal_feed.make(opened, when + timedelta(minutes=6))

    def cancelled(self) -> None:
        """Cancelled last week for lack of registrations; one person chose the other date."""
        edition_id = self.plan(titles.IDENTITY, 12, whole_day=False)
        other_id = self.plan(titles.IDENTITY, 75, whole_day=False)
        self.fill(edition_id, 5, -60, -10)
        self.fill(other_id, 2, -20, -8)
        with transaction():
            minimum.cancel(
                edition_id,
                CancelReason.TOO_FEW,
                "We vinden het zelf ook jammer. Later dit jaar proberen we het opnieuw.",
                self.day(-2, time(11, 0)),
                self.stage.staff["coordinator"],
            )
        left_behind = of_edition(edition_id, [RegistrationState.CANCELLED_WITH_EDITION])
        with transaction():
            registration.move(left_behind[0], other_id, self.day(-1, time(20, 15)))

    def confirmed(self) -> int:
        """Goes ahead next week; one person has withdrawn since, another sends a colleague."""
        edition_id = self.plan(
            titles.RACISM, 8, price_cents=9500, prices={"CLB": 6000, "Onderwijs": 6000}
        )
        self.fill(edition_id, 12, -60, -10)
        self.decide(edition_id)
        somebody = of_edition(edition_id, [RegistrationState.REGISTERED])[4]
        when = self.day(-3, time(21, 0))
        with transaction():
            registration.withdraw(somebody, when, holidays.around(local_date(when)))
        giver, caller = of_edition(edition_id, [RegistrationState.REGISTERED])[6:8]
        comes = self.stage.newcomer()
        colleague = transfer.Colleague(comes.name, comes.email, comes.function)
        with transaction():
            transfer.substitute(giver, colleague, self.day(-2, time(8, 40)))
        hilde = self.stage.staff["coordinator"]
        with transaction():
            note.write(caller, "Belde: komt met de trein, is er om 9.45 uur.", self.now, hilde)
        self.written_to(edition_id, hilde)
        return edition_id

    def written_to(self, edition_id: int, author_id: int) -> None:
        """The coordinator wrote to everybody with a seat, and planned a second message."""
        wrote = self.day(-1, time(10, 30))
        for draft, send_at in (
            (titles.WHAT_TO_BRING, None),
            (titles.HOW_TO_GET_THERE, self.day(5, time(9, 0))),
        ):
            with transaction():
                made = mailing.write(edition_id, draft, wrote, author_id)
                if send_at is None:
                    mailing.send(made, wrote, author_id)
                else:
                    mailing.plan(made, send_at, wrote, author_id)

    def full_with_waiting_list(self) -> None:
        """Every place taken, a place offered to the first who waited, and two more waiting."""
        edition_id = self.plan(titles.OTHER_LANGUAGES, 50, capacity=16, price_cents=9500)
        self.fill(edition_id, 19, -40, -4)
        somebody = of_edition(edition_id, [RegistrationState.REGISTERED])[7]
        when = self.now - timedelta(hours=20)
        with transaction():
            registration.withdraw(somebody, when, holidays.around(local_date(when)))

    def decision_due(self) -> None:
        """The decision date is here, and three registrations are missing."""
        edition_id = self.plan(
            titles.POLARISED, 14, team="Limburg", funding=Funding.PROJECT, decides_in=0
        )
        self.fill(edition_id, 5, -50, -2)
        first = of_edition(edition_id, [RegistrationState.REGISTERED])[0]
        with transaction():
            inquiry.ask(first, _QUESTION, self.now - timedelta(hours=3))
            brussels = self.stage.teams["Vlaams-Brabant en Brussel"]
            asked_at, by = self.now - timedelta(days=2), self.stage.staff["coordinator"]
            recommendation.ask_teams(edition_id, [brussels], "", asked_at, by)

    def decision_near(self, other_id: int) -> None:
        """A week to go to the decision, two registrations missing; one came from another date."""
        edition_id = self.plan(titles.RACISM, 21, team="Limburg", price_cents=9500, decides_in=7)
        self.fill(edition_id, 5, -30, -1)
        mover = of_edition(other_id, [RegistrationState.REGISTERED])[2]
        with transaction():
            transfer.transfer(mover, edition_id, self.now - timedelta(hours=5))

    def trajectory(self) -> int:
        """Three half-days that people register for together, three of them as a group; its id."""
        edition_id = self.plan(
            titles.TRAJECTORY,
            24,
            46,
            60,
            team="Limburg",
            capacity=14,
            whole_day=False,
            price_cents=15000,
            sessions=("Je eigen kijk", "Verbinding maken", "Aan de slag in je team"),
        )
        self.fill(edition_id, 9, -30, -1)
        self.stage.book(edition_id, 3, self.now - timedelta(hours=20))
        return edition_id

    def next_season(self, edition_id: int) -> None:
        """The same half a year later: a draft that is published by itself in three weeks."""
        days = [local_date(meeting.starts_at) for meeting in self.edition(edition_id).meetings]
        later = proposed_days(days, 26, clash.is_off, local_date(self.now))
        coordinator = self.stage.staff["coordinator"]
        with transaction():
            (draft,) = copy_editions([Copy(edition_id, later)], self.now, coordinator)
            at = self.day(21, time(9))
            publication.publish_later(draft.id, at, self.now, coordinator)

    def small_group(self) -> None:
        """An own minimum, with its reason."""
        edition_id = self.plan(
            titles.INTERVISION,
            30,
            capacity=6,
            minimum=4,
            minimum_reason="Met meer dan zes mensen komt niet ieders situatie aan bod.",
            whole_day=False,
            price_cents=6000,
            team="Vlaams-Brabant en Brussel",
        )
        self.fill(edition_id, 4, -20, -3)

    def nearly_full(self) -> None:
        """Two places left, with a meal and with extra questions."""
        edition_id = self.plan(titles.SUPERDIVERSITY, 40, capacity=15, price_cents=9500, meal=True)
        for plan in titles.QUESTIONS:
            with transaction():
                question.add(
                    edition_id, plan, self.day(-75, time(9, 30)), self.stage.staff["coordinator"]
                )
        self.fill(edition_id, 13, -45, -1)

    def co_organised(self) -> None:
        """A webinar together with another organisation."""
        edition_id = self.plan(
            titles.TOPOI,
            33,
            format_=Format.WEBINAR,
            capacity=40,
            whole_day=False,
            co_organisers=("Team Taal van Atlas",),
            team="Vlaams-Brabant en Brussel",
            funding=Funding.PROJECT,
        )
        self.fill(edition_id, 10, -25, -1)

    def far_away(self) -> None:
        """Nobody yet."""
        self.plan(titles.MIGRATION, 95, format_=Format.WEBINAR, capacity=40, whole_day=False)

    def without_a_date(self) -> None:
        """Nothing is planned; three people wait for a date, and one has still to confirm it."""
        training_id = self.stage.training(titles.LOSS, self.day(-60, time(9, 0)))
        for number in range(4):
            asked = self.day(number - 5, time(12, 30))
            with transaction():
                interest.ask(training_id, self.stage.newcomer().email, asked, "nl")
        for public_id, asked in [(i.public_id, i.created_at) for i in of_training(training_id)[:3]]:
            with transaction():
                interest.confirm(public_id, asked + timedelta(minutes=20))

    def one_name(self) -> None:
        """Who writes this organisation in its short form means the same from now on."""
        with transaction():
            merging.merge_organisations(
                "Kompas", "Begeleidingshuis Kompas", self.now, self.stage.staff["admin"]
            )
