"""A stand-in NCBI for tests: a real HTTP server on loopback that follows what is documented and was measured.

    with StandIn([make_record(1, "Made-up trial of sleep")], rate=3) as ncbi:
        ncbi.faults.order(Fault.CUT_SHORT, utility="efetch")
        ...  # point LITTRACK_EUTILS_URL at ncbi.url

What it does not do: MeSH explosion, automatic term mapping, ELink, ESpell, ESummary.
"""

from tests.eutils.faults import QUICK_FAULTS, SLOW_FAULTS, Fault, Faults
from tests.eutils.minimal import article_set, from_evidence, make_book_record, make_record
from tests.eutils.standin import StandIn
from tests.eutils.wire import Request

__all__ = [
    "QUICK_FAULTS",
    "SLOW_FAULTS",
    "Fault",
    "Faults",
    "Request",
    "StandIn",
    "article_set",
    "from_evidence",
    "make_book_record",
    "make_record",
]
