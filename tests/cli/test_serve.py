"""``littrack serve``: what it says before it serves."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from littrack.cli import cli
from littrack.errors import ConfigError
from littrack.store.database import open_database


def test_no_address_is_given_where_nothing_will_be_served(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["serve", "--db", str(tmp_path / "x.db")])
    assert isinstance(result.exception, ConfigError)
    assert result.output == ""


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    open_database(tmp_path / "x.db", create=True).conn.close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ["serve", "--db", str(tmp_path / "x.db"), "--port", str(port)]
        result = CliRunner().invoke(cli, words)
    assert isinstance(result.exception, ConfigError)
    assert f"port {port}: Address already in use" in str(result.exception)
    assert result.output == ""


@pytest.mark.parametrize("port", ["0", "65536"])
def test_a_port_that_cannot_be_is_refused(port: str) -> None:
    result = CliRunner().invoke(cli, ["serve", "--port", port])
    assert result.exit_code == 2
    assert "65535" in result.output
