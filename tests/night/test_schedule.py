"""The nightly job for cron and systemd, put in place through programs that only pretend."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from littrack.cli import cli
from littrack.errors import ConfigError
from littrack.night.schedule import (
    Job,
    crontab_lines,
    hour_here,
    read_time,
    systemd_units,
    with_job,
    without_job,
)

CRONTAB = """#!/bin/sh
if [ "$1" = -l ]; then [ -f "$FAKE" ] || { echo "no crontab for you" >&2; exit 1; }; cat "$FAKE"; else cat > "$FAKE"; fi
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$FAKE.calls"
"""
OTHERS = "MAILTO=me@example.org\n5 4 * * 0  other job % with a sign\n"


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(
        tmp_path,
        tmp_path / "db x" / "littrack.db",
        tmp_path / "queries",
        time(4, 17),
        ("/opt/it's/littrack",),
    )


@pytest.fixture
def cron(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (("crontab", CRONTAB), ("systemctl", SYSTEMCTL)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("FAKE", str(tmp_path / "crontab.txt"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "crontab.txt"


def run(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(cli, ["schedule", *words], input=answer)


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/Zurich", "Asia/Kolkata", "Pacific/Auckland", "UTC"]
)
@pytest.mark.parametrize("day", [(2026, 1, 15), (2026, 7, 15)])
def test_the_hour_lies_in_ncbis_night_wherever_we_are(zone: str, day: tuple[int, int, int]) -> None:
    now = datetime(*day, 12, tzinfo=ZoneInfo(zone))
    found = {hour_here(f"machine {n}", now) for n in range(40)}
    for at in found:
        there = datetime.combine(now.date(), at, now.tzinfo).astimezone(
            ZoneInfo("America/New_York")
        )
        assert 1 <= there.hour < 4
    assert len(found) > 20
    assert hour_here("one", now) == hour_here("one", now)


def test_the_line_runs_as_cron_would_run_it(job: Job, tmp_path: Path) -> None:
    program = tmp_path / "it's littrack"
    program.write_text(f'#!/bin/sh\necho "$@ $NCBI_EMAIL" >> "{tmp_path}/ran"\nexit 3\n')
    program.chmod(0o755)
    (tmp_path / "littrack.env").write_text("NCBI_EMAIL=me@example.org\n")
    full = replace(job, program=(str(program),), digest=True, backup="7d")
    line = crontab_lines(full).splitlines()[1]
    fields = line.split(None, 5)
    assert fields[:5] == ["17", "4", "*", "*", "*"]
    subprocess.run(
        ["/bin/sh", "-c", fields[5].replace(r"\%", "%")], check=False, env={"PATH": "/usr/bin:/bin"}
    )
    ran = (tmp_path / "ran").read_text().splitlines()
    assert [each.split()[0] for each in ran] == ["refresh", "digest", "backup"]
    assert all(each.endswith("me@example.org") for each in ran)
    assert str(tmp_path / "db x" / "littrack.db") in ran[0]


def test_no_secret_stands_in_the_line(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "deadbeefdeadbeefdeadbeefdeadbeef")
    assert "deadbeef" not in crontab_lines(job) + "".join(systemd_units(job).values())


def test_installing_twice_leaves_one_and_every_other_line(job: Job) -> None:
    once = with_job(OTHERS, job)
    later = replace(job, at=time(5, 1))
    assert with_job(with_job(once, job), later) == with_job(OTHERS, later)
    assert once.startswith(OTHERS)
    assert without_job(once, job) == OTHERS
    neighbour = replace(job, folder=job.folder / "other")
    assert without_job(with_job(once, neighbour), job) == with_job(OTHERS, neighbour)


def test_a_crontab_is_written_after_asking(cron: Path) -> None:
    cron.write_text(OTHERS)
    assert "refresh --quiet" in run("--at", "4:17").output
    assert cron.read_text() == OTHERS
    run("--at", "4:17", "--install", answer="n\n")
    assert cron.read_text() == OTHERS
    result = run("--at", "4:17", "--install", answer="y\n")
    assert result.exit_code == 0, result.output
    assert cron.read_text().startswith(OTHERS)
    assert "17 4 * * *" in cron.read_text()
    assert "littrack.env" in result.stderr
    assert run("--remove", "--yes").exit_code == 0
    assert cron.read_text() == OTHERS
    assert "no job" in run("--remove", "--yes").stderr


def test_a_first_crontab_is_written(cron: Path) -> None:
    assert run("--at", "4:17", "--install", "--yes").exit_code == 0
    assert cron.read_text().count("refresh") == 1


def test_a_timer_is_written_and_started(cron: Path, tmp_path: Path) -> None:
    assert run("--systemd", "--at", "04:17", "--install", "--yes").exit_code == 0
    folder = tmp_path / "config" / "systemd" / "user"
    assert "OnCalendar=*-*-* 04:17:00" in (folder / "littrack.timer").read_text()
    assert "refresh --quiet" in (folder / "littrack.service").read_text()
    assert "--user enable --now littrack.timer" in Path(f"{cron}.calls").read_text()
    assert run("--systemd", "--remove", "--yes").exit_code == 0
    assert not list(folder.iterdir())


def test_without_cron_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("--install", "--yes")
    assert isinstance(result.exception, ConfigError)
    assert "--systemd" in str(result.exception)
    other = run("--systemd", "--install", "--yes")
    assert "crontab" in str(other.exception)


@pytest.mark.parametrize("text", ["25:00", "4", "noon", "04:60"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ConfigError, match="04:17"):
        read_time(text)
