"""From the data of the four files to a `Topic`.

Nothing is refused here: a value of the wrong type counts as absent and a missing required text as "", so that
the checks that follow can still look at the rest of a faulty file. Lists keep their length and order: the
third claim of the file is the third claim of the topic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from littrack.topics.document import Data, written
from littrack.topics.model import (
    PUBMED_SEARCH,
    REGISTRY_FIELDS,
    REVIEW_AFTER_MONTHS,
    Arm,
    Baseline,
    CertaintyEntry,
    CheckedArticle,
    Claim,
    ClaimEvidence,
    Dismissed,
    LeftOut,
    Outcome,
    PlannedTrial,
    PublishedFigure,
    Reading,
    RegistryStrategy,
    SearchStrategy,
    SynthesisPlan,
    Topic,
    Trial,
    Work,
)

Entry = Mapping[str, Any]


def build_topic(topic_id: str, topic: Data, claims: Data, evidence: Data, trials: Data) -> Topic:
    """The topic that the four files describe."""
    head, said, works = _entry(topic), _entry(claims), _entry(evidence)
    appraised_by = _text(said, "appraised_by")
    defaults = {key: works[key] for key in ("retraction_check", "appraised") if key in works}
    return Topic(
        id=topic_id,
        title=_required(head, "title"),
        article=_article(_entry(head.get("article"))),
        language=_text(head, "language") or "en",
        time_zone=_text(head, "time_zone") or "UTC",
        searches=tuple(_search(each) for each in _entries(head, "searches")),
        claims=tuple(_claim(each, appraised_by) for each in _entries(said, "claims")),
        works=tuple(_work({**defaults, **each}) for each in _entries(works, "studies")),
        trials=tuple(_trial(each) for each in _entries(_entry(trials), "trials")),
        dismissed=tuple(_dismissed(each) for each in _entries(works, "dismissed")),
        review_after_months=_whole(head, "review_after_months") or REVIEW_AFTER_MONTHS,
        registry_queries=tuple(_registry(each) for each in _entries(head, "registry_queries")),
    )


def _article(entry: Entry) -> CheckedArticle:
    return CheckedArticle(
        title=_required(entry, "title"),
        publisher=_text(entry, "publisher"),
        url=_text(entry, "url"),
        description=_text(entry, "description"),
        text_file=_text(entry, "text_file"),
    )


def _search(entry: Entry) -> SearchStrategy:
    return SearchStrategy(
        name=_required(entry, "name"),
        question=_required(entry, "question"),
        query=_line(entry, "query"),
        kind=_text(entry, "kind") or PUBMED_SEARCH,
        dated=_text(entry, "dated"),
        accept_dropped=_texts(entry, "accept_dropped"),
        must_find=_texts(entry, "must_find"),
        note=_text(entry, "note"),
    )


def _registry(entry: Entry) -> RegistryStrategy:
    return RegistryStrategy(
        name=_required(entry, "name"),
        question=_required(entry, "question"),
        dated=_text(entry, "dated"),
        note=_text(entry, "note"),
        **{name: _line(entry, name) for name in REGISTRY_FIELDS},
    )


def _claim(entry: Entry, appraised_by: str | None) -> Claim:
    return Claim(
        id=_required(entry, "id"),
        quote=_required(entry, "quote"),
        kind=_required(entry, "kind"),
        question=_required(entry, "question"),
        state=_required(entry, "state"),
        rationale=_required(entry, "rationale"),
        highlight=_text(entry, "highlight"),
        parent=_text(entry, "parent"),
        certainty=_text(entry, "certainty"),
        one_line=_text(entry, "one_line"),
        evidence=tuple(_claim_evidence(each) for each in _entries(entry, "evidence")),
        would_change=_text(entry, "would_change"),
        overlaps=_texts(entry, "overlaps"),
        review=_required(entry, "review"),
        reviewer=_text(entry, "reviewer"),
        reviewed=_text(entry, "reviewed"),
        last_appraised=_text(entry, "last_appraised"),
        appraised_by=_text(entry, "appraised_by") or appraised_by,
        searches=_texts(entry, "searches"),
        terms=_texts(entry, "terms"),
        syntheses=tuple(_plan(each) for each in _entries(entry, "syntheses")),
        certainty_entries=tuple(_certainty(each) for each in _entries(entry, "certainty_entries")),
    )


def _claim_evidence(entry: Entry) -> ClaimEvidence:
    return ClaimEvidence(
        _required(entry, "study"), _required(entry, "stance"), _text(entry, "note")
    )


def _dismissed(entry: Entry) -> Dismissed:
    return Dismissed(
        pmid=_required(entry, "pmid"),
        why=_required(entry, "why"),
        claims=_texts(entry, "claims"),
        by=_text(entry, "by"),
    )


def _certainty(entry: Entry) -> CertaintyEntry:
    return CertaintyEntry(*(_required(entry, key) for key in ("domain", "concern", "reason", "by")))


def _plan(entry: Entry) -> SynthesisPlan:
    correction = _number(entry, "correction")
    return SynthesisPlan(
        name=_required(entry, "name"),
        title=_required(entry, "title"),
        measure=_required(entry, "measure"),
        outcome=_required(entry, "outcome"),
        trials=tuple(
            PlannedTrial(*(_required(each, key) for key in ("study", "treatment", "control")))
            for each in _entries(entry, "trials")
        ),
        model=_text(entry, "model") or "REML",
        interval=_text(entry, "interval") or "Hartung-Knapp",
        correction=0.5 if correction is None else correction,
        left_out=tuple(
            LeftOut(_required(each, "study"), _required(each, "why"))
            for each in _entries(entry, "left_out")
        ),
        published=_published(_entry(entry.get("published"))),
        claimed=_number(entry, "claimed"),
        baseline=_baseline(_entry(entry.get("baseline"))),
        note=_text(entry, "note"),
    )


def _published(entry: Entry) -> PublishedFigure | None:
    value = _number(entry, "value")
    if value is None:
        return None
    return PublishedFigure(_required(entry, "study"), value, *_interval(entry))


def _baseline(entry: Entry) -> Baseline | None:
    percent = _number(entry, "percent")
    return None if percent is None else Baseline(percent, _required(entry, "source"))


def _work(entry: Entry) -> Work:
    readings = _entry(entry.get("read_in"))
    return Work(
        key=_required(entry, "key"),
        title=_required(entry, "title"),
        design=_required(entry, "design"),
        one_line=_required(entry, "one_line"),
        pmid=_text(entry, "pmid"),
        doi=_text(entry, "doi"),
        pmcid=_text(entry, "pmcid"),
        url=_text(entry, "url"),
        authors=_texts(entry, "authors"),
        authors_note=_text(entry, "authors_note"),
        journal=_text(entry, "journal"),
        year=_whole(entry, "year"),
        volume=_text(entry, "volume"),
        issue=_text(entry, "issue"),
        pages=_text(entry, "pages"),
        design_note=_text(entry, "design_note"),
        population=_text(entry, "population"),
        n_total=_whole(entry, "n_total"),
        arms=tuple(_arm(each) for each in _entries(entry, "arms")),
        outcomes=tuple(_outcome(each) for each in _entries(entry, "outcomes")),
        limits=_text(entry, "limits"),
        direction=_text(entry, "direction"),
        funding=_text(entry, "funding"),
        conflicts=_text(entry, "conflicts"),
        registration=_text(entry, "registration"),
        retraction_check=_text(entry, "retraction_check"),
        readings=tuple(Reading(what, _required(readings, what)) for what in readings),
        disagreements=_texts(entry, "disagreements"),
        notes=_text(entry, "notes"),
        confidence=_text(entry, "confidence"),
        appraised=_text(entry, "appraised"),
    )


def _arm(entry: Entry) -> Arm:
    return Arm(
        name=_required(entry, "name"),
        n=_whole(entry, "n"),
        dose=_text(entry, "dose"),
        scale=_text(entry, "scale"),
        weeks=_number(entry, "weeks"),
        responders=_whole(entry, "responders"),
        remitters=_whole(entry, "remitters"),
        response_percent=_number(entry, "response_percent"),
        remission_percent=_number(entry, "remission_percent"),
        mean_change=_number(entry, "mean_change"),
        sd=_number(entry, "sd"),
        percent_change=_number(entry, "percent_change"),
        counts_basis=_text(entry, "counts_basis"),
        derived=_texts(entry, "derived"),
    )


def _outcome(entry: Entry) -> Outcome:
    low, high = _interval(entry)
    value = _number(entry, "value")
    return Outcome(
        measure=_required(entry, "measure"),
        value=value,
        value_text=_text(entry, "value") if value is None else None,
        ci_low=low,
        ci_high=high,
        outcome=_text(entry, "outcome"),
        comparator=_text(entry, "comparator"),
        timepoint=_text(entry, "timepoint"),
        p=_text(entry, "p"),
        note=_text(entry, "note"),
        derived=_texts(entry, "derived"),
    )


def _trial(entry: Entry) -> Trial:
    results = entry.get("results_on_registry")
    return Trial(
        id=_required(entry, "id"),
        registry=_required(entry, "registry"),
        title=_text(entry, "title"),
        condition=_text(entry, "condition"),
        comparison=_text(entry, "comparison"),
        phase=_text(entry, "phase"),
        status=_text(entry, "status"),
        enrollment=_whole(entry, "enrollment"),
        enrollment_basis=_text(entry, "enrollment_basis"),
        started=_text(entry, "started"),
        primary_completion=_text(entry, "primary_completion"),
        completed=_text(entry, "completed"),
        first_posted=_text(entry, "first_posted"),
        results_first_posted=_text(entry, "results_first_posted"),
        results_on_registry=results if isinstance(results, bool) else None,
        registered=_text(entry, "registered"),
        primary_outcome=_text(entry, "primary_outcome"),
        sponsor=_text(entry, "sponsor"),
        published_as=_text(entry, "published_as"),
        discrepancies=_texts(entry, "discrepancies"),
        notes=_text(entry, "notes"),
    )


def _entry(value: object) -> Entry:
    return value if isinstance(value, dict) else {}


def _entries(entry: Entry, key: str) -> tuple[Entry, ...]:
    found = entry.get(key)
    return tuple(_entry(each) for each in found) if isinstance(found, list) else ()


def _text(entry: Entry, key: str) -> str | None:
    text = written(entry.get(key))
    return text.strip() or None if text is not None else None


def _line(entry: Entry, key: str) -> str | None:
    text = _text(entry, key)
    return " ".join(text.split()) if text else None


def _required(entry: Entry, key: str) -> str:
    return _text(entry, key) or ""


def _texts(entry: Entry, key: str) -> tuple[str, ...]:
    found = entry.get(key)
    texts = (written(each) for each in found) if isinstance(found, list) else ()
    return tuple(text or "" for text in texts)


def _number(entry: Entry, key: str) -> float | None:
    found = entry.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found)


def _whole(entry: Entry, key: str) -> int | None:
    found = entry.get(key)
    return int(found) if isinstance(found, int) and not isinstance(found, bool) else None


def _interval(entry: Entry) -> tuple[float | None, float | None]:
    ends = entry.get("interval")
    if not isinstance(ends, list) or len(ends) != 2:
        return None, None
    pair = {"low": ends[0], "high": ends[1]}
    return _number(pair, "low"), _number(pair, "high")
