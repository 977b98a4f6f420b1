"""The year 2023 as the quality report of that year prints it, played with a travelling clock.

Dates, titles, formats, numbers of participants and the co-organiser are those of the report
(section 1.3.3), and so are the two offers that were cancelled for lack of registrations and the
dates of the first. How many people registered, teams, funding, hours, people, answers and quotes
are invented: the report does not tell them. The report gives no title for the trajectory and no
date for the autumn offer.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.cli.example import trainings as titles
from app.cli.example.stage import Stage, mornings
from app.extensions import transaction
from app.mail import delivery
from app.queries.attending import quality_report
from app.queries.attending.quote import quotes
from app.queries.offering.offer import between, edition_by_id
from app.rules.states import CancelReason, EditionState, Format, Funding, QuoteState
from app.rules.workdays import local_date, local_moment
from app.services.attending import quote
from app.services.deciding import minimum
from app.services.offering.offer import PlannedEdition, PlannedMeeting, TrainingFacts

YEAR = 2023

TRAJECTORY_2023 = TrainingFacts(
    title="Vormingstraject van drie halve dagen",
    short_name="Vormingstraject",
    summary="Drie halve dagen met dezelfde groep, met tijd om tussendoor iets uit te proberen.",
    description="Een traject over diversiteitsgevoelig werken, in drie halve dagen.",
    goals="Je probeert tussen de sessies iets uit in je eigen team.",
    audience="Voor begeleiders en hulpverleners.",
    themes=("Hulpverleningsrelatie", "Communicatie"),
)


@dataclass(frozen=True, slots=True)
class Played:
    """One edition of 2023: from the report up to `co_organiser`, invented from `registered` on."""

    on: tuple[date, ...]
    training: TrainingFacts
    format: Format
    participants: int
    co_organiser: str = ""
    registered: int = 0
    team: str = "Antwerpen"
    funding: Funding = Funding.REGULAR
    trainer: str = "nadia"
    responses: int = 0
    quotes: tuple[str, ...] = field(default=())
    whole_day: bool = True
    decided_by_rule: bool = True

    @property
    def took_place(self) -> bool:
        """Whether the report counts participants for it."""
        return self.participants > 0


_W, _L = Format.WEBINAR, Format.LIVE
_PROJECT = Funding.PROJECT
_OWVL, _VBB = "Oost- en West-Vlaanderen", "Vlaams-Brabant en Brussel"

PROGRAMME = (
    Played(
        (date(2023, 2, 6),), titles.TOPOI, _W, 7, registered=9, whole_day=False, responses=6,
        quotes=("Ik vraag nu eerst wat iemand bedoelt, ook als ik denk dat ik het al weet.",),
    ),
    Played(
        (date(2023, 2, 13),), titles.SUPERDIVERSITY, _L, 11, registered=13, team=_OWVL,
        trainer="samira", responses=9,
    ),
    Played(
        (date(2023, 3, 13),), titles.RACISM, _L, 9, registered=11, team="Limburg",
        funding=_PROJECT, responses=8,
        quotes=("Zwijgen is ook een antwoord. Dat wil ik mijn jongeren niet meer geven.",),
    ),
    Played(
        (date(2023, 3, 29), date(2023, 4, 24), date(2023, 5, 3)), TRAJECTORY_2023, _L, 0,
        registered=5, team="Limburg", trainer="samira", whole_day=False, decided_by_rule=False,
    ),
    Played(
        (date(2023, 4, 27),), titles.TOPOI, _W, 10, registered=12, team=_VBB, whole_day=False,
        responses=7,
    ),
    Played(
        (date(2023, 5, 26),), titles.OTHER_LANGUAGES, _L, 16, "Team Taal van Atlas",
        registered=18, trainer="joris", responses=12,
    ),
    Played(
        (date(2023, 6, 12),), titles.POLARISED, _L, 9, registered=10, team=_OWVL,
        funding=_PROJECT, trainer="joris", responses=7,
        quotes=("Ik blijf nu luisteren waar ik vroeger meteen antwoordde.",),
    ),
    Played(
        (date(2023, 9, 25),), titles.RACISM, _L, 11, registered=12, team=_OWVL, responses=9,
        quotes=("We hebben met drie collega's al een namiddag geprikt om hierop door te gaan.",),
    ),
    Played(
        (date(2023, 10, 19),), titles.IDENTITY, _L, 0, registered=4, team="Antwerpen",
        trainer="samira",
    ),
    Played(
        (date(2023, 11, 16),), titles.SUPERDIVERSITY, _L, 11, registered=12, team=_VBB,
        trainer="samira", responses=10,
    ),
    Played(
        (date(2023, 12, 7),), titles.MIGRATION, _W, 18, registered=21, funding=_PROJECT,
        trainer="joris", whole_day=False, responses=14,
        quotes=("Ik kijk anders naar de keuzes van ouders, en ook naar die van mezelf.",),
    ),
    Played(
        (date(2023, 12, 14),), titles.MIGRATION, _W, 18, registered=20, team="Limburg",
        funding=_PROJECT, trainer="joris", whole_day=False, responses=13,
    ),
)  # fmt: skip

#: How long before its first meeting an edition is published.
_PUBLISHED_BEFORE = timedelta(days=70)


def load_2023() -> str:
    """Play the year, day by day; says what came out. Does nothing when the year is there."""
    if between(date(YEAR, 1, 1), date(YEAR + 1, 1, 1)):
        return f"There are editions in {YEAR} already; nothing was changed."
    stage = Stage(YEAR)
    first_day = min(played.on[0] for played in PROGRAMME) - _PUBLISHED_BEFORE
    began = local_moment(first_day, time(8, 0))
    stage.set_up(began)
    # What the mornings of then needed tells nobody anything, and would fill the list of messages.
    stage.morning_mails(began, wanted=False)
    running: dict[int, Played] = {}
    for morning in mornings(first_day, date(YEAR + 1, 1, 20)):
        for played in PROGRAMME:
            if played.on[0] - _PUBLISHED_BEFORE == local_date(morning):
                running[_publish(stage, played, morning)] = played
        stage.tick(morning)
        for edition_id, played in running.items():
            _play_day(stage, edition_id, played, morning)
    ended = local_moment(date(YEAR + 1, 1, 20), time(9, 0))
    stage.morning_mails(ended, wanted=True)
    delivery.count_examples_as_sent()
    report = quality_report.report(YEAR, ended)
    return (
        f"The year {YEAR}: {len(report.programme)} editions took place with "
        f"{report.participants} participants, {len(report.cancelled)} were cancelled."
    )


def spread(first_on: date, number: int) -> list[datetime]:
    """The moments at which people register: evenly, from publication to the decision."""
    opened = local_moment(first_on - _PUBLISHED_BEFORE, time(10, 0))
    decided = local_moment(first_on - timedelta(days=15), time(17, 0))
    return [opened + (decided - opened) * (index + 1) / (number + 1) for index in range(number)]


def _publish(stage: Stage, played: Played, now: datetime) -> int:
    live = played.format is Format.LIVE
    start, hours = (time(9, 30), 7) if played.whole_day else (time(13, 30), 3)
    return stage.publish(
        PlannedEdition(
            training_id=stage.training(played.training, now),
            team_id=stage.teams[played.team],
            format=played.format,
            funding=played.funding,
            meetings=[
                PlannedMeeting(
                    local_moment(day, start), local_moment(day, start) + timedelta(hours=hours)
                )
                for day in played.on
            ],
            capacity=18 if live else 24,
            co_organisers=(played.co_organiser,) if played.co_organiser else (),
            trainer_ids=(stage.staff[played.trainer],),
            place="Zaal De Brug" if live else "",
            address="Voorbeeldstraat 12, 2600 Berchem" if live else "",
            join_url="" if live else "https://webinar.voorbeeldpunt.example/vorming",
        ),
        now,
    )


def _play_day(stage: Stage, edition_id: int, played: Played, morning: datetime) -> None:
    """What people do with this edition on this day."""
    today = local_date(morning)
    for at in spread(played.on[0], played.registered):
        if local_date(at) == today:
            stage.register(edition_id, at)
    if today == played.on[0] - timedelta(days=13) and not played.decided_by_rule:
        note = "We proberen het later opnieuw, op andere dagen."
        with transaction():
            minimum.cancel(
                edition_id,
                CancelReason.TOO_FEW,
                note,
                morning + timedelta(hours=2),
                stage.staff["coordinator"],
            )
    if not played.took_place:
        return
    evening = local_moment(today, time(18, 0))
    if today == played.on[-1]:
        edition = edition_by_id(edition_id)
        if edition is None or edition.state is not EditionState.CONFIRMED:
            raise RuntimeError(
                f"edition {edition_id} took place in 2023, but is not confirmed here"
            )
        stage.attend(
            edition.meetings[0].id, edition_id, played.participants, evening, played.trainer
        )
        stage.tick(evening)
    if today == played.on[-1] + timedelta(days=2):
        stage.evaluate(edition_id, played.responses, evening, played.quotes)
    if today == played.on[-1] + timedelta(days=9):
        for pending in quotes(edition_id=edition_id):
            with transaction():
                quote.judge(pending.id, QuoteState.APPROVED, evening, stage.staff["coordinator"])
