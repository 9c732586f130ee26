"""``littrack refresh`` as cron and people call it: words, exit codes, nothing touched by a rehearsal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from littrack.cli import cli, main
from tests.eutils import Fault, StandIn
from tests.refresh.nightly import records
from tests.sources.services import Services

TOPIC = """
title: A made-up topic
article:
  title: A made-up article
searches:
  - name: toxin
    question: What of the toxin?
    query: toxin[tiab]
  - name: mood
    question: What of mood?
    query: mood[tiab]
"""


@pytest.fixture
def ncbi(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with StandIn() as standing_in:
        standing_in.add(records(range(101, 111), "toxin", "mood"))
        monkeypatch.setenv("LITTRACK_EUTILS_URL", standing_in.url)
        monkeypatch.setenv("LITTRACK_EUTILS_RATE", "1000")
        monkeypatch.setenv("NCBI_EMAIL", "made-up@example.org")
        yield standing_in


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "queries" / "made-up"
    folder.mkdir(parents=True)
    (folder / "topic.yaml").write_text(TOPIC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    previous = signal.getsignal(signal.SIGTERM)
    try:
        return CliRunner().invoke(cli, ["refresh", *words])
    finally:
        signal.signal(signal.SIGTERM, previous)


def run_main(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Through ``main``, which turns errors into lines and codes."""
    monkeypatch.setattr(sys, "argv", ["littrack", "refresh", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_run_says_what_it_did(ncbi: StandIn, here: Path) -> None:
    result = run()
    assert result.exit_code == 0
    assert "complete, 3 requests to PubMed" in result.output
    assert "10 new, 0 changed" in result.output
    assert "Accounted for: every one of the 20 records that 2 searches listed." in result.output
    assert (here / "db" / "littrack.db").exists()


def test_quiet_says_nothing_when_nothing_went_wrong(ncbi: StandIn, here: Path) -> None:
    assert run("--quiet").output == ""
    ncbi.faults.missing = {"111"}
    ncbi.add(records([111], "toxin"))
    result = run("--quiet")
    assert result.exit_code == 3
    assert result.output == (
        "Owed, and asked for again by the next run (PubMed did not deliver it): PMID 111\n"
    )


def test_json(ncbi: StandIn, here: Path) -> None:
    found = json.loads(run("--json").output)
    assert (found["exit_code"], found["outcome"], found["new"]) == (0, "complete", 10)
    assert [each["name"] for each in found["searches"]] == ["toxin", "mood"]


def test_only_the_topics_named(ncbi: StandIn, here: Path) -> None:
    other = here / "queries" / "other"
    other.mkdir()
    (other / "topic.yaml").write_text(TOPIC.replace("toxin", "tonic"))
    ncbi.add(records([200], "tonic"))
    found = json.loads(run("--json", "other").output)
    assert {each["topic"] for each in found["searches"]} == {"other"}


def test_an_unknown_topic(
    ncbi: StandIn, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, "botany") == 2
    said = capsys.readouterr().err
    assert "botany" in said
    assert said.count("\n") == 1


def test_no_address(
    ncbi: StandIn, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NCBI_EMAIL")
    assert run_main(monkeypatch) == 2
    assert "NCBI_EMAIL" in capsys.readouterr().err
    assert ncbi.requests == ()
    assert not (here / "db").exists()
    assert run_main(monkeypatch, "--email", "made-up@example.org") == 0
    assert run_main(monkeypatch, "--anonymous") == 0


def test_the_address_of_the_option_goes_to_the_other_sources_too(
    ncbi: StandIn, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NCBI_EMAIL")
    monkeypatch.setenv("LITTRACK_SOURCES", "unpaywall")
    with Services() as services:
        monkeypatch.setenv("LITTRACK_UNPAYWALL_URL", services.url("unpaywall"))
        services.faults["unpaywall"] = "403"
        result = run("--quiet", "--email", "other@example.org")
        assert {path.rpartition("?")[2] for _, path in services.requests} == {
            "email=other%40example.org"
        }
    assert result.exit_code == 3
    told, stands = result.output.splitlines()
    assert told == "Unpaywall refuses the request (HTTP 403)"
    assert stands.startswith("What a source said before stands, and it is asked again")


def test_pubmed_out_of_reach(
    ncbi: StandIn, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("littrack.pubmed.client.back_off", lambda *rest: 0.0)
    with ncbi.unreachable():
        assert run_main(monkeypatch) == 75
    said = capsys.readouterr().err
    assert "cannot be reached" in said
    assert said.count("\n") == 1


def test_a_dry_run_touches_nothing(ncbi: StandIn, here: Path) -> None:
    before = sorted(here.rglob("*"))
    result = run("--dry-run")
    assert result.exit_code == 0
    assert "toxin[tiab]" in result.output
    assert "Requests: 2 searches = 2 at least" in result.output
    assert sorted(here.rglob("*")) == before
    assert ncbi.requests == ()


def test_a_dry_run_over_a_database_says_what_is_due(ncbi: StandIn, here: Path) -> None:
    run()
    ncbi.forget_requests()
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    result = run("--dry-run")
    assert "2 searches + 1 for revised records = 3 at least" in result.output
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before
    assert "1 for 10 records owed or due again = 4 at least" in run("--dry-run", "--full").output
    assert ncbi.requests == ()


def test_a_dry_run_may_count(ncbi: StandIn, here: Path) -> None:
    result = run("--dry-run", "--count")
    assert "toxin (10 records now)" in result.output
    assert [each.utility for each in ncbi.requests] == ["esearch", "esearch"]


def test_a_dry_run_needs_no_address(here: Path) -> None:
    assert run("--dry-run").exit_code == 0


def _heed_ctrl_c() -> None:
    """Where the tests run in the background of a shell, what they start ignores Ctrl-C otherwise."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c(ncbi: StandIn, here: Path) -> None:
    ncbi.faults.slow_seconds = 30
    ncbi.faults.order(Fault.SLOW, utility="efetch")
    process = subprocess.Popen(
        [sys.executable, "-m", "littrack", "refresh"],
        env=dict(os.environ),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=_heed_ctrl_c,
    )
    while not ncbi.asked("efetch"):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err) == (
        b"",
        b"Stopped. What was fetched is kept: the next refresh continues.\n",
    )


def test_the_key_is_never_shown(
    ncbi: StandIn, here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "made0up0key")
    monkeypatch.setattr("littrack.pubmed.client.back_off", lambda *rest: 0.0)
    ncbi.faults.order(Fault.ERROR_BODY, times=5)
    run("--json")
    run()
    content = b"".join(path.read_bytes() for path in here.rglob("*") if path.is_file())
    assert b"made0up0key" not in content
    shown = capfd.readouterr()
    assert "made0up0key" not in shown.out + shown.err


@pytest.mark.parametrize("name", ["refresh", "status", "doctor"])
def test_help_needs_no_heavy_import(name: str) -> None:
    code = (
        "import sys, click.testing; from littrack.cli import cli;"
        f"r = click.testing.CliRunner().invoke(cli, [{name!r}, '--help']);"
        "assert r.exit_code == 0, r.output;"
        "heavy = {'Bio', 'numpy', 'lxml', 'sqlite_utils', 'datasette'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
