"""What the form of a registration asks, keeps and shows again: fitted to its edition."""

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import Edition, Registration
from app.rules.offering.question import field_name
from app.rules.states import Format, QuestionKind
from app.services.offering import question
from app.services.offering.question import QuestionPlan
from tests.factories.offer import make_edition, register
from tests.support.time import NOW
from tests.support.visitor import Visitor
from tests.web.test_public_register import LOTTE, fill_in, stored


@pytest.fixture
def edition(site: Flask) -> Edition:
    """An open edition with a price."""
    return make_edition(price_cents=9500)


ALL_FIELDS = {
    "greeting": "Lot",
    "phone": "0470 12 34 56",
    "region": "Antwerpen",
    "experience": "Vijf jaar in de klas.",
    "aids": ["loop", "texts"],
    "needs": "Een rustige plek.",
    "diet": "Vegetarisch",
    "news": "y",
    "reference": "PO 12",
}


def test_all_that_is_told_is_kept_and_shown_again_to_change(visitor: Visitor) -> None:
    edition = make_edition(price_cents=9500, meal=True)
    choice = ask(edition, QuestionKind.CHOICE, required=True)
    words = ask(edition, QuestionKind.TEXT)
    fill_in(visitor, edition, **ALL_FIELDS, **{choice: "Trein", words: "Veel"})
    (made,) = stored()
    assert (made.greeting, made.phone, made.region) == ("Lot", "0470 12 34 56", "Antwerpen")
    assert made.experience == "Vijf jaar in de klas."
    assert made.news_at is not None
    assert made.needs is not None
    assert made.needs.needs.split("\n") == [
        "Induction loop",
        "Texts beforehand, digital",
        "Een rustige plek.",
    ]
    assert made.needs.diet == "Vegetarisch"
    assert made.billing is not None
    assert (made.billing.bill_to, made.billing.vat_number, made.billing.reference) == (
        "CLB De Horizon",
        "BE0403019261",
        "PO 12",
    )
    # Saving the form as it stands changes nothing of all this.
    before = facts_of(made)
    page = visitor.get(f"/inschrijving/{made.public_id}/wijzigen")
    assert page.forms[0].values["aids"] == ["loop", "texts"]
    assert page.forms[0].values["needs"] == ["Een rustige plek."]
    visitor.submit(page, function="Coach")
    db.session.expire_all()
    assert made.function == "Coach"
    assert facts_of(made) == before


@pytest.mark.parametrize(
    ("values", "open_ones"),
    [
        ({}, []),
        ({"region": "Antwerpen"}, ["region"]),
        ({"phone": "geen"}, ["phone"]),
        ({"aids": ["loop"]}, ["aids"]),
        ({"phone": "geen", "diet": "x" * 501}, ["phone", "diet"]),
    ],
)
def test_what_can_be_skipped_is_folded_unless_it_says_something(
    visitor: Visitor, values: dict[str, str | list[str]], open_ones: list[str]
) -> None:
    """Nothing typed is hidden, and each link of the summary of errors leads to what is seen."""
    edition = make_edition(meal=True)
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    assert page.html.count("<details") == 2
    assert '<details class="more" open>' not in page.html
    answer = visitor.submit(page, status=422, **(LOTTE | {"consent": None, "needs": ""} | values))
    parts = [part.split("</details>")[0] for part in answer.html.split("<details ")[1:]]
    seen = [part for part in parts if part.startswith('class="more" open')]
    assert len(seen) == len(open_ones)
    for name, part in zip(open_ones, seen, strict=True):
        assert f'id="{name}"' in part


def facts_of(made: Registration) -> tuple[object, ...]:
    assert made.needs is not None
    assert made.billing is not None
    return (
        *(made.greeting, made.phone, made.region, made.experience, made.news_at),
        *(made.needs.needs, made.needs.diet),
        *(made.billing.bill_to, made.billing.address, made.billing.vat_number),
        {answer.question_id: answer.answer for answer in made.answers},
    )


def ask(edition: Edition, kind: QuestionKind, *, required: bool = False) -> str:
    choices = ("Trein", "Auto") if kind is QuestionKind.CHOICE else ()
    with transaction():
        plan = QuestionPlan(kind, f"Vraag {kind}?", choices, required)
        return field_name(question.add(edition.id, plan, NOW).id)


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({}, False),
        ({"meal": True}, True),
        ({"meal": True, "format_": Format.WEBINAR}, False),
    ],
)
def test_the_diet_is_asked_where_people_eat_together(
    visitor: Visitor, values: dict[str, object], asked: bool
) -> None:
    edition = make_edition(**values)  # type: ignore[arg-type]  # values of different types
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    assert ("What do you eat, or not eat?" in page) is asked
    fill_in(visitor, edition, diet="Halal")
    (made,) = stored()
    assert made.needs is not None
    assert made.needs.diet == ("Halal" if asked else "")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"vat_number": ""}, "Enterprise number: Fill this in, please."),
        ({"vat_number": "403019261"}, "Enterprise number: This number has 9 digits; there must"),
        ({"vat_number": "0403019262"}, "Enterprise number: This is no valid number"),
        ({"bill_address": ""}, "Address for the invoice: Fill this in, please."),
        ({"bill_address": "", "payer": "self"}, "Address for the invoice: Fill this in, please."),
        ({"payer": "my uncle"}, "Who pays: "),
        ({"greeting": "dag www.kwaad.example"}, "How shall we address you: Leave web addresses"),
        ({"phone": "bel me"}, "Mobile number: This does not look like a phone number."),
        ({"region": "Atlantis"}, "Where do you work: "),
        ({"aids": ["helicopter"]}, "Accessibility: "),
    ],
)
def test_what_is_wrong_in_the_new_fields_stands_at_each(
    visitor: Visitor, edition: Edition, values: dict[str, str], error: str
) -> None:
    assert error in fill_in(visitor, edition, status=422, **values)
    assert stored() == []


def test_who_pays_nothing_needs_no_invoice(visitor: Visitor) -> None:
    edition = make_edition(price_cents=9500, prices={"CLB": 0, "Onderwijs": 2500})
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    assert "Onderwijs € 25 All others € 95" in page
    assert "Half the price" in page
    back = visitor.submit(page, status=422, **(LOTTE | {"vat_number": "", "consent": None}))
    assert "Register, free of charge" in back
    visitor.submit(back, consent="y")
    (made,) = stored()
    assert (made.price_cents, made.billing) == (0, None)
    other = Visitor(visitor.client.application)
    back = fill_in(
        other,
        edition,
        status=422,
        organisation_type="Onderwijs",
        vat_number="",
        email="b@b.example",
    )
    assert "Register for € 25" in back
    other.submit(back, payer="self")
    assert [made.price_cents for made in stored()] == [0, 2500]
    assert stored()[1].billing is not None


def test_a_free_edition_asks_nobody_for_an_invoice(visitor: Visitor) -> None:
    page = visitor.get(f"/edities/{make_edition().id}/inschrijven")
    assert "vat_number" not in page.html
    assert "Register, free of charge" in page


def test_news_is_never_ticked_in_advance(visitor: Visitor, edition: Edition) -> None:
    values = visitor.get(f"/edities/{edition.id}/inschrijven").forms[0].values
    assert "news" not in values
    assert "consent" not in values


def test_organisations_that_many_people_have_are_suggested(
    visitor: Visitor, edition: Edition
) -> None:
    register(edition, 3, organisation="CLB <b>De Horizon")
    register(edition, 1, organisation="Praktijk Janssens")
    html = visitor.get(f"/edities/{edition.id}/inschrijven").html
    options = html.split('<datalist id="organisations">')[1].split("</datalist>")[0]
    assert options == '<option value="CLB &lt;b&gt;De Horizon"></option>'


def test_the_summary_names_what_is_wrong_from_top_to_end(
    visitor: Visitor, edition: Edition
) -> None:
    question_field = ask(edition, QuestionKind.CHOICE, required=True)
    back = fill_in(visitor, edition, status=422, name="", bill_address="", consent=None)
    summary = back.html.split('<div class="error-summary"')[1].split("</div>")[0]
    targets = [part.split('"')[0] for part in summary.split('href="#')[1:]]
    assert targets == ["name", f"{question_field}-0", "bill_address", "consent"]


def test_an_invoice_that_was_asked_stays_and_one_that_never_was_is_not_demanded(
    visitor: Visitor, edition: Edition
) -> None:
    fill_in(visitor, edition)
    (made,) = stored()
    page = visitor.get(f"/inschrijving/{made.public_id}/wijzigen")
    emptied = visitor.submit(page, status=422, vat_number="", bill_address="")
    assert "2 things to check" in emptied
    with transaction():
        made.billing = None
    page = visitor.get(f"/inschrijving/{made.public_id}/wijzigen")
    assert "Your details are changed." in visitor.submit(page, function="Coach")
    half = visitor.submit(page, status=422, vat_number="0403019261")
    assert "Address for the invoice: Fill this in, please." in half
