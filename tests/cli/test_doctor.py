"""``littrack doctor``: each ill has a name and a remedy."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.diagnosis import Check, Patient, checks_text, examine, worst
from littrack.errors import SourceError
from littrack.pubmed.settings import Settings
from littrack.times import now
from tests.cli.test_refresh import TOPIC
from tests.eutils import Fault, StandIn
from tests.refresh.conftest import nights
from tests.refresh.nightly import Nights

__all__ = ["nights"]


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    folder = tmp_path / "queries" / "made-up"
    folder.mkdir(parents=True)
    (folder / "topic.yaml").write_text(TOPIC)
    return folder.parent


@pytest.fixture
def patient(nights: Nights, queries: Path) -> Patient:
    nights.day = now().date()
    nights.ncbi.day = nights.day
    nights.run()
    settings = Settings(nights.ncbi.url, "made-up@example.org", "key", tries=1, timeout=5.0)
    return Patient(nights.database, queries, settings, now())


def found(patient: Patient) -> dict[str, Check]:
    return {each.name: each for each in examine(patient)}


def changed(patient: Patient, **more: object) -> Patient:
    from dataclasses import replace

    return replace(patient, **more)  # type: ignore[arg-type]


def test_all_in_order(patient: Patient) -> None:
    checks = examine(patient)
    assert [each for each in checks if each.state != "ok"] == []
    assert {each.name for each in checks} == {
        "Python", "SQLite", "folder", "disk", "schema", "integrity", "full text", "last runs",
        "lock", "topics", "e-mail", "API key", "PubMed", "clock", "sources",
    }  # fmt: skip


def test_every_ill_has_a_remedy(patient: Patient, tmp_path: Path) -> None:
    ill = Patient(tmp_path / "none" / "x.db", tmp_path, Settings(patient.settings.url), now())
    text = checks_text(examine(ill))
    for line in ("none is set", "set NCBI_EMAIL", "does not exist yet", "there is none at"):
        assert line in text
    assert all(each.remedy for each in examine(ill) if each.state != "ok")


def test_pubmed_out_of_order(patient: Patient, nights: Nights) -> None:
    nights.ncbi.faults.order(Fault.HTML_PAGE)
    check = found(patient)["PubMed"]
    assert check.state == "fail"
    assert "web page" in check.finding
    with nights.ncbi.unreachable():
        assert "cannot be reached" in found(patient)["PubMed"].finding


def test_a_key_that_pubmed_refuses(patient: Patient) -> None:
    with StandIn(api_keys=["0123456789abcdef"]) as ncbi:
        settings = replace(patient.settings, url=ncbi.url, api_key="fedcba9876543210")
        check = found(replace(patient, settings=settings))["PubMed"]
    assert (check.state, check.finding) == (
        "fail",
        "PubMed refuses the API key: check NCBI_API_KEY",
    )
    assert check.remedy is not None
    assert "unset NCBI_API_KEY" in check.remedy


@pytest.mark.parametrize(
    ("off", "state"),
    [(timedelta(minutes=1), "ok"), (timedelta(hours=3), "warn"), (timedelta(days=-400), "fail")],
)
def test_the_clock(patient: Patient, nights: Nights, off: timedelta, state: str) -> None:
    nights.ncbi._day = None
    check = found(changed(patient, now=now() + off))["clock"]
    assert check.state == state


def test_a_clock_never_set(patient: Patient) -> None:
    never = datetime(1970, 1, 1, tzinfo=now().tzinfo)
    checks = found(changed(patient, now=never, ask=False))
    assert (checks["clock"].state, checks["last runs"].state) == ("fail", "warn")


def test_a_refresh_that_failed_is_told(patient: Patient, nights: Nights) -> None:
    down = nights.client(tries=1)
    nights.ncbi.faults.order(Fault.SERVER_ERROR, times=20)
    with pytest.raises(SourceError):
        nights.run(down)
    check = found(changed(patient, ask=False))["last runs"]
    assert check.state == "warn"
    assert "failed: PubMed" in check.finding


def test_the_trap_that_drops_the_triggers(patient: Patient, nights: Nights) -> None:
    db = nights.open()
    db.execute("DROP TRIGGER studies_ai")
    db.conn.close()
    check = found(patient)["full text"]
    assert check.state == "fail"
    assert "studies_ai" in check.finding
    command = ["doctor", "--offline", "--repair", "--db", str(patient.database)]
    CliRunner().invoke(cli, [*command, "--queries", str(patient.queries)])
    assert found(patient)["full text"].state == "ok"


def test_rows_that_refer_to_nothing(patient: Patient, nights: Nights) -> None:
    db = nights.open()
    db.execute("PRAGMA foreign_keys = OFF")
    with db.atomic():
        db.conn.execute("DELETE FROM studies WHERE id = '101'")
    db.conn.close()
    assert "refer to rows that are gone" in found(patient)["integrity"].finding


def test_a_damaged_database(patient: Patient) -> None:
    content = bytearray(patient.database.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 20_000] = b"\xff" * 20_000
    for ending in ("-wal", "-shm"):
        patient.database.with_name(patient.database.name + ending).unlink(missing_ok=True)
    patient.database.write_bytes(bytes(content))
    assert worst(examine(patient)) == "fail"


def test_a_run_that_is_writing_is_no_damage(
    patient: Patient, nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("littrack.store.database.BUSY_SECONDS", 0.1)
    db = nights.open()
    db.conn.execute("BEGIN IMMEDIATE")
    check = found(changed(patient, ask=False))["full text"]
    db.conn.rollback()
    db.conn.close()
    assert (check.state, check.finding) == ("warn", "not looked at: a run is writing")


def test_no_database_at_all(patient: Patient, tmp_path: Path) -> None:
    other = tmp_path / "text.db"
    other.write_text("not a database, but long enough to look at " * 10)
    check = found(changed(patient, database=other))["database"]
    assert check.state == "fail"
    assert "not a SQLite database" in check.finding


def test_a_faulty_topic(patient: Patient) -> None:
    (patient.queries / "made-up" / "topic.yaml").write_text("title: [")
    assert found(patient)["topics"].state == "fail"


def test_exit_codes_and_json(
    patient: Patient, nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITTRACK_EUTILS_URL", nights.ncbi.url)
    command = ["doctor", "--json", "--db", str(patient.database)]
    command += ["--queries", str(patient.queries)]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 1, "no e-mail"
    monkeypatch.setenv("NCBI_EMAIL", "made-up@example.org")
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0
    assert json.loads(result.output)["state"] == "warn", "no key"
