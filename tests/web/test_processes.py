"""One site served by several processes."""

from __future__ import annotations

from pathlib import Path

from littrack.store.database import open_database
from tests.web.serving import ask, serving


def test_several_processes_serve_one_site_and_all_of_them_end(tmp_path: Path) -> None:
    database = tmp_path / "a name with spaces.db"
    open_database(database, create=True).conn.close()
    with serving(database, "--processes", "2", "--public", "--base-url", "/evidence") as site:
        replies = [ask(f"{site}/studies") for _ in range(20)]
        assert {each.status for each in replies} == {200}
        assert 'href="/evidence/' in replies[0].text
        assert ask(f"{site}/littrack?sql=select+1").status == 403
    assert ask(f"{site}/studies").status == 0
