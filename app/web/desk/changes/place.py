"""Another place, another link, or live instead of online: of one meeting or of all."""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock
from app.formats import capital, when
from app.queries.offering.offer import card
from app.rules.errors import Code, RuleBroken
from app.rules.registering.withdrawal import last_free_day
from app.rules.states import Format
from app.services.offering import place as service
from app.services.offering.place import Whereabouts, coming_meetings, whereabouts_of
from app.services.telling.rehearsal import Rehearsal
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.changes.forms import PlaceForm
from app.web.desk.rehearsing import agreed, as_agreed
from app.web.language import current_language
from app.web.loading import coordinated_edition
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition, Meeting

Page = str | tuple[str, int] | Response


@bp.route("/werk/edities/<int:edition_id>/plaats", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def change_place(edition_id: int) -> Page:
    """Where it is now, where it goes, and who hears of it; ?vorm=anders turns live and webinar."""
    edition, now = coordinated_edition(edition_id), clock.now()
    coming = coming_meetings(edition, now)
    if not coming:
        raise RuleBroken(Code.EDITION_ENDED)
    form = PlaceForm(data=_values(coming[0], turned="vorm" in request.args))
    form.offer(coming, _label)
    found: Rehearsal | None = None
    if form.validate_on_submit():
        number = form.meeting.data
        try:
            found = as_agreed(
                edition_id,
                lambda: service.change_place(
                    edition_id,
                    int(number) if number else None,
                    _wanted(form),
                    form.note.data or "",
                    now,
                    actor().user_id,
                ),
            )
        except RuleBroken as error:
            explain(form, error)
        else:
            if found.saved:
                flash(_("The change is saved. Who must know gets a message."), "success")
                return redirect(url_for("desk.edition", edition_id=edition_id), 303)
    page = _page(form, edition, coming, found)
    return (page, 422) if form.errors else page


def _wanted(form: PlaceForm) -> Whereabouts:
    if form.format.data == Format.WEBINAR:
        return Whereabouts(Format.WEBINAR, join_url=form.join_url.data or "")
    return Whereabouts(Format.LIVE, place=form.place.data or "", address=form.address.data or "")


def _values(meeting: "Meeting", *, turned: bool) -> dict[str, object]:
    now = whereabouts_of(meeting)
    other = Format.LIVE if now.format is Format.WEBINAR else Format.WEBINAR
    return {
        "meeting": "",
        "format": (other if turned else now.format).value,
        "place": now.place,
        "address": now.address,
        "join_url": now.join_url,
    }


def _label(meeting: "Meeting") -> str:
    return capital(when(meeting.starts_at, meeting.ends_at, current_language()))


def _chosen(form: PlaceForm, coming: "list[Meeting]") -> "list[Meeting]":
    return [m for m in coming if form.meeting.data in ("", str(m.id))]


def _page(
    form: PlaceForm, edition: "Edition", coming: "list[Meeting]", found: Rehearsal | None
) -> str:
    now = clock.now()
    return render_template(
        "desk/changes/place.html",
        edition=edition,
        card=card(edition, now),
        form=form,
        coming=coming,
        found=found,
        more=agreed() is not None,
        free_until=last_free_day(edition.closes_at, edition.first_meeting.starts_at, now),
        frees=now < edition.first_meeting.starts_at
        and any(m.actual_format.value != form.format.data for m in _chosen(form, coming)),
    )
