"""Editions at so many days from today: planned, filled, decided about and played out."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from app.cli.example.stage import Stage
from app.queries.offering.offer import edition_by_id
from app.rules.states import Format, Funding
from app.rules.workdays import is_working_day, local_date, local_moment
from app.services import holidays
from app.services.offering.offer import PlannedEdition, PlannedMeeting, TrainingFacts

if TYPE_CHECKING:
    from app.models import Edition

#: Where each team trains.
_ADDRESSES = {
    "Antwerpen": "Voorbeeldstraat 12, Antwerpen-Berchem",
    "Limburg": "Voorbeeldlaan 3, 3500 Hasselt",
    "Oost- en West-Vlaanderen": "Voorbeeldkaai 7, 9000 Gent",
    "Vlaams-Brabant en Brussel": "Voorbeeldplein 1, 3000 Leuven",
}


class AroundToday:
    """A stage whose days are counted from `now`."""

    def __init__(self, now: datetime, stage: Stage) -> None:
        self.now = now
        self.stage = stage

    def day(self, days: int, at: time) -> datetime:
        """A time of day, so many days from today."""
        return local_moment(local_date(self.now) + timedelta(days=days), at)

    def working_day(self, days: int) -> int:
        """The same number of days, or a few more: nobody trains in the weekend."""
        today = local_date(self.now)
        closed = holidays.around(today)
        while not is_working_day(today + timedelta(days=days), closed):
            days += 1
        return days

    def plan(
        self,
        training: TrainingFacts,
        *days: int,
        team: str = "Antwerpen",
        format_: Format = Format.LIVE,
        funding: Funding = Funding.REGULAR,
        capacity: int = 16,
        whole_day: bool = True,
        sessions: tuple[str, ...] = ("",),
        minimum: int | None = None,
        minimum_reason: str | None = None,
        price_cents: int = 0,
        prices: Mapping[str, int] | None = None,
        meal: bool = False,
        co_organisers: tuple[str, ...] = (),
        decides_in: int | None = None,
    ) -> int:
        """Publish an edition that starts so many days from today; its id."""
        published = self.day(min(days[0], 0) - 75, time(9, 0))
        live = format_ is Format.LIVE
        start, length = (time(9, 30), 7) if whole_day else (time(13, 30), 3)
        return self.stage.publish(
            PlannedEdition(
                training_id=self.stage.training(training, published),
                team_id=self.stage.teams[team],
                format=format_,
                funding=funding,
                meetings=[
                    PlannedMeeting(
                        self.day(self.working_day(number), start),
                        self.day(self.working_day(number), start) + timedelta(hours=length),
                        title=title,
                    )
                    for number, title in zip(days, sessions, strict=True)
                ],
                capacity=capacity,
                minimum=minimum,
                minimum_reason=minimum_reason,
                price_cents=price_cents,
                prices=prices or {},
                meal=meal,
                co_organisers=co_organisers,
                decision_on=(
                    None
                    if decides_in is None
                    else local_date(self.now) + timedelta(days=decides_in)
                ),
                trainer_ids=(self.stage.staff["nadia"], self.stage.staff["joris"]),
                place="Zaal De Brug" if live else "",
                address=_ADDRESSES[team] if live else "",
                join_url="" if live else "https://webinar.voorbeeldpunt.example/vorming",
            ),
            published,
        )

    def fill(self, edition_id: int, number: int, since: int, until: int) -> None:
        """So many people register, spread over these days."""
        self.stage.register_many(
            edition_id, number, self.day(since, time(9, 0)), self.day(until, time(20, 0))
        )

    def decide(self, edition_id: int) -> None:
        """What the rule does on the decision date."""
        self.stage.tick(local_moment(self.edition(edition_id).decision_on, time(9, 0)))

    def play_out(self, edition_id: int, present: int) -> datetime:
        """The edition is decided about, takes place and is evaluated; when it ended."""
        self.decide(edition_id)
        meeting = self.edition(edition_id).meetings[0]
        ends_at = meeting.ends_at
        if meeting.actual_format is Format.WEBINAR:
            self.stage.enter(meeting.id, edition_id, present, meeting.starts_at)
        self.stage.attend(meeting.id, edition_id, present, ends_at, "nadia")
        self.stage.tick(ends_at + timedelta(minutes=1))
        return ends_at

    def edition(self, edition_id: int) -> "Edition":
        """One of the editions just made."""
        edition = edition_by_id(edition_id)
        if edition is None:
            raise LookupError(f"no edition {edition_id}")
        return edition
