"""A short year: every event found at most one night late, none made up. The whole one: ``python -m benchmarks.year``."""

from __future__ import annotations

from pathlib import Path

from tests.watch.nightly import watching
from tests.watch.year import Year


def test_a_short_year_of_nights(tmp_path: Path) -> None:
    with watching(tmp_path) as watch:
        account = Year(watch, nights=40, studies=30).play()
    assert len(account.found) >= 18
    assert account.worst is not None, [each for each in account.found if each.late is None]
    assert account.worst <= 1, [each for each in account.found if each.late]
    assert account.invented == []
    assert account.wrongly_fallen == set()
    assert account.unlike == []
    assert account.new_late <= 1
    assert account.silent_failures == 0
    assert account.codes["owed"] > 5 < account.codes["complete"]
    assert account.codes["PubMed out of reach"]
