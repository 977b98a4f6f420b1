"""The season before: so many editions, decided about, that the desk can tell how others fill up."""

from datetime import time, timedelta

from app.cli.example import trainings as titles
from app.cli.example.around_today import AroundToday
from app.extensions import transaction
from app.rules.states import CancelReason, Format
from app.rules.workdays import local_moment
from app.services.deciding import minimum

#: Training, days ago, team, live or webinar, how many registered, how many were there (none: it was
#: cancelled). Sixteen: with fewer than fifteen the forecast is silent.
_SEASON = (
    (titles.RACISM, 400, "Antwerpen", Format.LIVE, 12, 11),
    (titles.TOPOI, 393, "Antwerpen", Format.WEBINAR, 9, 8),
    (titles.POLARISED, 386, "Limburg", Format.LIVE, 5, 0),
    (titles.IDENTITY, 372, "Antwerpen", Format.LIVE, 10, 10),
    (titles.SUPERDIVERSITY, 358, "Oost- en West-Vlaanderen", Format.LIVE, 13, 12),
    (titles.TOPOI, 344, "Limburg", Format.WEBINAR, 8, 7),
    (titles.RACISM, 330, "Limburg", Format.LIVE, 4, 0),
    (titles.POLARISED, 300, "Antwerpen", Format.LIVE, 9, 9),
    (titles.IDENTITY, 290, "Vlaams-Brabant en Brussel", Format.LIVE, 6, 0),
    (titles.TOPOI, 276, "Oost- en West-Vlaanderen", Format.WEBINAR, 14, 12),
    (titles.RACISM, 262, "Antwerpen", Format.LIVE, 11, 10),
    (titles.SUPERDIVERSITY, 248, "Limburg", Format.LIVE, 8, 8),
    (titles.POLARISED, 234, "Limburg", Format.LIVE, 10, 9),
    (titles.TOPOI, 200, "Antwerpen", Format.WEBINAR, 7, 0),
    (titles.IDENTITY, 186, "Antwerpen", Format.LIVE, 9, 8),
    (titles.RACISM, 172, "Vlaams-Brabant en Brussel", Format.LIVE, 12, 12),
)


class Earlier(AroundToday):
    """Plays the season before; more come in as the decision comes near, as people do."""

    def play(self) -> None:
        """Each edition from its publication to its end."""
        for training, ago, team, format_, number, present in _SEASON:
            edition_id = self.plan(training, -ago, team=team, format_=format_)
            self.fill(edition_id, number // 3, -ago - 70, -ago - 35)
            self.fill(edition_id, number - number // 3, -ago - 34, -ago - 15)
            edition = self.edition(edition_id)
            decided = local_moment(edition.decision_on, time(9, 0))
            meeting_id, ends_at = edition.meetings[0].id, edition.meetings[0].ends_at
            with transaction():
                if present:
                    minimum.go_ahead(edition_id, decided, "", None)
                else:
                    by = self.stage.staff["coordinator"]
                    minimum.cancel(edition_id, CancelReason.TOO_FEW, "", decided, by)
            if present:
                self.stage.attend(meeting_id, edition_id, present, ends_at, "nadia")
        self.stage.tick(self.day(-172, time(20)) + timedelta(days=30))
