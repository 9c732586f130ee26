"""What one run works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from littrack.refresh.asking import Source
from littrack.sources.protocol import Source as OtherSource
from littrack.times import Clock, now
from littrack.topics.model import Topic

Watch = Callable[[str, int, int], None]
"""Told how far a run is: what it does, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Night:
    """What one run works with."""

    database: Path
    topics: tuple[Topic, ...]
    pubmed: Source
    full: bool = False
    sources: tuple[OtherSource, ...] = ()
    """Those beside PubMed."""
    clock: Clock = now
    watch: Watch = lambda what, done, of: None
