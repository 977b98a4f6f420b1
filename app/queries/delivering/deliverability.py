"""What was found last about whether our mail arrives, and the last trial invitation."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import DeliverabilityReport, Message, TrialInvitation
from app.rules.delivering.finding import Finding, Topic, Verdict
from app.rules.states import MessageState


def latest_report() -> DeliverabilityReport | None:
    """The last check, with who asked for it."""
    return db.session.scalars(
        select(DeliverabilityReport)
        .options(joinedload(DeliverabilityReport.checked_by))
        .order_by(DeliverabilityReport.id.desc())
        .limit(1)
    ).one_or_none()


def findings_of(report: DeliverabilityReport) -> dict[Topic, list[Finding]]:
    """The findings by topic, in the order of the page; of another version, what is still known."""
    found: dict[Topic, list[Finding]] = {topic: [] for topic in Topic}
    for name, facts in report.findings:
        if name in list(Verdict):
            verdict = Verdict(name)
            found[verdict.topic].append(Finding(verdict, facts))
    return found


def latest_trial(user_id: int) -> TrialInvitation | None:
    """The trial invitation that this person sent last."""
    return db.session.scalars(
        select(TrialInvitation)
        .where(TrialInvitation.sent_by_id == user_id)
        .order_by(TrialInvitation.id.desc())
        .limit(1)
    ).one_or_none()


def trials_since(moment: datetime) -> list[str]:
    """The UIDs of the trial invitations that anybody sent after a moment."""
    sent = select(TrialInvitation.uid).where(TrialInvitation.created_at > moment)
    return list(db.session.scalars(sent))


def trial(trial_id: int, user_id: int) -> TrialInvitation | None:
    """One that this person sent."""
    return db.session.scalars(
        select(TrialInvitation).where(
            TrialInvitation.id == trial_id, TrialInvitation.sent_by_id == user_id
        )
    ).one_or_none()


def mails_of(found: TrialInvitation) -> dict[int, tuple[int, MessageState]]:
    """The message of each step and how it stands, by SEQUENCE."""
    rows = db.session.execute(
        select(Message.calendar_sequence, Message.id, Message.state).where(
            Message.calendar_uid == found.uid, Message.calendar_sequence.is_not(None)
        )
    )
    return {
        sequence: (message_id, state)
        for sequence, message_id, state in rows
        if sequence is not None
    }
