"""Each check of a page catches its fault, and a page that is in order passes."""

import pytest

from tests.support.pages import assert_page, check_page

GOOD = """<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><title>Inschrijven</title>
<script src="/static/app.js" defer></script>
<script type="application/ld+json">{"@type": "Event"}</script></head>
<body>
<a href="#main">Naar de inhoud</a>
<!-- a comment is a node of the tree as well -->
<main id="main">
<h1>Inschrijven</h1>
<h2>Wie</h2><h3>Naam</h3><h2>Waar</h2>
<form method="post" action="/x">
<label for="name">Naam</label><input id="name" name="name" aria-describedby="hint">
<p id="hint">Zoals op uw kaart</p>
<label>Functie <select name="function"><option>Begeleider</option></select></label>
<input type="search" aria-label="Zoek"><textarea aria-labelledby="hint"></textarea>
<input type="hidden" name="token" value="x"><input type="submit">
<button><svg aria-hidden="true"><path d="M0 0"></path></svg><span>Verstuur</span></button>
<a href="/"><img src="/logo.svg" alt="Begin"></a><img src="/line.svg" alt="">
</form>
</main></body></html>
"""


def test_a_page_in_order_has_no_problems() -> None:
    assert check_page(GOOD) == []
    assert_page(GOOD)


FAULTS = [
    pytest.param("<h1>Inschrijven</h1>", "<h1>In <p>x</p></h2>", "HTML, line", id="markup"),
    pytest.param("<!doctype html>", "", "Expected DOCTYPE", id="doctype"),
    pytest.param('<html lang="nl">', "<html>", "html has no lang", id="lang"),
    pytest.param("<title>Inschrijven</title>", "<title> </title>", "title", id="title-empty"),
    pytest.param("<title>Inschrijven</title>", "", "title", id="title-missing"),
    pytest.param("<h1>Inschrijven</h1>", "", "exactly one h1, not 0", id="h1-missing"),
    pytest.param("<h2>Waar</h2>", "<h1>Waar</h1>", "exactly one h1, not 2", id="h1-twice"),
    pytest.param("<h2>Wie</h2>", "", "<h3> 'Naam' skips a level", id="heading-skip"),
    pytest.param("<h2>Waar</h2>", "<h2> </h2>", "<h2> is empty", id="heading-empty"),
    pytest.param('id="hint"', 'id="name"', "id 'name' is used 2 times", id="id-twice"),
    pytest.param('id="hint"', 'id="a hint"', "white space", id="id-space"),
    pytest.param('id="hint"', "", "no element for aria-describedby 'hint'", id="describedby"),
    pytest.param('id="hint"', "", "no element for aria-labelledby 'hint'", id="labelledby"),
    pytest.param(
        '<label for="name">', '<label for="nam">', "no element for for 'nam'", id="label-for"
    ),
    pytest.param('<label for="name">Naam</label>', "", "'name'> has no label", id="label-missing"),
    pytest.param('for="name">Naam<', 'for="name"> <', "'name'> has no label", id="label-empty"),
    pytest.param("<label>Functie ", "<label>", "'function'> has no label", id="label-wrapping"),
    pytest.param(' aria-label="Zoek"', "", "<input> has no label", id="label-aria"),
    pytest.param(' alt="">', ">", "<img src='/line.svg'> has no alt", id="alt"),
    pytest.param(' alt="Begin"', ' alt=""', "<a href='/'> has no name", id="link-name"),
    pytest.param("Verstuur", "", "<button> has no name", id="button-name"),
    pytest.param('"submit">', '"submit" value="">', "<input> has no name", id="submit-name"),
    pytest.param('"submit">', '"button">', "<input> has no name", id="input-button-name"),
    pytest.param('href="#main"', 'href="#top"', "leads to '#top'", id="fragment"),
    pytest.param('href="#main"', 'href="#"', "leads to '#'", id="fragment-empty"),
    pytest.param("<h2>Wie", '<h2 style="x:y">Wie', "inline style", id="style-attribute"),
    pytest.param("</title>", "</title><style>a{}</style>", "style element", id="style-element"),
    pytest.param('src="/static/app.js" defer', "", "inline script", id="script"),
    pytest.param("<button>", '<button onclick="x()">', "inline onclick", id="handler"),
    pytest.param('href="/"', 'href="javascript:x()"', "script in href", id="script-link"),
]


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS)
def test_a_fault_is_found(old: str, new: str, problem: str) -> None:
    assert GOOD.count(old) == 1
    problems = check_page(GOOD.replace(old, new))
    assert any(problem in found for found in problems), problems


def test_the_assertion_names_every_fault() -> None:
    page = GOOD.replace('lang="nl"', "").replace("Verstuur", "")
    with pytest.raises(AssertionError, match=r"(?s)no lang.*<button> has no name"):
        assert_page(page)
