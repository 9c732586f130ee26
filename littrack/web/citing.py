"""How to cite a claim's page: what it says, on what day PubMed was asked, and where it stays."""

from __future__ import annotations

from littrack.views.claim import ClaimView
from littrack.web.content_hash import content_sha256
from littrack.web.filters import day, day_in

_LONG = 90


def citation(view: ClaimView, address: str) -> str:
    """One line of plain text. An ``address`` that leads nowhere from outside is left out."""
    verdict = view.page.verdict
    standing = "signed" if verdict.review == "signed" else "draft, unsigned"
    certainty = f", certainty {view.card.certainty}" if view.card.certainty else ""
    judged = f" Appraised {day(verdict.judged)}." if verdict.judged else ""
    asked = (
        f" PubMed last asked {day_in(view.checked, view.topic.time_zone)}." if view.checked else ""
    )
    where = f" {address}" if "://" in address else ""
    return (
        f"littrack. “{shortened(view.page.quote)}”: {verdict.state}{certainty} ({standing}). "
        f"In: {view.topic.heading}, checked sentence by sentence.{judged}{asked}{where} [{content_sha256(view)[:16]}]"
    )


def shortened(quote: str, length: int = _LONG) -> str:
    """The beginning of a quotation, cut between words."""
    if len(quote) <= length:
        return quote
    return quote[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"
