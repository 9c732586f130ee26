"""The demonstration: the bundled evidence in a browser at once, PubMed's answer as soon as it is there."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from littrack.errors import OK, OWED
from littrack.web.server import Site, serve

PORTS_TRIED = 20


def demonstrate(db: Path, queries: Path, port: int, open_browser: bool) -> None:
    """Load the topics, ask PubMed in the background, and serve until interrupted.

    Raises ``ConfigError`` for topic files that do not hold, and whatever ``load`` and ``serve`` raise.
    """
    from littrack.load import load_topics

    click.echo("Loading the bundled evidence ...")
    load_topics(db, queries)
    site = _on_a_free_port(Site(db, port=port))
    with _asking_pubmed(db, queries):
        click.echo(f"\n  littrack is at {site.address}   (Ctrl-C to stop)\n")
        serve(site, open_browser)


@contextlib.contextmanager
def _asking_pubmed(db: Path, queries: Path) -> Iterator[None]:
    """Run ``littrack refresh`` beside the site, which shows the result when it is finished."""
    source = os.environ.get("LITTRACK_EUTILS_URL", "PubMed")
    click.echo(f"Asking {source} for the studies of each search ...")
    command = [sys.executable, "-m", "littrack", "refresh", "--db", str(db), "--queries", str(queries)]
    refresh = subprocess.Popen([*command, "--anonymous"], stdout=sys.stdout, stderr=sys.stderr)
    watcher = threading.Thread(target=_tell, args=(refresh, source), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        if refresh.poll() is None:
            refresh.terminate()
        refresh.wait()


def _tell(refresh: subprocess.Popen[bytes], source: str) -> None:
    code = refresh.wait()
    if code in (OK, OWED):
        click.echo("The site now shows the studies the searches found.")
    elif code > 0:
        click.echo(f"{source} was not reached: the site shows the bundled works only.")


def _on_a_free_port(site: Site) -> Site:
    """The first free port from the one asked for, so that a second demonstration does not fail."""
    for port in range(site.port, site.port + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((site.host, port))
                return replace(site, port=port)
    return site
