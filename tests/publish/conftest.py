"""One published site that tests only read, and a small database that is published quickly."""

from __future__ import annotations

from pathlib import Path

import pytest

from littrack.publish.publishing import Asked, publish
from littrack.store.database import open_database
from tests.eutils.minimal import make_record
from tests.made_up_topic import topic
from tests.web.made_up import FIRST_NIGHT, build_site, night


@pytest.fixture(scope="session")
def large_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled topic and made-up records, as the tests of the live site have them."""
    return build_site(tmp_path_factory.mktemp("publish") / "littrack.db")


@pytest.fixture(scope="session")
def published(large_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of ``large_db``, published without an address, by two processes."""
    folder = tmp_path_factory.mktemp("published") / "site"
    publish(large_db, folder, Asked())
    return folder


@pytest.fixture(scope="session")
def small_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two claims and five studies."""
    path = tmp_path_factory.mktemp("small") / "littrack.db"
    db = open_database(path, create=True)
    records = [make_record(pmid, f"Made-up trial {pmid} of a toxin.") for pmid in (101, 102, 104)]
    night(db, [topic()], records, FIRST_NIGHT)
    db.conn.close()
    return path
