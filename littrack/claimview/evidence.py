"""The cited studies of a claim, with their figures and where each was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from littrack.appraise.claim_page import ArmFigures, EvidenceStudy, OutcomeFigures, Source
from littrack.appraise.numbering import named_keys
from littrack.review.claims import label

_STUDIES = """
SELECT studies.id, appraisals.key, studies.first_author, studies.year, studies.authors, studies.title,
    coalesce(studies.journal_abbreviation, studies.journal), studies.volume, studies.issue, studies.pages,
    studies.pmid, studies.doi, studies.url, claim_evidence.stance, claim_evidence.note, studies.design,
    studies.design_rule, studies.level, appraisals.participants, appraisals.population, appraisals.one_line,
    appraisals.limits, appraisals.funding, coalesce(appraisals.conflicts, studies.conflict_of_interest),
    appraisals.registration, studies.integrity, appraisals.retraction_check
FROM claim_evidence JOIN studies ON studies.id = claim_evidence.study
LEFT JOIN appraisals ON appraisals.study = studies.id
WHERE claim_evidence.claim = ? ORDER BY claim_evidence.position
"""
_ARMS = """
SELECT arm, participants, dose, scale, weeks, responders, remitters, response_percent, remission_percent,
    mean_change, sd, percent_change, counts_basis, derived_figures
FROM arms WHERE study = ? ORDER BY position
"""
_OUTCOMES = """
SELECT measure, value, value_text, ci_low, ci_high, outcome, comparator, timepoint, p, note, derived_figures
FROM outcomes WHERE study = ? ORDER BY position
"""
_SOURCES = (
    "SELECT kind, statement, read_at FROM appraisal_sources WHERE study = ? ORDER BY position"
)


def cited_studies(db: Database, claim: str, rationale: str) -> tuple[EvidenceStudy, ...]:
    """The claim's studies, numbered as the rationale first names them, the others after it."""
    rows = db.execute(_STUDIES, (claim,)).fetchall()
    keys = [row[1] for row in rows]
    named = [key for key in dict.fromkeys(named_keys(rationale)) if key in keys]
    order = {key: number for number, key in enumerate(named)}
    rows.sort(key=lambda row: order.get(row[1], len(order)))
    return tuple(_study(db, number, row) for number, row in enumerate(rows, 1))


def study_link(study: str, pmid: str | None, doi: str | None, url: str | None) -> str | None:
    """PubMed's page, else the DOI, else the address of the work."""
    number = pmid or (study if study.isdigit() else None)
    if number:
        return f"https://pubmed.ncbi.nlm.nih.gov/{number}/"
    return f"https://doi.org/{doi}" if doi else url


def _study(db: Database, number: int, row: Sequence[Any]) -> EvidenceStudy:
    (
        study,
        key,
        first_author,
        year,
        authors,
        title,
        journal,
        volume,
        issue,
        pages,
        pmid,
        doi,
        url,
        *rest,
    ) = row
    (
        stance,
        note,
        design,
        rule,
        level,
        people,
        population,
        finding,
        limits,
        funding,
        conflicts,
        *last,
    ) = rest
    registration, integrity, check = last
    citation = _citation(authors, title, journal, year, volume, issue, pages)
    return EvidenceStudy(
        number, study, key, label(first_author, year, key or study), citation, study_link(study, pmid, doi, url),
        stance, note, design, rule, level, people, population, finding, limits, funding, conflicts,
        registration, integrity, check, _arms(db, study), _outcomes(db, study),
        tuple(Source(*source) for source in db.execute(_SOURCES, (study,))),
    )  # fmt: skip


def _citation(
    authors: str | None,
    title: str,
    journal: str | None,
    year: int | None,
    volume: str | None,
    issue: str | None,
    pages: str | None,
) -> str:
    """The form of PubMed's summaries: "Doe J, Roe RA, Poe E, et al. Title. Journal. 2020;1(2):3-9."."""
    names = (authors or "").split(", ")
    who = ", ".join(names[:3]) + (", et al" if len(names) > 3 else "")
    issued = f"{volume or ''}{f'({issue})' if issue else ''}{f':{pages}' if pages else ''}"
    when = ";".join(part for part in (str(year) if year else "", issued) if part)
    parts = (who, title.rstrip("."), journal, when)
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _arms(db: Database, study: str) -> tuple[ArmFigures, ...]:
    return tuple(_arm(*row) for row in db.execute(_ARMS, (study,)))


def _arm(*row: Any) -> ArmFigures:
    name, people, dose, scale, weeks, responders, remitters, response, remission, *means = row
    change, sd, percent, basis, derived = means
    of = f" of {people}" if people is not None else ""
    told = (
        (dose, "{}"), (responders, f"{{}}{of} responded"), (response, "{:g}% responded"),
        (remitters, f"{{}}{of} remitted"), (remission, "{:g}% remitted"), (change, "mean change {:g}"),
        (sd, "SD {:g}"), (percent, "score changed by {:g}%"), (scale, "{}"), (weeks, "{:g} weeks"),
    )  # fmt: skip
    figures = tuple(form.format(value) for value, form in told if value is not None)
    return ArmFigures(name, people, figures, basis, _listed(derived))


def _outcomes(db: Database, study: str) -> tuple[OutcomeFigures, ...]:
    return tuple(_outcome(*row) for row in db.execute(_OUTCOMES, (study,)))


def _outcome(*row: Any) -> OutcomeFigures:
    measure, value, text, low, high, outcome, comparator, timepoint, p, note, derived = row
    figure = text if value is None else f"{value:g}"
    interval = f" [{low:g}, {high:g}]" if low is not None and high is not None else ""
    told = f"{measure} {figure or 'not given'}{interval}"
    places = (outcome, f"against {comparator}" if comparator else None, timepoint, _p(p))
    return OutcomeFigures(
        ", ".join([told, *(place for place in places if place)]), note, _listed(derived)
    )


def _p(p: str | None) -> str | None:
    if not p:
        return None
    return f"p {p}" if p[0] in "<>=" else f"p = {p}"


def _listed(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",")) if names else ()
