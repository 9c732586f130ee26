"""What a digest tells, in which order, and that it is told once."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from littrack.cli import cli
from littrack.errors import ConfigError, Unavailable
from littrack.load import load_topic
from littrack.night.digesting import Wanted, tell
from littrack.night.post import Post, message, read_post, send
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.review import review
from littrack.sources.protocol import IntegrityFact
from littrack.store.database import open_database
from littrack.store.runs import COMPLETE, FAILED, RunCounts, begin_run, finish_run
from littrack.store.saving import PUBMED, save_articles
from littrack.store.told import write_told
from littrack.times import now
from tests.eutils.minimal import article_set, make_record
from tests.loopback import Patient
from tests.made_up_topic import topic

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2026-11-{day}T02:00:00Z" for day in (16, 17, 18, 19))
HOSTILE = "Made-up trial\r\nBcc: all@example.org <script>alert(1)</script> ‮txt"


@dataclass
class Mails:
    """An SMTP server that takes everything, or refuses what ``answers`` say."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    port: int = 0


@pytest.fixture
def mails() -> Iterator[Mails]:
    found = Mails()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

        def handle(self) -> None:
            self.say("220 made up")
            sender, receivers = "", []
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb in found.answers:
                    self.say(found.answers[verb])
                elif verb == "DATA":
                    self.say("354 go on")
                    body = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        body += part
                    found.taken.append((sender, receivers, body))
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    sender = line[10:].split(">")[0].strip("<> ") if verb == "MAIL" else sender
                    receivers += [line[8:].split(">")[0].strip("<> ")] if verb == "RCPT" else []
                    self.say("250 fine")

    class Server(Patient, socketserver.ThreadingTCPServer):
        """SMTP, each connection in a thread of its own."""

    with Server(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def night(path: Path, at: str, *records: bytes, told: dict[str, list[IntegrityFact]] | None = None, outcome: str = COMPLETE) -> None:  # fmt: skip
    with closing(open_database(path, create=True).conn) as connection:
        db = Database(connection)
        with db.atomic():
            run = begin_run(db, "refresh", at)
            parsed = [each for each in parse(article_set(*records)) if isinstance(each, Parsed)]
            save_articles(db, run, parsed, PUBMED, at)
            load_topic(db, run, topic(), at)
            write_told(db, run, "Crossref", told or {}, at)
            review(db, run, [topic()], at)
            finish_run(
                db, run, outcome, "made-up reason" if outcome == FAILED else "", RunCounts(), at
            )


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Monday: the topic. Tuesday: a retraction, a strong new study and a weak one. Wednesday: nothing."""
    path = tmp_path / "x.db"
    night(path, MONDAY, make_record(101, "Made-up toxin: the first"))
    strong = make_record(
        201, HOSTILE, publication_types=("Randomized Controlled Trial",), keywords=("toxin",)
    )
    night(
        path, TUESDAY, strong, make_record(202, "Made-up case", publication_types=("Case Reports",)),
        told={"101": [IntegrityFact("retraction", "2026-11-10", notice_doi="10.5555/n", asserted_by="publisher")]},
    )  # fmt: skip
    night(path, WEDNESDAY)
    return path


def run(database: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["digest", "--db", str(database), *words])


def test_what_matters_comes_first(database: Path) -> None:
    told = json.loads(run(database, "--since", "2026-11-17", "--json").output)
    titles = [section["title"] for section in told["sections"]]
    assert titles == [
        "Verdicts to look at again", "Pooled results that moved", "Retractions, concerns and corrections",
        "Strong new studies",
    ]  # fmt: skip
    items = {section["title"]: section["items"] for section in told["sections"]}
    assert "2 trials before, 1 now" in json.dumps(items["Pooled results that moved"])
    assert (
        items["Retractions, concerns and corrections"][0]["said"]
        == "retraction of 2026-11-10 (Crossref)"
    )
    assert ["other new studies", 1] in told["counts"]
    assert told["nights"] == 2


def test_it_is_told_once_and_then_silent(database: Path) -> None:
    first = run(database)
    assert first.exit_code == 0
    assert "RETRACTIONS, CONCERNS AND CORRECTIONS" in first.output
    assert run(database).output == ""
    assert "nothing happened" in run(database, "--always").output
    night(
        database,
        THURSDAY,
        make_record(301, "Made-up meta", publication_types=("Randomized Controlled Trial",)),
    )
    later = run(database)
    assert "Made-up meta" in later.output
    assert "retraction" not in later.output.lower().replace("no retraction", "")
    assert "retraction" in run(database, "--since", "2026-11-17").output


def test_a_person_at_a_terminal_is_told_that_nothing_happened(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(database)
    at_work = run(database)
    monkeypatch.setattr("littrack.cli.digest.at_terminal", lambda: True)
    at_desk = run(database)
    assert (at_work.stdout, at_work.stderr) == ("", "")
    assert (at_desk.stdout, at_desk.stderr) == ("", "Nothing happened since the last digest.\n")


def test_what_is_appraised_already_is_no_news(database: Path) -> None:
    told = json.loads(run(database, "--since", "2026-11-01", "--json").output)
    items = {section["title"]: section["items"] for section in told["sections"]}
    assert [item["link"] for item in items["Strong new studies"]] == [
        "https://pubmed.ncbi.nlm.nih.gov/201/"
    ]
    appraised = len(topic().works)
    assert ["new studies that are appraised already", appraised] in told["counts"]
    assert ["other new studies", 1] in told["counts"]


def test_what_is_told_no_more_is_news_of_the_night_that_saw_it(database: Path) -> None:
    run(database)
    night(database, THURSDAY, told={"101": []})
    told = " ".join(run(database).output.split())
    assert "retraction of 2026-11-10 (Crossref, told no more)" in told
    assert "SETTLED" in told
    assert "1 trials before, 2 now" not in told
    assert "(1 trial before, 2 now)" in told


@pytest.mark.parametrize(
    ("day", "words"), [("2099-01-01", "has not come yet"), ("", "is no day")]
)  # fmt: skip
def test_days_that_make_no_sense(database: Path, day: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        tell(database, Wanted(since=day))


def test_a_night_that_failed_is_told(database: Path) -> None:
    run(database)
    night(database, THURSDAY, outcome=FAILED)
    assert "The night of 2026-11-19 failed: made-up reason." in " ".join(
        run(database).output.split()
    )


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_forms_say_the_same_and_nothing_in_a_title_does_harm(database: Path, form: str) -> None:
    told = run(
        database,
        "--format",
        form,
        "--site",
        "https://example.org/evidence/",
        "--since",
        "2026-11-01",
    ).output
    assert (
        "https://example.org/evidence/claims/helps" in told
        or "https://example.org/evidence/new" in told
    )
    assert "<script>alert" not in told.replace("\\<", "") or form == "text"
    assert "‮" not in told
    assert "Registered trials" in told or "REGISTERED TRIALS" in told


def test_it_is_mailed_once(database: Path, mails: Mails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITTRACK_SMTP", f"127.0.0.1:{mails.port}")
    monkeypatch.setenv("LITTRACK_DIGEST_TO", "one@example.org, two@example.org")
    monkeypatch.setenv("LITTRACK_MAIL_FROM", "littrack@example.org")
    result = run(database, "--mail")
    assert result.exit_code == 0, result.exception
    [(sender, receivers, body)] = mails.taken
    assert (sender, receivers) == ("littrack@example.org", ["one@example.org", "two@example.org"])
    mail = message_from_bytes(body, policy=policy.default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Bcc"] is None
    assert {part.get_content_type() for part in mail.walk()} == {
        "multipart/alternative",
        "text/plain",
        "text/html",
    }
    run(database, "--mail")
    assert len(mails.taken) == 1


def test_a_mail_that_is_not_taken_is_told_by_the_next_digest(
    database: Path, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITTRACK_SMTP", f"127.0.0.1:{mails.port}")
    monkeypatch.setenv("LITTRACK_MAIL_FROM", "littrack@example.org")
    mails.answers["MAIL"] = "451 try later"
    failed = run(database, "--mail", "--to", "one@example.org")
    assert isinstance(failed.exception, Unavailable)
    mails.answers = {"RCPT": "550 nobody here"}
    assert isinstance(run(database, "--mail", "--to", "one@example.org").exception, ConfigError)
    mails.answers = {}
    run(database, "--mail", "--to", "one@example.org")
    assert len(mails.taken) == 1


def test_no_password_without_encryption(mails: Mails) -> None:
    post = Post(("a@example.org",), "b@example.org", "127.0.0.1", mails.port, "me", "secret")
    mail = message(post, "x", "x", "<p>x</p>", now())
    with pytest.raises(ConfigError, match="offers no encryption") as caught:
        send(post, mail)
    assert "secret" not in str(caught.value) + repr(post)


def test_sendmail(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    script = programs / "sendmail"
    script.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\n/bin/cat > {tmp_path}/mail\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("LITTRACK_MAIL_FROM", "littrack@example.org")
    assert run(database, "--mail", "--to", "one@example.org").exit_code == 0
    assert (tmp_path / "words").read_text().split() == [
        "-i",
        "-f",
        "littrack@example.org",
        "--",
        "one@example.org",
    ]
    assert b"Subject:" in (tmp_path / "mail").read_bytes()
    script.write_text("#!/bin/sh\necho queue full >&2; exit 75\n")
    night(
        database,
        THURSDAY,
        make_record(301, "Made-up meta", publication_types=("Randomized Controlled Trial",)),
    )
    failed = run(database, "--mail", "--to", "one@example.org")
    assert isinstance(failed.exception, Unavailable)
    assert "queue full" in str(failed.exception)


@pytest.mark.parametrize(
    ("environment", "words"),
    [({}, "nobody to go to"), ({"LITTRACK_DIGEST_TO": "nobody"}, "no mail address"),
     ({"LITTRACK_DIGEST_TO": "a@b.org\nBcc: c@d.org"}, "no mail address"),
     ({"LITTRACK_DIGEST_TO": "a@b.org", "LITTRACK_SMTP": "host:port"}, "LITTRACK_SMTP")],
)  # fmt: skip
def test_what_cannot_be_sent(environment: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        read_post((), environment)


def test_a_subject_cannot_become_a_header() -> None:
    post = Post(("a@example.org",), "b@example.org")
    mail = message(post, "one\r\nBcc: x@example.org", "x", "<p>x</p>", now())
    assert "Bcc" not in mail
    assert "\nBcc" not in mail.as_string()


@pytest.mark.parametrize("day", ["yesterday", "2026-13-40"])
def test_what_is_no_day(database: Path, day: str) -> None:
    assert isinstance(run(database, "--since", day).exception, ConfigError)
