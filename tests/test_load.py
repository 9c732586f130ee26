from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlite_utils import Database

from littrack.errors import ConfigError, Unavailable
from littrack.load import (
    Loaded,
    load_topic,
    load_topics,
    note_lookups,
    resolve_pmids,
    works_to_resolve,
)
from littrack.load.matching import match_works
from littrack.load.stored import read_stored
from littrack.pubmed.client import Citation, SearchResult
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.store.database import open_database
from littrack.store.runs import begin_run
from littrack.store.saving import PUBMED, save_articles
from littrack.topics.model import Topic
from littrack.topics.read import read_topic
from littrack.topics.validate import validate_topic
from tests.eutils.minimal import article_set, make_record
from tests.topics.folder import CLAIMS, EVIDENCE, make_topic, spoil

NOW = "2026-11-24T02:00:00Z"
LATER = "2026-11-25T02:00:00Z"
BUNDLED = Path(__file__).parents[1] / "queries" / "botox-depression"


@pytest.fixture
def db() -> Iterator[Database]:
    db = open_database(":memory:")
    yield db
    db.conn.close()


@pytest.fixture
def topic(tmp_path: Path) -> Topic:
    return read_topic(make_topic(tmp_path))


def changed(tmp_path: Path, **texts: str) -> Topic:
    return read_topic(make_topic(tmp_path / "changed", **texts))


def load(db: Database, topic: Topic, now: str = NOW, **options: object) -> Loaded:
    run = begin_run(db, "load", now)
    return load_topic(db, run, topic, now, **options)  # type: ignore[arg-type]


def save(db: Database, *records: bytes, now: str = NOW) -> None:
    run = begin_run(db, "refresh", now)
    parsed = [each for each in parse(article_set(*records)) if isinstance(each, Parsed)]
    assert len(parsed) == len(records)
    save_articles(db, run, parsed, PUBMED, now)


def rows(db: Database, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.execute(sql)]


def sound(db: Database) -> None:
    assert rows(db, "PRAGMA foreign_key_check") == []


def test_what_the_files_say_is_in_the_tables(db: Database, topic: Topic) -> None:
    loaded = load(db, topic)
    assert (loaded.claims, loaded.studies, loaded.trials) == (2, 2, 1)
    assert loaded.verdicts == ("whole", "part")
    assert rows(db, "SELECT id, title, year, doi, source, pmid FROM studies ORDER BY id") == [
        ("90000001", "Made-up trial of a pill", 2020, "10.1000/made.up", "topic file", None),
        ("key:roe2021", "Made-up letter about a pill", 2021, None, "topic file", None),
    ]
    assert rows(db, "SELECT study, key, matched_by, participants FROM appraisals") == [
        ("90000001", "doe2020", "PMID", 40),
        ("key:roe2021", "roe2021", "none", None),
    ]
    arms = "SELECT arm, responders, participants, derived, derived_figures FROM arms"
    assert rows(db, arms) == [("pill", 9, 20, 0, None), ("placebo", 4, 20, 1, "responders")]
    assert rows(db, "SELECT measure, value, ci_low, ci_high, p FROM outcomes") == [
        ("risk ratio", 2.25, 0.83, 6.1, "<0.2")
    ]
    assert rows(db, "SELECT kind, statement, read_at FROM appraisal_sources") == [
        ("reading", "all", "a made-up page")
    ]
    evidence = "SELECT claim, study, stance, note FROM claim_evidence ORDER BY claim, position"
    assert rows(db, evidence) == [
        ("part", "90000001", "supports", None),
        ("whole", "90000001", "supports", "9/20 v 4/20"),
        ("whole", "key:roe2021", "contradicts", None),
    ]
    assert rows(db, "SELECT id, parent, position FROM claims ORDER BY position") == [
        ("whole", None, 1),
        ("part", "whole", 2),
    ]
    assert rows(db, "SELECT id, study, completed, removed FROM trials") == [
        ("NCT99999999", "90000001", "2020-02 (estimated)", None)
    ]
    assert rows(db, "SELECT claim, state, certainty, review FROM verdict_history") == [
        ("whole", "partly supported", "low", "draft"),
        ("part", "supported", None, "draft"),
    ]
    sound(db)


def test_loading_again_writes_nothing(db: Database, topic: Topic) -> None:
    load(db, topic)
    run = begin_run(db, "load", LATER)
    before = db.conn.total_changes
    assert load_topic(db, run, topic, LATER).rows_written == 0
    assert db.conn.total_changes == before


def test_the_bundled_topic_loads_fast_and_once(db: Database) -> None:
    began = time.process_time()
    bundled = read_topic(BUNDLED)
    loaded = load(db, bundled)
    assert time.process_time() - began < 1
    assert (loaded.claims, loaded.studies, loaded.trials) == (36, 60, 14)
    assert len(loaded.unmatched) == 26
    assert load(db, bundled, LATER).rows_written == 0
    sound(db)


def test_a_changed_count_changes_one_row(db: Database, topic: Topic, tmp_path: Path) -> None:
    load(db, topic)
    evidence = spoil(EVIDENCE, "responders: 9, response_percent: 45", "responders: 10")
    loaded = load(db, changed(tmp_path, evidence=evidence), LATER)
    assert rows(db, "SELECT responders FROM arms") == [(10,), (4,)]
    assert loaded.verdicts == ()


def test_a_changed_verdict_is_kept_with_its_former_one(
    db: Database, topic: Topic, tmp_path: Path
) -> None:
    load(db, topic)
    loaded = load(db, changed(tmp_path, claims=spoil(CLAIMS, "certainty: low", "certainty: high")))
    assert loaded.verdicts == ("whole",)
    history = "SELECT certainty FROM verdict_history WHERE claim = 'whole' ORDER BY id"
    assert rows(db, history) == [("low",), ("high",)]


def test_what_leaves_the_files_is_marked_not_erased(
    db: Database, topic: Topic, tmp_path: Path
) -> None:
    load(db, topic)
    whole = CLAIMS[: CLAIMS.index("  - id: part")]
    fewer = changed(tmp_path, claims=whole, trials="trials: []\n")
    load(db, fewer, LATER)
    assert rows(db, "SELECT id, removed FROM claims ORDER BY position") == [
        ("whole", None),
        ("part", LATER),
    ]
    assert rows(db, "SELECT removed FROM trials") == [(LATER,)]
    assert load(db, fewer, "2026-11-26T02:00:00Z").rows_written == 0
    load(db, topic, "2026-11-27T02:00:00Z")
    assert rows(db, "SELECT removed FROM claims") == [(None,), (None,)]
    alone = "claims: []\n"
    letter = EVIDENCE[: EVIDENCE.index("  - key: roe2021")]
    load(db, changed(tmp_path / "2", claims=alone, evidence=letter), "2026-11-28T02:00:00Z")
    assert rows(db, "SELECT key, removed FROM appraisals") == [
        ("doe2020", None),
        ("roe2021", "2026-11-28T02:00:00Z"),
    ]


def test_a_record_takes_its_place_by_pmid_and_its_facts_win(
    db: Database, topic: Topic, tmp_path: Path
) -> None:
    load(db, topic)
    save(db, make_record(90000001, "Made-up trial of quite another pill and potion.", year=2019))
    loaded = load(db, topic, LATER)
    assert loaded.matches[0].how == "PMID"
    assert rows(db, "SELECT title, source FROM studies WHERE id = '90000001'") == [
        ("Made-up trial of quite another pill and potion.", "PubMed")
    ]
    assert load(db, topic, LATER).rows_written == 0
    result = validate_topic(tmp_path / "made-up", read_stored(db, topic))
    assert [problem.field for problem in result.problems] == [
        "studies[doe2020].title",
        "studies[doe2020].year",
        "studies[doe2020].doi",
    ]


def without_pmid(tmp_path: Path) -> Topic:
    return changed(tmp_path, evidence=spoil(EVIDENCE, "    pmid: 90000001\n", ""))


@pytest.mark.parametrize(
    ("record", "how"),
    [
        (make_record(90000007, "Whatever it says", doi="10.1000/MADE.UP"), "DOI"),
        (make_record(90000007, "Made-Up <i>Trial</i> of a Pill.", doi=None, markup=True), "title"),
        (make_record(90000007, "Made-up trial of a pill", doi=None, year=2021), "title"),
        (make_record(90000007, "Made-up trial of a pill", doi=None, year=2025), "none"),
        (make_record(90000007, "Made-up trial of a pill, or two", doi=None), "none"),
        (make_record(90000007, "Made-up trial of a pill", doi=None,
                     publication_types=["Published Erratum"]), "none"),
    ],
)  # fmt: skip
def test_a_work_without_pmid_is_found_by_doi_or_exact_title(
    db: Database, tmp_path: Path, record: bytes, how: str
) -> None:
    save(db, record)
    loaded = load(db, without_pmid(tmp_path))
    expected = "doi:10.1000/made.up" if how == "none" else "90000007"
    assert (loaded.matches[0].study, loaded.matches[0].how) == (expected, how)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Une étude inventée d'une pilule naïve", "Une etude inventee d’une pilule naive."),
        ("Выдуманное испытание", "Выдуманное испытание."),
        ("At it", "At it"),
        ("NOT a made-up trial AND NEAR nothing (OR so)", "Not a made-up trial and near nothing, or so"),
        ("H2O and α2 made up", "H<sub>2</sub>O and α<sub>2</sub> made up"),
    ],
)  # fmt: skip
def test_a_title_is_found_in_any_writing(
    db: Database, tmp_path: Path, title: str, written: str
) -> None:
    save(db, make_record(90000007, written, doi=None, markup=True), make_record(90000008))
    evidence = spoil(EVIDENCE, "title: Made-up letter about a pill", f"title: {title}")
    evidence = spoil(evidence, "year: 2021", "year: 2020")
    match = load(db, changed(tmp_path, evidence=evidence)).matches[1]
    assert (match.study, match.how) == ("90000007", "title")


def test_matching_reads_no_study_it_does_not_need(db: Database, tmp_path: Path) -> None:
    """Among 10,000 records it would take a second a night."""
    topic = without_pmid(tmp_path)
    save(db, *(make_record(90000100 + n, "Made-up trial of another thing") for n in range(300)))
    asked = 0

    def count() -> int:
        nonlocal asked
        asked += 1
        return 0

    db.conn.set_progress_handler(count, 100)
    match_works(db, topic, {})
    db.conn.set_progress_handler(None, 0)
    assert asked < 30, "of 100 steps of SQLite each"


def test_two_records_of_one_title_match_neither(db: Database, tmp_path: Path) -> None:
    title = "Made-up trial of a pill"
    save(db, make_record(90000007, title, doi=None), make_record(90000008, title, doi=None))
    assert load(db, without_pmid(tmp_path)).matches[0].how == "none"


def test_a_stand_in_moves_to_its_record_with_all_it_has(db: Database, tmp_path: Path) -> None:
    topic = without_pmid(tmp_path)
    load(db, topic)
    old = "doi:10.1000/made.up"
    db.conn.execute("INSERT INTO integrity_events (study, kind, source, first_seen, last_confirmed) "
                    "VALUES (?, 'retraction', 'made up', ?, ?)", (old, NOW, NOW))  # fmt: skip
    save(db, make_record(90000007, "Made-up trial of a pill", doi="10.1000/made.up"))
    loaded = load(db, topic, LATER)
    assert (loaded.matches[0].study, loaded.matches[0].how) == ("90000007", "DOI")
    assert rows(db, "SELECT id FROM studies ORDER BY id") == [("90000007",), ("key:roe2021",)]
    assert rows(db, "SELECT alias, study, how FROM study_aliases") == [(old, "90000007", "DOI")]
    for table in ("appraisals", "arms", "outcomes", "claim_evidence", "trials", "integrity_events"):
        studies = {study for (study,) in rows(db, f"SELECT study FROM {table}")}
        assert "90000007" in studies
        assert old not in studies
    assert load(db, topic, LATER).rows_written == 0
    sound(db)


def test_a_record_that_was_merged_leads_to_the_one_it_lives_on_in(
    db: Database, topic: Topic
) -> None:
    save(db, make_record(90000001), make_record(90000002, doi=None))
    db.conn.execute(
        "UPDATE studies SET state = 'merged', merged_into = '90000002' WHERE id = '90000001'"
    )
    assert load(db, topic).matches[0].study == "90000002"


def test_a_corrected_pmid_leaves_nothing_behind(db: Database, topic: Topic, tmp_path: Path) -> None:
    save(db, make_record(90000001, doi=None), make_record(90000002, doi=None))
    load(db, topic)
    other = changed(tmp_path, evidence=spoil(EVIDENCE, "pmid: 90000001", "pmid: 90000002"))
    load(db, other, LATER)
    assert rows(db, "SELECT study FROM appraisals WHERE key = 'doe2020'") == [("90000002",)]
    assert {study for (study,) in rows(db, "SELECT study FROM arms")} == {"90000002"}
    assert rows(db, "SELECT id FROM studies WHERE id = '90000001'") == [("90000001",)]
    sound(db)


def test_a_renamed_key_keeps_its_study(db: Database, topic: Topic, tmp_path: Path) -> None:
    load(db, topic)
    texts = {"claims": CLAIMS, "evidence": EVIDENCE, "trials": "trials: []\n"}
    renamed = {name: text.replace("doe2020", "doe2020a") for name, text in texts.items()}
    load(db, changed(tmp_path, **renamed), LATER)
    assert rows(db, "SELECT key, study FROM appraisals ORDER BY position") == [
        ("doe2020a", "90000001"),
        ("roe2021", "key:roe2021"),
    ]
    sound(db)


def test_two_works_that_lead_to_one_record_are_told_and_do_not_stop_the_night(
    db: Database, tmp_path: Path
) -> None:
    twin = """\
  - key: twin
    title: Made-up trial of a pill
    year: 2020
    design: other
    one_line: The same again.
"""
    save(db, make_record(90000001, "Made-up trial of a pill", doi=None))
    loaded = load(db, changed(tmp_path, evidence=EVIDENCE + twin))
    assert loaded.notes == ("twin and doe2020 lead to the same study (90000001)",)
    assert loaded.matches[2].study == "key:twin"
    sound(db)


class Librarian:
    """Answers as PubMed would for made-up works, and remembers what it was asked."""

    def __init__(self, found: dict[str, tuple[str, ...]], cited: str | None = None) -> None:
        self.found, self.cited = found, cited
        self.asked: list[str] = []

    def search(self, query: str, accept_dropped: Iterable[str] = ()) -> SearchResult:
        self.asked.append(query)
        pmids = self.found.get(query, ())
        if query not in self.found:
            raise ConfigError("PubMed does not know the phrase")
        return SearchResult(query, pmids, len(pmids))

    def match_citations(self, citations: Sequence[Citation]) -> list[str | None]:
        self.asked += [each.journal for each in citations]
        return [self.cited for _ in citations]


def test_look_ups_go_by_doi_then_citation_then_title(tmp_path: Path) -> None:
    works = without_pmid(tmp_path).works
    by_doi = Librarian({'"10.1000/made.up"[doi]': ("90000007",)}, cited="90000008")
    assert resolve_pmids(works, by_doi) == {"doe2020": ("90000007", "DOI search")}
    by_citation = Librarian({'"10.1000/made.up"[doi]': ()}, cited="90000008")
    assert resolve_pmids(works, by_citation)["doe2020"] == ("90000008", "ECitMatch")
    title = "Made-up letter about a pill[title]"
    by_title = Librarian({title: ("90000009",)})
    assert resolve_pmids(works, by_title) == {"roe2021": ("90000009", "title search")}
    ambiguous = Librarian({title: ("90000009", "90000010")})
    assert resolve_pmids(works, ambiguous) == {}


def test_a_look_up_counts_once_its_record_is_stored_and_agrees(db: Database, topic: Topic) -> None:
    found = {"roe2021": ("90000009", "ECitMatch")}
    assert load(db, topic, resolved=found).matches[1].how == "none"
    title = "Made-up letter about a tablet"
    save(db, make_record(90000009, "Something else altogether", doi=None, year=2021))
    assert load(db, topic, resolved=found).matches[1].how == "none"
    save(db, make_record(90000010, title, doi=None, year=2021))
    close = {"roe2021": ("90000010", "title search")}
    match = load(db, topic, resolved=close).matches[1]
    assert (match.study, match.how) == ("90000010", "title search")
    kept = load(db, topic, LATER)
    assert (kept.matches[1].how, kept.rows_written) == ("title search", 0)
    stored = read_stored(db, topic)
    assert (stored.facts["roe2021"].pmid, stored.facts["roe2021"].matched_by) == (
        "90000010",
        "title search",
    )


def test_pubmed_is_asked_again_only_after_a_month(db: Database, topic: Topic) -> None:
    assert [work.key for work in works_to_resolve(db, topic, NOW)] == ["roe2021"]
    load(db, topic)
    due = works_to_resolve(db, topic, NOW)
    note_lookups(db, due, NOW)
    assert works_to_resolve(db, topic, LATER) == ()
    assert [work.key for work in works_to_resolve(db, topic, "2026-12-25T02:00:00Z")] == ["roe2021"]
    assert load(db, topic, LATER).rows_written == 0


def test_an_unreachable_pubmed_is_told(topic: Topic) -> None:
    class Silent(Librarian):
        def search(self, query: str, accept_dropped: Iterable[str] = ()) -> SearchResult:
            raise Unavailable("no answer")

    with pytest.raises(Unavailable):
        resolve_pmids(topic.works, Silent({}))


def test_the_command_leaves_no_trace_where_nothing_changed(tmp_path: Path) -> None:
    make_topic(tmp_path / "queries")
    path = tmp_path / "db" / "littrack.db"
    (first,) = load_topics(path, tmp_path / "queries")
    assert first.rows_written
    (second,) = load_topics(path, tmp_path / "queries")
    assert second.rows_written == 0
    db = open_database(path)
    runs = rows(db, "SELECT command, outcome, message FROM refreshes")
    db.conn.close()
    assert runs == [("load", "complete", "loaded made-up")]


def test_a_faulty_file_changes_nothing(tmp_path: Path) -> None:
    folder = make_topic(tmp_path / "queries")
    path = tmp_path / "littrack.db"
    load_topics(path, tmp_path / "queries")
    (folder / "claims.yaml").write_text(spoil(CLAIMS, "state: supported", "state: x"), "utf-8")
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="littrack validate"):
        load_topics(path, tmp_path / "queries")
    assert path.read_bytes() == before
