"""A topic at a glance: the article's sentences, what became of each, and how fresh that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlite_utils import Database

from littrack.times import from_text
from littrack.topics.model import STATES, STORED_TEXT
from littrack.views.tallies import StanceTally, stance_tallies

ARTICLE, CONCERN = "article", "concern"
ORDERS = (ARTICLE, CONCERN)
"""The order of the article, and what matters most first: see `by_concern`."""
CONCERNS = (
    "contradicted",
    "misleading",
    "unsupported",
    "overstated",
    "unsourced",
    "partly supported",
    "supported",
    "not checkable",
)
"""States by how far a reader who trusts the sentence would be led astray, furthest first."""
RECENT_DAYS = 7

_TOPICS = """
SELECT id, title, article_title, article_publisher, article_url, description, language, time_zone FROM topics
ORDER BY title
"""
_CLAIMS = """
SELECT id, parent, quote, highlight, question, kind, state, certainty, one_line, review,
    EXISTS (SELECT 1 FROM certainty_domains WHERE claim = claims.id),
    (SELECT count(*) FROM flags WHERE claim = claims.id AND cleared IS NULL AND kind != 'verdict unsigned'),
    (SELECT count(*) FROM claim_candidates WHERE claim = claims.id AND state = 'unreviewed')
FROM claims WHERE topic = ? AND removed IS NULL ORDER BY position
"""
_ASKED = """
SELECT CASE WHEN count(*) = count(answered) THEN min(answered) END FROM (
    SELECT (SELECT max(asked) FROM search_runs WHERE search = searches.id AND outcome = 'complete') AS answered
    FROM searches WHERE topic = ? AND retired IS NULL AND query NOT LIKE ?)
"""
_WORKS = """
SELECT count(DISTINCT study) FROM claim_evidence JOIN claims ON claims.id = claim_evidence.claim
WHERE claims.topic = ? AND claims.removed IS NULL
"""
_LAST_RUN = "SELECT max(finished) FROM refreshes WHERE command = 'refresh'"
_NEWS = """
SELECT
    (SELECT coalesce(sum(new), 0) FROM refreshes WHERE command = 'refresh' AND finished >= :since),
    (SELECT count(*) FROM integrity_events WHERE first_seen >= :since),
    (SELECT count(DISTINCT flags.claim) FROM flags JOIN claims ON claims.id = flags.claim
        WHERE claims.topic = :topic AND claims.removed IS NULL AND flags.cleared IS NULL
        AND flags.kind != 'verdict unsigned'),
    (SELECT count(*) FROM studies WHERE state = 'current')
"""


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic and the article it checks."""

    id: str
    title: str
    article: str | None
    publisher: str | None
    url: str | None
    description: str | None
    language: str | None
    time_zone: str | None

    @property
    def heading(self) -> str:
        """The article's title, else the topic's."""
        return self.article or self.title


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """One claim as the home page shows it. ``certainty`` only where a worksheet stands behind it."""

    id: str
    parent: str | None
    quote: str
    highlight: str | None
    question: str
    kind: str
    state: str
    certainty: str | None
    one_line: str | None
    review: str
    flags: int
    candidates: int
    stances: tuple[StanceTally, ...]
    parts: tuple[ClaimCard, ...] = ()
    about: str | None = None
    """For a part whose words its sister shares: what this one is about."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new, counted from ``since`` (UTC) to the last run; and how much is stored in all."""

    since: str
    studies: int
    notices: int
    to_look_at: int
    stored: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """A topic at a glance. ``asked``: since when every search has its answer (UTC)."""

    topic: TopicLine
    sentences: tuple[ClaimCard, ...]
    order: str
    tally: tuple[tuple[str, int], ...]
    """Sentences by state, in the order of `STATES`."""
    works: int
    drafts: int
    asked: str | None
    news: News | None

    @property
    def parts(self) -> int:
        """Parts of sentences that were judged by themselves."""
        return sum(len(each.parts) for each in self.sentences)

    @property
    def claims(self) -> int:
        """Sentences and parts."""
        return len(self.sentences) + self.parts


def read_topics(db: Database) -> tuple[TopicLine, ...]:
    """Every topic, by title."""
    return tuple(TopicLine(*row) for row in db.execute(_TOPICS))


def read_home(db: Database, topic: str | None = None, order: str = ARTICLE) -> HomePage | None:
    """The topic, or the only one where none is named; ``None`` where there is no such one."""
    topics = read_topics(db)
    wanted = [each for each in topics if topic in (each.id, None)]
    return _page(db, wanted[0], order) if len(wanted) == 1 else None


def read_homes(db: Database) -> tuple[HomePage, ...]:
    """Every topic at a glance."""
    return tuple(_page(db, topic, ARTICLE) for topic in read_topics(db))


def _page(db: Database, topic: TopicLine, order: str) -> HomePage:
    cards = _cards(db, topic.id)
    sentences = _sentences(cards)
    counts = Counter(each.state for each in sentences)
    return HomePage(
        topic=topic,
        sentences=by_concern(sentences) if order == CONCERN else sentences,
        order=order if order in ORDERS else ARTICLE,
        tally=tuple((state, counts[state]) for state in STATES if counts[state]),
        works=db.execute(_WORKS, (topic.id,)).fetchone()[0],
        drafts=sum(card.review != "signed" for card in cards),
        asked=db.execute(_ASKED, (topic.id, f"{STORED_TEXT}%")).fetchone()[0],
        news=_news(db, topic.id),
    )


def by_concern(sentences: Iterable[ClaimCard]) -> tuple[ClaimCard, ...]:
    """The worst verdict first, then the worst verdict among the parts, then the order given."""

    def concern(card: ClaimCard) -> tuple[int, int]:
        own = CONCERNS.index(card.state)
        return own, min([own, *(CONCERNS.index(part.state) for part in card.parts)])

    return tuple(sorted(sentences, key=concern))


def _cards(db: Database, topic: str) -> list[ClaimCard]:
    stances = stance_tallies(db, topic)
    return [_card(stances.get(row[0], ()), *row) for row in db.execute(_CLAIMS, (topic,))]


def _card(stances: tuple[StanceTally, ...], *row: Any) -> ClaimCard:
    *first, certainty, one_line, review, worksheet, flags, candidates = row
    sure = certainty if worksheet else None
    values = (*first, sure, one_line, review, flags, candidates, stances)
    return ClaimCard(*values)


def _sentences(cards: Sequence[ClaimCard]) -> tuple[ClaimCard, ...]:
    """The cards without a standing parent, each with its parts."""
    ids = {card.id for card in cards}
    parts: dict[str, list[ClaimCard]] = {}
    for card in cards:
        if card.parent in ids:
            parts.setdefault(str(card.parent), []).append(card)
    return tuple(
        _with_parts(card, parts.get(card.id, [])) for card in cards if card.parent not in ids
    )


def _with_parts(card: ClaimCard, parts: Sequence[ClaimCard]) -> ClaimCard:
    shared = Counter(part.quote for part in parts)
    return replace(
        card,
        parts=tuple(
            replace(part, about=part.highlight or part.question) if shared[part.quote] > 1 else part
            for part in parts
        ),
    )


def _news(db: Database, topic: str) -> News | None:
    last = db.execute(_LAST_RUN).fetchone()[0]
    if last is None:
        return None
    since = (from_text(last) - timedelta(days=RECENT_DAYS)).date().isoformat()
    row = db.execute(_NEWS, {"since": since, "topic": topic}).fetchone()
    return News(since, *row)
