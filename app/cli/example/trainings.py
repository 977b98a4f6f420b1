"""The trainings of the examples: titles as the report of 2023 prints them, texts of our own."""

from app.rules.states import QuestionKind
from app.rules.telling.mailing import Audience
from app.services.offering.offer import TrainingFacts
from app.services.offering.question import QuestionPlan
from app.services.telling.mailing import Draft

TOPOI = TrainingFacts(
    title="Interculturele communicatie – Het TOPOI model in de hulpverleningspraktijk",
    short_name="TOPOI",
    summary=(
        "Een gesprek loopt vast en je weet niet goed waarom. Met TOPOI zoek je op vijf plaatsen "
        "naar het verschil, en naar wat jij anders kan doen."
    ),
    description=(
        "Taal, Ordening, Personen, Organisatie, Inzet: op elk van die vijf plaatsen kunnen mensen "
        "elkaar misverstaan, ook als ze het goed bedoelen.\n\n"
        "We leren het model kennen aan de hand van **gesprekken uit jullie eigen werk**. Je oefent "
        "hoe je eerst vraagt en dan pas invult."
    ),
    goals=(
        "Je kent de vijf plaatsen van het TOPOI model.\n"
        "Je herkent je eigen vanzelfsprekendheden in een gesprek.\n"
        "Je hebt vragen klaar voor een gesprek dat stroef loopt."
    ),
    audience="Voor hulpverleners en begeleiders. Je hebt geen voorkennis nodig.",
    themes=("Communicatie", "Hulpverleningsrelatie"),
)

SUPERDIVERSITY = TrainingFacts(
    title="Hulpverleners in superdiversiteit",
    short_name="Superdiversiteit",
    summary=(
        "Iedereen is een optelsom van meer dan één identiteit, jij ook. Wat betekent dat voor hoe "
        "je kijkt, luistert en helpt?"
    ),
    description=(
        "In de voormiddag kijken we naar ons eigen referentiekader. In de namiddag werken we met "
        "situaties die jullie meebrengen.\n\n"
        "We gebruiken het kruispuntdenken: afkomst, levensbeschouwing, inkomen, gender en nog veel "
        "meer spelen tegelijk mee."
    ),
    goals=(
        "Je kan uitleggen wat kruispuntdenken is.\n"
        "Je ziet wat je eigen referentiekader doet met je blik.\n"
        "Je maakt één plan voor je eigen praktijk."
    ),
    audience="Voor iedereen die werkt met kinderen, jongeren en gezinnen.",
    themes=("Hulpverleningsrelatie", "Identiteitsontwikkeling"),
)

RACISM = TrainingFacts(
    title="Racisme verwondt – Als hulpverlener omgaan met de impact van racisme",
    short_name="Racisme verwondt",
    summary=(
        "Wat doet racisme met de jongeren en gezinnen die je begeleidt? En wat kan jij doen als "
        "het op tafel komt, of net verzwegen wordt?"
    ),
    description=(
        "In de voormiddag luisteren we naar verhalen van jongeren en zoeken we woorden voor wat er "
        "gebeurt. In de namiddag oefenen we in kleine groepen.\n\n"
        "Je bepaalt zelf wat je deelt. Heb je zelf racisme meegemaakt? Laat het weten als je "
        "vooraf iets wil afspreken met de begeleiders."
    ),
    goals=(
        "Je herkent de gevolgen van racisme, ook als niemand het woord gebruikt.\n"
        "Je oefent hoe je iemand gelooft en erkent zonder het gesprek over te nemen.\n"
        "Je gaat naar huis met een leidraad voor een gesprek na een racistisch voorval."
    ),
    audience="Voor hulpverleners, begeleiders en leerlingbegeleiders. Voorkennis is niet nodig.",
    themes=("Hulpverleningsrelatie", "Identiteitsontwikkeling"),
)

OTHER_LANGUAGES = TrainingFacts(
    title="Werken met anderstalige cliënten in de jeugdhulpverlening",
    short_name="Anderstalige cliënten",
    summary=(
        "Een tolk, een meertalige collega, een vertaalapp of gewoon eenvoudige taal: wat helpt "
        "wanneer?"
    ),
    description=(
        "Je leert kiezen welke hulp past bij welk gesprek, en hoe je een gesprek met een tolk "
        "voorbereidt en afrondt. We herschrijven samen een brief aan ouders."
    ),
    goals=(
        "Je kiest bewust tussen een tolk, een meertalige collega of een hulpmiddel.\n"
        "Je bereidt een gesprek met een tolk voor en rondt het goed af.\n"
        "Je schrijft een brief die ouders in één keer begrijpen."
    ),
    audience="Voor begeleiders en consulenten in de jeugdhulp.",
    themes=("Communicatie",),
)

POLARISED = TrainingFacts(
    title="Opgroeien en opvoeden in een gepolariseerde wereld",
    short_name="Opgroeien en opvoeden in een gepolariseerde wereld",
    summary=(
        "Wij tegen zij: jongeren horen het op straat, online en aan tafel. Hoe blijf je met hen in "
        "gesprek?"
    ),
    description=(
        "We bekijken hoe polarisatie werkt en wat het vraagt van ouders, jongeren en van jou. Je "
        "oefent met uitspraken die je raken."
    ),
    goals=(
        "Je herkent wanneer een gesprek polariseert.\n"
        "Je blijft in gesprek zonder je eigen grens te verliezen.\n"
        "Je ondersteunt ouders bij moeilijke vragen van hun kinderen."
    ),
    audience="Voor hulpverleners, begeleiders en leerkrachten.",
    themes=("Opvoeding", "Communicatie"),
)

MIGRATION = TrainingFacts(
    title="Opvoeden en opgroeien in migratiecontext",
    short_name="Opvoeden en opgroeien in migratiecontext",
    summary=(
        "Ouders die migreerden voeden op tussen twee werelden, en hun kinderen groeien er op. Wat "
        "helpt hen, en wat vraagt het van jou?"
    ),
    description=(
        "Over verlies, loyaliteit en opvoeding zonder dorp om je heen. We luisteren naar ouders en "
        "jongeren en zoeken wat jij in je eigen gesprekken kan gebruiken."
    ),
    goals=(
        "Je begrijpt wat migratie doet met de rollen in een gezin.\n"
        "Je herkent een loyaliteitsconflict bij jongeren.\n"
        "Je ondersteunt ouders vanuit hun eigen kracht."
    ),
    audience="Voor wie gezinnen met een migratieachtergrond begeleidt.",
    themes=("Opvoeding", "Impact van migratie en verlies"),
)

IDENTITY = TrainingFacts(
    title="Identiteitsbeleving bij jongeren met migratieachtergrond",
    short_name="Identiteitsbeleving",
    summary=(
        "Wie ben ik, waar hoor ik bij, en wie beslist dat? Over jongeren die op veel plaatsen "
        "tegelijk thuis zijn, of net nergens."
    ),
    description=(
        "We staan stil bij hoe jongeren zichzelf zien en hoe anderen hen zien. Je leert werkvormen "
        "kennen om er met hen over te praten."
    ),
    goals=(
        "Je kent drie werkvormen om over identiteit te praten.\n"
        "Je geeft jongeren de ruimte om zelf te kiezen hoe ze zich noemen."
    ),
    audience="Voor begeleiders van jongeren vanaf twaalf jaar.",
    themes=("Identiteitsontwikkeling",),
)

TRAJECTORY = TrainingFacts(
    title="Diversiteitsgevoelig werken in de jeugdhulp",
    short_name="Diversiteitsgevoelig werken",
    summary=(
        "Drie keer een halve dag met dezelfde groep. Tussendoor probeer je in je eigen team iets "
        "uit. Zo blijft het niet bij een mooie namiddag."
    ),
    description=(
        "Een traject: je volgt de drie halve dagen samen. We beginnen bij je eigen kijk, maken dan "
        "verbinding met jongeren en hun ouders, en gaan ten slotte aan de slag in je team."
    ),
    goals=(
        "Je kent je eigen kijk en merkt wanneer die in de weg zit.\n"
        "Je vraagt door zonder in te vullen voor de ander.\n"
        "Je brengt het thema op een veilige manier binnen in je team."
    ),
    audience="Voor begeleiders, hulpverleners en teamverantwoordelijken in de jeugdhulp.",
    themes=("Hulpverleningsrelatie", "Communicatie"),
)

INTERVISION = TrainingFacts(
    title="Intervisie in kleine groep – Samen kijken naar een begeleiding die vastloopt",
    short_name="Intervisie",
    summary="Met hoogstens zes mensen kijken we naar begeleidingen die vastlopen.",
    description=(
        "Ieder brengt een situatie mee. De groep denkt mee volgens een vaste methode, zonder "
        "oordeel en zonder snelle raad."
    ),
    goals="Je gaat naar huis met een volgende stap.",
    audience="Voor hulpverleners met minstens een jaar ervaring.",
    themes=("Hulpverleningsrelatie",),
)

LOSS = TrainingFacts(
    title="Rouw en verlies – Stilstaan bij afscheid in verschillende tradities",
    short_name="Rouw en verlies",
    summary=(
        "Hoe neem je afscheid als de begrafenis ver weg is? We zoeken woorden en gebaren die "
        "jongeren en gezinnen steunen."
    ),
    description=(
        "We luisteren naar verhalen over afscheid nemen in verschillende tradities, en bekijken "
        "wat jij kan doen als iemand in je begeleiding een verlies meemaakt."
    ),
    goals=(
        "Je vraagt naar gewoonten rond afscheid zonder in te vullen.\n"
        "Je herkent verlies dat niemand uitspreekt, ook dat van een land of een taal."
    ),
    audience="Voor hulpverleners en begeleiders. Je hebt geen voorkennis nodig.",
    themes=("Hulpverleningsrelatie",),
)

#: What one edition asks besides the usual: a question of each kind.
QUESTIONS = (
    QuestionPlan(QuestionKind.TEXT, "Wat wil je zeker leren of bespreken?"),
    QuestionPlan(
        QuestionKind.CHOICE,
        "Met wie werk je vooral?",
        ("Kinderen tot 12 jaar", "Jongeren", "Ouders en gezinnen"),
        required=True,
    ),
    QuestionPlan(QuestionKind.YES_NO, "Kom je met de fiets of het openbaar vervoer?"),
)

WHAT_TO_BRING = Draft(
    Audience.REGISTERED,
    "Wat breng je mee op {datum}?",
    "Dag {naam},\n\nTot binnenkort bij **{vorming}** in {plaats}.\n\nBreng mee:\n\n"
    "- een situatie uit je eigen werk waarover je wil vertellen\n"
    "- je lunch: koffie, thee en water zijn er\n\n"
    "Kan je er niet bij zijn? [Laat het ons hier weten]({link}).\n\nHartelijke groet,\nHilde",
    "nl",
    replies_to_author=True,
)
HOW_TO_GET_THERE = Draft(
    Audience.ALL,
    "Zo vind je ons op {datum}",
    "Dag {naam},\n\nWe verwachten je in {plaats}. De zaal is open vanaf 9 uur.\n\nTot dan!",
    "nl",
)
