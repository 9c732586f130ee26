"""Apply the rules of ``appraise`` and ``synthesis`` to the database: designs, candidates, pooled results, flags, GRADE.

A review never changes a verdict. It writes only what differs, so that a second review writes nothing.
"""

from littrack.review.reviewing import Reviewed, classify_arrivals, review

__all__ = ["Reviewed", "classify_arrivals", "review"]
