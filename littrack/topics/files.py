"""The four files of a topic, read together: what every check looks at. No input or output."""

from __future__ import annotations

from dataclasses import dataclass

from littrack.topics.build import build_topic
from littrack.topics.document import Document, Path, Problem
from littrack.topics.model import Topic


@dataclass(frozen=True, slots=True)
class TopicFiles:
    """A topic's documents, and the topic they describe as far as it can be read."""

    topic: Topic
    head: Document
    claims: Document
    evidence: Document
    trials: Document

    @property
    def documents(self) -> tuple[tuple[str, Document], ...]:
        """Each document with the name of its schema."""
        return (
            ("topic", self.head),
            ("claims", self.claims),
            ("evidence", self.evidence),
            ("trials", self.trials),
        )

    def claim(self, n: int, path: Path, wrong: str, allowed: str | None = None) -> Problem:
        """A problem in the nth claim."""
        return self.claims.problem(("claims", n, *path), wrong, allowed)

    def study(self, n: int, path: Path, wrong: str, allowed: str | None = None) -> Problem:
        """A problem in the nth study."""
        return self.evidence.problem(("studies", n, *path), wrong, allowed)


def join(
    topic_id: str, head: Document, claims: Document, evidence: Document, trials: Document
) -> TopicFiles:
    """The four documents and their topic."""
    topic = build_topic(topic_id, head.data, claims.data, evidence.data, trials.data)
    return TopicFiles(topic, head, claims, evidence, trials)
