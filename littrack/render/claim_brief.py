"""One claim on about two screens: the verdict and why, the key numbers, the evidence a line each, and what is open."""

from __future__ import annotations

from collections.abc import Iterator

from littrack.appraise.claim_page import ClaimPage, EvidenceStudy, PoolPage, beyond
from littrack.appraise.flags import UNSIGNED
from littrack.appraise.level import NEVER_CLINICAL
from littrack.appraise.numbering import with_numbers
from littrack.line_width import line_width
from littrack.render.claim_text import fed_by, flag_line, strongest_first, worksheet_result
from littrack.render.columns import WIDTH, item, paragraph, section, shortened
from littrack.render.pool_text import effect_words, trials_table
from littrack.synthesis.words import DAGGER

MOST_FLAGS = 5
KEY_FINDINGS = 5
"""Sentences of the first pooled result that stand here; a record has them most important first."""
_HIGH = frozenset({1, 2})
"""Levels of evidence that may overturn a verdict."""
_LEAST = 16


def claim_in_brief(page: ClaimPage) -> str:
    """What a person at a terminal wants to know first; ``claim_as_text`` has everything."""
    parts = (
        _head(page),
        section("Why", (paragraph(page.rationale, 2),)),
        section("Flags: reasons to look again", _flags(page)),
        section("The numbers", _pools(page)),
        section("Evidence, strongest design first", _evidence(page)),
        section("What would change the verdict", (paragraph(page.would_change or "", 2),)),
        section("Still open", _open(page)),
        _foot(page),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(page: ClaimPage) -> str:
    verdict = page.verdict
    certainty = f" · certainty {verdict.certainty}" if verdict.certainty else ""
    lines = (
        f"{page.id}: {verdict.state.upper()}{certainty}",
        "",
        paragraph(f"“{page.quote}”", 2),
        paragraph(f"Judged words: “{page.highlight}”", 2) if page.highlight else None,
        "",
        paragraph(beyond(verdict.one_line, verdict.state)) if verdict.one_line else None,
        paragraph(verdict.standing),
    )
    return "\n".join(line for line in lines if line is not None)


def _flags(page: ClaimPage) -> Iterator[str]:
    """All but the one that the head has said."""
    flags = [flag for flag in page.flags if flag.kind != UNSIGNED]
    yield from map(flag_line, flags[:MOST_FLAGS])
    if len(flags) > MOST_FLAGS:
        yield f"  and {len(flags) - MOST_FLAGS} more"


def _pools(page: ClaimPage) -> Iterator[str]:
    """The first pooled result with its trials; of the others the figure alone."""
    for at, pool in enumerate(page.pools):
        yield from _first_pool(pool, page) if at == 0 else _other_pool(pool, page)


def _first_pool(pool: PoolPage, page: ClaimPage) -> Iterator[str]:
    yield paragraph(f"{pool.record.title}:", 2)
    for finding in pool.record.findings[:KEY_FINDINGS]:
        yield item(with_numbers(finding, page.numbers), "-", 4)
    if pool.record.trials:
        yield trials_table(pool, page)


def _other_pool(pool: PoolPage, page: ClaimPage) -> Iterator[str]:
    figure = effect_words(pool.estimate, pool.low, pool.high) + (DAGGER if pool.derived else "")
    yield item(with_numbers(f"{pool.record.title}: {pool.measure} {figure}", page.numbers))


def _evidence(page: ClaimPage) -> Iterator[str]:
    studies = sorted(
        strongest_first(page.evidence), key=lambda each: (each.level or 9, _design(each))
    )
    rows = [_cells(study) for study in studies]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    heading = None
    for study, cells in zip(studies, rows, strict=True):
        if _heading(study) != heading:
            heading = _heading(study)
            yield f"  {heading}"
        yield _line(cells, widths, _said(study))


def _design(study: EvidenceStudy) -> str:
    return study.design or "design unknown"


def _heading(study: EvidenceStudy) -> str:
    level = f", level {study.level}" if study.level else ""
    patients = ", not evidence in patients" if study.design in NEVER_CLINICAL else ""
    return f"{_design(study).capitalize()}{level}{patients}"


def _cells(study: EvidenceStudy) -> tuple[str, ...]:
    people = f"n={study.participants}" if study.participants else ""
    return (f"[{study.number}]", study.label, study.stance, people)


def _line(cells: tuple[str, ...], widths: list[int], said: str) -> str:
    """One study on one line; of what is said of it as much as there is room for."""
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True) if width)
    start = f"    {'  '.join(padded)}  "
    return f"{start}{shortened(said, max(line_width(WIDTH) - len(start), _LEAST))}".rstrip()


def _said(study: EvidenceStudy) -> str:
    warning = study.integrity.upper() if study.integrity else None
    return ": ".join(part for part in (warning, study.note or study.finding) if part)


def _open(page: ClaimPage) -> Iterator[str]:
    if page.candidates:
        strong = sum(each.level in _HIGH for each in page.candidates)
        yield item(
            f"{_counted(len(page.candidates), 'study', 'studies')} that may bear on it, judged by nobody yet, "
            f"{strong} of level 1 or 2"
        )
    if page.trials:
        overdue = sum(bool(trial.overdue) for trial in page.trials)
        trials = _counted(len(page.trials), "registered trial", "registered trials")
        yield item(f"{trials} without a known publication, {overdue} overdue")
    if page.worksheet:
        yield item(f"GRADE worksheet: {worksheet_result(page.worksheet)}")


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _foot(page: ClaimPage) -> str:
    related = ", ".join(f"{each.id} ({each.state})" for each in page.related)
    lines = (
        f"Related claims: {related}." if related else "",
        fed_by(page),
        f"Everything, and where each figure was read: littrack claims {page.id} --full",
    )
    return "\n".join(paragraph(line) for line in lines if line)
