"""iCite of the NIH: how often a paper is cited, against others of its field. Reach, not quality.

The relative citation ratio is that of Hutchins et al. 2016 (doi:10.1371/journal.pbio.1002541); the service is described
at https://icite.od.nih.gov/api. It counts anew once a month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from littrack.errors import BadResponse
from littrack.sources.protocol import Answer, Portion, Reach, Reply, Subject, Web
from littrack.sources.shapes import MOST

BATCH = 500
"""PMIDs in one address: half of what the service takes, so that the address stays short of 8 kB."""
FIELDS = ("pmid", "year", "citation_count", "relative_citation_ratio", "nih_percentile", "provisional")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ICite:
    """iCite as a source."""

    name: str = "icite"
    title: str = "iCite"
    url: str = "https://icite.od.nih.gov/api"
    budget: int = 10
    per_second: float = 1.0
    days: int = 30
    portion: int = 1000

    def ask(self, web: Web, portion: Portion) -> Iterator[Reply]:
        """An answer for each subject; one without a PMID is unknown here."""
        known = [each for each in portion.subjects if (each.pmid or "").isdigit()]
        for subject in portion.subjects:
            if not (subject.pmid or "").isdigit():
                yield Answer(subject.study, known=False)
        for start in range(0, len(known), BATCH):
            yield from _batch(web, known[start : start + BATCH])


def parse_reach(row: Mapping[str, Any]) -> Reach:
    """The figures of one paper, from the service or from its monthly file."""
    return Reach(
        relative_citation_ratio=_figure(row.get("relative_citation_ratio")),
        percentile=_figure(row.get("nih_percentile")),
        cited_by=_whole(row.get("citation_count")),
        provisional=str(row.get("provisional")).lower() in ("yes", "true", "1"),
        year=_whole(row.get("year")),
    )


def _batch(web: Web, subjects: Sequence[Subject]) -> Iterator[Answer]:
    pmids = ",".join(str(each.pmid) for each in subjects)
    reply = web.get("/pubs", {"pmids": pmids, "fl": ",".join(FIELDS)})
    try:
        rows = reply.json()["data"]
        found = {str(row["pmid"]): parse_reach(row) for row in rows}
    except (ValueError, KeyError, TypeError) as error:
        raise BadResponse("iCite sent something that is no list of papers") from error
    for subject in subjects:
        reach = found.get(str(subject.pmid))
        yield Answer(subject.study, (reach,) if reach else (), known=reach is not None)


def _figure(value: Any) -> float | None:
    """A number rounded to two places: further ones change with each count and say nothing."""
    try:
        found = round(float(value), 2)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def _whole(value: Any) -> int | None:
    found = _figure(value)
    return None if found is None or not abs(found) < MOST else int(found)


SOURCE = ICite()
