"""What a page reads: one state of the database, and not for ever."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from littrack.web import reading
from littrack.web.reading import read, read_here
from tests.web.conftest import Room

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
_COUNT = "SELECT count(*) FROM study_aliases"


def in_a_thread(room: Room, question: Callable[[Database], Any]) -> Any:
    """`read`, waited for."""
    return asyncio.run(read(room.datasette, question, 50))


def here(room: Room, question: Callable[[Database], Any]) -> Any:
    """`read_here`, with the same arguments."""
    return read_here(room.datasette, question)


@pytest.mark.parametrize("ask", [in_a_thread, here])
def test_a_question_sees_one_state(
    open_room: Callable[..., Room], own_db: Path, ask: Callable[[Room, Any], Any]
) -> None:
    room = open_room(own_db)

    def question(db: Database) -> tuple[int, int]:
        before = db.execute(_COUNT).fetchone()[0]
        with sqlite3.connect(own_db) as writer:
            writer.execute(
                "INSERT INTO study_aliases SELECT 'made-up', id, 'test' FROM studies LIMIT 1"
            )
        writer.close()
        return before, db.execute(_COUNT).fetchone()[0]

    before, then = ask(room, question)
    assert before == then
    assert ask(room, lambda db: db.execute(_COUNT).fetchone()[0]) == before + 1


@pytest.mark.parametrize("ask", [in_a_thread, here])
def test_an_endless_question_is_ended_and_the_next_one_answered(
    room: Room, ask: Callable[[Room, Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "TIME_LIMIT_MS", 50)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        ask(room, lambda db: db.execute(ENDLESS).fetchone())
    assert ask(room, lambda db: db.execute("SELECT 1").fetchone()[0]) == 1
