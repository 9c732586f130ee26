"""A refresh of real PubMed records, served by the stand-in: every id accounted for, with faults and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from littrack.errors import SourceError
from littrack.store.digest import content_digest
from littrack.topics.model import CheckedArticle, SearchStrategy, Topic
from tests.eutils import StandIn
from tests.refresh.nightly import Nights
from tests.shared import SHARED, needs_shared

EVERYTHING = Topic(
    "everything",
    "Every record at hand",
    CheckedArticle("A made-up article"),
    searches=(
        SearchStrategy("all", "Which records are there?", "1:999999999[uid]"),
        SearchStrategy("old", "Which are old?", "1:20000000[uid]"),
    ),
)


def digest(nights: Nights) -> str:
    db = nights.open()
    try:
        return content_digest(db)
    finally:
        db.conn.close()


@needs_shared
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_real_record_is_accounted_for_also_with_every_fault_at_a_tenth(
    tmp_path: Path,
) -> None:
    bulk = SHARED / "pubmed" / "bulk"
    with StandIn([bulk / "alzforum_efetch_2025-06.tar.gz", bulk / "mixed.xml.gz"]) as ncbi:
        calm = Nights(ncbi, tmp_path / "calm.db", (EVERYTHING,))
        summary = calm.run()
        assert summary.outcome == "complete"
        assert summary.searches[0].account is not None
        assert summary.searches[0].account.stored == len(ncbi.pmids) > 4_000
        assert (calm.next().new, calm.ask("SELECT count(*) FROM changes")) == (0, [(0,)])
        expected = digest(calm)

        troubled = Nights(ncbi, tmp_path / "troubled.db", (EVERYTHING,))
        ncbi.faults.rate = 0.1
        for _ in range(3):
            try:
                summary = troubled.next()
            except SourceError:
                continue
            assert all(each.account is None or each.account.holds for each in summary.searches)
        ncbi.faults.clear()
        assert troubled.next().outcome == "complete"
        assert digest(troubled) == expected
