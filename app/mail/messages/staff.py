"""What coordinators and trainers hear about an edition, and everyone with an account about it."""

from datetime import date

from app.mail.facts import EditionFacts, MeetingChange, Recipient, TrainerChange, what_changed
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def decision_due(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    cancels_on: date | None,
    last: bool,
) -> Mail:
    """The decision date has come below the minimum: decide.

    `cancels_on` is the day on which the edition is cancelled if nobody does; None: it is asked on.
    `last`: today is the last working day to decide, so the administrators read it too.
    """
    return compose("decision_due", head, to, edition=edition, cancels_on=cancels_on, last=last)


def edition_fell_below(
    head: Letterhead, to: Recipient, edition: EditionFacts, *, count: int, minimum: int
) -> Mail:
    """It goes ahead, and with `count` registrations it has fewer than its `minimum` again."""
    return compose("edition_fell_below", head, to, edition=edition, count=count, minimum=minimum)


def edition_confirmed_staff(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    by_rule: bool,
) -> Mail:
    """The edition goes ahead: `by_rule` because the minimum was reached, else by a coordinator."""
    return compose("edition_confirmed_staff", head, to, edition=edition, by_rule=by_rule)


def decision_extended_staff(head: Letterhead, to: Recipient, edition: EditionFacts) -> Mail:
    """The decision is put off to `edition.decision_on`."""
    return compose("decision_extended_staff", head, to, edition=edition)


def edition_changed_staff(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    changes: tuple[MeetingChange, ...],
    note: str,
    postponed: bool,
    told: int,
) -> Mail:
    """Meetings moved or changed, and so many people with a place or a turn were told."""
    return compose(
        "edition_changed_staff",
        head,
        to,
        edition=edition,
        changes=changes,
        what=what_changed(changes),
        note=note,
        postponed=postponed,
        told=told,
    )


def trainer_replaced_staff(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    guides: TrainerChange,
    part: str,
    told: int,
) -> Mail:
    """Who guides the edition changes.

    `part` is the reader's: 'new', 'old', or '' for the team and the other trainers. `told`: how
    many participants got a mail about it.
    """
    return compose(
        "trainer_replaced_staff",
        head,
        to,
        edition=edition,
        guides=guides,
        part_of_reader=part,
        told=told,
    )


def decision_undone_staff(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    reopened: bool,
    reason: str,
) -> Mail:
    """A decision does not hold: `reopened` to go ahead, else to decide later."""
    return compose(
        "decision_undone_staff", head, to, edition=edition, reopened=reopened, reason=reason
    )


def password_reset(head: Letterhead, to: Recipient, *, user: str, hours: int) -> Mail:
    """Somebody asked for a new password; `user` opens the form once, within so many hours."""
    return compose("password_reset", head, to, user=user, hours=hours)


def password_changed(head: Letterhead, to: Recipient) -> Mail:
    """The password of this account was changed."""
    return compose("password_changed", head, to)
