"""Broken rules as the sentences that people see: what is wrong, and what they can do."""

from collections.abc import Mapping

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.formats import date_long, datetime_long
from app.rules.errors import Code, RuleBroken
from app.rules.settings.registry import Kind
from app.web.language import current_language


def sentence(error: RuleBroken) -> str:
    """What to tell somebody about this broken rule."""
    return _SENTENCES[error.code](error.facts)


def explain(form: FlaskForm, error: RuleBroken) -> None:
    """Put the sentence at the field that it is about, or on top of the form."""
    field = getattr(form, error.field, None) if error.field else None
    if field is not None:
        field.errors = [*field.errors, sentence(error)]
    else:
        form.form_errors.append(sentence(error))


Facts = Mapping[str, object]


def _braced(names: object) -> str:
    """Fields as they are typed: '{naam}, {datum}'."""
    return ", ".join(f"{{{name}}}" for name in names) if isinstance(names, list | tuple) else ""


def _date(facts: Facts, name: str) -> str:
    return date_long(facts[name], current_language())  # type: ignore[arg-type]  # a fact is untyped


def _moment(facts: Facts, name: str) -> str:
    return datetime_long(facts[name], current_language())  # type: ignore[arg-type]  # same


def _allowed(facts: Facts) -> str:
    if facts["kind"] == Kind.WHOLE:
        return _(
            "Give a whole number from %(least)s to %(most)s.",
            least=facts["least"],
            most=facts["most"],
        )
    return {
        Kind.NAMES: _("Give one name a line, one at least."),
        Kind.NUMBERS: _("Give different numbers of days from 0 to 365, with commas between."),
        Kind.TERMS: _(
            "Start with most days, end with 0 days, give 0 to 100 percent, and never get cheaper."
        ),
        Kind.DATES: _(
            "Give one date a line, such as 24/12/2027, or a first and a last day: "
            "27/12/2027 - 31/12/2027."
        ),
        Kind.EMAIL: _("Give an e-mail address without a plus sign."),
        Kind.WEB: _("Give a web address, such as https://voorbeeld.be"),
        Kind.COLOUR: _("Give a colour such as #0b5351."),
        Kind.TEXT: _("Give a text of 300 characters at most."),
    }.get(Kind(str(facts["kind"])), _("Choose one of these."))


_SENTENCES = {
    Code.ADDRESS_IS_OURS: lambda f: _("This is our own address. Give yours, please."),
    Code.ALREADY_REGISTERED: lambda f: _(
        "With this e-mail address you are registered for this edition already. Use the link in "
        "your mail, or ask for a new one under 'My trainings'."
    ),
    Code.NOT_PUBLISHED: lambda f: _("This edition is not open yet."),
    Code.EDITION_CANCELLED: lambda f: _(
        "This edition has been cancelled. Have a look at the other trainings."
    ),
    Code.REGISTRATION_NOT_OPEN: lambda f: _(
        "Registration opens on %(moment)s.", moment=_moment(f, "opens_at")
    ),
    Code.REGISTRATION_CLOSED: lambda f: _(
        "Registration for this edition is closed. Mail us if you still want to come."
    ),
    Code.ALREADY_STARTED: lambda f: _("The training has started already. Mail us, please."),
    Code.REGISTRATION_ENDED: lambda f: _("This registration has ended. Nothing was changed."),
    Code.NO_OFFER: lambda f: _("No seat is held for you at the moment."),
    Code.OFFER_LAPSED: lambda f: _("The time to take this seat is over. It went to the next."),
    Code.NO_SEAT_LEFT: lambda f: _("The last seat has just been taken. Choose another date."),
    Code.NO_SEAT: lambda f: _("You can only pass on or move a place, not a turn on the list."),
    Code.SAME_ADDRESS: lambda f: _(
        "This is the address of the registration itself. Give that of your colleague."
    ),
    Code.ALREADY_TRANSFERRED: lambda f: _(
        "You moved to another date once already. Mail us if this one does not suit you either."
    ),
    Code.OTHER_TRAINING: lambda f: _("Choose another date of the same training."),
    Code.JOIN_NOT_OPEN: lambda f: _(
        "You can go in from %(moment)s.", moment=_moment(f, "opens_at")
    ),
    Code.JOIN_OVER: lambda f: _("This webinar is over."),
    Code.CONSENT_MISSING: lambda f: _("Tick the box to agree, then we can register you."),
    Code.SEAT_GONE: lambda f: _(
        "The last place has just gone. You can still go on the waiting list: read what that means "
        "below, and press the button once more if you want to."
    ),
    Code.ANSWER_MISSING: lambda f: _("Answer this, please."),
    Code.ANSWER_UNKNOWN: lambda f: _("Choose one of the answers that are offered."),
    Code.VAT_DIGITS: lambda f: ngettext(
        "This number has %(num)s digit; there must be %(expected)s. An older number gets a 0 in "
        "front.",
        "This number has %(num)s digits; there must be %(expected)s. An older number gets a 0 in "
        "front.",
        int(str(f["digits"])),
        expected=f["expected"],
    ),
    Code.VAT_COUNTRY: lambda f: _(
        "Start with the letters of a country of the European Union, such as NL, or give the 10 "
        "digits of a Belgian enterprise number."
    ),
    Code.VAT_WRONG: lambda f: _(
        "This is no valid number: the digits do not fit together. Compare it with an invoice or "
        "a letterhead of your organisation."
    ),
    Code.GROUP_EMPTY: lambda f: _("Fill in one colleague at least."),
    Code.GROUP_TOO_LARGE: lambda f: _(
        "You can register %(most)s people at once. Mail us for a larger group.", most=f["most"]
    ),
    Code.GROUP_PLACES_CHANGED: lambda f: _(
        "Somebody else was just before you: there are fewer places left. Look who would get on "
        "the waiting list now. If that is all right, press the button once more."
    ),
    Code.ADDRESS_TWICE: lambda f: _(
        "This address is in your list already. Give everybody an address of their own."
    ),
    Code.NOT_DECIDABLE: lambda f: _("About this edition nothing can be decided any more."),
    Code.DECIDED_MEANWHILE: lambda f: _(
        "Somebody else decided about this edition meanwhile. Look at it first; press the button "
        "once more if you still want this."
    ),
    Code.REASON_MISSING: lambda f: _("Write down why. It stands in the quality report."),
    Code.EXTEND_INSTEAD: lambda f: _(
        "Put the decision off on the page of the edition: then everybody is told."
    ),
    Code.EXTENSION_NOT_LATER: lambda f: _(
        "Choose a date after today and after %(date)s.", date=_date(f, "current")
    ),
    Code.EXTENSION_TOO_LATE: lambda f: _(
        "Choose a date not later than %(date)s, the day before the first meeting.",
        date=_date(f, "latest"),
    ),
    Code.DATES_UNCHANGED: lambda f: _("These are the dates of now. Choose other ones."),
    Code.DECISION_IN_PAST: lambda f: _("Choose today or a later day: it is still to be decided."),
    Code.CLOSES_IN_PAST: lambda f: _(
        "Choose a moment that is still to come: until then people can say that they cannot come."
    ),
    Code.NOT_UNDOABLE: lambda f: _("This can no longer be taken back. Too much followed from it."),
    Code.NOTHING_CHANGES: lambda f: _("Choose another trainer than who guides it now."),
    Code.PLACE_MISSING: lambda f: _("Say where people go."),
    Code.NO_MEETINGS: lambda f: _("An edition has one meeting at least."),
    Code.MEETINGS_OVERLAP: lambda f: _("Two meetings overlap."),
    Code.DATE_OUT_OF_RANGE: lambda f: _(
        "Choose a date in the years %(first)s to %(last)s.", first=f["first"], last=f["last"]
    ),
    Code.MEETING_INTO_PAST: lambda f: _(
        "People have a later moment in their calendar. Choose one that is still to come."
    ),
    Code.MEETINGS_FIXED: lambda f: _(
        "People registered for all meetings. Move one, or cancel the edition."
    ),
    Code.MEETING_ENDS_BEFORE_START: lambda f: _("A meeting ends after it starts."),
    Code.CAPACITY_BELOW_MINIMUM: lambda f: ngettext(
        "Fewer places than the minimum of %(num)s.",
        "Fewer places than the minimum of %(num)s.",
        int(str(f["minimum"])),
    ),
    Code.CAPACITY_BELOW_SEATS: lambda f: ngettext(
        "%(num)s place is taken already.", "%(num)s places are taken already.", int(str(f["taken"]))
    ),
    Code.LINK_INVALID: lambda f: _(
        "Give the whole link, starting with https://, as the webinar programme shows it."
    ),
    Code.MINIMUM_NEEDS_REASON: lambda f: _("Write down why another minimum suits this edition."),
    Code.DECISION_AFTER_START: lambda f: _("Decide before the day of the first meeting."),
    Code.WINDOW_TOO_LATE: lambda f: _(
        "Registration opens before it closes, and closes before the first meeting starts."
    ),
    Code.ALREADY_PUBLISHED: lambda f: _("This edition is published already."),
    Code.PUBLISH_IN_PAST: lambda f: _("Choose a moment that is still to come, or publish now."),
    Code.PUBLISH_TOO_LATE: lambda f: _(
        "Registration closes on %(moment)s. It must be published before that.",
        moment=_moment(f, "closes_at"),
    ),
    Code.EDITION_ENDED: lambda f: _("This edition is over. Plan a new one."),
    Code.PLAN_CHANGED: lambda f: _(
        "Somebody else changed this edition meanwhile. What you typed is still here. Compare it "
        "with the page of the edition, and save again."
    ),
    Code.TITLE_TAKEN: lambda f: _("There is a training with this title already."),
    Code.QUESTION_NEEDS_CHOICES: lambda f: _(
        "Give two different answers to choose from at least, and %(most)s at most.", most=f["most"]
    ),
    Code.QUESTION_ANSWERED: lambda f: _(
        "Somebody answered this question, so its words stay. Take it out and add a new one."
    ),
    Code.TOO_MANY_QUESTIONS: lambda f: _(
        "An edition asks %(most)s extra questions at most. Take one out first.", most=f["most"]
    ),
    Code.MEETING_NOT_STARTED: lambda f: _(
        "Attendance opens two hours before the meeting, on %(moment)s.",
        moment=_moment(f, "starts_at"),
    ),
    Code.ATTENDANCE_NOT_ACTIVE: lambda f: _("This person has no seat in this edition."),
    Code.EVALUATION_CLOSED: lambda f: _("The form is closed. Thank you for wanting to fill it in."),
    Code.EVALUATION_USED: lambda f: _("You filled in this form already. Thank you!"),
    Code.EVALUATION_EMPTY: lambda f: _("Answer one question at least."),
    Code.QUOTE_CHANGED_MEANING: lambda f: _(
        "Leave words out, but add none: it stays what the participant said."
    ),
    Code.QUOTE_WITHOUT_CONSENT: lambda f: _("The participant does not want this to be used."),
    Code.UNKNOWN_TEAM: lambda f: _("There is no such team."),
    Code.ACCOUNT_EXISTS: lambda f: _("Somebody with this address has an account already."),
    Code.ALREADY_INVITED: lambda f: _(
        "This address is invited already. Send the invitation again from the list of staff."
    ),
    Code.INVITATION_OVER: lambda f: _("This invitation was used or withdrawn meanwhile."),
    Code.ROLE_MISSING: lambda f: _("Choose one role at least."),
    Code.LAST_ADMINISTRATOR: lambda f: _(
        "This is the only administrator. Give somebody else that role first."
    ),
    Code.NOT_YOURSELF: lambda f: _("You cannot close your own account. Ask another administrator."),
    Code.SECOND_FACTOR_NEEDED: lambda f: _(
        "Your work here needs a second step. Set up another one first."
    ),
    Code.PROVIDER_NO_ACCOUNT: lambda f: _(
        "You have no open account here. Ask an administrator of this site to invite you, or to "
        "look at your account."
    ),
    Code.PROVIDER_ADDRESS_UNSURE: lambda f: _(
        "Your e-mail address was not confirmed there, so we cannot know that it is yours. Confirm "
        "it first, or sign in with your password."
    ),
    Code.MESSAGE_OUTDATED: lambda f: _(
        "A newer message about the same calendar entry exists. This one would put it back."
    ),
    Code.MESSAGE_EXPIRED: lambda f: _(
        "What this message says is over. It cannot be sent any more."
    ),
    Code.MESSAGE_NOT_FAILED: lambda f: _("This message does not need to be sent again."),
    Code.FIELD_UNKNOWN: lambda f: (
        _(
            "There is no field %(fields)s. You can use %(allowed)s.",
            fields=_braced(f["fields"]),
            allowed=_braced(f["allowed"]),
        )
        if f["allowed"]
        else _(
            "Nothing is filled in here, so everybody would read %(fields)s. Leave it out.",
            fields=_braced(f["fields"]),
        )
    ),
    Code.MAILING_ENDED: lambda f: _("This message has left already, or was withdrawn."),
    Code.NO_READERS: lambda f: _("There is nobody who would get this message now."),
    Code.TOO_MANY_TO_TELL: lambda f: _(
        "A message goes to %(most)s people at most. Choose fewer.", most=f["most"]
    ),
    Code.TOO_MANY_TRIALS: lambda f: _(
        "%(most)s test invitations were sent in the last 24 hours, and that is the most. Try "
        "again tomorrow.",
        most=f["most"],
    ),
    Code.TOO_MANY_MAILINGS: lambda f: _(
        "%(most)s messages left for this edition today. Send the next one tomorrow, or put two "
        "into one.",
        most=f["most"],
    ),
    Code.MOMENT_PAST: lambda f: _("Choose a moment that is still to come."),
    Code.MOMENT_TOO_FAR: lambda f: _("Choose a moment within a year."),
    Code.SAME_EDITION: lambda f: _("This person is in that edition already."),
    Code.LIST_CLOSED: lambda f: _("All places are taken, and the waiting list has closed."),
    Code.TOO_MANY_OPEN: lambda f: _(
        "You asked %(most)s questions already. We answer those first.", most=f["most"]
    ),
    Code.ANSWERED_ALREADY: lambda f: _("Somebody has answered this meanwhile. Look at it first."),
    Code.SHARED_WITH_OWN_TEAM: lambda f: _("It stands under this team already."),
    Code.STILL_REGISTERED: lambda f: _(
        "This person still takes part in something. Give up that place first, or wait until it is "
        "over."
    ),
    Code.SAME_PERSON: lambda f: _("This is one person already."),
    Code.BOTH_REGISTERED: lambda f: _(
        "Both are registered for the same edition. Take one of them off that list first."
    ),
    Code.PEOPLE_CHANGED: lambda f: _(
        "Something changed for one of them meanwhile. Look once more at what stands here."
    ),
    Code.SAME_ORGANISATION: lambda f: _("Choose or type another name than the one it has."),
    Code.NOBODY_TO_TELL: lambda f: _("Everybody whom we may write to has heard of it already."),
    Code.NO_CERTIFICATE: lambda f: _(
        "There is a certificate once the training is over and we noted that you were there."
    ),
    Code.SETTING_UNUSABLE: lambda f: _allowed(f),
    Code.SETTINGS_CHANGED: lambda f: _(
        "Somebody else changed a setting meanwhile. Look at the values, and save again."
    ),
    Code.COLOUR_FAINT: lambda f: _(
        "This colour is hard to read: its contrast on %(on)s is %(ratio)s, and %(needed)s is "
        "needed. The nearest that works is %(suggestion)s.",
        on=f["on"],
        ratio=format_decimal(f["ratio"], "0.0"),
        needed=format_decimal(f["needed"], "0.0"),
        suggestion=f["suggestion"],
    ),
    Code.LOGO_UNREADABLE: lambda f: _(
        "This is no picture that we can read. Take a PNG, JPEG or WebP; an SVG is not accepted."
    ),
    Code.LOGO_TOO_LARGE: lambda f: _(
        "This picture is too large: 200 kB and 4 million pixels at most, please."
    ),
    Code.NAME_TAKEN: lambda f: _("There is one with this name already."),
    Code.TEAM_IN_USE: lambda f: _(
        "Editions or colleagues belong to this team, so it stays. You can retire it."
    ),
    Code.THEME_IN_USE: lambda f: _(
        "Trainings have this theme. Merge it into another theme instead."
    ),
}
