"""Nights with every source: what changes is found at once, what fails costs nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from littrack.errors import SourceError
from littrack.refresh.summary import to_text
from littrack.sources.all import SOURCES
from littrack.store.database import open_database
from littrack.store.sources import checked, states
from tests.eutils.minimal import article_set
from tests.refresh.nightly import record, records
from tests.sources.services import NAMES
from tests.watch.nightly import Watch, doi, watching

EVENTS = "SELECT id, study, kind, source, date, first_seen, withdrawn FROM integrity_events"


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with watching(tmp_path) as found:
        found.ncbi.add(records(range(101, 131), "toxin"))
        yield found


def test_a_retraction_that_only_one_source_tells_is_found_within_a_night(watch: Watch) -> None:
    watch.run()
    assert watch.next_night().outcome == "complete"
    assert watch.of("105") is None
    watch.services.update(doi("105"), "retraction", "10.5555/notice", watch.day)
    watch.services.enter("Expression of concern", watch.day, pmid="106", reason="Made-up reason;")
    summary = watch.next_night()
    assert watch.of("105") == "retracted"
    assert watch.of("106") == "expression of concern"
    assert summary.exit_code == 0
    kinds = watch.rows(
        "SELECT study, kind, source, reason, first_seen FROM integrity_events ORDER BY study"
    )
    now = f"{watch.day}T02:00:00Z"
    assert kinds == [
        ("105", "retraction", "Crossref", None, now),
        ("106", "expression of concern", "Retraction Watch", "Made-up reason", now),
    ]
    assert "integrity" in {field for (field,) in watch.rows("SELECT field FROM changes")}


def test_what_a_night_brings_is_asked_about_in_the_same_night(watch: Watch) -> None:
    watch.services.update(doi("105"), "retraction", "10.5555/notice", watch.day)
    watch.services.update(doi("131"), "retraction", "10.5555/other", watch.day)
    watch.run()
    assert watch.of("105") == "retracted"
    watch.ncbi.add(records([131], "toxin"))
    watch.next_night()
    assert watch.of("131") == "retracted"


def test_what_a_source_tells_no_more_is_withdrawn_and_kept(watch: Watch) -> None:
    watch.run()
    watch.services.update(doi("105"), "retraction", "10.5555/notice", watch.day)
    watch.next_night()
    watch.services.updates.clear()
    watch.services.indexed[doi("105")] = watch.day + timedelta(days=1)
    watch.next_night()
    assert watch.of("105") is None
    [(withdrawn,)] = watch.rows("SELECT withdrawn FROM integrity_events")
    assert withdrawn == f"{watch.day}T02:00:00Z"


@pytest.mark.parametrize("name", NAMES)
def test_a_source_that_fails_in_any_way_costs_nothing_else(watch: Watch, name: str) -> None:
    watch.run()
    watch.services.update(doi("105"), "retraction", "10.5555/notice", watch.day)
    watch.next_night()
    stood = watch.rows(EVENTS)
    title = next(each.title for each in SOURCES if each.name == name)
    for at, fault in enumerate(("500", "html", "cut", "nonsense", "403")):
        new = [record(200 + 3 * at + n, "toxin", trials=[("ClinicalTrials.gov", f"NCT9000{at}{n}00")]) for n in range(3)]  # fmt: skip
        watch.ncbi.add(article_set(*new))
        watch.services.faults[name] = fault
        summary = watch.next_night()
        failed = [each.source for each in summary.sources if each.outcome == "failed"]
        assert failed == [name], fault
        assert summary.exit_code == 3
        assert title.split()[0] in to_text(summary)
        assert summary.new == 3
        assert watch.rows(EVENTS) == stood
        assert watch.of("105") == "retracted"
        watch.services.faults.clear()
        assert watch.next_night().exit_code == 0
        assert {state.outcome for state in read_states(watch)} == {"complete"}


def read_states(watch: Watch) -> tuple[Any, ...]:
    with closing(open_database(watch.database).conn) as connection:
        return states(Database(connection))


def test_a_source_that_fails_again_and_again_is_left_alone_and_tried_again(watch: Watch) -> None:
    watch.run()
    watch.services.faults["crossref"] = "500"
    for _ in range(3):
        assert watch.next_night().exit_code == 3
    asked = watch.services.counts["crossref"]
    state = next(each for each in read_states(watch) if each.source == "crossref")
    assert state.failures == 3
    assert state.paused_until is not None
    watch.services.faults.clear()
    watch.next_night()
    assert watch.services.counts["crossref"] > asked
    state = next(each for each in read_states(watch) if each.source == "crossref")
    assert (state.failures, state.paused_until, state.outcome) == (0, None, "complete")


def test_a_paused_source_is_not_asked_again_that_day_and_says_so(watch: Watch) -> None:
    watch.run()
    watch.services.faults["crossref"] = "500"
    for _ in range(3):
        watch.next_night()
    asked = watch.services.counts["crossref"]
    summary = watch.run()
    assert watch.services.counts["crossref"] == asked
    assert summary.exit_code == 3
    assert "Crossref is left alone until" in to_text(summary)
    watch.next_night()
    assert watch.services.counts["crossref"] > asked


def test_pubmed_out_of_reach_and_the_others_heard(watch: Watch) -> None:
    watch.run()
    watch.services.update(doi("105"), "retraction", "10.5555/notice", watch.day)
    watch.day += timedelta(days=1)
    watch.ncbi.__exit__(None, None, None)
    with pytest.raises(SourceError, match="The other sources were asked all the same"):
        watch.run()
    assert watch.of("105") == "retracted"
    outcome = watch.rows("SELECT outcome FROM refreshes ORDER BY id DESC LIMIT 1")
    assert outcome == [("failed",)]
    watch.ncbi.__enter__()


def test_the_budget_of_a_day_holds_over_its_runs(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITTRACK_UNPAYWALL_BUDGET", "10")
    watch.run()  # there is nothing stored yet to ask about
    for _ in range(3):
        watch.run()
    assert watch.services.counts["unpaywall"] == 10
    summary = watch.next_night()
    assert watch.services.counts["unpaywall"] == 20
    assert summary.exit_code == 0


def test_a_budget_too_small_for_every_study_is_told(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.run()
    monkeypatch.setenv("LITTRACK_CROSSREF_BUDGET", "1")
    summary = watch.next_night()
    assert summary.exit_code == 3
    assert "LITTRACK_CROSSREF_BUDGET says how many" in to_text(summary)
    [(everyone,)] = watch.rows("SELECT everyone FROM source_states WHERE source = 'crossref'")
    assert everyone < f"{watch.day}"


def test_every_study_is_asked_about_in_turn(watch: Watch) -> None:
    watch.run()
    for _ in range(3):
        watch.next_night()
    with closing(open_database(watch.database).conn) as connection:
        db = Database(connection)
        for source in ("crossref", "retractionwatch", "europepmc", "unpaywall", "icite"):
            assert all(checked(db, source, str(pmid)) for pmid in range(101, 131)), source
        assert checked(db, "crossref", "no such study") is None


def test_a_night_on_which_nothing_is_due_writes_nothing_of_the_sources(watch: Watch) -> None:
    for _ in range(2):
        watch.run()
        watch.day += timedelta(days=1)
    watch.run()
    before = watch.rows("SELECT count(*) FROM source_runs"), dict(watch.services.counts)
    watch.run()
    assert dict(watch.services.counts) | {"unpaywall": 0} == before[1] | {"unpaywall": 0}


@pytest.mark.slow
def test_a_quiet_night_over_a_thousand_studies_costs_little(watch: Watch) -> None:
    watch.ncbi.add(records(range(1001, 1971), "toxin"))
    watch.run()
    for _ in range(6):
        watch.next_night()
    before, asked = len(watch.services.requests), len(watch.ncbi.requests)
    began = time.process_time()
    summary = watch.next_night()
    spent = time.process_time() - began
    made = len(watch.services.requests) - before + len(watch.ncbi.requests) - asked
    assert summary.exit_code == 0
    assert summary.new == summary.changed == 0
    assert made < 60, watch.services.counts
    assert spent < 5


def test_status_doctor_and_health_tell_of_each_source(watch: Watch) -> None:
    from littrack.diagnosis import Patient, checks_text, examine
    from littrack.health import read_status, status_text
    from littrack.pubmed.settings import Settings
    from littrack.views.freshness import judge

    watch.run()
    watch.next_night()
    watch.services.faults["crossref"] = "500"
    watch.next_night()
    status = read_status(watch.database, watch.now)
    text = status_text(status)
    assert (
        "Crossref          answered 24 hours ago; FAILED: Crossref is out of order (HTTP 500)"
        in text
    )
    assert "Retraction Watch  answered just now" in text
    checks = {check.name: check for check in judge(status).checks}
    assert checks["Crossref"].state == "watch"
    assert "Not checked since" in checks["Crossref"].words
    assert checks["iCite"].state == "well"
    patient = Patient(watch.database, watch.database.parent, Settings(), watch.now, ask=False)
    told = checks_text(examine(patient))
    assert "Crossref is out of order (HTTP 500); last answered 2026-12-02" in told
    assert "what it said before stands" in told


def test_doctor_tells_of_a_source_that_is_off_or_out_of_reach(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from littrack.source_checks import source_checks
    from littrack.store.sources import SourceState

    def told(ask: bool = True, *known: SourceState) -> dict[str, Any]:
        return {each.name: each for each in source_checks(known, watch.now, ask)}

    assert {each.state for each in told().values()} == {"ok"}
    assert told()["iCite"].finding == "not asked yet; the next refresh asks"
    monkeypatch.setenv("LITTRACK_CROSSREF_URL", "http://127.0.0.1:9")
    watch.services.faults["icite"] = "500"
    found = told()
    assert found["Crossref"].finding.startswith("no connection to Crossref: connection refused")
    assert found["iCite"].finding == "iCite is out of order (HTTP 500); never answered yet"
    assert {found["Crossref"].state, found["iCite"].state} == {"warn"}
    assert told(ask=False)["Crossref"].state == "ok"
    old = SourceState("icite", "iCite", "2026-08-01T02:00:00Z", "2026-08-01T02:00:00Z", "complete")
    assert "not asked since" in told(False, old)["iCite"].finding
    monkeypatch.setenv("LITTRACK_ICITE_BUDGET", "0")
    monkeypatch.setenv("LITTRACK_SOURCES", "icite,unpaywall")
    monkeypatch.delenv("NCBI_EMAIL")
    found = told()
    assert found["iCite"].finding == "not asked (LITTRACK_ICITE_BUDGET=0)"
    assert found["Crossref"].finding == "not asked (LITTRACK_SOURCES)"
    assert "set NCBI_EMAIL" in str(found["Unpaywall"].remedy)
    monkeypatch.setenv("LITTRACK_SOURCES", "none")
    assert list(told()) == ["sources"]


def test_what_cannot_be_stored_costs_its_source_only(watch: Watch) -> None:
    watch.run()
    watch.services.update(doi("105"), "retraction", "10.5555/half\ud800", watch.day)
    watch.services.enter("Retraction", watch.day, pmid="106", reason="Made-up reason;")
    summary = watch.next_night()
    assert summary.exit_code == 3
    assert any("Crossref sent something that cannot be stored" in each for each in summary.problems)
    assert watch.of("106") == "retracted"
    assert watch.of("105") is None
    watch.services.updates.clear()
    watch.services.update(doi("105"), "retraction", "10.5555/whole", watch.day)
    assert watch.next_night().exit_code == 0
    assert watch.of("105") == "retracted"
