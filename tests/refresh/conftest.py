from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.eutils import StandIn
from tests.refresh.nightly import Nights, records


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    """An empty database, and a stand-in that holds 30 records of the toxin and 20 of mood, 10 of them of both."""
    with StandIn() as ncbi:
        ncbi.add(records(range(101, 121), "toxin"))
        ncbi.add(records(range(121, 131), "toxin", "mood"))
        ncbi.add(records(range(131, 141), "mood"))
        yield Nights(ncbi, tmp_path / "made-up.db")
