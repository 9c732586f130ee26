"""Make a digest, tell it, and note that it was told."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from littrack.appraise.digest import Digest
from littrack.night.post import message, read_post, send
from littrack.render import blocks_html, blocks_markdown
from littrack.render.digest_document import as_json, as_text, blocks
from littrack.store.database import open_database, sqlite_errors
from littrack.times import now, to_text
from littrack.views.digest import last_told, read_digest, record, run_before
from littrack.whole_files import write_whole

PRINTED, MAILED = "printed", "mailed"
LAST = "last"
FORMS = ("text", "markdown", "html", "json")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``since``: "last", or a day; ``always``: also where nothing happened."""

    since: str = LAST
    form: str = "text"
    site: str | None = None
    always: bool = False
    mail_to: tuple[str, ...] | None = None
    """Not none: send it by mail; empty: to whom the environment says."""
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a digest, in a few words, and its text where it is to be printed."""

    what: str
    text: str = ""


def tell(database: Path, wanted: Wanted) -> Told:
    """Make the digest; mail it, write it, or hand it back to be printed.

    What was told once is not told again, unless a day is given. Where the mail is not taken nothing is noted, so that
    the next digest tells it.
    """
    with sqlite_errors(database), closing(open_database(database).conn) as connection:
        db = Database(connection)
        way = MAILED if wanted.mail_to is not None else PRINTED
        since = last_told(db, way) if wanted.since == LAST else run_before(db, wanted.since)
        digest = read_digest(db, database, since)
        if digest.silent and not wanted.always:
            begin = "the last digest" if wanted.since == LAST else wanted.since
            return Told(f"nothing happened since {begin}")
        site = (wanted.site or os.environ.get("LITTRACK_SITE") or "").rstrip("/") or None
        told = _told(digest, wanted, site)
        if wanted.since == LAST and digest.until_run > since:
            record(db, digest, way, to_text(now()))
        return told


def _told(digest: Digest, wanted: Wanted, site: str | None) -> Told:
    if wanted.mail_to is not None:
        post = read_post(wanted.mail_to)
        html = in_form(digest, "html", site)
        send(post, message(post, digest.title, in_form(digest, "text", site), html, now()))
        return Told(f"mailed to {', '.join(post.to)}: {digest.title}")
    text = in_form(digest, wanted.form, site)
    if wanted.output:
        write_whole(wanted.output, (text,))
        return Told(f"written to {wanted.output}: {digest.title}")
    return Told(f"printed: {digest.title}", text)


def in_form(digest: Digest, form: str, site: str | None) -> str:
    """The digest as text, Markdown, HTML or JSON."""
    if form == "json":
        return as_json(digest, site)
    if form == "html":
        return blocks_html.page(digest.title, digest.title, blocks(digest, site))
    if form == "markdown":
        return blocks_markdown.text(blocks(digest, site))
    return as_text(digest, site)
