"""What participants thought of an edition."""

from collections import Counter

from flask import render_template

from app.extensions import clock, settings
from app.queries.attending.evaluation import results_of
from app.queries.attending.quote import quotes, signature
from app.rules.access import coordinates
from app.rules.attending.evaluation import Question, percentage
from app.rules.states import EditionState
from app.services.attending.evaluation import closing
from app.web.access import Who, actor, enter
from app.web.loading import attended_edition
from app.web.trainer import bp
from app.web.words import statement


@bp.get("/werk/edities/<int:edition_id>/evaluatie")
@enter(Who.STAFF)
def evaluation(edition_id: int) -> str:
    """The results, with the quotes that a coordinator judges."""
    edition = attended_edition(edition_id)
    results = results_of(edition)
    shown_quotes = quotes(edition_id=edition_id)
    # A sentence that became a quote is shown once, as the quote.
    quoted = Counter(quote.text for quote in shown_quotes)
    other_takeaways = []
    for text in results.takeaways:
        if quoted[text]:
            quoted[text] -= 1
        else:
            other_takeaways.append(text)
    return render_template(
        "trainer/evaluation.html",
        edition=edition,
        results=results,
        rate=percentage(results.responses, results.invited),
        statements={question: statement(question) for question in Question},
        quotes=shown_quotes,
        other_takeaways=other_takeaways,
        signature=signature,
        judges=coordinates(actor(), edition.team_id),
        closes_at=closing(edition),
        is_open=clock.now() < closing(edition),
        completed=edition.state is EditionState.COMPLETED,
        cancelled=edition.state is EditionState.CANCELLED,
        threshold=settings().evaluation_threshold,
    )
