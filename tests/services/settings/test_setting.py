"""Settings in the database: they hold at once, everywhere, and a bad one stops nothing."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, effective, installation, settings, transaction
from app.models import HistoryEntry, SettingValue
from app.queries.deciding.minimum import minimum_of
from app.queries.settings.setting import history
from app.rules.errors import Code, RuleBroken
from app.rules.settings.registry import EDITABLE, Kind
from app.services import holidays
from app.services.settings import setting
from app.services.settings.version import count_change
from tests.factories.cast import Cast
from tests.factories.offer import make_edition
from tests.support.installation import ENGINES, Databases, make_app
from tests.support.time import NOW


def change(cast: Cast, **values: str) -> int:
    with transaction():
        return setting.change(values, effective().mark, NOW, cast.administrator.id)


def store(name: str, value: str) -> None:
    """As an earlier version may have left it."""
    with transaction():
        db.session.add(SettingValue(name=name, value=value, changed_at=NOW))
        count_change()


def changes() -> list[tuple[str, dict[str, object]]]:
    entries = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id))
    return [(entry.action, entry.facts) for entry in entries]


def test_a_change_holds_in_the_rules_and_stands_in_the_history(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    assert minimum_of(edition) == 8
    assert change(cast, MINIMUM_REGISTRATIONS="6", OFFER_HOURS="48") == 1
    assert minimum_of(edition) == 6
    facts = {"group": "minimum", "setting": "MINIMUM_REGISTRATIONS", "old": "8", "new": "6"}
    assert changes()[-1] == ("setting_changed", facts)
    assert [entry.facts for entry in history("minimum")] == [facts]
    assert history("wachtlijst") == []
    stored = db.session.get(SettingValue, "MINIMUM_REGISTRATIONS")
    assert stored is not None
    assert (stored.changed_at, stored.changed_by_id) == (NOW, cast.administrator.id)


def test_it_holds_within_the_transaction_and_never_after_a_rollback(app: Flask, cast: Cast) -> None:
    def change_and_fail() -> None:
        with transaction():
            setting.change({"OFFER_HOURS": "24"}, effective().mark, NOW, cast.administrator.id)
            assert settings().offer_hours == 24
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert settings().offer_hours == 48
    change(cast, OFFER_HOURS="12")
    assert settings().offer_hours == 12


def test_another_process_sees_it_at_its_next_request(app: Flask, cast: Cast) -> None:
    other = make_app(app.config["SQLALCHEMY_DATABASE_URI"])
    with other.app_context():
        assert settings().offer_hours == 48
    change(cast, OFFER_HOURS="24")
    with other.app_context():
        assert settings().offer_hours == 24
        assert installation().offer_hours == 48
        db.session.remove()
        db.engine.dispose()


def test_back_to_the_standard(app: Flask, cast: Cast) -> None:
    change(cast, OFFER_HOURS="24")
    with transaction():
        setting.reset("OFFER_HOURS", NOW, cast.administrator.id)
    assert settings().offer_hours == 48
    assert db.session.get(SettingValue, "OFFER_HOURS") is None
    assert changes()[-1][0] == "setting_reset"
    with transaction():
        setting.reset("OFFER_HOURS", NOW, cast.administrator.id)
    assert len(changes()) == 2
    # Typing the standard is going back to it too.
    change(cast, OFFER_HOURS="24")
    change(cast, OFFER_HOURS="48")
    assert db.session.get(SettingValue, "OFFER_HOURS") is None


def test_the_second_click_changes_nothing_and_a_stale_form_undoes_nothing(
    app: Flask, cast: Cast
) -> None:
    seen = effective().mark
    change(cast, OFFER_HOURS="24")
    by = cast.administrator.id
    with transaction():
        assert setting.change({"OFFER_HOURS": "24"}, seen, NOW, by) == 0
    with pytest.raises(RuleBroken) as broken, transaction():
        setting.change({"OFFER_HOURS": "48"}, seen, NOW, by)
    assert broken.value.code is Code.SETTINGS_CHANGED
    assert settings().offer_hours == 24
    assert len(changes()) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("OFFER_HOURS", "veel"), ("DATABASE_URL", "sqlite://"), ("WEG", "1")]
)
def test_a_stored_value_that_cannot_be_used_stops_nothing(
    app: Flask, cast: Cast, name: str, value: str
) -> None:
    store(name, value)
    store("GROUP_MOST", "9")
    assert effective().unusable == {name}
    assert settings() == installation().__class__(
        **{f: getattr(installation(), f) for f in installation().__slots__} | {"group_most": 9}
    )


def test_saving_the_group_anew_clears_a_value_that_cannot_be_used(app: Flask, cast: Cast) -> None:
    store("OFFER_HOURS", "veel")
    assert change(cast, OFFER_HOURS="48") == 1
    assert effective().unusable == frozenset()
    assert db.session.get(SettingValue, "OFFER_HOURS") is None


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("ORGANISATION_NAME", " "),
        ("ORGANISATION_NAME", "x" * 301),
        ("ORGANISATION_EMAIL", "geen adres"),
        ("PRIVACY_AUTHORITY_URL", "gba"),
        ("OFFER_HOURS", "0"),
        ("INVITATION_REPLIES", "misschien"),
        ("UNDECIDED_POLICY", "wachten"),
        ("REGIONS", " ; "),
        ("REMINDER_DAYS", "7,7"),
        ("WITHDRAWAL_TERMS", "10:50,0:20"),
        ("CLOSING_DAYS", "2027-13-01"),
        ("CLOSING_DAYS", "9999-12-31/2027-01-01"),
        ("BRAND_COLOUR", "rood"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(app: Flask, name: str, bad: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        setting.check(name, bad)
    assert broken.value.code is Code.SETTING_UNUSABLE
    assert broken.value.field == name.lower()
    assert broken.value.facts["kind"] is EDITABLE[name].kind


def test_a_colour_that_is_hard_to_read_is_refused_with_its_ratio(app: Flask) -> None:
    with pytest.raises(RuleBroken) as broken:
        setting.check("BRAND_COLOUR_DARK", "#0b5351")
    assert broken.value.code is Code.COLOUR_FAINT
    assert setting.check("BRAND_COLOUR_DARK", str(broken.value.facts["suggestion"]))
    assert {one.kind for one in EDITABLE.values()} == set(Kind)


def test_closing_days_are_no_working_days(app: Flask, cast: Cast) -> None:
    closed = date(2027, 5, 13)
    assert holidays.is_working(closed)
    change(cast, CLOSING_DAYS="2027-05-13/2027-05-14")
    assert not holidays.is_working(closed)
    assert {closed, date(2027, 5, 14)} <= holidays.around(date(2027, 1, 4))
    assert setting.current("CLOSING_DAYS") == "2027-05-13/2027-05-14"


@pytest.mark.parametrize("engine", ENGINES)
def test_without_its_tables_the_environment_holds(databases: Databases, engine: str) -> None:
    app = make_app(databases.empty(engine))
    with app.app_context():
        assert settings() is installation()
        db.session.remove()
        db.engine.dispose()
