"""Every source beside PubMed, in the order in which they are asked: what can overturn a verdict first."""

from __future__ import annotations

from littrack.sources import (
    clinicaltrials,
    crossref,
    europepmc,
    icite,
    retraction_watch,
    unpaywall,
)
from littrack.sources.protocol import Source

SOURCES: tuple[Source, ...] = (
    crossref.SOURCE,
    retraction_watch.SOURCE,
    clinicaltrials.SOURCE,
    europepmc.SOURCE,
    unpaywall.SOURCE,
    icite.SOURCE,
)
