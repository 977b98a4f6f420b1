"""A trainer who cannot come: another one guides, other dates, or no training."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.offering.offer import card
from app.queries.offering.planning import trainers
from app.rules.errors import RuleBroken
from app.services.offering.trainer import check_replaceable, replace_trainer, replaced_before
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.changes.forms import TrainerForm
from app.web.loading import coordinated_edition
from app.web.sentences import explain

Page = str | tuple[str, int] | Response


@bp.route("/werk/edities/<int:edition_id>/begeleider", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def replace_a_trainer(edition_id: int) -> Page:
    """The three ways when a trainer falls ill; the last replacement can be turned round."""
    edition, now = coordinated_edition(edition_id), clock.now()
    check_replaceable(edition, now)
    before = replaced_before(edition, now)
    chosen = {} if before is None else {"old": before[1].id, "new": before[0].id}
    form = TrainerForm(data=chosen)
    guides = list(edition.trainers)
    # After the first click of a double click the two have changed places.
    everybody = trainers([user.id for user in guides])
    form.offer(everybody, everybody)
    if form.validate_on_submit():
        try:
            with transaction():
                replace_trainer(
                    edition_id,
                    form.old.data,
                    form.new.data,
                    now,
                    actor().user_id,
                    tell_participants=form.tell.data,
                )
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("The new trainer stands. Who must know gets a message."), "success")
            return redirect(url_for("desk.edition", edition_id=edition_id), 303)
    form.offer(guides, [user for user in everybody if user not in guides])
    page = render_template(
        "desk/changes/trainer.html",
        edition=edition,
        card=card(edition, now),
        form=form,
        before=before,
        started=now >= edition.first_meeting.starts_at,
    )
    return (page, 422) if form.errors else page
