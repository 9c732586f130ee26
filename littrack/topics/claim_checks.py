"""What a schema cannot say about topic.yaml, claims.yaml and trials.yaml. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from littrack.topics.document import Document, Path, Problem, repeated
from littrack.topics.files import TopicFiles
from littrack.topics.model import REGISTRY_FIELDS, Claim, Trial
from littrack.topics.schema import choices

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_NUMBERS_ONLY = re.compile(r"[\s\d.,;%+\-–−]*\d[\s\d.,;%+\-–−]*(?:\bto\b[\s\d.,%+\-–−]*)?")
_TYPOGRAPHY = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."}
)


def check_topic(files: TopicFiles) -> Iterator[Problem]:
    """Strategies: names used once, brackets and quotation marks that close."""
    searches = files.topic.searches
    yield from twice(files.head, "searches", "name", (search.name for search in searches))
    for n, search in enumerate(searches):
        yield from _closed(files.head, ("searches", n, "query"), search.query or "")
        yield from bad_date(files.head, ("searches", n, "dated"), search.dated)
    asked = files.topic.registry_queries
    yield from twice(files.head, "registry_queries", "name", (each.name for each in asked))
    for n, each in enumerate(asked):
        if not each.query:
            allowed = f"give one of {', '.join(REGISTRY_FIELDS)}"
            yield files.head.problem(("registry_queries", n), "asks nothing", allowed)
        for name in REGISTRY_FIELDS:
            path: Path = ("registry_queries", n, name)
            yield from _closed(files.head, path, getattr(each, name) or "")
        yield from bad_date(files.head, ("registry_queries", n, "dated"), each.dated)


def _closed(document: Document, path: Path, query: str) -> Iterator[Problem]:
    """Brackets and quotation marks that stay open."""
    opened, closed = query.count("("), query.count(")")
    if opened != closed:
        yield document.problem(path, f"{opened} brackets open and {closed} close", "close each")
    if query.count('"') % 2:
        yield document.problem(path, "a quotation mark is not closed", "close each")


def check_claims(files: TopicFiles) -> Iterator[Problem]:
    """Each claim by itself and with the others, the studies and the searches."""
    claims = files.topic.claims
    yield from twice(files.claims, "claims", "id", (claim.id for claim in claims))
    for n, claim in enumerate(claims):
        yield from _family(files, n, claim)
        yield from _evidence(files, n, claim)
        yield from _rationale(files, n, claim)
        yield from _signature(files, n, claim)
        yield from _searches(files, n, claim)
        for key in ("reviewed", "last_appraised"):
            yield from bad_date(files.claims, ("claims", n, key), getattr(claim, key))


def _family(files: TopicFiles, n: int, claim: Claim) -> Iterator[Problem]:
    by_id = {each.id: each for each in files.topic.claims}
    if claim.highlight and claim.highlight not in claim.quote:
        yield files.claim(n, ("highlight",), "is not in the quote", "words of the quote, verbatim")
    for m, other in enumerate(claim.overlaps):
        if other not in by_id or other == claim.id:
            yield files.claim(
                n, ("overlaps", m), f"{other!r} is no other claim", choices(other, by_id)
            )
    if claim.parent is None:
        return
    parent = by_id.get(claim.parent)
    if parent is None:
        wrong = f"no claim has the id {claim.parent!r}"
        yield files.claim(n, ("parent",), wrong, choices(claim.parent, by_id))
    elif _circle(claim, by_id):
        yield files.claim(n, ("parent",), "is a part of itself, in a circle", "name the sentence")
    elif claim.quote not in parent.quote:
        wrong = f"is not in the quote of {parent.id}"
        yield files.claim(n, ("quote",), wrong, "words of that sentence, verbatim")


def _circle(claim: Claim, by_id: dict[str, Claim]) -> bool:
    seen, here = {claim.id}, claim.parent
    while here is not None and here in by_id:
        if here == claim.id:
            return True
        if here in seen:
            return False
        seen.add(here)
        here = by_id[here].parent
    return False


def _evidence(files: TopicFiles, n: int, claim: Claim) -> Iterator[Problem]:
    keys = [work.key for work in files.topic.works]
    for m, each in enumerate(claim.evidence):
        if each.study and each.study not in keys:
            wrong = f"no study of evidence.yaml has the key {each.study!r}"
            yield files.claim(n, ("evidence", m, "study"), wrong, near(each.study, keys))
    for m, first in repeated(each.study or None for each in claim.evidence):
        wrong = f"{claim.evidence[m].study!r} stands twice (also as entry {first + 1})"
        yield files.claim(n, ("evidence", m), wrong, "one entry a study")


def _rationale(files: TopicFiles, n: int, claim: Claim) -> Iterator[Problem]:
    cited = {each.study for each in claim.evidence}
    text = claim.rationale
    if text.count("[") != text.count("]"):
        yield files.claim(n, ("rationale",), "a square bracket is not closed", "close each")
    for key in cited_keys(text):
        if key not in cited:
            wrong = f"cites {key!r}, which is not in the claim's evidence"
            yield files.claim(n, ("rationale",), wrong, near(key, cited))


def cited_keys(text: str) -> Iterator[str]:
    """The study keys in square brackets; brackets that hold only numbers are intervals."""
    for bracket in _BRACKETS.findall(text):
        if not _NUMBERS_ONLY.fullmatch(bracket):
            yield from (key.strip() for key in re.split(r"[,;]", bracket) if key.strip())


def _signature(files: TopicFiles, n: int, claim: Claim) -> Iterator[Problem]:
    if claim.review != "signed" or not claim.reviewed:
        return
    if claim.last_appraised and claim.reviewed < claim.last_appraised:
        wrong = f"signed {claim.reviewed}, before the verdict was last worked on ({claim.last_appraised})"
        yield files.claim(n, ("reviewed",), wrong, "sign again, or set review: draft")
    for each in claim.evidence:
        work = files.topic.work(each.study)
        newest = max(str(work.year or ""), work.appraised or "") if work else ""
        if newest[:10] > claim.reviewed[: len(newest)]:
            wrong = f"signed {claim.reviewed}, before its newest evidence ({each.study}, {newest})"
            yield files.claim(n, ("reviewed",), wrong, "sign again, or set review: draft")


def _searches(files: TopicFiles, n: int, claim: Claim) -> Iterator[Problem]:
    names = [search.name for search in files.topic.searches]
    for m, name in enumerate(claim.searches):
        if name not in names:
            wrong = f"topic.yaml has no search {name!r}"
            yield files.claim(n, ("searches", m), wrong, choices(name, names))


def check_quotes(files: TopicFiles, article: str) -> Iterator[Problem]:
    """Quotations that the article's text does not hold."""
    text = _flat(article)
    folded = text.translate(_TYPOGRAPHY)
    for n, claim in enumerate(files.topic.claims):
        quote = _flat(claim.quote)
        if quote and quote not in text:
            nearly = quote.translate(_TYPOGRAPHY) in folded
            why = " but for its quotation marks or dashes" if nearly else ""
            yield files.claim(n, ("quote",), f"is not in the article's text{why}", "quote verbatim")


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def check_trials(files: TopicFiles) -> Iterator[Problem]:
    """Registered trials: ids used once, reports that exist, dates in order."""
    trials, document = files.topic.trials, files.trials
    keys = [work.key for work in files.topic.works]
    yield from twice(document, "trials", "id", (trial.id for trial in trials))
    for n, trial in enumerate(trials):
        if trial.published_as and trial.published_as not in keys:
            wrong = f"no study of evidence.yaml has the key {trial.published_as!r}"
            path: Path = ("trials", n, "published_as")
            yield document.problem(path, wrong, near(trial.published_as, keys))
        yield from _trial_dates(document, n, trial)


def _trial_dates(document: Document, n: int, trial: Trial) -> Iterator[Problem]:
    fields = ("started", "primary_completion", "completed", "first_posted", "results_first_posted")
    dates = {name: (getattr(trial, name) or "").split(" ")[0] for name in fields}
    for name, value in dates.items():
        yield from bad_date(document, ("trials", n, name), value or None)
    for end in ("primary_completion", "completed"):
        shortest = min(len(dates["started"]), len(dates[end]))
        if shortest and dates[end][:shortest] < dates["started"][:shortest]:
            wrong = f"{dates[end]} is before the start ({dates['started']})"
            yield document.problem(("trials", n, end), wrong)


def twice(
    document: Document, section: str, field: str, values: Iterable[str | None]
) -> Iterator[Problem]:
    """Values of a list's entries that should be its own alone and are not."""
    listed = [value or None for value in values]
    for n, first in repeated(iter(listed)):
        line = document.line((section, first))
        wrong = f"{listed[n]!r} is used twice (first in line {line})"
        yield document.problem((section, n, field), wrong, "each may be used once")


def bad_date(document: Document, path: Path, value: str | None) -> Iterator[Problem]:
    """A date that no calendar has; its form is the schema's business."""
    if value is None or not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        return
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        yield document.problem(path, f"{value} is no date", "a day of the calendar")


def near(word: str, known: Iterable[str]) -> str | None:
    """The known words that the author may have meant, where some are close; else nothing."""
    said = choices(word, known)
    return said.split("? ")[0] + "?" if said.startswith("did you mean") else None
