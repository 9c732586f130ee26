"""One night, from what a source says to what readers see: the pool, the flags, the digest, the feeds, the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from littrack.cli import cli
from littrack.topics.model import SearchStrategy
from tests.made_up_topic import topic
from tests.refresh.nightly import record
from tests.watch.nightly import Watch, doi, watching
from tests.web.conftest import Room

FIRST = date(2026, 11, 2)
FALLEN = "102"
"""The second of the two trials that are pooled."""


def begin(watch: Watch) -> None:
    """The first night, which is past: the topic, and a record of each of its works."""
    watch.day = watch.ncbi.day = FIRST
    search = SearchStrategy("mood", "What about mood?", "toxin[tiab]")
    watch.topics = (replace(topic(), searches=(search,)),)
    for work in watch.topics[0].works:
        if work.pmid:
            watch.ncbi.add(record(int(work.pmid), "toxin"))
    watch.run()


def digest(watch: Watch, since: str) -> dict[str, list[str]]:
    """What a digest says, by section."""
    told = CliRunner().invoke(
        cli, ["digest", "--db", str(watch.database), "--since", since, "--json"]
    )
    sections = json.loads(told.output)["sections"]
    return {each["title"]: [item["said"] for item in each["items"]] for each in sections}


def test_a_retraction_reaches_every_reader_in_the_night_it_is_heard_of(
    tmp_path: Path, open_room: Callable[..., Room]
) -> None:
    with watching(tmp_path) as watch:
        begin(watch)
        room = open_room(watch.database)
        assert "2.21 [1.26, 3.86]" in room.get("/claims/helps").text
        assert "No retraction, concern or correction is known." in room.get("/studies/102").text
        watch.services.update(doi(FALLEN), "retraction", "10.5555/notice", watch.day)
        summary = watch.next_night()
        night = f"{watch.day}T02:00:00Z"
        assert summary.exit_code == 0
        assert watch.rows("SELECT computed, superseded, trials FROM syntheses ORDER BY id") == [
            ("2026-11-02T02:00:00Z", night, 2), (night, None, 1),
        ]  # fmt: skip
        raised = watch.rows(f"SELECT kind, study FROM flags WHERE raised = '{night}' ORDER BY id")
        assert raised == [("cited study retracted", FALLEN), ("certainty inputs changed", None)]
        sections = digest(watch, str(watch.day))
        assert list(sections) == [
            "Verdicts to look at again", "Pooled results that moved", "Retractions, concerns and corrections",
        ]  # fmt: skip
        assert sections["Retractions, concerns and corrections"] == [
            "retraction of 2026-11-02 (Crossref)"
        ]
        claim, study = room.get("/claims/helps").text, room.get(f"/studies/{FALLEN}").text
        assert "Retracted evidence." in claim
        assert "3.00 [1.16, 7.73]" in claim
        assert "the publication was retracted" in claim
        assert "This study was retracted" in study
        assert "https://doi.org/10.5555/notice" in study
        assert "last confirmed" in study
        assert "2.21 [1.26, 3.86]" in room.get("/claims/helps?as_of=2026-11-02").text
        for feed in ("/integrity.atom", "/new.atom", "/claims/helps.atom"):
            assert "Retraction: Made-up trial 102" in room.get(feed).text, feed
        watch.next_night()
        study = room.get(f"/studies/{FALLEN}").text
        assert "The sources do not agree." in study
        assert "Retraction Watch says nothing of it." in study


def test_who_else_tells_it_makes_no_second_entry_of_a_feed_and_no_second_flag(
    tmp_path: Path, open_room: Callable[..., Room]
) -> None:
    with watching(tmp_path) as watch:
        begin(watch)
        watch.services.update(doi(FALLEN), "retraction", "10.5555/notice", watch.day)
        watch.next_night()
        room = open_room(watch.database)
        entries = re.findall("<id>.*?</id>", room.get("/integrity.atom").text)
        flags = watch.rows("SELECT kind, raised FROM flags")
        watch.ncbi.retract(FALLEN, 9001)
        watch.services.enter("Retraction", watch.day, pmid=FALLEN)
        watch.next_night()
        events = watch.rows(f"SELECT source FROM integrity_events WHERE study = '{FALLEN}'")
        assert len(events) == 3
        assert re.findall("<id>.*?</id>", room.get("/integrity.atom").text) == entries
        assert watch.rows("SELECT kind, raised FROM flags") == flags
        page = room.get(f"/studies/{FALLEN}").text
        assert "Told by PubMed, Crossref and Retraction Watch;" in page


def test_a_reinstatement_brings_the_trial_back(
    tmp_path: Path, open_room: Callable[..., Room]
) -> None:
    with watching(tmp_path) as watch:
        begin(watch)
        watch.services.enter("Retraction", watch.day, pmid=FALLEN)
        watch.next_night()
        watch.services.enter("Reinstatement", watch.day, pmid=FALLEN)
        watch.next_night()
        assert watch.of(FALLEN) == "reinstated"
        pools = watch.rows("SELECT trials FROM syntheses ORDER BY id")
        assert pools == [(2,), (1,), (2,)]
        kept = watch.rows("SELECT kind FROM flags WHERE cleared IS NULL AND claim = 'helps'")
        assert ("cited study retracted",) not in kept
        told = digest(watch, str(watch.day))
        assert any("cited study retracted" in each for each in told["Settled"])
        page = open_room(watch.database).get(f"/studies/{FALLEN}").text
        assert "This study was retracted" not in page
        assert "Reinstatement" in page


def test_a_source_out_of_reach_is_named_where_a_reader_looks(
    tmp_path: Path, open_room: Callable[..., Room]
) -> None:
    with watching(tmp_path) as watch:
        begin(watch)
        watch.services.faults["crossref"] = "500"
        assert watch.next_night().exit_code == 3
        words = "Crossref not checked since 2026-11-02: Crossref is out of order (HTTP 500)."
        assert words in open_room(watch.database).get("/studies/101").text
        shown = CliRunner().invoke(cli, ["show", "101", "--db", str(watch.database)]).output
        assert words in " ".join(shown.split())
        told = CliRunner().invoke(
            cli, ["digest", "--db", str(watch.database), "--since", "2026-11-02"]
        )
        assert "Not checked since 2026-11-02: Crossref is out of order (HTTP 500)." in " ".join(
            told.output.split()
        )
