"""One site served by several processes."""

from __future__ import annotations

import http.client
import time
from pathlib import Path
from urllib.parse import urlsplit

from littrack.store.database import open_database
from tests.web.serving import ask, serving


def usual(address: str, times: int = 40) -> float:
    """Seconds of the reply in the middle, of some on one connection that stays open."""
    parts, found = urlsplit(address), []
    connection = http.client.HTTPConnection(parts.netloc)
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", parts.path)
        connection.getresponse().read()
        found.append(time.perf_counter() - began)
    connection.close()
    return sorted(found)[times // 2]


def test_several_processes_serve_one_site_and_all_of_them_end(tmp_path: Path) -> None:
    database = tmp_path / "a name with spaces.db"
    open_database(database, create=True).conn.close()
    with serving(database, "--processes", "2", "--public", "--base-url", "/evidence") as site:
        replies = [ask(f"{site}/studies") for _ in range(20)]
        # 0.04 where a body waits for its head to be acknowledged; a busy machine may need more than one round
        assert any(usual(f"{site}/robots.txt") < 0.03 for _ in range(20))
        assert {each.status for each in replies} == {200}
        assert 'href="/evidence/' in replies[0].text
        assert ask(f"{site}/littrack?sql=select+1").status == 403
    assert ask(f"{site}/studies").status == 0
