"""A claim as it stood on a day, as text for the terminal: ``littrack claims ID --as-of DAY``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from textwrap import fill
from typing import Any

from littrack.appraise.claim_page import beyond
from littrack.claimview.asked import unknown_claim
from littrack.line_width import line_width
from littrack.store.database import open_readonly, sqlite_errors
from littrack.views.as_of import PastClaim, PastWork, Since, read_past_claim

WIDTH = 100


def past_claim(path: Path, claim: str, at: str, as_json: bool) -> str:
    """The claim as it stood at ``at``, as text or JSON. ``ConfigError`` for an unknown claim."""
    with sqlite_errors(path), closing(open_readonly(path)) as db:
        past = read_past_claim(db, claim, at)
        if past is None:
            raise unknown_claim(db, claim)
    return past_claim_as_json(past) if as_json else past_claim_as_text(past)


def past_claim_as_json(past: PastClaim) -> str:
    """The same as one JSON object; pooled results as they are read aloud."""
    content: dict[str, Any] = {
        "id": past.id,
        "as_of": past.at,
        "known_since": past.known_since,
        "quote": past.quote,
        "question": past.question,
        "verdict": asdict(past.verdict) if past.verdict else None,
        "rationale": "".join(_words(past)),
        "would_change": past.would_change,
        "evidence": [asdict(each) for each in past.evidence],
        "pools": [
            {
                "title": plot.title,
                "measure": plot.measure,
                "figure": plot.figure,
                "computed": plot.computed,
            }
            for group in past.groups
            for plot in group.plots
        ],
        "flags": [asdict(each) for each in past.flags],
        "suggested": past.suggested,
        "asked": past.asked,
        "studies": past.stored,
        "since": [asdict(each) for each in past.since],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def past_claim_as_text(past: PastClaim) -> str:
    """The claim, its verdict, numbers and evidence on the day, and what has happened since."""
    return "\n".join(_lines(past)) + "\n"


def _lines(past: PastClaim) -> Iterator[str]:
    yield _filled(f"As of {past.at}: what was stored then, not what is known today.")
    yield ""
    yield _filled(f"“{past.quote}”")
    verdict = past.verdict
    if verdict is None:
        first = past.known_since
        yield (
            f"No verdict then: littrack first read one on {first[:10]}." if first else "No verdict."
        )
    else:
        certainty = f", certainty {verdict.certainty}" if verdict.certainty else ""
        standing = verdict.reviewer if verdict.review == "signed" else "draft"
        yield f"{verdict.state.upper()}{certainty} ({standing}), since {verdict.since[:10]}"
        if verdict.one_line:
            yield _filled(beyond(verdict.one_line, verdict.state))
        yield ""
        yield _filled("".join(_words(past)))
        yield from _pools(past)
        yield from _evidence(past)
        yield from (
            _filled(f"! {flag.kind}: {flag.detail} (since {flag.raised[:10]})", "  ")
            for flag in past.flags
        )
        yield ""
        asked = (
            f"PubMed had last answered on {past.asked}"
            if past.asked
            else "PubMed was not asked yet"
        )
        yield _filled(
            f"{asked}; {past.stored:,} studies stored, {past.suggested:,} suggested for this claim."
        )
    yield ""
    yield "Since then:" if past.since else "Nothing has happened since."
    yield from (_filled(f"- {each.day[:10]} {_happened(past, each)}", "  ") for each in past.since)


def _happened(past: PastClaim, since: Since) -> str:
    """What happened after the day, the study by its name."""
    named = past.labels.get(since.study or "")
    if not named or not since.study:
        return f"{since.what}: {since.said}"
    what, said = since.what.replace(since.study, named), since.said.removeprefix(since.study)
    return f"{what}: {said.strip()}" if named in what else f"{what}: {named} {said.strip()}"


def _words(past: PastClaim) -> Iterator[str]:
    for words in past.reason:
        yield words.text or "[" + ", ".join(each.label for each in words.references) + "]"


def _pools(past: PastClaim) -> Iterator[str]:
    for group in past.groups:
        for plot in group.plots:
            if plot.figure:
                yield _filled(
                    f"{plot.title}: {plot.measure} {plot.figure} (computed {plot.computed[:10]})",
                    "  ",
                )


def _evidence(past: PastClaim) -> Iterator[str]:
    yield ""
    yield f"{len(past.evidence)} works cited:"
    yield from (_filled(f"- {_work(each)}", "  ") for each in past.evidence)


def _work(work: PastWork) -> str:
    parts = [f"{work.stance} {work.label}", work.title]
    if work.integrity:
        parts.append(work.integrity.upper())
    if work.integrity != work.integrity_now:
        parts.append(f"today: {work.integrity_now or 'nothing against it'}")
    return ". ".join(part.rstrip(".") for part in parts if part)


def _filled(text: str, indent: str = "") -> str:
    return fill(text, line_width(WIDTH), subsequent_indent=indent, break_on_hyphens=False)
