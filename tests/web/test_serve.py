"""Datasette with littrack's plugin on a littrack database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from littrack.store.database import open_database
from littrack.web.metadata import QUERIES
from littrack.web.server import Site, build


@pytest.fixture
def get(tmp_path: Path) -> Callable[[str], Any]:
    path = tmp_path / "any name.db"
    open_database(path, create=True).conn.close()

    def ask(address: str) -> Any:
        async def go() -> Any:
            datasette = build(Site(path))
            await datasette.invoke_startup()
            return await datasette.client.get(address)

        return asyncio.run(go())

    return ask


@pytest.mark.parametrize(
    "address", ["/littrack", "/littrack/studies", "/littrack/claims", "/littrack.json"]
)
def test_pages_carry_the_security_headers(get: Callable[[str], Any], address: str) -> None:
    reply = get(address)
    assert reply.status_code == 200
    assert "script-src 'self'" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", QUERIES)
def test_every_ready_made_query_runs(get: Callable[[str], Any], name: str) -> None:
    reply = get(f"/littrack/{name}.json?words=depression&claim=a&days=7")
    assert reply.status_code == 200, reply.text


def test_the_database_is_read_only(get: Callable[[str], Any]) -> None:
    reply = get("/littrack.json?sql=delete+from+studies")
    assert reply.status_code == 400


def test_an_unknown_page_is_a_plain_404(
    get: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    reply = get("/littrack/nothing-here")
    assert reply.status_code == 404
    assert "littrack.css" in reply.text
    assert "Traceback" not in reply.text + "".join(capsys.readouterr())


def test_descriptions_reach_the_pages(get: Callable[[str], Any]) -> None:
    assert "What each column means" in get("/littrack/studies").text


def test_no_page_has_inline_script_or_style(get: Callable[[str], Any]) -> None:
    for address in ("/littrack", "/littrack/studies", "/littrack/owed", "/littrack/nothing"):
        text = get(address).text
        assert "<style" not in text
        assert "style=" not in text
        assert "<script>" not in text
