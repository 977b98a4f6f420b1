"""What people may have typed, in the language of a reader: for the previews of mails."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """What people of the organisation, or participants, may have typed in a language."""

    language: str
    instead_of: str
    question: str
    answer: str
    reason: str
    lost: str
    subject: str
    letter: str


TYPED = {
    "nl": Typed(
        language="nl",
        instead_of="Hulpverleners in superdiversiteit",
        question="Is er parking in de buurt?",
        answer="Ja, achter het gebouw.",
        reason="We telden iemand twee keer.",
        lost="Je bent ingeschreven: Racisme verwondt",
        subject="Breng een voorbeeld mee",
        letter="""Dag {naam},

Denk tegen {datum} aan een situatie uit je werk waarover je wilt praten.
**Een paar regels** zijn genoeg.

- Wie was erbij?
- Wat deed je?

Tot dan!
Anna Peeters""",
    ),
    "fr": Typed(
        language="fr",
        instead_of="Accompagner en contexte de superdiversité",
        question="Peut-on se garer près de la salle\u202f?",
        answer="Oui, derrière le bâtiment.",
        reason="Nous avions compté une personne deux fois.",
        lost="Vous êtes inscrit(e)\u202f: Racisme verwondt",
        subject="Apportez un exemple",
        letter="""Bonjour {naam},

Pensez d’ici au {datum} à une situation de votre travail dont vous voulez parler.
**Quelques lignes** suffisent.

- Qui était là\u202f?
- Qu’avez-vous fait\u202f?

À bientôt,
Anna Peeters""",
    ),
    "en": Typed(
        language="en",
        instead_of="Working in superdiversity",
        question="Is there parking nearby?",
        answer="Yes, behind the building.",
        reason="We counted somebody twice.",
        lost="You are registered: Racisme verwondt",
        subject="Bring an example",
        letter="""Hello {naam},

Before {datum}, think of a situation at work that you want to talk about.
**A few lines** are enough.

- Who was there?
- What did you do?

See you then!
Anna Peeters""",
    ),
}
