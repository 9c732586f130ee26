"""The made-up topic after two made-up nights: every fate that a record can have occurs once at least."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlite_utils import Database

from littrack.load import load_topic
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.review import review
from littrack.store.accounting import exclude, owe
from littrack.store.database import open_database
from littrack.store.hits import SearchRun, save_hits, save_search, save_search_run
from littrack.store.leaving import mark_deleted
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.saving import save_articles
from littrack.topics.model import (
    STORED_TEXT,
    CheckedArticle,
    ClaimEvidence,
    Dismissed,
    PlannedTrial,
    SearchStrategy,
    Topic,
    Work,
)
from tests.eutils.minimal import article_set, make_record
from tests.made_up_topic import arms, plan, topic, with_claim, with_work

FIRST_NIGHT, LAST_NIGHT = "2026-11-23T02:00:00Z", "2026-11-24T02:00:00Z"
TOXIN = "Made-up toxin and mood"
RETRACTED = "102"
"""The trial that is retracted on the second night, and leaves the pool."""
DERIVED = "104"
"""A third trial of the pool, whose counts are derived."""

OWED, EXCLUDED, DISMISSED, WITHDRAWN, UNFIT, WAITING, LATE = (
    "301", "302", "201", "202", "203", "204", "205",
)  # fmt: skip


def nightly_topic() -> Topic:
    """The made-up topic with two strategies, a stored check, a dismissed study, and a third trial in its pool."""
    searches = (
        SearchStrategy("mood", "What about mood?", "toxin AND mood", dated="2026-11-01"),
        SearchStrategy("trials", "Which trials are there?", "toxin AND <trial>[pt]"),
        SearchStrategy("integrity", "Was a study retracted?", None, kind="stored"),
    )
    given, two = topic(), plan()
    pool = replace(two, trials=(*two.trials, PlannedTrial("loe2017", "toxin", "saline")))
    cited = (*given.claims[0].evidence, ClaimEvidence("loe2017", "supports"))
    given = with_claim(
        given, "helps", terms=("toxin*", "low mood"), syntheses=(pool,), evidence=cited
    )
    given = with_claim(given, "approved", terms=("approval",))
    given = with_work(given, "doe2019", doi="10.1000/made.up")
    given = with_work(given, "roe2020", arms=arms((15, 30), (8, 30)))
    return replace(
        given,
        works=(*given.works, _third_trial()),
        searches=searches,
        article=CheckedArticle("Made-up article", "Made-up <Press> & Sons", "https://example.org/a"),
        dismissed=(Dismissed(DISMISSED, "It is about mice.", by="a made-up reader"),),
    )  # fmt: skip


def _third_trial() -> Work:
    return Work(
        "loe2017", "Made-up toxin for low mood: third trial", "randomized controlled trial", "It helped some.",
        pmid=DERIVED, authors=("Loe L",), year=2017, n_total=50, arms=arms((13, 25), (6, 25), derived=True),
    )  # fmt: skip


def record(pmid: str, title: str = TOXIN, **more: object) -> bytes:
    """A made-up record."""
    return make_record(pmid, title, **more)  # type: ignore[arg-type]


def first_records() -> list[bytes]:
    """What PubMed delivers on the first night."""
    works = [
        record(work.pmid, work.title, year=work.year, authors=work.authors)
        for work in nightly_topic().works
        if work.pmid
    ]
    found = [record(pmid) for pmid in (DISMISSED, WITHDRAWN, WAITING)]
    return [*works, *found, record(UNFIT, "Made-up study of something else", abstract="Nothing.")]


def later_records() -> list[bytes]:
    """What is new on the second night: a retraction, its notice, and a trial."""
    typed = ("Journal Article", "Retracted Publication")
    return [
        record(
            RETRACTED, topic().works[1].title, year=2020, authors=("Roe RA",), publication_types=typed,
            relations=[("RetractionIn", "401")], version=1, revised="2026-11-24",
        ),
        record(LATE, "Made-up toxin for low mood: a late trial",
               publication_types=("Journal Article", "Randomized Controlled Trial")),
    ]  # fmt: skip


def two_nights(path: str = ":memory:") -> Database:
    """A database after both nights. The caller closes it."""
    db = open_database(path, create=True)
    given = nightly_topic()
    all_of_them = ("101", "102", DISMISSED, WITHDRAWN, UNFIT, WAITING, OWED, EXCLUDED)
    night(db, given, first_records(), {"mood": all_of_them, "trials": ("101", "102")}, FIRST_NIGHT)
    later = {"mood": (*all_of_them, LATE), "trials": ("101", "102", LATE)}
    night(db, given, later_records(), later, LAST_NIGHT, gone=(WITHDRAWN,))
    return db


def night(
    db: Database,
    given: Topic,
    records: Iterable[bytes],
    listed: Mapping[str, tuple[str, ...]],
    now: str,
    gone: tuple[str, ...] = (),
) -> None:
    """One finished refresh: what it brings, and what each search lists."""
    items = [each for each in parse(article_set(*records)) if isinstance(each, Parsed)]
    with db.atomic():
        run = begin_run(db, "refresh", now)
        saved = save_articles(db, run, items, "pubmed", now)
        load_topic(db, run, given, now)
        owe(db, [OWED], "search", "PubMed did not deliver it", now)
        exclude(
            db, run, [EXCLUDED], "PubMed lists it but has not delivered it since 2026-11-01", now
        )
        for search in given.searches:
            _search(db, run, given.id, search, listed.get(search.name, ()), now)
        mark_deleted(db, run, gone, now)
        review(db, run, [given], now)
        counts = RunCounts(returned=9, new=len(saved.new), changed=len(saved.changed), requests=5)
        finish_run(db, run, COMPLETE, "all accounted for", counts, now)


def _search(
    db: Database, run: int, topic_id: str, search: SearchStrategy, listed: tuple[str, ...], now: str
) -> None:
    number = save_search(db, topic_id, search.name, search.text, search.question, search.dated, now)
    if search.text.startswith(STORED_TEXT):
        return
    change = save_hits(db, number, listed, now)
    save_search_run(
        db,
        SearchRun(
            run, number, now, COMPLETE, None, len(listed), len(listed), len(change.joined),
            len(change.left), f"made-up translation of {search.name}", "made-up warning",
        ),
    )  # fmt: skip
