"""The nightly job for cron and systemd, put in place through programs that only pretend."""

from __future__ import annotations

import re
import shutil
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


@pytest.fixture
def awkward(job: Job, tmp_path: Path) -> Job:
    """A job in a folder whose name has every sign that a shell, cron or systemd takes for its own."""
    folder = tmp_path / "100% o'clock $HOME \"a\\b"
    folder.mkdir()
    program = folder / "it's littrack"
    program.write_text(
        '#!/bin/sh\necho "$@ $NCBI_EMAIL" >> ran\n[ "$1" = backup ] || exit 3\n', encoding="utf-8"
    )
    program.chmod(0o755)
    (folder / "littrack.env").write_text("NCBI_EMAIL=me@example.org\n")
    return replace(
        job, folder=folder, database=folder / "db x" / "littrack.db", queries=folder / "queries",
        program=(str(program),), digest=True, backup="7d",
    )  # fmt: skip


def ran(job: Job) -> list[str]:
    return (job.folder / "ran").read_text().splitlines()


AS_WRITTEN = [
    "refresh --quiet --db db x/littrack.db --log littrack.log me@example.org",
    "digest --mail --db db x/littrack.db --log littrack.log me@example.org",
    "backup --quiet --db db x/littrack.db --keep 7d --log littrack.log me@example.org",
]


def test_the_line_runs_as_cron_would_run_it(awkward: Job) -> None:
    fields = crontab_lines(awkward).splitlines()[1].split(None, 5)
    assert fields[:5] == ["17", "4", "*", "*", "*"]
    assert not re.search(r"(?<!\\)%", fields[5])
    command = fields[5].replace(r"\%", "%")
    subprocess.run(["/bin/sh", "-c", command], check=True, env={"PATH": "/usr/bin:/bin"})
    assert ran(awkward) == AS_WRITTEN


def test_the_service_runs_as_systemd_would_run_it(awkward: Job) -> None:
    service = next(iter(systemd_units(awkward).values()))
    settings = dict(line.split("=", 1) for line in service.splitlines() if "=" in line)
    assert settings["WorkingDirectory"].replace("%%", "%") == str(awkward.folder)
    assert settings["EnvironmentFile"].replace("%%", "%") == f"-{awkward.settings}"
    start, script = settings["ExecStart"].split(" -c ", 1)
    script = re.sub(r'\\(["\\])', r"\1", script[1:-1]).replace("%%", "%").replace("$$", "$")
    environment = {"PATH": "/usr/bin:/bin", "NCBI_EMAIL": "me@example.org"}
    done = subprocess.run([start, "-c", script], check=False, cwd=awkward.folder, env=environment)
    assert done.returncode == 3
    assert ran(awkward) == AS_WRITTEN


def test_systemd_takes_the_units(awkward: Job, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    for name, text in systemd_units(awkward).items():
        (tmp_path / name).write_text(text)
    names = [str(tmp_path / name) for name in systemd_units(awkward)]
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert tmp_path.name not in done.stderr


def test_paths_outside_the_folder_and_usual_ones(job: Job, tmp_path: Path) -> None:
    usual = replace(job, database=tmp_path / "db" / "littrack.db")
    assert "--db" not in crontab_lines(usual)
    assert "--queries" not in crontab_lines(usual)
    elsewhere = replace(job, database=Path("/var/lib/x.db"))
    assert "--db /var/lib/x.db" in crontab_lines(elsewhere)


def test_a_line_that_cron_would_cut_is_refused(job: Job) -> None:
    with pytest.raises(ConfigError, match="--systemd"):
        crontab_lines(replace(job, folder=job.folder / ("long" * 250)))


def test_each_folder_has_its_own_units(job: Job) -> None:
    one = replace(job, folder=Path("/srv/botox"))
    other = replace(job, folder=Path("/home/me/botox"))
    assert one.unit.startswith("littrack-botox-")
    assert one.unit != other.unit
    assert set(systemd_units(one)) == {f"{one.unit}.service", f"{one.unit}.timer"}


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
    service, timer = sorted((tmp_path / "config" / "systemd" / "user").iterdir())
    assert "OnCalendar=*-*-* 04:17:00" in timer.read_text()
    assert "refresh --quiet" in service.read_text()
    assert f"--user enable --now {timer.name}" in Path(f"{cron}.calls").read_text()
    assert run("--systemd", "--remove", "--yes").exit_code == 0
    assert not service.exists()
    assert not timer.exists()


def test_a_timer_that_cannot_be_started_leaves_nothing(cron: Path, tmp_path: Path) -> None:
    fake = tmp_path / "bin" / "systemctl"
    fake.write_text("#!/bin/sh\necho 'Failed to connect to bus' >&2\nexit 1\n")
    result = run("--systemd", "--install", "--yes")
    assert isinstance(result.exception, ConfigError)
    assert "Failed to connect to bus; log in" in str(result.exception)
    assert not list((tmp_path / "config" / "systemd" / "user").iterdir())


def test_settings_that_others_can_read_are_told(cron: Path, tmp_path: Path) -> None:
    settings = tmp_path / "littrack.env"
    settings.write_text("NCBI_EMAIL=me@example.org\n")
    settings.chmod(0o644)
    assert "chmod 600" in run("--install", "--yes").stderr
    settings.chmod(0o600)
    assert "chmod" not in run("--install", "--yes").stderr


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
