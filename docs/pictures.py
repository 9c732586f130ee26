"""Make the pictures of the site in ``docs/images`` again: ``python -m docs.pictures`` (needs the extra ``dev`` and Chromium).

They show the bundled topic with records from the stand-in for PubMed, which holds the bundled works only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import find_browser
from tests.eutils import StandIn
from tests.eutils.demo import EVIDENCE
from tests.eutils.minimal import from_evidence
from tests.web.serving import serving

IMAGES = Path(__file__).parent / "images"
PICTURES = {
    "site": ("/?order=concern", 1000, 900, 1.0),
    "claim": ("/claims/eight-times", 860, 1480, 0.95),
    "phone": ("/claims/eight-times", 360, 740, 1.5),
}
"""By name: the address, the window's width and height, and how many dots of the picture are one of the window's."""
LARGEST = 250_000
"""Bytes of a picture."""


def main() -> None:
    """Fill a database from the stand-in, serve it, and take each picture."""
    with tempfile.TemporaryDirectory() as folder, StandIn(from_evidence(EVIDENCE)) as ncbi:
        db = Path(folder) / "littrack.db"
        environment = {
            **os.environ,
            "LITTRACK_EUTILS_URL": ncbi.url,
            "LITTRACK_EUTILS_RATE": "1000",
            "LITTRACK_SOURCES": "none",
            "NCBI_EMAIL": "pictures@example.org",
        }
        command = [sys.executable, "-m", "littrack", "refresh", "--quiet", "--db", str(db)]
        subprocess.run(command, env=environment, check=True)
        with serving(db) as site:
            _take(site)


def _take(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (address, width, height, scale) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, device_scale_factor=scale
            )
            page.goto(site + address)
            path = IMAGES / f"{name}.png"
            page.screenshot(path=path)
            print(f"{path}: {path.stat().st_size:,} bytes")
            assert path.stat().st_size <= LARGEST, f"{path} is too large"
        browser.close()


if __name__ == "__main__":
    main()
