"""Runs against the stand-in: what is stored, what is asked, what is said."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from littrack.errors import Busy, ConfigError, Unavailable
from littrack.lock import hold
from littrack.refresh.run import FIRST_YEAR
from littrack.refresh.staging import staged_path
from littrack.refresh.summary import to_json, to_text, troubles
from littrack.topics.model import Work
from tests.eutils import StandIn
from tests.refresh.nightly import MOOD, TOXIN, Nights, record, topic

TOXINS = {str(pmid) for pmid in range(101, 131)}
MOODS = {str(pmid) for pmid in range(121, 141)}


FIRST_QUESTION = """
import sys
from littrack.cli import import_sqlite_utils
import_sqlite_utils()
import littrack.refresh.run, littrack.pubmed.client, littrack.sources.all, littrack.topics.read
print(*sorted({"littrack.load", "littrack.review", "littrack.watch", "numpy", "requests"} & sys.modules.keys()))
"""


def test_the_first_question_waits_for_nothing_that_is_needed_later() -> None:
    ended = subprocess.run([sys.executable, "-c", FIRST_QUESTION], capture_output=True, text=True)
    assert (ended.stdout, ended.stderr) == ("\n", "")


def test_a_first_run_stores_and_accounts_for_every_record(nights: Nights) -> None:
    summary = nights.run()
    assert (summary.outcome, summary.exit_code) == ("complete", 0)
    assert (summary.new, summary.changed, summary.owed) == (40, 0, ())
    assert nights.stored() == TOXINS | MOODS
    assert (nights.hits(TOXIN), nights.hits(MOOD)) == (TOXINS, MOODS)
    assert all(each.account and each.account.holds for each in summary.searches)
    assert summary.requests == len(nights.ncbi.requests) == 3
    assert not staged_path(nights.database).exists()


def test_a_quiet_night_asks_each_search_and_the_revisions_once_and_touches_no_study(
    nights: Nights,
) -> None:
    nights.run()
    before = nights.ask("SELECT * FROM studies ORDER BY id")
    tables = (
        "search_hits",
        "record_checks",
        "raw_records",
        "authors",
        "changes",
        "searches",
        "topics",
    )
    sizes = [nights.ask(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    nights.ncbi.forget_requests()
    summary = nights.next()
    assert [each.utility for each in nights.ncbi.requests] == ["esearch"] * 3
    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 0)
    assert nights.ask("SELECT * FROM studies ORDER BY id") == before
    assert [nights.ask(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == sizes
    assert not staged_path(nights.database).exists()


def test_a_quiet_night_writes_its_own_rows_only(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row for the run, changed once, and one a search: counted by SQLite itself."""
    nights.run()
    nights.sleep()
    written: list[str] = []
    connect = sqlite3.connect

    def traced(*arguments: object, **options: object) -> sqlite3.Connection:
        connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.set_trace_callback(written.append)
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", traced)
    nights.run()
    words = {" ".join(sql.split()[:3]).lower() for sql in written}
    touched = {each for each in words if each.startswith(("insert", "update", "delete"))}
    assert not {each for each in touched if "studies" in each.split()}


def test_new_revised_and_departed_records_are_seen(nights: Nights) -> None:
    nights.run()
    nights.sleep(5)
    nights.ncbi.add(record(150, TOXIN))
    nights.ncbi.revise(101, title="Made-up trial 101 of toxin, corrected.")
    nights.ncbi.revise(130, title="Made-up trial 130 of something else.", dated=False)
    nights.ncbi.forget_requests()
    summary = nights.run()
    assert (summary.new, summary.changed) == (1, 1)
    assert nights.hits(TOXIN) == TOXINS - {"130"} | {"150"}
    assert nights.ask("SELECT field, before, after FROM changes") == [
        ("title", "Made-up trial 101 of toxin.", "Made-up trial 101 of toxin, corrected.")
    ]
    (toxin, mood) = summary.searches
    assert (toxin.joined, toxin.left, mood.joined, mood.left) == (1, 1, 0, 1)


def test_a_silent_change_is_seen_within_thirty_days(nights: Nights) -> None:
    nights.run()
    nights.ncbi.revise(101, abstract="Changed without a date.", dated=False)
    seen = [nights.next().changed for _ in range(30)]
    assert sum(seen) == 1
    oldest = nights.ask("SELECT min(checked) FROM record_checks")[0][0]
    assert str(oldest) >= "2026-12-02"


def test_a_revision_is_fetched_once_or_twice_not_for_ever(nights: Nights) -> None:
    nights.run()
    nights.sleep(5)
    nights.ncbi.revise(101, abstract="Changed, with its date.")
    fetched = [nights.run(), *(nights.next() for _ in range(10))]
    assert [each.changed for each in fetched] == [1] + [0] * 10
    assert sum(each.unchanged for each in fetched) <= 2


def test_a_retraction_is_told(nights: Nights) -> None:
    nights.run()
    nights.sleep(5)
    nights.ncbi.retract(101, 999)
    summary = nights.run()
    assert nights.ask("SELECT integrity FROM studies WHERE id = '101'") == [("retracted",)]
    assert any("retract" in line and "101" in line for line in summary.integrity)
    assert "retract" in to_text(summary)


def test_a_deleted_record_is_owed_then_marked_and_comes_back(nights: Nights) -> None:
    nights.run()
    kept = nights.ncbi.record(101)
    nights.ncbi.delete(101)
    summaries = [nights.next() for _ in range(35)]
    tries = [index for index, each in enumerate(summaries) if each.owed]
    assert len(tries) == 2, "twice owed, the third time marked"
    assert [each.gone for each in summaries if each.gone] == [("101",)]
    assert nights.ask("SELECT state FROM studies WHERE id = '101'") == [("deleted",)]
    assert summaries[-1].outcome == "complete"
    nights.ncbi.add(kept)
    for _ in range(31):
        nights.next()
    assert nights.ask("SELECT state FROM studies WHERE id = '101'") == [("current",)]
    assert "101" in nights.hits(TOXIN)


def test_a_merged_record_is_marked_as_such(nights: Nights) -> None:
    nights.run()
    nights.ncbi.merge(101, 102, answers_with_survivor=True)
    for _ in range(35):
        nights.next()
    assert nights.ask("SELECT state, merged_into FROM studies WHERE id = '101'") == [
        ("merged", "102")
    ]


def test_an_outage_of_many_nights_marks_nothing_as_deleted(nights: Nights) -> None:
    nights.run()
    nights.ncbi.faults.rate = 0.0
    nights.ncbi.faults.missing = {"101"}
    for _ in range(31):
        nights.next()
        if nights.ask("SELECT * FROM retries"):
            break
    nights.ncbi.faults.missing = set()
    for _ in range(5):
        nights.ncbi.faults.order(_always_failing(), times=400, utility="efetch")
        summary = nights.next()
        assert summary.outcome == "owed"
        nights.ncbi.faults.clear()
    assert nights.ask("SELECT tries FROM retries WHERE pmid = '101'") == [(1,)]
    nights.next()
    assert nights.ask("SELECT count(*) FROM retries") == [(0,)]
    assert nights.ask("SELECT DISTINCT state FROM studies") == [("current",)]


def _always_failing():  # type: ignore[no-untyped-def]
    from tests.eutils import Fault

    return Fault.UNAVAILABLE


def test_a_record_never_delivered_is_owed_then_excluded_and_still_tried(nights: Nights) -> None:
    nights.ncbi.faults.missing = {"101"}
    first = nights.run()
    assert (first.outcome, first.exit_code) == ("owed", 3)
    assert [(each.pmid, each.reason) for each in first.owed] == [
        ("101", "PubMed did not deliver it")
    ]
    assert first.searches[0].account is not None
    assert first.searches[0].account.owed == 1
    nightly = [nights.next() for _ in range(7)]
    assert [each.outcome for each in nightly] == ["owed"] * 6 + ["complete"]
    assert nightly[-1].excluded[0].reason == (
        "PubMed lists it but has not delivered it since 2026-12-01"
    )
    assert nightly[-1].searches[0].account is not None
    assert nightly[-1].searches[0].account.excluded == 1
    nights.ncbi.faults.missing = set()
    for _ in range(30):
        nights.next()
    assert "101" in nights.stored()
    assert nights.ask("SELECT * FROM exclusions") == []


def test_evidence_is_fetched_even_where_no_search_finds_it(nights: Nights) -> None:
    nights.ncbi.add(record(500, "something else"))
    work = Work("made-up-500", "Made-up trial 500", "other", "It says nothing.", pmid="500")
    nights.topics = (topic(TOXIN, works=[work]),)
    nights.run()
    assert "500" in nights.stored()
    assert nights.hits(TOXIN) == TOXINS


def test_a_failed_search_stops_no_other_and_leaves_its_hits(nights: Nights) -> None:
    nights.run()
    nights.sleep()
    nights.ncbi.add(record(150, TOXIN))
    nights.ncbi.unknown = ["mood"]
    summary = nights.run()
    assert (summary.outcome, summary.exit_code) == ("owed", 3)
    assert nights.hits(MOOD) == MOODS
    assert "150" in nights.hits(TOXIN)
    assert summary.searches[1].problem is not None
    assert "mood" in summary.searches[1].problem
    assert any("mood" in line for line in troubles(summary))
    assert nights.ask("SELECT outcome FROM search_runs WHERE run = 2 ORDER BY search") == [
        ("complete",),
        ("failed",),
    ]


def test_revisions_missed_while_a_check_failed_are_asked_for_again(nights: Nights) -> None:
    nights.run()
    nights.sleep(5)
    nights.ncbi.revise(101, abstract="Changed on the fifth day.")
    broken = nights.client()
    search = broken.search

    def failing(query: str, accept_dropped: object = ()) -> object:
        if "mdat" in query:
            raise Unavailable("PubMed is out of order (HTTP 503)")
        return search(query)

    broken.search = failing  # type: ignore[method-assign, assignment]
    summary = nights.run(broken)
    assert summary.outcome == "owed"
    assert "revised" in summary.problems[0]
    assert nights.next(10).changed == 1


def test_nothing_changes_when_pubmed_cannot_be_reached(nights: Nights) -> None:
    nights.run()
    nights.sleep()
    before = nights.ask("SELECT * FROM studies ORDER BY id")
    client = nights.client(tries=2)
    with nights.ncbi.unreachable(), pytest.raises(Unavailable):
        nights.run(client)
    assert nights.ask("SELECT * FROM studies ORDER BY id") == before
    assert nights.ask("SELECT outcome, message FROM refreshes WHERE id = 2")[0][0] == "failed"
    assert nights.hits(MOOD) == MOODS


def test_the_topic_files_are_loaded_though_pubmed_is_out_of_reach(nights: Nights) -> None:
    nights.topics = (
        topic(
            TOXIN,
            works=[Work("doe-2020", "A work of the topic's own.", "other", "Nothing.", pmid="1")],
        ),
    )
    with nights.ncbi.unreachable(), pytest.raises(Unavailable):
        nights.run(nights.client(tries=2))
    assert nights.ask("SELECT title FROM studies") == [("A work of the topic's own.",)]
    assert nights.ask("SELECT outcome FROM refreshes") == [("failed",)]


def test_a_query_of_no_use_is_a_mistake_of_its_author(nights: Nights) -> None:
    nights.ncbi.unknown = [TOXIN, MOOD]
    with pytest.raises(ConfigError, match="accept_dropped"):
        nights.run()
    assert nights.stored() == set()


def test_full_fetches_everything_again(nights: Nights) -> None:
    nights.run()
    nights.sleep()
    summary = nights.run(full=True)
    assert (summary.new, summary.unchanged) == (0, 40)


def test_a_file_s_records_are_compared_with_pubmed_at_once(nights: Nights) -> None:
    """What ingest read from an old file is due the first night, not in a month."""
    nights.run()
    db = nights.open()
    with db.atomic():
        db.conn.execute("DELETE FROM record_checks WHERE study = '101'")
    db.conn.close()
    assert nights.next().unchanged == 1


def test_two_refreshes_at_once(nights: Nights) -> None:
    with (
        hold(nights.database, "refresh", "2026-12-01T01:00:00Z"),
        pytest.raises(Busy, match="01:00"),
    ):
        nights.run()
    assert nights.ncbi.requests == ()


def test_a_clock_that_was_never_set_is_refused(nights: Nights) -> None:
    nights.day = nights.day.replace(year=FIRST_YEAR - 56)
    with pytest.raises(ConfigError, match="clock says 1970"):
        nights.run()
    assert not nights.database.exists()


def test_a_clock_set_back_is_told_and_nothing_is_lost(nights: Nights) -> None:
    nights.next(300)
    nights.ncbi.add(record(150, TOXIN))
    nights.sleep(-250)
    summary = nights.run()
    assert "150" in nights.stored()
    assert "check the clock" in summary.notes[0]
    nights.sleep(3)
    assert nights.run().outcome == "complete"


def test_a_clock_far_from_pubmed_s_is_told(nights: Nights) -> None:
    nights.day = nights.day.replace(year=2027)
    assert any("PubMed's says 2026-12-01" in note for note in nights.run().notes)


def test_must_find(nights: Nights) -> None:
    from dataclasses import replace

    (made,) = nights.topics
    strategy = replace(made.searches[0], must_find=("101", "777"))
    nights.topics = (replace(made, searches=(strategy,)),)
    assert nights.run().searches[0].warnings == ("does not find 777, which must_find names",)


def test_the_summary_is_for_people_and_for_programs(nights: Nights) -> None:
    import json

    summary = nights.run()
    text = to_text(summary)
    assert "40 new" in text
    assert "every one of the 50 records that 2 searches listed" in text
    found = json.loads(to_json(summary))
    assert found["exit_code"] == 0
    assert found["searches"][0]["account"]["stored"] == 30


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE letters (a)")
    connection.close()
    content = path.read_bytes()
    with StandIn() as ncbi, pytest.raises(ConfigError, match="another program"):
        Nights(ncbi, path).run()
    assert path.read_bytes() == content
