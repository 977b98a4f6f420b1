"""An organisation's own words in each message: they are added, and nothing is taken out."""

from dataclasses import replace

import pytest

from app.mail.examples import example, fields_of, kinds
from app.rules.deciding.cancelling import OwnWords
from app.rules.settings.wording import Wording
from tests.mail.samples import HEAD, SAMPLES, Sample, sample
from tests.support.time import NOW

OWN = Wording("Dag {naam}", "Wij zijn <b>{organisatie}</b>.\n\nTot ziens.", "Groeten & dank")
LANGUAGES = ("nl", "en", "fr")


def with_words(kind: str, wording: Wording) -> object:
    return replace(HEAD, wordings={(kind, language): wording for language in LANGUAGES})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds())
def test_each_message_says_them_beside_all_that_it_must_say(kind: str, language: str) -> None:
    plain = example(kind, HEAD, language, NOW)
    own = example(kind, with_words(kind, OWN), language, NOW)
    assert own.subject == "Dag Lotte Janssens"
    for words in ("Wij zijn <b>Voorbeeldpunt vzw</b>.\n\nTot ziens.\n", "\n\nGroeten & dank\n\n"):
        assert own.text.count(words) == 1
    assert "<p" in own.html.split("Wij zijn &lt;b&gt;Voorbeeldpunt vzw&lt;/b&gt;.")[1][:20]
    assert own.html.count("Groeten &amp; dank</p>") == 1
    kept = [line for line in plain.text.splitlines() if line and "/~" not in line]
    assert [line for line in own.text.splitlines() if line in kept] == kept


def test_the_example_of_each_message_can_have_all_its_fields() -> None:
    for kind in kinds():
        all_fields = " ".join(f"{{{name}}}" for name in fields_of(kind))
        mail = example(kind, with_words(kind, Wording(opening=all_fields)), "nl", NOW)
        assert "{" not in mail.text
        assert "Lotte Janssens Voorbeeldpunt vzw" in mail.text
    assert fields_of("sign_in_link") == ("naam", "organisatie")
    assert "sessie" in fields_of("reminder")


@pytest.mark.parametrize("one", SAMPLES[:3], ids=str)
def test_words_that_a_later_version_cannot_fill_in_are_left_out(one: Sample) -> None:
    head = with_words(one.message.__name__, Wording("{weg}", "Niet {naam}", ""))
    mail, plain = sample(one, head=head), sample(one)
    assert mail.subject == plain.subject
    assert "Niet" not in mail.text


def test_the_subject_that_a_coordinator_wrote_for_one_edition_goes_first() -> None:
    one = next(s for s in SAMPLES if s.message.__name__ == "edition_cancelled")
    written = replace(one, facts={**one.facts, "words": OwnWords(subject="Helaas")})
    head = with_words("edition_cancelled", Wording("Altijd", "Ons begin", ""))
    assert sample(written, head=head).subject == "Helaas"
    assert "Ons begin" in sample(written, head=head).text
    assert sample(one, head=head).subject == "Altijd"


def test_nobody_is_greeted_twice() -> None:
    head = with_words("edition_cancelled", Wording(opening="Beste {naam},\n\nEen woord vooraf."))
    one = next(s for s in SAMPLES if s.message.__name__ == "edition_cancelled")
    mail = sample(one, head=head)
    assert "\nBeste Lotte Janssens,\n\nEen woord vooraf.\n\n" in mail.text
    assert "Beste Lotte Janssens,</p>" in mail.html
    assert "Dag Lotte" not in mail.text + mail.html
    # For one edition a coordinator writes it where the reason stands; it belongs on top.
    written = OwnWords(opening="Hoi {naam},\nHet spijt ons <erg>.")
    mail = sample(replace(one, facts={**one.facts, "words": written}), head=head)
    assert mail.text.index("Hoi Lotte Janssens,\n") < mail.text.index("Een woord vooraf.")
    assert mail.text.count("Lotte Janssens") == 1
    assert "Het spijt ons &lt;erg&gt;.</p>" in mail.html


def test_a_reader_of_another_language_reads_the_standard() -> None:
    head = replace(HEAD, wordings={("reminder", "nl"): OWN})
    plain = example("reminder", HEAD, "fr", NOW)
    assert example("reminder", head, "fr", NOW).subject == plain.subject
