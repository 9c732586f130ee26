"""The demonstration: the bundled evidence in a browser at once, PubMed's answer as soon as it is there."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from littrack.errors import OK, OWED, SourceError
from littrack.web.server import Site, serve

PORTS_TRIED = 20
PATIENCE = 15.0
"""Seconds after which the demonstration takes PubMed as out of reach."""


def demonstrate(db: Path, queries: Path, port: int, open_browser: bool) -> None:
    """Load the topics, ask PubMed in the background, and serve until interrupted.

    Raises ``ConfigError`` for topic files that do not hold, and whatever ``load_topics`` and ``serve`` raise.
    """
    from littrack.load import load_topics

    click.echo("Loading the bundled evidence ...")
    load_topics(db, queries)
    site = _on_a_free_port(Site(db, port=port))
    click.echo(f"\n  littrack is at {site.address}   (Ctrl-C to stop)\n")
    with _Refresh(db, queries).beside():
        serve(site, open_browser)


class _Refresh:
    """``littrack refresh`` beside the site, which shows the result when it is finished."""

    def __init__(self, db: Path, queries: Path) -> None:
        self.command = [sys.executable, "-m", "littrack", "refresh", "--anonymous"]
        self.command += ["--db", str(db), "--queries", str(queries)]
        self.process: subprocess.Popen[bytes] | None = None
        self.stopped = False

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Ask while the body runs; what is not finished then is stopped, and a later refresh completes it."""
        thread = threading.Thread(target=self._ask, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.stopped = True
            if self.process and self.process.poll() is None:
                self.process.terminate()
                self.process.wait()

    def _ask(self) -> None:
        from littrack.pubmed.client import PubMed
        from littrack.pubmed.settings import Settings

        settings = Settings.from_environment(tries=1, timeout=PATIENCE, deadline=PATIENCE)
        try:
            PubMed(settings).info()
        except SourceError as error:
            click.echo(f"{error}\nPubMed was not reached: the site shows the bundled works only.")
            return
        if self.stopped:
            return
        click.echo(f"Asking {settings.host} for the studies of each search ...")
        self.process = subprocess.Popen(self.command)
        self._tell(self.process.wait())

    def _tell(self, code: int) -> None:
        if code in (OK, OWED):
            click.echo("The site now shows the studies that the searches found.")
        elif not self.stopped:
            click.echo("PubMed's answer could not be stored: the site shows what was there before.")


def _on_a_free_port(site: Site) -> Site:
    """The first free port from the one asked for, so that a second demonstration does not fail."""
    for port in range(site.port, site.port + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((site.host, port))
                return replace(site, port=port)
    return site
