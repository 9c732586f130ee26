"""Hard cases of integrity: what the sources tell, and how the study then stands.

Cases marked with a source's name are those of documented papers as that source's records hold them (dates included);
the others are made up, after the shape that is named. A tuple is (kind, source, date); "-" before a kind: told no more.
"""

from __future__ import annotations

from dataclasses import dataclass

P, N, C, R = "PubMed", "PubMed notice", "Crossref", "Retraction Watch"
Event = tuple[str, str, str | None]


@dataclass(frozen=True)
class Case:
    """``stands`` is the word that readers see; none: nothing is known against the study."""

    name: str
    events: tuple[Event, ...]
    stands: str | None


CASES = (
    # Corrections are no retractions.
    Case("nothing at all", (), None),
    Case("an erratum alone, PubMed", (("erratum", P, "2019-03"),), "corrected"),
    Case("an erratum alone, Crossref", (("erratum", C, "2019-03-04"),), "corrected"),
    Case(
        "a correction in Retraction Watch is no retraction",
        (("erratum", R, "2004-03-06"),),
        "corrected",
    ),
    Case(
        "three errata",
        (("erratum", P, "2019"), ("erratum", C, "2020"), ("erratum", P, "2021")),
        "corrected",
    ),
    Case(
        "corrected and republished",
        (("corrected and republished", P, "2018"),),
        "corrected and republished",
    ),
    Case(
        "corrected and republished, after an erratum",
        (("erratum", P, "2017"), ("corrected and republished", P, "2018")),
        "corrected and republished",
    ),
    Case("an update of a review", (("update", P, "2019"),), None),
    Case("a new version of a Cochrane review", (("new version", C, "2019-11-11"),), None),
    Case("a preprint that was published", (("preprint of", P, "2021"),), None),
    Case("an addendum", (("update", C, "2020"),), None),
    Case("a publisher's note", (("other notice", C, "2020"),), None),
    Case("a type nobody knows", (("other notice", C, None),), None),
    # Plain retractions.
    Case("a retraction, PubMed", (("retraction", P, "2010-02-06"),), "retracted"),
    Case("a retraction without a date", (("retraction", P, None),), "retracted"),
    Case("only the notice has arrived", (("retraction", N, "2010"),), "retracted"),
    Case("a retraction that only Crossref tells", (("retraction", C, "2020-06-04"),), "retracted"),
    Case(
        "a retraction that only Retraction Watch tells",
        (("retraction", R, "2020-06-04"),),
        "retracted",
    ),
    Case(
        "one retraction, three tellers",
        (
            ("retraction", P, "2020-06"),
            ("retraction", C, "2020-06-04"),
            ("retraction", R, "2020-06-04"),
        ),
        "retracted",
    ),
    Case(
        "Wakefield 1998, as Crossref holds it: correction 2004, retraction 2010",
        (("erratum", C, "2004-03-06"), ("retraction", C, "2010-02-06")),
        "retracted",
    ),
    Case(
        "Mehra 2020 (Surgisphere), as Crossref holds it: concern, then retraction",
        (("expression of concern", C, "2020-06-02"), ("retraction", C, "2020-06-04")),
        "retracted",
    ),
    Case(
        "an erratum after the retraction",
        (("retraction", P, "2010"), ("erratum", P, "2012")),
        "retracted",
    ),
    Case("a retraction for duplicate publication", (("retraction", R, "2015-05-01"),), "retracted"),
    Case("a withdrawal by the publisher", (("withdrawal", C, "2021-01-05"),), "withdrawn"),
    Case("removed for legal reasons", (("withdrawal", C, "2019"),), "withdrawn"),
    Case(
        "withdrawn, then retracted",
        (("withdrawal", C, "2021"), ("retraction", P, "2022")),
        "retracted",
    ),
    Case("a part of it retracted", (("partial retraction", P, "2014"),), "partly retracted"),
    Case(
        "a part first, then the whole",
        (("partial retraction", P, "2014"), ("retraction", P, "2016")),
        "retracted",
    ),
    # Replaced by a corrected version.
    Case(
        "retracted and republished, PubMed",
        (("retracted and republished", P, "2018-06-21"),),
        "retracted and republished",
    ),
    Case(
        "retract and replace: Retraction Watch has a plain retraction of the same day as well",
        (("retraction", R, "2018-06-13"), ("retracted and republished", P, "2018-06-13")),
        "retracted and republished",
    ),
    Case(
        "retracted, replaced later",
        (("retraction", P, "2016-01"), ("retracted and republished", P, "2016-04")),
        "retracted and republished",
    ),
    Case(
        "replaced, and the replacement retracted too",
        (("retracted and republished", P, "2016-04"), ("retraction", P, "2019-01")),
        "retracted",
    ),
    # Taken back.
    Case(
        "reinstated",
        (("retraction", R, "2012-01-01"), ("reinstatement", R, "2013-05-01")),
        "reinstated",
    ),
    Case(
        "reinstated, with an erratum",
        (
            ("retraction", R, "2012-01-01"),
            ("reinstatement", R, "2013-05-01"),
            ("erratum", P, "2013-06"),
        ),
        "reinstated",
    ),
    Case(
        "reinstated, and retracted again",
        (
            ("retraction", R, "2012-01-01"),
            ("reinstatement", R, "2013-05-01"),
            ("retraction", R, "2014-02-02"),
        ),
        "retracted",
    ),
    Case(
        "reinstated by one, still retracted for another, whose event is older",
        (("retraction", P, "2012"), ("reinstatement", R, "2013-05-01")),
        "reinstated",
    ),
    Case("PubMed takes its mark back", (("-retraction", P, "2012"),), None),
    Case(
        "PubMed takes its mark back, Retraction Watch does not",
        (("-retraction", P, "2012"), ("retraction", R, "2012-03-01")),
        "retracted",
    ),
    Case(
        "a reinstatement without a retraction that we saw",
        (("reinstatement", R, "2013-05-01"),),
        "reinstated",
    ),
    # Concerns.
    Case("a concern", (("expression of concern", P, "2021"),), "expression of concern"),
    Case(
        "a concern, then an erratum",
        (("expression of concern", P, "2021"), ("erratum", P, "2022")),
        "expression of concern",
    ),
    Case(
        "a concern, then cleared",
        (("expression of concern", P, "2021-02-01"), ("concern cleared", C, "2021-11-01")),
        None,
    ),
    Case(
        "cleared, then a new concern",
        (
            ("expression of concern", P, "2021-02-01"),
            ("concern cleared", C, "2021-11-01"),
            ("expression of concern", P, "2023-02-01"),
        ),
        "expression of concern",
    ),
    Case(
        "a concern cleared leaves the erratum",
        (
            ("expression of concern", P, "2021"),
            ("concern cleared", C, "2022"),
            ("erratum", P, "2022"),
        ),
        "corrected",
    ),
    Case(
        "a reinstatement does not clear a concern",
        (
            ("expression of concern", P, "2011"),
            ("retraction", R, "2012"),
            ("reinstatement", R, "2013"),
        ),
        "expression of concern",
    ),
    # Dates of differing precision.
    Case(
        "a reinstatement known to the year, in the year of the retraction",
        (("retraction", R, "2012-11-01"), ("reinstatement", R, "2012")),
        "reinstated",
    ),
    Case(
        "a replacement known to the month",
        (("retraction", R, "2018-06-13"), ("retracted and republished", P, "2018-06")),
        "retracted and republished",
    ),
)
"""What the notices themselves carry (the retraction of an erratum, say) are events of the notices' own records: no case here."""
