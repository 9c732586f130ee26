"""Where else a study stands: copies that anyone can read, its other versions, its registered trial, and its reach."""

from __future__ import annotations

from dataclasses import dataclass

from littrack.store.parts import Parts

PREPRINT, PUBLISHED = "preprint", "published version"
SOURCES = {"europepmc": "Europe PMC", "unpaywall": "Unpaywall", "icite": "iCite"}
"""Names of services for readers, by their names in tables."""
VERSIONS = {
    "publishedVersion": "published version",
    "acceptedVersion": "accepted manuscript",
    "submittedVersion": "as submitted, before review",
}
_KINDS = ("open access", "full text", PREPRINT, PUBLISHED)

_LINKS = """
SELECT reading_links.kind, reading_links.url, version, licence, identifier, reading_links.source,
    coalesce(checked, seen), studies.id
FROM reading_links LEFT JOIN studies ON studies.pmid = reading_links.identifier AND studies.id <> reading_links.study
LEFT JOIN source_checks ON source_checks.source = reading_links.source AND subject = reading_links.study
WHERE reading_links.study = ? ORDER BY reading_links.source, position
"""
_REACH = """
SELECT cited_by, relative_citation_ratio, percentile, provisional, year, reach.source, coalesce(checked, seen)
FROM reach LEFT JOIN source_checks ON source_checks.source = reach.source AND subject = study
WHERE study = ? ORDER BY reach.source
"""
_TRIALS = """
SELECT DISTINCT trial_publications.trial, coalesce(trials.title, registry_records.title)
FROM trial_publications LEFT JOIN trials ON trials.id = trial AND trials.removed IS NULL
LEFT JOIN registry_records ON registry_records.id = trial
WHERE trial_publications.study = ? AND (trials.id IS NOT NULL OR registry_records.id IS NOT NULL) ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A place to read the study, or another version of it; ``study``: that version, where it is stored.

    ``asked``: when the service last said so (UTC).
    """

    kind: str
    url: str
    version: str | None
    licence: str | None
    identifier: str | None
    told_by: str
    asked: str
    study: str | None

    @property
    def is_version(self) -> bool:
        """Whether it is another version rather than a copy."""
        return self.kind in (PREPRINT, PUBLISHED)

    @property
    def remark(self) -> str:
        """ "published version, CC BY, told by Europe PMC"."""
        words = None if self.is_version else VERSIONS.get(self.version or "")
        told = f"told by {self.told_by}"
        return ", ".join(filter(None, (words, licence_words(self.licence), told)))


@dataclass(frozen=True, slots=True)
class ReachLine:
    """How far a study reaches, who counted, and when the service last said so (UTC)."""

    cited_by: int | None
    relative_citation_ratio: float | None
    percentile: float | None
    provisional: bool
    year: int | None
    told_by: str
    asked: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where else a study stands. ``trials``: number and title of registered trials that it tells of."""

    copies: tuple[Copy, ...] = ()
    reach: ReachLine | None = None
    trials: tuple[tuple[str, str | None], ...] = ()


def read_elsewhere(parts: Parts) -> Elsewhere:
    """What services beside PubMed say of a study's copies and reach, and the registered trials that it tells of."""
    reach = parts.rows("reach", _REACH)
    return Elsewhere(
        _once([_copy(*row) for row in parts.rows("reading_links", _LINKS)]),
        _reach(*reach[0]) if reach else None,
        tuple(parts.rows("trial_publications", _TRIALS)),
    )


def licence_words(licence: str | None) -> str | None:
    """ "CC BY-NC-ND" for "cc by-nc-nd" and "cc-by-nc-nd"; other licences as they are written."""
    plain = (licence or "").strip()
    if plain.lower().startswith(("cc by", "cc-by")):
        return "CC " + plain[3:].upper()
    return "CC0" if plain.lower().replace(" ", "").startswith("cc0") else plain or None


def _copy(
    kind: str,
    url: str,
    version: str | None,
    licence: str | None,
    identifier: str | None,
    source: str,
    asked: str,
    study: str | None,
) -> Copy:
    return Copy(kind, url, version, licence, identifier, SOURCES.get(source, source), asked, study)


def _reach(
    cited: int | None,
    ratio: float | None,
    percentile: float | None,
    provisional: int,
    year: int | None,
    source: str,
    asked: str,
) -> ReachLine:
    title = SOURCES.get(source, source)
    return ReachLine(cited, ratio, percentile, bool(provisional), year, title, asked)


def _once(copies: list[Copy]) -> tuple[Copy, ...]:
    """Each address once, open access first."""
    found: dict[str, Copy] = {}
    for copy in sorted(copies, key=_order):
        found.setdefault(copy.url.removesuffix("/").lower(), copy)
    return tuple(found.values())


def _order(copy: Copy) -> tuple[int, int]:
    versions = list(VERSIONS)
    rank = versions.index(copy.version) if copy.version in versions else len(versions)
    return (_KINDS.index(copy.kind) if copy.kind in _KINDS else len(_KINDS), rank)
