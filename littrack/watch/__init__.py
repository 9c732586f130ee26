"""Ask the sources beside PubMed for what is due, and write what they say: one part of a run."""

from littrack.watch.gathering import Asker, Gathered, gather, planned
from littrack.watch.settling import settle

__all__ = ["Asker", "Gathered", "gather", "planned", "settle"]
