"""Teams and themes: added, renamed, retired, merged, deleted; the search follows."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import HistoryEntry, Team, Theme, Training
from app.queries.offering.planning import teams_of, teams_to_plan
from app.queries.offering.search import find
from app.rules.errors import Code, RuleBroken
from app.services.settings import team as teams
from app.services.settings import theme as themes
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.time import NOW


def do(cast: Cast, change: Callable[..., object], *values: object) -> None:
    with transaction():
        change(*values, NOW, cast.administrator.id)


def broken(cast: Cast, change: Callable[..., object], *values: object) -> Code:
    with pytest.raises(RuleBroken) as error:
        do(cast, change, *values)
    return error.value.code


def actions() -> list[str]:
    entries = db.session.query(HistoryEntry).order_by(HistoryEntry.id)
    return [e.action for e in entries if e.facts.get("group") in ("teams", "themas")]


def test_a_team_is_added_renamed_and_deleted_while_nothing_names_it(app: Flask, cast: Cast) -> None:
    do(cast, teams.add_team, "Brussel")
    team = db.session.query(Team).filter_by(name="Brussel").one()
    assert broken(cast, teams.add_team, "brussel") is Code.NAME_TAKEN
    assert broken(cast, teams.rename_team, team.id, "LIMBURG") is Code.NAME_TAKEN
    do(cast, teams.rename_team, team.id, "BRUSSEL")
    do(cast, teams.delete_team, team.id)
    with pytest.raises(LookupError):
        do(cast, teams.delete_team, team.id)
    assert actions() == ["team_added", "team_renamed", "team_deleted"]


def test_answers_about_the_editions_of_a_team_go_to_its_address(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    do(cast, teams.change_team, edition.team_id, "Antwerpen", "antwerpen@voorbeeldpunt.example")
    do(cast, teams.change_team, edition.team_id, "Antwerpen", "antwerpen@voorbeeldpunt.example")
    register(edition)
    do(cast, teams.change_team, edition.team_id, "Antwerpen", "")
    register(edition)
    assert actions() == ["team_address_changed"] * 2
    assert [mail.reply_to for mail in mails("registration_confirmed")] == [
        "antwerpen@voorbeeldpunt.example",
        "vormingen@voorbeeldpunt.example",
    ]


def test_a_team_with_editions_is_retired_and_no_choice_for_new_ones(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    team_id, actor = edition.team_id, cast.administrator.actor
    assert broken(cast, teams.delete_team, team_id) is Code.TEAM_IN_USE
    do(cast, teams.retire_team, team_id, True)
    do(cast, teams.retire_team, team_id, True)
    assert team_id not in [team.id for team in teams_to_plan(actor)]
    assert team_id in [team.id for team in teams_of(actor)]
    assert team_id in [team.id for team in teams_to_plan(actor, team_id)]
    do(cast, teams.retire_team, team_id, False)
    assert team_id in [team.id for team in teams_to_plan(actor)]
    assert actions() == ["team_retired", "team_back"]


def test_the_search_follows_the_names(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    do(cast, themes.rename_theme, edition.training.themes[0].id, "Meertaligheid")
    assert find("meertaligheid").editions == {edition.id}
    do(cast, teams.rename_team, edition.team_id, "Scheldeland")
    assert find("scheldeland").editions == {edition.id}


def test_merged_themes_are_one_and_a_theme_in_use_is_not_deleted(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    training_id, old = edition.training_id, edition.training.themes[0]
    kept = len(edition.training.themes)
    do(cast, themes.add_theme, "Meertaligheid")
    new = db.session.query(Theme).filter_by(name="Meertaligheid").one()
    assert broken(cast, themes.delete_theme, old.id) is Code.THEME_IN_USE
    do(cast, themes.merge_theme, old.id, new.id)
    assert db.session.get(Theme, old.id) is None
    training = db.session.get(Training, training_id)
    assert training is not None
    assert new in training.themes
    assert len(training.themes) == kept
    assert find("meertaligheid").editions == {edition.id}
    do(cast, themes.merge_theme, new.id, new.id)
    assert broken(cast, themes.add_theme, "MEERTALIGHEID") is Code.NAME_TAKEN
    do(cast, themes.add_theme, "Leeg")
    do(cast, themes.delete_theme, db.session.query(Theme).filter_by(name="Leeg").one().id)
    assert actions() == ["theme_added", "theme_merged", "theme_added", "theme_deleted"]
