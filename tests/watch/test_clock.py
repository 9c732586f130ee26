"""A clock that once ran ahead: what was written under it must not keep a source, or a monitor, waiting for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from littrack.health import read_status
from littrack.store.database import open_database
from tests.refresh.nightly import records
from tests.sources.services import NAMES
from tests.watch.nightly import Watch, doi, watching


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with watching(tmp_path) as found:
        found.ncbi.add(records(range(101, 111), "toxin"))
        yield found


def test_a_night_in_the_future_delays_nothing(watch: Watch) -> None:
    watch.run()
    today = watch.day
    watch.day = today + timedelta(days=90)
    watch.run()
    assert read_status(watch.database, watch.now).is_stale(timedelta(hours=36)) is False
    watch.day = today + timedelta(days=1)
    assert read_status(watch.database, watch.now).is_stale(timedelta(hours=36)) is True
    watch.services.update(doi("105"), "retraction", "10.5555/notice", watch.day)
    before = watch.services.counts
    summary = watch.run()
    asked = watch.services.counts - before
    assert set(asked) == set(NAMES) - {"clinicaltrials"}
    assert watch.of("105") == "retracted"
    assert any("check the clock" in note for note in summary.notes)
    status = read_status(watch.database, watch.now)
    assert status.is_stale(timedelta(hours=36)) is False
    assert {each.answered for each in status.sources} == {status.at}


def test_a_pause_from_the_future_is_none(watch: Watch) -> None:
    watch.run()
    with closing(open_database(watch.database).conn) as connection, connection:
        connection.execute(
            "UPDATE source_states SET failures = 5, tried = '2031-01-01', paused_until = '2031-01-09' WHERE source = 'crossref'"
        )
    before = watch.services.counts["crossref"]
    assert watch.next_night().outcome == "complete"
    assert watch.services.counts["crossref"] > before
