"""Settings at the desk: seen with their explanation, changed, shown to everybody, taken back."""

from io import BytesIO

import pytest
from flask import Flask

from app.extensions import db, settings, transaction
from app.models import SettingValue, Theme
from app.rules.settings.registry import Group
from app.services.settings.version import count_change
from tests.factories.cast import Cast
from tests.factories.offer import make_edition
from tests.factories.picture import picture
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor

SETTINGS = "/werk/beheer/instellingen"


@pytest.fixture
def admin(site: Flask, cast: Cast) -> Visitor:
    return Visitor(site).sign_in(cast.administrator)


def press(admin: Visitor, path: str, status: int = 200, **data: object) -> Shown:
    """Send a form of one button, or one whose button is no longer shown."""
    token = admin.get(SETTINGS).forms[0].values["csrf_token"]
    return admin.post(path, {"csrf_token": token, **data}, status)


def group_page(admin: Visitor, group: Group) -> Shown:
    return admin.get(f"{SETTINGS}/{group}")


def test_each_group_says_what_each_setting_does_and_its_standard(admin: Visitor) -> None:
    index = admin.get(SETTINGS)
    for group in Group:
        assert f'href="{SETTINGS}/{group}"' in index.html
        with counted() as statements:
            page = group_page(admin, group)
        assert page.text.count("Standard: ") >= page.text.count("Holds ") > 0
        assert len([s for s in statements if not s.startswith("BEGIN")]) <= 12
    assert "a secret for the tests" not in index.html
    admin.get(f"{SETTINGS}/onbekend", status=404)


def test_a_change_shows_on_pages_that_were_kept_and_stands_in_the_history(
    admin: Visitor, visitor: Visitor
) -> None:
    make_edition()
    assert "Voorbeeldpunt vzw" in visitor.get("/")
    page = group_page(admin, Group.ORGANISATION)
    done = admin.submit(page, "Save", organisation_name="Het Huis vzw", closing_days="24/12/2027")
    assert "Saved." in done
    assert "Changed by " in done
    shown = visitor.get("/")
    assert "Het Huis vzw" in shown
    assert "Voorbeeldpunt vzw" not in shown
    history = admin.get("/werk/beheer/geschiedenis?groep=organisatie")
    assert "Name: from “Voorbeeldpunt vzw” to “Het Huis vzw”" in history
    assert "Closing days: from “none” to “24/12/2027”" in history
    assert "Nothing was changed yet." in admin.get("/werk/beheer/geschiedenis?groep=wachtlijst")
    back = press(admin, f"{SETTINGS}/standaard", setting="ORGANISATION_NAME")
    assert "is the standard again" in back
    assert "Voorbeeldpunt vzw" in visitor.get("/")


def test_the_legend_of_the_catalogue_shows_the_minimum_of_now(
    admin: Visitor, visitor: Visitor
) -> None:
    make_edition()
    assert "minimum, mostly 8" in visitor.get("/")
    for minimum, taken, needed in (("10", 7, 3), ("2", 0, 2)):
        page = group_page(admin, Group.DECISIONS)
        admin.submit(page, "Save", minimum_registrations=minimum)
        intro = visitor.get("/").html.partition('id="dots"')[2].partition("</section>")[0]
        assert f"minimum, mostly {minimum}" in intro
        assert f'data-label="min. {minimum}"' in intro
        dots, _, _legend = intro.partition("legend")
        assert (dots.count('class="taken"'), dots.count('class="needed"')) == (taken, needed)


def test_each_kind_of_setting_is_kept_as_it_was_typed(admin: Visitor) -> None:
    typed = {
        Group.ORGANISATION: {"closing_days": "13/05/2027 - 14/05/2027\n24/12/2027"},
        Group.DECISIONS: {"undecided_policy": "keep_asking", "minimum_registrations": "6"},
        Group.REGISTERING: {"regions": "Gent\nAalst"},
        Group.REMINDERS: {"reminder_days": "14, 2", "invitation_replies": "no"},
        Group.TERMS: {"withdrawal_terms": ["15", "0", "5", "25", "0", "100", "", "", "", ""]},
        Group.PRIVACY: {"privacy_email": ""},
    }
    for group, values in typed.items():
        admin.submit(group_page(admin, group), "Save", **values)
        form = next(f for f in group_page(admin, group).forms if "seen" in f.values)
        for name, value in values.items():
            kept = [value] if isinstance(value, str) else value
            assert form.values[name] == kept
    assert settings().regions == ("Gent", "Aalst")


def test_what_cannot_be_used_comes_back_with_all_that_was_typed(admin: Visitor) -> None:
    page = group_page(admin, Group.DECISIONS)
    back = admin.submit(
        page, "Save", status=422, minimum_registrations="geen", decision_days_before="21"
    )
    assert "Give a whole number from 1 to 1000." in back
    form = next(f for f in back.forms if "seen" in f.values)
    assert form.values["minimum_registrations"] == ["geen"]
    assert form.values["decision_days_before"] == ["21"]
    assert settings().decision_days_before == 14


def test_who_saves_a_form_that_is_out_of_date_is_asked_to_look_again(admin: Visitor) -> None:
    old = group_page(admin, Group.WAITING)
    admin.submit(old, "Save", offer_hours="24")
    back = admin.submit(old, "Save", status=422, offer_hours="12")
    assert "Somebody else changed a setting meanwhile." in back
    admin.submit(back, "Save", offer_hours="12")
    assert settings().offer_hours == 12


def test_terms_are_read_as_a_participant_would_before_they_are_saved(admin: Visitor) -> None:
    page = group_page(admin, Group.TERMS)
    cells = ["20", "0", "0", "50", "", "", "", "", "", ""]
    seen = admin.submit(page, "See what participants read", withdrawal_terms=cells)
    assert "Until 20 working days before the first day: Free" in seen
    assert settings().withdrawal_terms[0].working_days == 10
    cells[1] = "70"
    wrong = admin.submit(seen, "Save", status=422, withdrawal_terms=cells)
    assert "These terms cannot be used yet." in wrong


def test_a_stored_value_that_cannot_be_used_is_shown_and_the_site_goes_on(
    admin: Visitor, visitor: Visitor
) -> None:
    with transaction():
        db.session.add(SettingValue(name="OFFER_HOURS", value="veel", changed_at=NOW))
        count_change()
    assert "“veel”" in admin.get("/werk/beheer")
    assert "“veel”" in admin.get(SETTINGS)
    page = group_page(admin, Group.WAITING)
    assert "“veel”" in page
    visitor.get("/")
    assert "“veel”" not in admin.submit(page, "Save")


def test_own_colours_come_as_a_sheet_of_their_own_and_none_by_the_standard(
    admin: Visitor, visitor: Visitor
) -> None:
    assert "kleuren.css" not in visitor.get("/").html
    page = group_page(admin, Group.LOOK)
    back = admin.submit(page, "Save", status=422, brand_colour="#ff8800")
    assert "its contrast on #fceeea is 2,1" in back
    admin.submit(back, "Save", brand_colour="#7a1fa2")
    href = next(part for part in visitor.get("/").html.split('"') if "kleuren.css" in part)
    sheet = visitor.client.get(href)
    assert ":root { --brand: #7a1fa2;" in sheet.text
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    etag = sheet.headers["ETag"]
    assert visitor.client.get(href, headers={"If-None-Match": etag}).status_code == 304


def test_a_logo_stands_in_the_head_until_it_is_removed(admin: Visitor, visitor: Visitor) -> None:
    assert visitor.client.get("/logo.webp").status_code == 404
    sent = (BytesIO(picture(size=(800, 100))), "logo.png")
    assert "The logo stands in the head" in press(admin, "/werk/beheer/logo", logo=sent)
    page = visitor.get("/").html
    href = next(part for part in page.split('"') if "/logo.webp" in part)
    assert 'width="200" height="25" alt="Voorbeeldpunt vzw"' in page
    answer = visitor.client.get(href)
    assert (answer.content_type, answer.data[:4]) == ("image/webp", b"RIFF")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    svg = (BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "logo.png")
    assert "an SVG is not accepted" in press(admin, "/werk/beheer/logo", logo=svg)
    assert "Choose a picture first." in press(admin, "/werk/beheer/logo")
    press(admin, "/werk/beheer/logo/weg")
    assert "logo.webp" not in visitor.get("/").html


MESSAGE = "/werk/beheer/berichten/reminder/nl"


def test_own_words_of_a_message_are_previewed_kept_and_taken_back(admin: Visitor) -> None:
    assert f'href="{MESSAGE}"' in admin.get("/werk/beheer/berichten").html
    page = admin.get(MESSAGE)
    assert "{naam}, {organisatie}, {vorming}, {datum}, {team}, {beslisdatum}, {sessie}" in page
    words = {"subject": "Tot {datum}", "opening": "Een\n\nTwee", "closing": "<b>Dag</b>"}
    token = page.forms[0].values["csrf_token"]
    sent = {**words, "csrf_token": token}
    seen = admin.client.post(f"{MESSAGE}/voorbeeld", data=sent)
    assert "&lt;b&gt;Dag&lt;/b&gt;" in seen.text
    text = admin.client.post(f"{MESSAGE}/voorbeeld", data=sent | {"text": "1"}).text
    assert "Een\n\nTwee" in text
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    wrong = admin.client.post(f"{MESSAGE}/voorbeeld", data=sent | {"closing": "{wie}"})
    assert wrong.status_code == 422
    assert "{wie}" in wrong.text
    assert "<b>Dag</b>" not in admin.get(MESSAGE)
    back = admin.submit(page, "Save", status=422, **(words | {"closing": "{wie}"}))
    assert back.forms[1].values["opening"] == ["Een\n\nTwee"]
    saved = admin.submit(back, "Save", **words)
    assert "The standard text" in saved
    assert "&lt;b&gt;Dag&lt;/b&gt;" in admin.client.get(f"{MESSAGE}/voorbeeld").text
    assert "(own words)" in admin.get("/werk/beheer/berichten")
    assert "Words of “Reminder” (Nederlands)" in admin.get("/werk/beheer/geschiedenis")
    assert "The standard text" not in admin.submit(saved, "Back to the standard")
    for gone in ("/werk/beheer/berichten/weg/nl", "/werk/beheer/berichten/reminder/de"):
        admin.get(gone, status=404)


def test_teams_are_added_renamed_and_retired(admin: Visitor, visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    page = admin.submit(admin.get("/werk/beheer/teams"), "Add the team", name="Brussel")
    assert "Brussel" in page
    again = admin.submit(page, "Add the team", status=422, name="Brussel")
    assert "There is one with this name already." in again
    team = f"/werk/beheer/teams/{cast.antwerp.id}"
    public = f"/edities/{edition.id}"
    assert "Antwerpen" in visitor.get(public)
    admin.submit(admin.get(team), "Save", name="Scheldeland")
    assert "Scheldeland" in visitor.get(public)
    assert "Retired" in admin.submit(admin.get(team), "Retire this team")
    assert ">Scheldeland</option>" not in admin.get("/werk/edities/nieuw").html
    assert "You can retire it" in press(admin, f"{team}/weg")
    admin.submit(admin.get(team), "Make it a choice again")
    assert ">Scheldeland</option>" in admin.get("/werk/edities/nieuw").html
    admin.get("/werk/beheer/teams/999", status=404)
    press(admin, f"{team}/anders", 404)


def test_themes_are_added_renamed_merged_and_deleted(admin: Visitor, visitor: Visitor) -> None:
    edition = make_edition()
    theme = f"/werk/beheer/themas/{edition.training.themes[0].id}"
    admin.submit(admin.get("/werk/beheer/themas"), "Add the theme", name="Meertaligheid")
    other = db.session.query(Theme).filter_by(name="Meertaligheid").one().id
    admin.submit(admin.get(theme), "Save", name="Talen")
    assert "Talen" in visitor.get(f"/vormingen/{edition.training.slug}").html
    assert "Merge it into another theme" in press(admin, f"{theme}/weg")
    merged = admin.submit(admin.get(theme), "Merge the themes", into=str(other))
    assert "The themes are one now." in merged
    assert "Meertaligheid" in visitor.get(f"/vormingen/{edition.training.slug}").html
    admin.submit(admin.get("/werk/beheer/themas"), "Add the theme", name="Leeg")
    empty = db.session.query(Theme).filter_by(name="Leeg").one().id
    assert "The theme is gone." in admin.submit(
        admin.get(f"/werk/beheer/themas/{empty}"), "Delete this theme"
    )


def test_what_only_the_server_says_cannot_be_changed(admin: Visitor) -> None:
    press(admin, f"{SETTINGS}/standaard", 400, setting="SECRET_KEY")
