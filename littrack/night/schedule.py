"""The nightly job as a crontab line or as a systemd timer, and putting it where it belongs.

NCBI asks for large jobs between 21:00 and 05:00 US Eastern time or at weekends; the minute is drawn from the machine's
name, so that installations do not all come at once.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from littrack.errors import OWED, ConfigError

EASTERN = "America/New_York"
QUIET = range(1, 4)
"""Hours of the Eastern night from which one is drawn: in the midst of NCBI's quiet time, winter and summer."""
LONGEST = 990
"""Characters that cron takes in a line."""
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Job:
    """What is to run each night. Paths are absolute."""

    folder: Path
    database: Path
    queries: Path
    at: time
    program: tuple[str, ...]
    digest: bool = False
    backup: str | None = None
    """The rule by which copies are kept."""

    @property
    def settings(self) -> Path:
        """A file with NCBI_EMAIL and the like, readable by its owner alone."""
        return self.folder / "littrack.env"

    @property
    def log(self) -> Path:
        """Where each command writes what happened."""
        return self.folder / "littrack.log"

    @property
    def unit(self) -> str:
        """Name of the systemd units: each folder has its own."""
        words = re.sub(r"[^a-z0-9]+", "-", self.folder.name.lower()).strip("-")[:40]
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:4]
        return "-".join(filter(None, ("littrack", words, mark)))

    @property
    def commands(self) -> tuple[str, ...]:
        """The night's commands in their order, as a shell takes them in the job's folder."""
        db = self._option("--db", self.database, "db/littrack.db")
        queries = self._option("--queries", self.queries, "queries")
        found = [["refresh", "--quiet", *db, *queries]]
        if self.digest:
            found.append(["digest", "--mail", *db])
        if self.backup:
            found.append(["backup", "--quiet", *db, "--keep", self.backup])
        return tuple(shlex.join([*self.program, *each, "--log", self.log.name]) for each in found)

    def _option(self, name: str, path: Path, usual: str) -> list[str]:
        """An option, as seen from the folder; nothing where the path is the usual one."""
        inside = path.relative_to(self.folder) if path.is_relative_to(self.folder) else path
        return [] if str(inside) == usual else [name, str(inside)]


def hour_here(host: str | None = None, now: datetime | None = None) -> time:
    """A time of day here that lies in NCBI's quiet hours, always the same for one machine."""
    drawn = hashlib.sha256((host or socket.gethostname()).encode()).digest()
    hour, minute = QUIET[drawn[0] % len(QUIET)], 1 + drawn[1] % 58
    try:
        there = (now or datetime.now().astimezone()).astimezone(ZoneInfo(EASTERN))
    except ZoneInfoNotFoundError:
        return time(hour, minute)
    here = there.replace(hour=hour, minute=minute).astimezone(
        (now or datetime.now().astimezone()).tzinfo
    )
    return time(here.hour, here.minute)


def read_time(text: str) -> time:
    """ "04:17". ``ConfigError`` for anything else."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ConfigError(f"--at {text!r} is no time of day: write it as 04:17")
    return time(int(found[1]), int(found[2]))


def this_program() -> tuple[str, ...]:
    """How this littrack is called by a machine that knows no PATH."""
    beside = Path(sys.executable).with_name("littrack")
    return (str(beside),) if beside.exists() else (sys.executable, "-m", "littrack")


def marks(job: Job) -> tuple[str, str]:
    """The comments between which the lines stand in a crontab; each folder has its own."""
    return f"# littrack {job.folder} begin", f"# littrack {job.folder} end"


def crontab_lines(job: Job) -> str:
    """The lines for a crontab. ``%`` means a new line to cron, so it is escaped. ``ConfigError`` where cron would cut it."""
    first, last = marks(job)
    load = "set -a && { [ ! -f littrack.env ] || . ./littrack.env; } && set +a"
    done = f"cd {shlex.quote(str(job.folder))} && {load} && {{ {'; '.join(job.commands)}; }}"
    line = f"{job.at.minute} {job.at.hour} * * *  " + done.replace("%", r"\%")
    if len(line) > LONGEST or "\n" in line:
        raise ConfigError(
            f"cron takes lines of at most {LONGEST} characters: give the folder a shorter name, or use --systemd"
        )
    return f"{first}\n{line}\n{last}\n"


def systemd_units(job: Job) -> dict[str, str]:
    """A timer and its service, by file name. The service ends with what went wrong last, else with 0 or 3."""
    each = "; ".join(f"{command} || code=$?" for command in job.commands)
    service = (
        f"[Unit]\nDescription=littrack in {_specified(job.folder)}\nWants=network-online.target\n"
        "After=network-online.target\n\n[Service]\nType=oneshot\n"
        f"WorkingDirectory={_specified(job.folder)}\nEnvironmentFile=-{_specified(job.settings)}\n"
        f"ExecStart=/bin/sh -c {_quoted(f'code=0; {each}; exit $code')}\n"
        f"SuccessExitStatus={OWED}\nNice=10\nTimeoutStartSec=6h\n"
    )
    timer = (
        f"[Unit]\nDescription=littrack every night in {_specified(job.folder)}\n\n[Timer]\n"
        f"OnCalendar=*-*-* {job.at:%H:%M}:00\nRandomizedDelaySec=10min\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    return {f"{job.unit}.service": service, f"{job.unit}.timer": timer}


def _specified(path: Path) -> str:
    """A path where systemd takes the rest of the line."""
    return str(path).replace("%", "%%")


def _quoted(script: str) -> str:
    """A script as one word of ``ExecStart``."""
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("$", "$$"), ("%", "%%")):
        script = script.replace(sign, written)
    return f'"{script}"'


def present_crontab() -> str:
    """The user's crontab, empty where there is none. ``ConfigError`` where there is no cron."""
    program = _found("crontab", "install cron, or use --systemd")
    done = subprocess.run([program, "-l"], capture_output=True, text=True, check=False)
    if done.returncode and "no crontab" not in done.stderr.lower():
        raise ConfigError(f"crontab -l failed: {' '.join(done.stderr.split())}")
    return done.stdout if not done.returncode else ""


def with_job(crontab: str, job: Job) -> str:
    """The crontab with the job's lines in place of former ones; every other line as it was."""
    kept = without_job(crontab, job)
    return f"{kept}{'' if not kept or kept.endswith(chr(10)) else chr(10)}{crontab_lines(job)}"


def without_job(crontab: str, job: Job) -> str:
    """The crontab without the job's lines."""
    first, last = (re.escape(each) for each in marks(job))
    return re.sub(rf"^{first}\n.*?^{last}\n?", "", crontab, flags=re.MULTILINE | re.DOTALL)


def write_crontab(text: str) -> None:
    """Make this the user's crontab. ``ConfigError`` where cron refuses it."""
    program = _found("crontab", "install cron, or use --systemd")
    done = subprocess.run([program, "-"], input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ConfigError(f"crontab refused the lines: {' '.join(done.stderr.split())}")


def unit_folder() -> Path:
    """Where the user's systemd units are."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "systemd" / "user"


def install_units(job: Job) -> tuple[Path, ...]:
    """Write the units and start the timer. ``ConfigError`` where there is no systemd for this user; nothing is left then."""
    program = _found("systemctl", "this machine has no systemd: use a crontab line")
    folder = unit_folder()
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in systemd_units(job).items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    try:
        _systemctl(program, "daemon-reload")
        _systemctl(program, "enable", "--now", f"{job.unit}.timer")
    except ConfigError:
        for path in paths:
            path.unlink()
        raise
    return tuple(paths)


def remove_units(job: Job) -> tuple[Path, ...]:
    """Stop the timer and remove the units."""
    program = _found("systemctl", "this machine has no systemd")
    named = (unit_folder() / f"{job.unit}.{end}" for end in ("timer", "service"))
    paths = tuple(path for path in named if path.exists())
    if paths:
        _systemctl(program, "disable", "--now", f"{job.unit}.timer")
        for path in paths:
            path.unlink()
        _systemctl(program, "daemon-reload")
    return paths


def _systemctl(program: str, *words: str) -> None:
    done = subprocess.run([program, "--user", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join(done.stderr.split())
        raise ConfigError(
            f"systemctl --user {' '.join(words)} failed: {said}; "
            "log in as the user itself (not by su or sudo), or use a crontab line"
        )


def _found(name: str, remedy: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise ConfigError(f"there is no {name} here: {remedy}")
    return program
