"""One whole made-up state of the reading room: the bundled topics beside plainly made-up PubMed records.

Two finished refreshes: the first finds the records; in the second one record is revised and one is retracted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from littrack.load import load_topic
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.review import review
from littrack.store.database import open_database
from littrack.store.hits import SearchRun, save_hits, save_search, save_search_run
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.saving import save_articles
from littrack.topics.model import Topic
from littrack.topics.read import read_topics
from tests.eutils.minimal import article_set, from_evidence, make_record

QUERIES = Path(__file__).parents[2] / "queries"
FIRST_NIGHT = "2026-11-23T02:00:00Z"
LAST_NIGHT = "2026-11-24T02:00:00Z"

CANDIDATE = "99000001"
"""A new randomized trial that claims about depression should suggest."""
HOSTILE = "99000002"
"""Script, event handlers, SVG, a bidirectional override and 100 kB in title and abstract."""
RETRACTED = "99000003"
"""Found whole on the first night, retracted on the second."""
REVISED = "99000004"
"""Its title changes on the second night."""
MARKED_UP = "99000005"
"""Inline markup, MathML and a long author list."""
NOTICE = "99000006"
"""The notice that retracts `RETRACTED`."""

MESH = ("Botulinum Toxins, Type A/therapeutic use", "*Depressive Disorder/drug therapy", "Humans")
ATTACK = (
    '<script>alert("littrack")</script><img src=x onerror=alert(1)>'
    "<svg onload=alert(2)></svg><a href=\"javascript:alert(3)\" onclick='alert(4)'>a</a>"
)
OVERRIDE = "\u202e"


def first_records() -> list[bytes]:
    """What PubMed holds on the first night."""
    return [
        make_record(
            CANDIDATE,
            "Made-up randomized trial of botulinum toxin for major depressive disorder.",
            year=2026,
            publication_types=("Journal Article", "Randomized Controlled Trial"),
            mesh=MESH,
            abstract=[
                ("BACKGROUND", "We made this trial up to see how a candidate looks."),
                ("METHODS", "Adults with major depression were randomly assigned to made-up care."),
                ("RESULTS", "Made-up response was 12 of 40 against 10 of 40, remission 5 and 4."),
            ],
            trials=[("ClinicalTrials.gov", "NCT99999999")],
            created=date(2026, 11, 20),
        ),
        make_record(
            HOSTILE,
            f"Made-up botulinum depression title {ATTACK} {OVERRIDE}desrever{OVERRIDE}",
            authors=("O'Doe<script> J", '"><b>Roe RA'),
            journal="Journal of <script>Attacks</script> & Made-up Trials",
            abstract=f"Depression. {ATTACK} {OVERRIDE} " + "very long word " * 7000,
            keywords=(ATTACK, "botulinum"),
            year=2024,
            created=date(2026, 11, 20),
        ),
        _retracted(noticed=False),
        _revised("Made-up cohort study of botulinum toxin and mood, first title."),
        make_record(
            MARKED_UP,
            "Made-up <i>in vitro</i> study of CO<sub>2</sub>, H<sup>+</sup> and "
            '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>x</mml:mi></mml:math>'
            " &amp; botulinum.",
            markup=True,
            authors=[f"Doe{chr(97 + at % 26)} {chr(65 + at % 26)}" for at in range(30)],
            abstract="Made-up depression text with <b>bold</b> &lt;0.05 words.",
            year=2019,
        ),
        *_many(),
    ]


def _many() -> list[bytes]:
    designs = (
        "Randomized Controlled Trial",
        "Meta-Analysis",
        "Systematic Review",
        "Case Reports",
        "Review",
        "Observational Study",
    )
    return [
        make_record(
            99001000 + at,
            f"Made-up study number {at} of botulinum toxin and depression.",
            year=2000 + at % 27,
            publication_types=("Journal Article", designs[at % len(designs)]),
            journal=f"Made-up Journal {at % 7}",
            pmcid=f"PMC9900{at}" if at % 3 == 0 else None,
            mesh=MESH,
            created=date(2026, 11, 1),
        )
        for at in range(60)
    ]


def _retracted(noticed: bool) -> bytes:
    return make_record(
        RETRACTED,
        "Made-up trial of botulinum toxin and depression that was retracted.",
        year=2022,
        publication_types=(
            "Journal Article",
            "Randomized Controlled Trial",
            *(("Retracted Publication",) if noticed else ()),
        ),
        relations=[("RetractionIn", NOTICE)] if noticed else [],
        revised=date(2026, 11, 24) if noticed else None,
        version=1,
    )


def _revised(title: str, revised: date | None = None) -> bytes:
    return make_record(
        REVISED,
        title,
        year=2023,
        publication_types=("Journal Article", "Observational Study"),
        revised=revised,
    )


def later_records() -> list[bytes]:
    """What has changed by the second night."""
    return [
        _retracted(noticed=True),
        _revised(
            "Made-up cohort study of botulinum toxin and mood, second title.", date(2026, 11, 24)
        ),
        make_record(
            NOTICE,
            "Retraction notice: Made-up trial of botulinum toxin and depression.",
            year=2026,
            publication_types=("Retraction of Publication",),
            relations=[("RetractionOf", RETRACTED)],
            created=date(2026, 11, 24),
            abstract=None,
        ),
    ]


def parsed(records: Sequence[bytes]) -> list[Parsed]:
    """Records as the parser gives them."""
    return [each for each in parse(article_set(*records)) if isinstance(each, Parsed)]


def build_site(path: Path, queries: Path = QUERIES) -> Path:
    """Make the database at ``path``: the topics of ``queries``, their works' records and the made-up ones."""
    topics = read_topics(queries)
    db = open_database(path, create=True)
    works = [
        record for topic in topics for record in from_evidence(queries / topic.id / "evidence.yaml")
    ]
    night(db, topics, [*works, *first_records()], FIRST_NIGHT)
    night(db, topics, later_records(), LAST_NIGHT)
    db.conn.close()
    return path


def night(
    db: Database,
    topics: Sequence[Topic],
    records: Sequence[bytes],
    now: str,
    hits: Sequence[str] | None = None,
) -> int:
    """One finished refresh that brings ``records``; the searches find all that is stored, or ``hits``."""
    items = parsed(records)
    with db.atomic():
        run = begin_run(db, "refresh", now)
        saved = save_articles(db, run, items, "pubmed", now)
        for topic in topics:
            load_topic(db, run, topic, now)
            for search in topic.searches:
                if search.asks_pubmed:
                    _search(db, run, topic.id, search.name, search.text, search.question, now, hits)
        review(db, run, topics, now)
        counts = RunCounts(
            returned=len(items),
            new=len(saved.new),
            changed=len(saved.changed),
            unchanged=0,
            excluded=0,
            owed=0,
            quarantined=0,
            requests=12,
        )
        finish_run(db, run, COMPLETE, "all accounted for", counts, now)
    return run


def _search(
    db: Database,
    run: int,
    topic: str,
    name: str,
    query: str,
    question: str,
    now: str,
    hits: Sequence[str] | None,
) -> None:
    number = save_search(db, topic, name, query, question, None, now)
    rows = db.execute("SELECT pmid FROM studies WHERE pmid IS NOT NULL").fetchall()
    found = [pmid for (pmid,) in rows] if hits is None else list(hits)
    change = save_hits(db, number, found, now)
    save_search_run(
        db,
        SearchRun(run, number, now, COMPLETE, None, len(found), len(found), len(change.joined), 0,
                  "made-up translation"),
    )  # fmt: skip
