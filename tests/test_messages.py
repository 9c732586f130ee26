"""The messages in docs/errors.md are those that the program prints."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.errors import LittrackError
from littrack.load import load_topics
from littrack.sources.all import SOURCES
from littrack.sources.crossref import SOURCE
from littrack.sources.web import Limits, PoliteWeb
from littrack.store.database import open_database
from tests.sources.services import Services
from tests.topics.folder import TOPIC, make_topic

ROOT = Path(__file__).parents[1]
MANUAL = (ROOT / "docs" / "errors.md").read_text("utf-8")
BUNDLED = ROOT / "queries"
PARTS = re.compile(r"\|\s*`([^|]+)`\s*\|$", re.MULTILINE)


def told(message: str) -> bool:
    """Whether the manual has this message, but for the folders before a file's name."""
    return any(said.rstrip("…").strip() in message for said in PARTS.findall(MANUAL))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the bundled topic, and an address for NCBI."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NCBI_EMAIL", "you@example.org")
    for name in ("LITTRACK_DB", "LITTRACK_EUTILS_URL", "NCBI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(BUNDLED, tmp_path / "queries")
    return tmp_path


def said(*words: str) -> tuple[str, int]:
    """The message of a command that fails, and its exit code."""
    result = CliRunner().invoke(cli, list(words))
    error = result.exception
    if isinstance(error, LittrackError):
        return " ".join(str(error).split()), error.exit_code
    return result.output, result.exit_code


def with_query(folder: Path, query: str) -> None:
    text = re.sub(r"query: >-\n.*\n.*\n", f"query: {query}\n", TOPIC, count=1)
    make_topic(folder, "core", topic=text)


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ('""', "is empty; leave the field out instead, or fill it"),
        (f'"{"a " * 2500}"', "has 5000 characters; at most 4000 are allowed: split it in two"),
        ("'(depression AND mood'", "1 brackets open and 0 close; close each"),
    ],
)
def test_faulty_queries(here: Path, query: str, part: str) -> None:
    with_query(here / "other", query)
    message, code = said("refresh", "--queries", "other")
    assert (part in message, code) == (True, 2)
    assert part in MANUAL


def test_topics_and_settings(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message, code = said("refresh", "botx")
    assert (told(message), code) == (True, 2), message
    message, code = said("refresh", "--email", "nobody")
    assert (told(message), code) == (True, 2), message
    with (here / "queries" / "botox-depression" / "topic.yaml").open("a") as file:
        file.write("searches: [\n")
    message, code = said("refresh")
    assert "not readable as YAML: did not find expected node content" in message
    monkeypatch.setenv("LITTRACK_EUTILS_URL", "127.0.0.1/x")
    message, code = said("refresh")
    assert (told(message), code) == (True, 2), message
    monkeypatch.delenv("LITTRACK_EUTILS_URL")
    shutil.rmtree(here / "queries")
    shutil.copytree(BUNDLED, here / "queries")
    monkeypatch.delenv("NCBI_EMAIL")
    message, code = said("refresh")
    assert (told(message), code) == (True, 2), message


FILES = {
    "empty.xml": b"",
    "page.xml": b"<html><body>Down</body></html>",
    "other.xml": b"<rss><channel/></rss>",
    "ent.xml": b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///none">]>'
    b"<PubmedArticleSet>&x;</PubmedArticleSet>",
}


@pytest.mark.parametrize("name", FILES)
def test_faulty_files(here: Path, name: str) -> None:
    (here / name).write_bytes(FILES[name])
    message, code = said("ingest", name, "--db", "i.db", "--jobs", "1")
    assert code == 1
    assert any(line and line in message for line in PARTS.findall(MANUAL) if line.startswith(name))


def a_text(path: Path) -> None:
    path.write_text("hello\n")


def anothers(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t(x)")
    db.close()


def a_newer_one(path: Path) -> None:
    load_topics(path, BUNDLED)
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('littrack', 'm999_future', '2030-01-01')"
        )
    db.close()


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        ("none.db", lambda path: None, 2),
        ("text.db", a_text, 2),
        ("other.db", anothers, 2),
        ("newer.db", a_newer_one, 1),
    ],
)
def test_faulty_databases(
    here: Path, name: str, make: Callable[[Path], None], expected: int
) -> None:
    make(here / name)
    message, code = said("status", "--db", name)
    assert (told(message), code) == (True, expected), message


def test_what_is_not_there(here: Path) -> None:
    load_topics(here / "d.db", BUNDLED)
    for words, expected in (
        (("show", "99999999", "--db", "d.db"), 1),
        (("claims", "eight-time", "--db", "d.db"), 2),
    ):
        message, code = said(*words)
        assert (told(message), code) == (True, expected), message


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (("schedule", "--at", "noon"), {}),
        (("schedule", "--install", "--yes"), {"PATH": "/nowhere"}),
        (("backup", "--keep", "7x"), {}),
        (("digest", "--mail", "--always"), {}),
        (("digest", "--mail", "--always", "--to", "me@example.org"), {"PATH": "/nowhere"}),
        (("refresh", "--ping", "monitor.example.org"), {}),
        (("refresh",), {"LITTRACK_SOURCES": "crosref"}),
        (("refresh",), {"LITTRACK_CROSSREF_BUDGET": "many", "LITTRACK_SOURCES": "crossref"}),
        (("claims", "eight-times", "--as-of", "2030-01-01"), {}),
    ],
)
def test_the_nightly_job(
    here: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], settings: dict[str, str]
) -> None:
    if words[0] == "digest":
        monkeypatch.setattr("littrack.night.post.shutil.which", lambda *_, **__: None)
        open_database(here / "db" / "littrack.db", create=True).conn.close()
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    message, code = said(*words)
    assert (told(message), code) == (True, 2), message


@pytest.mark.parametrize("fault", ["500", "429", "html", "403", "refused", "cut", "redirects"])
def test_a_source_that_fails(fault: str) -> None:
    manual = {_without_a_name(each) for each in PARTS.findall(MANUAL)}
    with Services() as services:
        services.faults["crossref"] = fault
        limits = Limits(tries=1)
        web = PoliteWeb(SOURCE, services.url("crossref"), 9, None, limits)
        with pytest.raises(LittrackError) as caught:
            web.get("/works")
        web.close()
    assert _without_a_name(str(caught.value)) in manual


def _without_a_name(message: str) -> str:
    """The message of a source, whichever it is."""
    return re.sub("|".join(each.title for each in SOURCES), "{}", message)
