"""Whether everything littrack needs is in order: the checks of ``littrack doctor``, each with a plain remedy."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from littrack.checks import FAILURE, GOOD, WARNING, Check
from littrack.errors import ConfigError, LittrackError
from littrack.lock import holder
from littrack.pubmed.client import PubMed
from littrack.pubmed.settings import Settings
from littrack.refresh import known as knowledge
from littrack.refresh.run import FIRST_YEAR
from littrack.refresh.summary import BROKEN
from littrack.source_checks import source_checks
from littrack.store.database import (
    applied_migrations,
    open_database,
    open_readonly,
    sqlite_errors,
)
from littrack.store.full_text import check_full_text, repair_full_text
from littrack.store.sources import SourceState, states
from littrack.topics.read import read_topics

OLDEST_SQLITE = (3, 35, 0)
"""Upserts, JSON functions and RETURNING."""
SPARE = 200_000_000
"""Bytes of disk below which a run may not end well."""
_LAST_REFRESH = """
SELECT outcome, started, message FROM refreshes WHERE command = 'refresh' AND outcome <> 'running'
ORDER BY id DESC LIMIT 1
"""
LAG = timedelta(minutes=10)
"""How far a clock may be from PubMed's before it is worth a word."""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined."""

    database: Path
    queries: Path
    settings: Settings
    now: datetime
    ask: bool = True
    """Whether PubMed and the other sources may be asked for a sign of life."""


def examine(patient: Patient) -> tuple[Check, ...]:
    """Every check, in the order a newcomer would mend things. Changes nothing but an older schema."""
    return tuple(_all(patient))


def repair(database: Path) -> None:
    """Make the full-text index anew. Errors as for ``open_database``."""
    db = open_database(database)
    try:
        repair_full_text(db)
    finally:
        db.conn.close()


def worst(checks: tuple[Check, ...]) -> str:
    """The gravest state among the checks."""
    states = {each.state for each in checks}
    return next((state for state in (FAILURE, WARNING) if state in states), GOOD)


def checks_text(checks: tuple[Check, ...]) -> str:
    """The checks for a person: a line each, and its remedy where it needs one."""
    width = max(len(each.name) for each in checks)
    lines = []
    for each in checks:
        lines.append(f"{each.state:<5} {each.name:<{width}}  {each.finding}")
        if each.remedy and each.state != GOOD:
            lines.append(f"{'':<{width + 8}}{each.remedy}")
    return "\n".join(lines)


def checks_json(checks: tuple[Check, ...]) -> str:
    """The checks as one JSON object."""
    content = {"state": worst(checks), "checks": [asdict(each) for each in checks]}
    return json.dumps(content, indent=2, ensure_ascii=False)


def _all(patient: Patient) -> Iterator[Check]:
    yield _python()
    yield _sqlite()
    yield _folder(patient.database)
    yield _space(patient.database)
    yield from _database(patient)
    yield _topics(patient.queries)
    yield _address(patient.settings)
    yield _key(patient.settings)
    yield from source_checks(_states(patient.database), patient.now, patient.ask)
    if patient.ask:
        yield from _pubmed(patient)
    else:
        yield _clock(patient.now, None)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    state = GOOD if sys.version_info >= (3, 10) else FAILURE
    return Check("Python", state, version, "install Python 3.10 or newer")


def _sqlite() -> Check:
    version = sqlite3.sqlite_version
    remedy = "use a Python whose SQLite is 3.35 or newer and has FTS5"
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return Check("SQLite", FAILURE, version, remedy)
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        connection.execute("SELECT count(*) FROM json_each('[]')")
    except sqlite3.Error as error:
        return Check("SQLite", FAILURE, f"{version}, but {error}", remedy)
    finally:
        connection.close()
    return Check("SQLite", GOOD, f"{version} with FTS5")


def _folder(database: Path) -> Check:
    """Whether a file can be made beside the database: SQLite and the lock need it."""
    probe = database.with_name(database.name + ".probe")
    remedy = f"make {database.parent} a folder you can write in, or pass another --db"
    if not database.parent.exists():
        return Check("folder", WARNING, f"{database.parent} does not exist yet", "refresh makes it")
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Check("folder", FAILURE, f"{database.parent}: {error.strerror}", remedy)
    return Check("folder", GOOD, f"{database.parent} can be written")


def _space(database: Path) -> Check:
    folder = next(each for each in (database.parent, *database.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    size = database.stat().st_size if database.exists() else 0
    finding = f"{free / 1e9:,.1f} GB free" if free >= 1e9 else f"{free / 1e6:,.0f} MB free"
    if free < SPARE:
        return Check("disk", FAILURE, finding, "free some space: a run may not end")
    if free < 2 * size + SPARE:
        remedy = "free some space: a run may write as much again as the database holds"
        return Check("disk", WARNING, f"{finding}, the database has {size / 1e9:,.1f} GB", remedy)
    return Check("disk", GOOD, finding)


def _database(patient: Patient) -> Iterator[Check]:
    if not patient.database.exists():
        remedy = "run 'littrack refresh', or pass the right --db"
        yield Check("database", WARNING, f"there is none at {patient.database} yet", remedy)
        return
    try:
        db = open_database(patient.database)
    except LittrackError as error:
        yield Check("database", FAILURE, str(error), "the message says what to do")
        return
    try:
        yield Check("schema", GOOD, applied_migrations(db)[-1])
        yield _guarded("integrity", lambda: _integrity(db))
        yield _guarded("full text", lambda: _full_text(db, patient.database))
        yield _guarded("last runs", lambda: _history(db, patient.now))
        yield Check("lock", GOOD, _lock(patient.database))
    finally:
        db.conn.close()


def _states(database: Path) -> tuple[SourceState, ...]:
    """How the sources were when last asked; none where there is no sound database, which another check tells."""
    if not database.exists():
        return ()
    try:
        with sqlite_errors(database), closing(open_readonly(database).conn) as connection:
            return states(Database(connection))
    except LittrackError:
        return ()


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    """A damaged file may fail any question: that is a finding too."""
    try:
        return check()
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            remedy = "run 'littrack doctor' again when the run has ended"
            return Check(name, WARNING, "not looked at: a run is writing", remedy)
        return Check(name, FAILURE, f"SQLite says: {error}", _RESTORE)


_RESTORE = "restore a copy, or move the file away and run 'littrack refresh'"


def _integrity(db: Database) -> Check:
    found = [row[0] for row in db.execute("PRAGMA integrity_check(10)")]
    orphans = db.execute("PRAGMA foreign_key_check").fetchall()
    if found != ["ok"]:
        return Check("integrity", FAILURE, "; ".join(found)[:300], _RESTORE)
    if orphans:
        finding = f"{len(orphans)} rows refer to rows that are gone (first: {orphans[0][0]})"
        return Check("integrity", FAILURE, finding, _RESTORE)
    return Check("integrity", GOOD, "SQLite finds every page and every reference in order")


def _full_text(db: Database, database: Path) -> Check:
    problems = check_full_text(db)
    if problems:
        remedy = f"run 'littrack doctor --repair --db {database}'"
        return Check("full text", FAILURE, "; ".join(problems), remedy)
    return Check("full text", GOOD, "the index and its triggers are in order")


def _history(db: Database, now: datetime) -> Check:
    latest = knowledge.latest_instant(db)
    if latest is None:
        return Check("last runs", WARNING, "no run has ended yet", "run 'littrack refresh'")
    if latest - now > timedelta(days=1):
        finding = f"a run ended at {latest:%Y-%m-%d %H:%M} UTC, which is in the future"
        return Check("last runs", WARNING, finding, "check this computer's clock")
    outcome, started, message = db.execute(_LAST_REFRESH).fetchone() or (None, "", "")
    if outcome == BROKEN:
        finding = f"the refresh of {started[:10]} {started[11:16]} UTC failed: {message}"
        return Check("last runs", WARNING, finding, "run 'littrack refresh' again")
    return Check("last runs", GOOD, f"the latest ended at {latest:%Y-%m-%d %H:%M} UTC")


def _lock(database: Path) -> str:
    who = holder(database)
    return f"held by {who.command}, process {who.pid}, since {who.since}" if who else "free"


def _topics(queries: Path) -> Check:
    try:
        topics = tuple(read_topics(queries))
    except LittrackError as error:
        remedy = f"run 'littrack validate --queries {queries}' for every problem"
        return Check("topics", FAILURE, str(error), remedy)
    searches = sum(len(topic.pubmed_searches) for topic in topics)
    if not searches:
        remedy = (
            "write one into its topic.yaml"
            if topics
            else "run 'littrack init' for a topic to start from"
        )
        return Check("topics", FAILURE, f"no search in {queries}", remedy)
    return Check("topics", GOOD, f"{len(topics)} with {searches} searches in {queries}")


def _address(settings: Settings) -> Check:
    if settings.email:
        return Check("e-mail", GOOD, settings.email)
    remedy = "set NCBI_EMAIL: NCBI writes to it before it blocks an address"
    return Check("e-mail", FAILURE, "none is set", remedy)


def _key(settings: Settings) -> Check:
    if settings.api_key:
        return Check("API key", GOOD, "set: 10 requests a second")
    remedy = "optional: set NCBI_API_KEY (from your NCBI account) for 10 requests a second"
    return Check("API key", WARNING, "none is set: 3 requests a second", remedy)


def _pubmed(patient: Patient) -> Iterator[Check]:
    pubmed = PubMed(patient.settings)
    began = time.monotonic()
    try:
        info = pubmed.info()
    except LittrackError as error:
        remedy = "check the network, a proxy (HTTPS_PROXY) and LITTRACK_EUTILS_URL; or NCBI is down"
        if isinstance(error, ConfigError):  # PubMed answered, and refuses the key
            remedy = "copy the key again from your NCBI account's settings, or unset NCBI_API_KEY"
        yield Check("PubMed", FAILURE, str(error), remedy)
        yield _clock(patient.now, pubmed.server_time)
        return
    seconds = time.monotonic() - began
    finding = f"{info.count:,} records, last update {info.last_update}, in {seconds:.1f} s"
    yield Check("PubMed", GOOD, finding)
    yield _clock(patient.now, pubmed.server_time)


def _clock(now: datetime, server: datetime | None) -> Check:
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    remedy = "set this computer's clock, best by a time service (NTP)"
    if now.year < FIRST_YEAR:
        return Check("clock", FAILURE, shown, remedy)
    if server is None:
        return Check("clock", GOOD, f"{shown} (not compared with PubMed's)")
    if abs(now - server) > timedelta(days=1):
        return Check("clock", FAILURE, f"{shown}, but PubMed's {server:%Y-%m-%d %H:%M}", remedy)
    state = WARNING if abs(now - server) > LAG else GOOD
    return Check("clock", state, f"{shown}, PubMed's {server:%Y-%m-%d %H:%M}", remedy)
