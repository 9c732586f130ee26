"""Where each study can be read, as each source tells it. What a source says anew takes the place of what it said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from littrack.sources.protocol import ReadingLink

_READ = """
SELECT study, kind, url, version, licence, identifier FROM reading_links
WHERE source = ? AND study IN (SELECT value FROM json_each(?)) ORDER BY study, position
"""
_KNOWN = "SELECT id FROM studies WHERE id IN (SELECT value FROM json_each(?))"
_DELETE = "DELETE FROM reading_links WHERE source = ? AND study = ?"
_INSERT = """
INSERT INTO reading_links (study, source, position, kind, url, version, licence, identifier, seen)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def write_links(
    db: Database, source: str, told: Mapping[str, Sequence[ReadingLink]], now: str
) -> tuple[str, ...]:
    """Make the links of a source those that it tells now. Returns the studies for which that was news.

    ``told`` has an entry for each study that the source answered for; an empty one takes its links away. Studies that
    are not stored are passed over.
    """
    asked = json.dumps(list(told))
    standing: dict[str, list[ReadingLink]] = {
        study: [] for (study,) in db.execute(_KNOWN, (asked,))
    }
    for study, *link in db.execute(_READ, (source, asked)):
        standing[study].append(ReadingLink(*link))
    changed = [study for study, links in standing.items() if links != list(_once(told[study]))]
    with db.atomic():
        for study in changed:
            db.conn.execute(_DELETE, (source, study))
            db.conn.executemany(
                _INSERT,
                [
                    (study, source, at, each.kind, each.url, each.version, each.licence, each.identifier, now)
                    for at, each in enumerate(_once(told[study]), 1)
                ],
            )  # fmt: skip
    return tuple(changed)


def _once(links: Iterable[ReadingLink]) -> tuple[ReadingLink, ...]:
    return tuple(dict.fromkeys(links))
