"""Signs of life and the log of a run."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.errors import ConfigError, Unavailable
from littrack.night.logs import KEPT, RunLog
from littrack.night.ping import FAIL, START, TRIES, check_address, ping
from littrack.night.watched import watched
from tests.eutils import StandIn
from tests.loopback import Server
from tests.refresh.nightly import records
from tests.topics.folder import make_topic


@pytest.fixture
def monitor() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    heard: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            heard.append((self.path, body))
            faults = {"/broken": 500, "/gone": 404}
            found = (status for name, status in faults.items() if name in self.path)
            self.send_response(next(found, 200))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", heard
    server.shutdown()
    thread.join()
    server.server_close()


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_start_and_end_are_told(monitor: tuple[str, list[tuple[str, str]]], tmp_path: Path) -> None:
    url, heard = monitor
    with pytest.raises(Unavailable), watched(RunLog(tmp_path / "log", "refresh"), f"{url}/secret/"):
        raise Unavailable("PubMed cannot be reached")
    assert heard == [
        ("/secret/start", ""),
        ("/secret/fail", "exit code 75: PubMed cannot be reached"),
    ]
    assert [each["event"] for each in lines(tmp_path / "log")] == ["start", "failed"]


def test_a_setting_that_is_wrong_is_logged_and_told_too(
    monitor: tuple[str, list[tuple[str, str]]], tmp_path: Path
) -> None:
    url, heard = monitor
    words = ["--db", str(tmp_path / "x.db"), "--queries", str(tmp_path / "none")]
    done = CliRunner().invoke(
        cli, ["refresh", *words, "--log", str(tmp_path / "log"), "--ping", f"{url}/x?create=1"]
    )
    assert isinstance(done.exception, ConfigError)
    assert [path for path, _ in heard] == ["/x/start?create=1", "/x/fail?create=1"]
    last = lines(tmp_path / "log")[-1]
    assert (last["event"], last["exit_code"]) == ("failed", 2)
    assert last["message"] == str(done.exception)


def test_a_stop_during_the_first_ping_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []

    def stopped(url: str, ending: str, message: str) -> None:
        told.append(ending)
        if ending == START:
            raise SystemExit(143)

    monkeypatch.setattr("littrack.night.watched.ping", stopped)
    with pytest.raises(SystemExit), watched(RunLog(tmp_path / "log", "x"), "http://127.0.0.1"):
        pytest.fail("it was stopped before")
    assert told == [START, FAIL]
    assert lines(tmp_path / "log")[-1]["exit_code"] == 143


def test_a_ping_is_tried_again_where_that_may_help(
    monitor: tuple[str, list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, heard = monitor
    monkeypatch.setattr("littrack.night.ping.PAUSE", 0)
    assert "HTTP 500" in str(ping(f"{url}/broken", ""))
    assert "HTTP 404" in str(ping(f"{url}/gone", ""))
    assert [path for path, _ in heard] == ["/broken"] * TRIES + ["/gone"]


def test_a_ping_that_fails_changes_nothing_and_keeps_the_secret(
    monitor: tuple[str, list[tuple[str, str]]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    url, _ = monitor
    monkeypatch.setattr("littrack.night.ping.PAUSE", 0)
    with watched(RunLog(tmp_path / "log", "refresh"), f"{url}/broken/secret") as told:
        told.code = 0
    said = capsys.readouterr().err + (tmp_path / "log").read_text()
    assert "HTTP 500" in said
    assert "secret" not in said
    assert "failed" in str(ping("http://127.0.0.1:9/secret", "start"))
    assert "secret" not in str(ping("http://127.0.0.1:9/secret", "start"))


@pytest.mark.parametrize("url", ["", "ftp://x", "https://", "example.org/x"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ConfigError):
        check_address(url)


def test_the_log_never_grows_beyond_measure(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "log", "refresh", largest=2_000)
    for at in range(500):
        log.write("made up", number=at, words="x" * 50)
    log.close()
    files = list(tmp_path.iterdir())
    assert len(files) == KEPT + 1
    assert sum(path.stat().st_size for path in files) < 2_000 * (KEPT + 1)
    assert lines(tmp_path / "log")[-1]["number"] == 499


def test_a_log_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="--log"):
        RunLog(tmp_path / "file" / "log", "refresh")


def test_a_night_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monitor: tuple[str, list[tuple[str, str]]]
) -> None:
    url, heard = monitor
    folder = make_topic(tmp_path / "queries")
    with StandIn() as ncbi:
        ncbi.add(records(range(101, 104), "toxin"))
        monkeypatch.setenv("LITTRACK_EUTILS_URL", ncbi.url)
        monkeypatch.setenv("LITTRACK_EUTILS_RATE", "1000000")
        words = [
            "--db",
            str(tmp_path / "x.db"),
            "--queries",
            str(folder.parent),
            "--email",
            "me@example.org",
        ]
        done = CliRunner().invoke(
            cli,
            ["refresh", "--quiet", *words, "--log", str(tmp_path / "log"), "--ping", f"{url}/x"],
        )
    assert done.exit_code in (0, 3), done.output
    events = lines(tmp_path / "log")
    assert events[0]["event"] == "start"
    assert events[-1]["event"] == "end"
    assert events[-1]["exit_code"] == done.exit_code
    assert "search" in {each["event"] for each in events}
    assert [path for path, _ in heard] == ["/x/start", "/x"]
