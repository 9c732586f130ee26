"""A year of nights: what they end in is what one full load of the same PubMed ends in."""

from __future__ import annotations

from random import Random

import pytest

from littrack.errors import SourceError
from littrack.store.digest import content_digest, table_digests
from tests.eutils import StandIn
from tests.refresh.nightly import Nights, record, records


def happen(ncbi: StandIn, random: Random, serial: int) -> None:
    """What PubMed does on a made-up day: some records come, some change, a few are retracted or corrected."""
    here = [pmid for pmid in ncbi.pmids if int(pmid) < 50_000]
    for number in range(random.choice((0, 0, 1, 2))):
        words = random.choice((("toxin",), ("mood",), ("toxin", "mood"), ("something else",)))
        ncbi.add(record(serial * 10 + number, *words))
    if random.random() < 0.3:
        ncbi.revise(random.choice(here), abstract=f"Revised on {ncbi.day}.")
    if random.random() < 0.1:
        ncbi.revise(random.choice(here), abstract=f"Changed in silence on {ncbi.day}.", dated=False)
    if random.random() < 0.05:
        ncbi.retract(random.choice(here), 50_000 + serial)
    if random.random() < 0.05:
        ncbi.erratum(random.choice(here), 60_000 + serial)
    if random.random() < 0.05:
        ncbi.concern(random.choice(here), 70_000 + serial)
    if random.random() < 0.05:
        ncbi.revise(random.choice(here), title=f"Made-up record that says toxin from {ncbi.day}.")


@pytest.mark.slow
@pytest.mark.parametrize("troubles", [0.0, 0.1], ids=["calm", "with faults"])
def test_a_year_of_nights_ends_in_the_same_content_as_one_full_load(
    nights: Nights, troubles: float
) -> None:
    random = Random(f"a made-up year {troubles}")
    nights.ncbi.faults.rate = troubles
    nights.ncbi.add(records(range(1, 101), "toxin"))
    for night in range(365):
        nights.sleep()
        if random.random() < 0.03:
            continue  # nobody ran it
        happen(nights.ncbi, random, 1000 + night)
        try:
            nights.run()
        except SourceError:
            continue
    nights.ncbi.faults.clear()
    for _ in range(31):
        summary = nights.next()
    assert summary.outcome == "complete"
    left = {row[0] for row in nights.ask("SELECT study FROM search_hits WHERE left_on IS NOT NULL")}
    assert left or troubles, "the year should see a record leave a search"
    assert len(nights.ask("SELECT * FROM changes")) > 50
    assert digests(nights) == digests(full_load(nights))


def full_load(nights: Nights) -> Nights:
    """The same PubMed, loaded at once into a new database. What no search lists any more is named as evidence."""
    once = Nights(nights.ncbi, nights.database.with_name("once.db"), nights.topics, nights.day)
    once.run()
    return once


def digests(nights: Nights) -> tuple[str, dict[str, str]]:
    """The digest of everything, and of each table to see where they differ.

    A database that watched for a year also knows records that have left every search: they are looked at apart.
    """
    db = nights.open()
    try:
        db.execute("PRAGMA foreign_keys = OFF")
        for table in ("search_hits",):
            db.conn.execute(f"DELETE FROM {table} WHERE left_on IS NOT NULL")
        db.conn.commit()
        return content_digest(db), table_digests(db)
    finally:
        db.conn.close()
