"""The made-up database holds what the tests of the pages look for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlite_utils

from tests.web.conftest import Room
from tests.web.made_up import CANDIDATE, RETRACTED, REVISED


def test_the_made_up_state(site_db: Path) -> None:
    db = sqlite_utils.Database(site_db)
    states = dict(
        db.execute("SELECT id, integrity FROM studies WHERE id IN (?, ?)", (RETRACTED, REVISED))
    )
    assert states == {RETRACTED: "retracted", REVISED: None}
    assert db.execute("SELECT count(*) FROM changes WHERE study = ?", (REVISED,)).fetchone()[0]
    claims = db.execute("SELECT count(*) FROM claim_candidates WHERE study = ?", (CANDIDATE,))
    assert claims.fetchone()[0] > 0
    assert (
        db.execute("SELECT count(*) FROM refreshes WHERE outcome = 'complete'").fetchone()[0] == 2
    )
    db.conn.close()


def test_rooms_answer(room: Room, own_db: Path, open_room: Callable[..., Room]) -> None:
    assert room.get("/littrack").status_code == 200
    assert open_room(own_db, base_url="/below/").get("/littrack").status_code == 200
