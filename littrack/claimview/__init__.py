"""Claims as a reader meets them: plain objects read from the database in one transaction, for every face of littrack.

The command line, the site and the report all show these; none of them asks the database on its own.
"""

from littrack.appraise.claim_page import ClaimLine, ClaimPage
from littrack.claimview.listing import read_claims
from littrack.claimview.page import read_claim

__all__ = ["ClaimLine", "ClaimPage", "read_claim", "read_claims"]
