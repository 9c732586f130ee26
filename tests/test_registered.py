"""Registered trials over nights: publications found, flags raised and cleared, what a person wrote left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlite_utils import Database

from littrack.load import load_topic
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.review import review
from littrack.review.registry import known_trials, missing_trials
from littrack.sources.protocol import RegistryRecord
from littrack.store.database import open_database
from littrack.store.registries import write_registry
from littrack.store.runs import COMPLETE, RunCounts, begin_run, finish_run
from littrack.store.saving import save_articles
from littrack.topics.model import Topic, Trial
from littrack.views.news import read_news, read_run, read_runs
from littrack.views.trial import read_trial, trial_facts
from littrack.views.trials import OVERDUE, POSTED, PUBLISHED, read_trials
from tests.eutils.minimal import article_set, make_record
from tests.made_up_topic import topic

KNOWN = Trial(
    "NCT90000001", "ClinicalTrials.gov", "Made-up trial", status="completed", enrollment=80,
    started="2015", completed="2020-01", results_on_registry=False, primary_outcome="Score",
)  # fmt: skip
RECORD = RegistryRecord(
    id="NCT90000001",
    registry="ClinicalTrials.gov",
    title="Made-up trial",
    status="completed",
    enrollment=78,
    enrollment_basis="actual",
    started="2015-02",
    completed="2020-01",
    primary_outcomes=("Score",),
)
FOUND = replace(RECORD, id="NCT90000002", title="Another made-up trial", status="terminated", why_stopped="No money")  # fmt: skip


@dataclass
class Nights:
    """A database that nights pass over, with what a registry says in each."""

    db: Database
    day: int = 1

    def night(
        self,
        given: Topic,
        *registered: RegistryRecord,
        records: tuple[bytes, ...] = (),
        matched: dict[str, str] | None = None,
    ) -> int:
        """One run; returns its number."""
        self.day += 1
        now = f"2026-11-{self.day:02}T02:00:00Z"
        run = begin_run(self.db, "refresh", now)
        with self.db.atomic():
            items = [each for each in parse(article_set(*records)) if isinstance(each, Parsed)] if records else []  # fmt: skip
            save_articles(self.db, run, items, "test", now)
            load_topic(self.db, run, given, now)
            write_registry(self.db, run, "clinicaltrials", registered, matched or {}, now)
            review(self.db, run, [given], now)
            finish_run(self.db, run, COMPLETE, None, RunCounts(), now)
        return run

    def flags(self, trial: str) -> list[str]:
        rows = self.db.execute(
            "SELECT kind FROM trial_flags WHERE trial = ? AND cleared IS NULL ORDER BY id", (trial,)
        )
        return [kind for (kind,) in rows]


@pytest.fixture
def nights() -> Iterator[Nights]:
    db = open_database(":memory:")
    yield Nights(db)
    db.close()


@pytest.fixture
def given() -> Topic:
    return replace(topic(), trials=(KNOWN,))


def report(pmid: str, number: str, kind: str = "Randomized Controlled Trial", year: int = 2021) -> bytes:  # fmt: skip
    return make_record(
        pmid,
        f"Made-up report {pmid}",
        year=year,
        publication_types=("Journal Article", kind),
        trials=[("ClinicalTrials.gov", number)],
    )


def test_a_silent_trial_is_flagged_until_it_is_published(nights: Nights, given: Topic) -> None:
    nights.night(given)
    assert nights.flags(KNOWN.id) == ["no results after 12 months"]
    claimed = nights.db.execute(
        "SELECT detail FROM flags WHERE kind = 'overdue trial' AND cleared IS NULL"
    ).fetchall()
    assert claimed == [("Registered trials owe their results: NCT90000001.",)]
    nights.night(given, records=(report("90000101", KNOWN.id),))
    assert nights.flags(KNOWN.id) == []
    told = nights.db.execute("SELECT trial, study, told_by FROM trial_publications").fetchall()
    assert told == [(KNOWN.id, "90000101", "PubMed record")]
    assert nights.db.execute("SELECT count(*) FROM flags WHERE kind = 'overdue trial' AND cleared IS NULL").fetchone() == (0,)  # fmt: skip
    assert missing_trials(nights.db, given.id, "2026-11-24T02:00:00Z") == ()


def test_a_protocol_is_no_report(nights: Nights, given: Topic) -> None:
    protocol = report("90000102", KNOWN.id, "Clinical Trial Protocol", year=2016)
    nights.night(given, records=(protocol,))
    assert nights.flags(KNOWN.id) == ["no results after 12 months"]
    page = read_trial(nights.db, KNOWN.id)
    assert page
    assert [each.reports for each in page.line.publications] == [False]


def test_results_on_the_registry_are_seen_and_told(nights: Nights, given: Topic) -> None:
    nights.night(given, RECORD)
    posted = replace(RECORD, results_posted="2026-11-02", last_updated="2026-11-02")
    run = nights.night(given, posted)
    assert nights.flags(KNOWN.id) == ["results posted, not published"]
    (latest,) = [each for each in read_runs(nights.db) if each.id == run]
    kinds = [(each.kind, each.trial) for each in read_run(nights.db, latest).trials]
    assert kinds == [("results posted, not published", KNOWN.id), ("results posted", KNOWN.id)]
    (shown,) = read_trials(nights.db)
    assert [each.ending for each in shown.trials] == [POSTED]


def test_both_sides_are_shown_and_the_file_is_left_alone(nights: Nights, given: Topic) -> None:
    nights.night(given, replace(RECORD, status="unknown (last said recruiting)"))
    stored = nights.db.execute("SELECT status, enrollment, started FROM trials").fetchone()
    assert stored == ("completed", 80, "2015")
    page = read_trial(nights.db, KNOWN.id)
    assert page
    assert [each.what for each in page.line.differences] == ["status", "people"]
    assert {each.what for each in page.sides if each.differs} == {"status", "people"}
    assert "status unknown" in nights.flags(KNOWN.id)


def test_what_a_query_finds_is_shown_apart_and_counts_for_nothing(
    nights: Nights, given: Topic
) -> None:
    given = replace(given, trials=())
    run = nights.night(given, FOUND, matched={FOUND.id: given.id})
    (shown,) = read_trials(nights.db)
    assert shown.trials == ()
    (line,) = shown.found
    assert (line.id, line.entered, line.ending) == (FOUND.id, False, OVERDUE)
    assert nights.flags(FOUND.id) == ["no results after 12 months", "stopped early"]
    assert missing_trials(nights.db, given.id, "2026-11-24T02:00:00Z") == ()
    assert not nights.db.execute("SELECT 1 FROM flags WHERE kind = 'overdue trial'").fetchall()
    (latest,) = [each for each in read_runs(nights.db) if each.id == run]
    told = [each.kind for each in read_run(nights.db, latest).trials]
    assert told == ["no results after 12 months", "stopped early", "found in a registry"]


def test_a_number_that_only_a_study_carries_raises_no_flag(nights: Nights, given: Topic) -> None:
    nights.night(replace(given, trials=()), FOUND, records=(report("90000103", FOUND.id),))
    assert nights.flags(FOUND.id) == []
    assert FOUND.id not in known_trials(nights.db)
    page = read_trial(nights.db, FOUND.id)
    assert page
    assert (page.line.ending, page.topics) == (PUBLISHED, ())


def test_the_registry_names_its_reports(nights: Nights, given: Topic) -> None:
    named = replace(RECORD, result_pmids=("90000104", "90000105"))
    nights.night(given, named, records=(report("90000104", "NCT00000000"),))
    page = read_trial(nights.db, KNOWN.id)
    assert page
    assert [(each.study.id, each.told_by) for each in page.line.publications] == [("90000104", ("registry",))]  # fmt: skip
    assert page.line.elsewhere == ("90000105",)
    assert nights.flags(KNOWN.id) == []
    facts = trial_facts(page, "/trials/NCT90000001")
    assert facts["publications_not_stored"] == ["90000105"]


def test_papers_older_than_the_trial_are_not_its_results(nights: Nights, given: Topic) -> None:
    """Registrants list background reading as results, as real records show."""
    named = replace(RECORD, result_pmids=("90000106",))
    nights.night(given, named, records=(report("90000106", "NCT00000000", year=2012),))
    assert nights.flags(KNOWN.id) == ["no results after 12 months"]


def test_an_outcome_that_changes_under_way_is_seen(nights: Nights, given: Topic) -> None:
    nights.night(given, RECORD)
    nights.night(given, replace(RECORD, primary_outcomes=("Another score",)))
    assert nights.flags(KNOWN.id) == ["no results after 12 months", "primary outcome changed"]
    page = read_trial(nights.db, KNOWN.id)
    assert page
    assert [(each.before, each.after) for each in page.changes] == [("Score", "Another score")]


def test_a_quiet_night_writes_nothing_of_trials(nights: Nights, given: Topic) -> None:
    asked = {"matched": {FOUND.id: given.id}}
    nights.night(given, RECORD, FOUND, **asked)  # type: ignore[arg-type]
    tables = ("registry_records", "registry_changes", "registry_matches", "trial_publications", "trial_flags")  # fmt: skip
    before = [list(nights.db.execute(f"SELECT * FROM {table}")) for table in tables]
    nights.night(given, RECORD, FOUND, **asked)  # type: ignore[arg-type]
    assert [list(nights.db.execute(f"SELECT * FROM {table}")) for table in tables] == before
    quiet = read_news(nights.db).entries[0]
    assert not hasattr(quiet, "trials"), "a night without news is folded"


def test_flags_of_a_trial_that_was_taken_out_are_cleared(nights: Nights, given: Topic) -> None:
    nights.night(given)
    nights.night(replace(given, trials=()))
    assert nights.flags(KNOWN.id) == []
    assert nights.db.execute("SELECT count(*) FROM trial_flags").fetchone() == (1,)
