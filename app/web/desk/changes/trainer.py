"""A trainer who cannot come: another one guides, the others do it, other dates, or no training."""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.extensions import clock
from app.queries.offering.offer import card
from app.queries.offering.planning import trainers
from app.rules.errors import RuleBroken
from app.services.offering.trainer import check_replaceable, replace_trainer, replaced_before
from app.services.telling.rehearsal import Rehearsal
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.changes.forms import NOBODY, TrainerForm
from app.web.desk.rehearsing import agreed, as_agreed
from app.web.loading import coordinated_edition
from app.web.sentences import explain
from app.web.words import in_words

if TYPE_CHECKING:
    from app.models import User

Page = str | tuple[str, int] | Response


@bp.route("/werk/edities/<int:edition_id>/begeleider", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def replace_a_trainer(edition_id: int) -> Page:
    """The ways when a trainer falls ill; what was done last can be turned round."""
    edition, now = coordinated_edition(edition_id), clock.now()
    check_replaceable(edition, now)
    before, guides = replaced_before(edition, now), list(edition.trainers)
    form = TrainerForm(data=_chosen(before, guides))
    # After the first click of a double click the two have changed places.
    everybody = trainers([user.id for user in guides])
    form.offer(everybody, everybody)
    found: Rehearsal | None = None
    if form.validate_on_submit():
        try:
            found = as_agreed(
                edition_id,
                lambda: replace_trainer(
                    edition_id,
                    form.old_id,
                    form.new_id,
                    now,
                    actor().user_id,
                    tell_participants=form.tell.data,
                ),
            )
        except RuleBroken as error:
            explain(form, error)
        else:
            if found.saved:
                flash(_("The change is saved. Who must know gets a message."), "success")
                return redirect(url_for("desk.edition", edition_id=edition_id), 303)
    form.offer(guides, [user for user in everybody if user not in guides])
    page = render_template(
        "desk/changes/trainer.html",
        edition=edition,
        card=card(edition, now),
        form=form,
        before=before,
        alone=_alone(guides),
        found=found,
        more=agreed() is not None,
        started=now >= edition.first_meeting.starts_at,
    )
    return (page, 422) if form.errors else page


def _chosen(
    before: "tuple[User | None, User | None] | None", guides: "list[User]"
) -> dict[str, str]:
    """What stands in the form at first: what was done last, the other way round."""
    if before is not None:
        came, went = before[1], before[0]
        return {"old": str(came.id) if came else NOBODY, "new": str(went.id) if went else NOBODY}
    if len(guides) < 2:
        return {"old": str(guides[0].id) if guides else NOBODY}
    return {}


def _alone(guides: "list[User]") -> dict[str, str]:
    """What is so when each of them goes and nobody comes, by the value in the form."""
    said = {}
    for user in guides:
        others = [other.name for other in guides if other is not user]
        said[str(user.id)] = (
            ngettext(
                "Without a substitute %(names)s does it alone.",
                "Without a substitute %(names)s do it.",
                len(others),
                names=in_words(others),
            )
            if others
            else _("Without a substitute the edition has no trainer.")
        )
    return said
