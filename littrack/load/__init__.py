"""Bring the topic files into the database, joined to the PubMed records they speak of.

``load_topic`` writes what differs and nothing else: loading the same files again writes nothing. What was taken
out of the files is marked as removed, never erased.
"""

from littrack.load.loading import Loaded, load_topic, load_topics
from littrack.load.looking_up import note_lookups, resolve_pmids, works_to_resolve
from littrack.load.matching import Match

__all__ = [
    "Loaded",
    "Match",
    "load_topic",
    "load_topics",
    "note_lookups",
    "resolve_pmids",
    "works_to_resolve",
]
