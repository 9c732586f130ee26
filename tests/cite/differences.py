"""Where a reference differs from what citeproc-js prints of the same work, and why.

``RULES`` hold for every reference of a style: a pattern in the processor's text, what stands there instead, and the
reason. ``DIFFERENT`` are single works, in full, after the rules. Everything else is equal to the golden file.
"""

from __future__ import annotations

RULES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "ama": (),
    "nlm": (
        (
            r"(?<=\w)–(?=\w)",
            "-",
            "Citing Medicine and PubMed print page and issue ranges with a hyphen",
        ),
        (r"doi:(\S+)", r"doi: \1.", "NLM's samples print 'doi: 10.1136/x. PubMed PMID: 1.'"),
    ),
    "apa": (),
    "chicago": (),
    "harvard": (),
}

DIFFERENT: dict[str, dict[str, tuple[str, str]]] = {
    "ama": {
        "persons and group": (
            "Abel AD, Baker BE; Imaginary Care Study Group. Imaginary care by both. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up",
            "3.7: a group after persons follows a semicolon",
        ),
        "many persons and group": (
            "Abel AD, Baker BE, Cole CA, et al; Imaginary Care Study Group. Imaginary care by many. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up",
            "3.7: persons are cut to three, the group stays: 'et al; Group'",
        ),
        "translated": (
            "Abel AD, Baker BE. Imaginary care in outpatients. Article in German. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up",
            "a translated title stands without brackets, then 'Article in German.'",
        ),
        "part of an issue": (
            "Abel AD, Baker BE. Imaginary care in parts. <i>J Made Up Trials</i>. 2019;90(5, pt 2):224-227. doi:10.5555/made.up",
            "parts of an issue stand with it: 90(5, pt 2)",
        ),
        "no volume or issue": (
            "Abel AD, Baker BE. Imaginary care without numbers. <i>J Made Up Trials</i>. June 2019:1-6. doi:10.5555/made.up",
            "the date of the issue stands in the place of the numbers; it was not 'published online'",
        ),
        "retracted": (
            "Abel AD, Baker BE. Imaginary care that never was. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up. Retracted in: <i>J Made Up Trials</i>. 2021;14(1):9. doi:10.5555/notice",
            "the processor knows no retractions",
        ),
        "retracted elsewhere": (
            "Abel AD, Baker BE. Imaginary care that others withdrew. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up. Retracted in: <i>Fiction</i>. 2021;400(2):e9-e10",
            "the processor knows no retractions",
        ),
        "retracted, no notice": (
            "Abel AD, Baker BE. Imaginary care withdrawn in silence. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up. Retracted.",
            "the processor knows no retractions",
        ),
        "concern": (
            "Abel AD, Baker BE. Imaginary care in doubt. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up. Expression of concern in: <i>J Made Up Trials</i>. 2022;15(2):99",
            "the processor knows no expressions of concern",
        ),
        "corrected": (
            "Abel AD, Baker BE. Imaginary care, amended. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up. Published correction appears in: <i>J Made Up Trials</i>. 2020;13(3):300",
            "the processor knows no corrections",
        ),
        "ahead of print with pages of its own": (
            "Abel AD, Baker BE. Imaginary care not yet in any issue. <i>J Made Up Trials</i>. Published online February 10, 2023. doi:10.5555/made.up",
            "pages of a record that is in no issue yet are those of its own file",
        ),
        "initials cut at two": (
            "Abel IPM, Baker YT. Imaginary care by Ian. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up",
            "the processor drops the second half of 'Yu-ting'",
        ),
        "shouted names": (
            "Palmborg G, McDunn A, Li B. Imaginary care before 1966. <i>J Made Up Trials</i>. 2019;12(3):117-128. doi:10.5555/made.up",
            "records from before 1966 have names in capitals, which nobody prints",
        ),
        "part in the volume": (
            "Abel AD, Baker BE. Imaginary care in a part of the volume. <i>J Made Up Trials</i>. 2019;123(pt 2):117-128. doi:10.5555/made.up",
            "the part stands with the volume: 123(pt 2)",
        ),
    },
    "nlm": {
        "persons and group": (
            "Abel AD, Baker BE; Imaginary Care Study Group. Imaginary care by both. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "NLM's samples: a semicolon before the organization",
        ),
        "suffixes": (
            "King ML Jr, Roe JP 3rd. Imaginary care in families. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "Citing Medicine: 3rd, not III",
        ),
        "hyphens": (
            "Noël JL, Lee-Moon MS. Imaginary care and hyphens. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "two initials at most",
        ),
        "many initials": (
            "Mora Ruiz JC. Imaginary care by Spanish names. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "two initials at most",
        ),
        "translated": (
            "Abel AD, Baker BE. [Imaginary care in outpatients]. J Made Up Trials. 2019 May 17;12(3):117-28. German. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "NLM's samples: the language follows the pages",
        ),
        "ahead of print": (
            "Abel AD, Baker BE. Imaginary care not yet in print. J Made Up Trials. 2024 Apr 2. doi: 10.5555/made.up. Epub ahead of print. PubMed PMID: 90000001.",
            "PubMed's own citations say 'Epub ahead of print.'",
        ),
        "lettered pages": (
            "Abel AD, Baker BE. Imaginary care in the supplement’s pages. J Made Up Trials. 2019 May 17;12 Suppl 1:S12-9. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "NLM's samples: a supplement of the volume has no parentheses: 42 Suppl 2:S93-9",
        ),
        "part of an issue": (
            "Abel AD, Baker BE. Imaginary care in parts. J Made Up Trials. 2019 May 17;90(5 Pt 2):224-7. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "NLM's samples: 13(9 Pt 1)",
        ),
        "double issue": (
            "Abel AD, Baker BE. Imaginary care, doubled. J Made Up Trials. 2019 May-Jun;12(1-2):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "the date as printed: 2019 May-Jun",
        ),
        "no volume or issue": (
            "Abel AD, Baker BE. Imaginary care without numbers. J Made Up Trials. 2019 Jun:1-6. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "NLM's samples: 2002 Jun:1-6",
        ),
        "season": (
            "Abel AD, Baker BE. Imaginary care in summer. J Made Up Trials. 1998 Summer;12(3):117-28. PubMed PMID: 90000001.",
            "Citing Medicine: the season follows the year",
        ),
        "preprint": (
            "Abel AD, Baker BE. Imaginary care, not reviewed. medRxiv [Preprint]. 2024 Mar 1. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "PubMed's own citations: medRxiv [Preprint]. 2024 Mar 1.",
        ),
        "retracted": (
            "Abel AD, Baker BE. Imaginary care that never was. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. Retraction in: J Made Up Trials. 2021 Jan;14(1):9. doi: 10.5555/notice. PubMed PMID: 90000001.",
            "NLM's samples: Retraction in",
        ),
        "retracted elsewhere": (
            "Abel AD, Baker BE. Imaginary care that others withdrew. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. Retraction in: Fiction. 2021 Jan 4;400(2):e9-e10. PubMed PMID: 90000001.",
            "NLM's samples: Retraction in",
        ),
        "retracted, no notice": (
            "Abel AD, Baker BE. Imaginary care withdrawn in silence. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. Retracted. PubMed PMID: 90000001.",
            "the processor knows no retractions",
        ),
        "concern": (
            "Abel AD, Baker BE. Imaginary care in doubt. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. Expression of concern in: J Made Up Trials. 2022 Feb;15(2):99. PubMed PMID: 90000001.",
            "the processor knows no expressions of concern",
        ),
        "corrected": (
            "Abel AD, Baker BE. Imaginary care, amended. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. Erratum in: J Made Up Trials. 2020 Mar;13(3):300. PubMed PMID: 90000001.",
            "NLM's samples: Erratum in",
        ),
        "letter": (
            "Abel AD, Baker BE. Imaginary care [letter]. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "NLM's samples: [letter] follows the title",
        ),
        "ahead of print with pages of its own": (
            "Abel AD, Baker BE. Imaginary care not yet in any issue. J Made Up Trials. 2023 Feb 10:1-20. doi: 10.5555/made.up. Epub ahead of print. PubMed PMID: 90000001.",
            "PubMed's own citations: a colon before the pages, 'Epub ahead of print.'",
        ),
        "initials cut at two": (
            "Abel IP, Baker YT. Imaginary care by Ian. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "two initials at most; the processor drops the second half of 'Yu-ting'",
        ),
        "shouted names": (
            "Palmborg G, McDunn A, Li B. Imaginary care before 1966. J Made Up Trials. 2019 May 17;12(3):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "records from before 1966 have names in capitals, which nobody prints",
        ),
        "part in the volume": (
            "Abel AD, Baker BE. Imaginary care in a part of the volume. J Made Up Trials. 2019 May 17;123(Pt 2):117-28. doi: 10.5555/made.up. PubMed PMID: 90000001.",
            "NLM's samples: 83(Pt 2)",
        ),
    },
    "apa": {
        "twenty-one authors": (
            "Abel, A. D., Baker, B. E., Cole, C. A., Dunn, D. O., Ernst, E. M., Frost, A. D., Grant, B. E., Holt, C. A., Irwin, D. O., Jonas, E. M., Keller, A. D., Lang, B. E., Moser, C. A., Nolan, D. O., Olsen, E. M., Peters, A. D., Quist, B. E., Reed, C. A., Stein, D. O., . . . Ulrich, A. D. (2019). Imaginary care for twenty-one. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up",
            "9.8: the ellipsis is three spaced full stops",
        ),
        "quotation marks": (
            "Abel, A. D., & Baker, B. E. (2019). The “frown” hypothesis: A test of “imaginary” care in the patient’s own words. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up",
            "6.17: a capital after the colon",
        ),
        "subtitles": (
            "Abel, A. D., & Baker, B. E. (2019). Imaginary care: A randomised, sham-controlled trial of mRNA for BDI-II scores - results at two years. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up",
            "6.17: a capital after the colon",
        ),
        "translated": (
            "Abel, A. D., & Baker, B. E. (2019). Erfundene Pflege bei ambulanten Patienten [Imaginary care in outpatients]. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up",
            "the original title, then the translation in brackets",
        ),
        "part of an issue": (
            "Abel, A. D., & Baker, B. E. (2019). Imaginary care in parts. <i>Journal of Made-up Trials</i>, <i>90</i>(5, Pt. 2), 224–227. https://doi.org/10.5555/made.up",
            "the part is the issue's, not the article's",
        ),
        "book": (
            "Abel, A. D., & Baker, B. E. (2020). <i>The handbook of imaginary care: From theory to practice</i> (2nd ed.). Invented Press.",
            "6.17: a capital after the colon",
        ),
        "guideline": (
            "Made-up Agency for Nothing. (2021). <i>Guideline on imaginary care in adults</i>. https://example.org/guideline",
            "9.29: a publisher who is the author is not named again",
        ),
        "regulatory document": (
            "Made-up Medicines Board. (2021). <i>Imaginary injection: Assessment report</i>. Made-up Ministry. https://example.org/report.pdf",
            "6.17: a capital after the colon",
        ),
        "retracted": (
            "Abel, A. D., & Baker, B. E. (2019). Imaginary care that never was. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up (Retraction published 2021, <i>Journal of Made-up Trials</i>, <i>14</i>[1], 9)",
            "10.1: (Retraction published …)",
        ),
        "retracted elsewhere": (
            "Abel, A. D., & Baker, B. E. (2019). Imaginary care that others withdrew. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up (Retraction published 2021, <i>Fiction</i>, <i>400</i>[2], e9–e10)",
            "10.1: (Retraction published …)",
        ),
        "retracted, no notice": (
            "Abel, A. D., & Baker, B. E. (2019). Imaginary care withdrawn in silence. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up (Retracted)",
            "the processor knows no retractions",
        ),
        "concern": (
            "Abel, A. D., & Baker, B. E. (2019). Imaginary care in doubt. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up (Expression of concern published 2022, <i>Journal of Made-up Trials</i>, <i>15</i>[2], 99)",
            "as a retraction, 10.1",
        ),
        "letter": (
            "Abel, A. D., & Baker, B. E. (2019). Imaginary care [Letter to the editor]. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up",
            "10.1: [Letter to the editor]",
        ),
        "ahead of print with pages of its own": (
            "Abel, A. D., & Baker, B. E. (2023). Imaginary care not yet in any issue. <i>Journal of Made-up Trials</i>. Advance online publication. https://doi.org/10.5555/made.up",
            "pages of a record that is in no issue yet are those of its own file",
        ),
        "initials cut at two": (
            "Abel, I. P. M., & Baker, Y.-T. (2019). Imaginary care by Ian. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up",
            "the processor drops the second half of 'Yu-ting'",
        ),
        "shouted names": (
            "Palmborg, G., McDunn, A., & Li, B. (2019). Imaginary care before 1966. <i>Journal of Made-up Trials</i>, <i>12</i>(3), 117–128. https://doi.org/10.5555/made.up",
            "records from before 1966 have names in capitals, which nobody prints",
        ),
        "part in the volume": (
            "Abel, A. D., & Baker, B. E. (2019). Imaginary care in a part of the volume. <i>Journal of Made-up Trials</i>, <i>123</i>(Pt. 2), 117–128. https://doi.org/10.5555/made.up",
            "the part is the volume's, not the article's",
        ),
    },
    "chicago": {
        "particles": (
            "van der Berg, Anna, Bea de la Cruz, Carla d’Oro, and Dana Al-Noor. 2019. “Imaginary Care Across Borders.” <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up.",
            "PubMed does not say which particles a family drops: the name stays as it is; 18th ed.: long prepositions have capitals",
        ),
        "italics and subscripts": (
            "Abel, Ada D., and Ben E. Baker. 2019. “<i>In Vitro</i> CO<sub>2</sub> Uptake of <i>Fictus imaginarius</i> and Ca<sup>2+</sup> in mRNA Decay.” <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up.",
            "the name of a species keeps its lower case",
        ),
        "translated": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Erfundene Pflege bei ambulanten Patienten” [Imaginary care in outpatients]. <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up.",
            "the original title, then the translation in brackets",
        ),
        "ahead of print": (
            "Abel, Ada D., and Ben E. Baker. 2024. “Imaginary Care Not yet in Print.” <i>Journal of Made-up Trials</i>, advance online publication, April 2. https://doi.org/10.5555/made.up.",
            "a term within a sentence has no capital, and a comma before its date",
        ),
        "part of an issue": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care in Parts.” <i>Journal of Made-up Trials</i> 90 (5, pt. 2): 224–27. https://doi.org/10.5555/made.up.",
            "the part is the issue's, not the article's",
        ),
        "no issue": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care Without an Issue.” <i>Journal of Made-up Trials</i> 12 (May): 117–28. https://doi.org/10.5555/made.up.",
            "18th edition, 8.160: prepositions of five letters have capitals",
        ),
        "no volume": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care Without a Volume.” <i>Journal of Made-up Trials</i>, no. 401 (May): 230–38. https://doi.org/10.5555/made.up.",
            "18th edition, 8.160: prepositions of five letters have capitals",
        ),
        "no volume or issue": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care Without Numbers.” <i>Journal of Made-up Trials</i>, June, 1–6. https://doi.org/10.5555/made.up.",
            "18th edition, 8.160: prepositions of five letters have capitals",
        ),
        "retracted": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care That Never Was.” <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up. Retracted 2021, <i>Journal of Made-up Trials</i> 14 (1): 9, https://doi.org/10.5555/notice.",
            "the processor knows no retractions",
        ),
        "retracted elsewhere": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care That Others Withdrew.” <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up. Retracted 2021, <i>Fiction</i> 400 (2): e9–10.",
            "the processor knows no retractions",
        ),
        "retracted, no notice": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care Withdrawn in Silence.” <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up. Retracted.",
            "the processor knows no retractions",
        ),
        "concern": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care in Doubt.” <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up. Expression of concern 2022, <i>Journal of Made-up Trials</i> 15 (2): 99.",
            "the processor knows no expressions of concern",
        ),
        "ahead of print with pages of its own": (
            "Abel, Ada D., and Ben E. Baker. 2023. “Imaginary Care Not yet in Any Issue.” <i>Journal of Made-up Trials</i>, advance online publication, February 10. https://doi.org/10.5555/made.up.",
            "as for 'ahead of print'; the pages are those of its own file",
        ),
        "shouted names": (
            "Palmborg, G., A. McDunn, and B. Li. 2019. “Imaginary Care Before 1966.” <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up.",
            "records from before 1966 have names in capitals, which nobody prints; 18th edition, 8.160: prepositions of five letters have capitals",
        ),
        "single quotation marks": (
            "Abel, Ada D., and Ben E. Baker. 2019. “The ‘Frown’ Hypothesis and Patients’ Own ‘Made-up’ Words.” <i>Journal of Made-up Trials</i> 12 (3): 117–28. https://doi.org/10.5555/made.up.",
            "a word in quotation marks has its capital too",
        ),
        "part in the volume": (
            "Abel, Ada D., and Ben E. Baker. 2019. “Imaginary Care in a Part of the Volume.” <i>Journal of Made-up Trials</i> 123 (pt. 2): 117–28. https://doi.org/10.5555/made.up.",
            "the part is the volume's, not the article's",
        ),
    },
    "harvard": {
        "persons and group": (
            "Abel, A.D., Baker, B.E. and Imaginary Care Study Group (2019) ‘Imaginary care by both’, <i>Journal of Made-up Trials</i>, 12(3), pp. 117–128. Available at: https://doi.org/10.5555/made.up.",
            "no comma before 'and': the style itself says so, the processor adds one before a group",
        ),
        "translated": (
            "Abel, A.D. and Baker, B.E. (2019) ‘Erfundene Pflege bei ambulanten Patienten’ [Imaginary care in outpatients], <i>Journal of Made-up Trials</i>, 12(3), pp. 117–128. Available at: https://doi.org/10.5555/made.up.",
            "the original title, then the translation in brackets",
        ),
        "e-location": (
            "Abel, A.D. and Baker, B.E. (2019) ‘Imaginary care online’, <i>Journal of Made-up Trials</i>, 9(2), e1003. Available at: https://doi.org/10.5555/made.up.",
            "the number of an article is no page",
        ),
        "article number": (
            "Abel, A.D. and Baker, B.E. (2019) ‘Imaginary care by number’, <i>Journal of Made-up Trials</i>, 15, 107433. Available at: https://doi.org/10.5555/made.up.",
            "the number of an article is no page",
        ),
        "capital pages": (
            "Abel, A.D. and Baker, B.E. (2019) ‘Imaginary care in a review’, <i>Journal of Made-up Trials</i>, 5(5), CD901234. Available at: https://doi.org/10.5555/made.up.",
            "the number of an article is no page",
        ),
        "no date": (
            "Abel, A.D. and Baker, B.E. (no date) ‘Imaginary care at no time’, <i>Journal of Made-up Trials</i>. Available at: https://doi.org/10.5555/made.up.",
            "a work without a date is no preprint",
        ),
        "preprint": (
            "Abel, A.D. and Baker, B.E. (2024) ‘Imaginary care, not reviewed’, <i>medRxiv</i> [Preprint]. Available at: https://doi.org/10.5555/made.up.",
            "the server stands as the journal, with [Preprint]",
        ),
        "retracted": (
            "Abel, A.D. and Baker, B.E. (2019) ‘Imaginary care that never was’, <i>Journal of Made-up Trials</i>, 12(3), pp. 117–128. Available at: https://doi.org/10.5555/made.up. Retracted in <i>Journal of Made-up Trials</i> (2021), 14(1), p. 9.",
            "the processor knows no retractions",
        ),
        "retracted elsewhere": (
            "Abel, A.D. and Baker, B.E. (2019) ‘Imaginary care that others withdrew’, <i>Journal of Made-up Trials</i>, 12(3), pp. 117–128. Available at: https://doi.org/10.5555/made.up. Retracted in <i>Fiction</i> (2021), 400(2), pp. e9–e10.",
            "the processor knows no retractions",
        ),
        "retracted, no notice": (
            "Abel, A.D. and Baker, B.E. (2019) ‘Imaginary care withdrawn in silence’, <i>Journal of Made-up Trials</i>, 12(3), pp. 117–128. Available at: https://doi.org/10.5555/made.up. Retracted.",
            "the processor knows no retractions",
        ),
        "concern": (
            "Abel, A.D. and Baker, B.E. (2019) ‘Imaginary care in doubt’, <i>Journal of Made-up Trials</i>, 12(3), pp. 117–128. Available at: https://doi.org/10.5555/made.up. Expression of concern in <i>Journal of Made-up Trials</i> (2022), 15(2), p. 99.",
            "the processor knows no expressions of concern",
        ),
        "chapter with four editors": (
            "Ernst, E.M. (1997) ‘Imaginary care in groups’, in A.D. Abel <i>et al.</i> (eds) <i>Imaginary care from theory to practice</i>. Invented Press, pp. 9–17.",
            "'et al.' is in italics wherever it stands",
        ),
        "ahead of print with pages of its own": (
            "Abel, A.D. and Baker, B.E. (2023) ‘Imaginary care not yet in any issue’, <i>Journal of Made-up Trials</i> [Preprint]. Available at: https://doi.org/10.5555/made.up.",
            "in no issue yet: [Preprint]; the pages are those of its own file",
        ),
        "initials cut at two": (
            "Abel, I.P.M. and Baker, Y.-T. (2019) ‘Imaginary care by Ian’, <i>Journal of Made-up Trials</i>, 12(3), pp. 117–128. Available at: https://doi.org/10.5555/made.up.",
            "the processor drops the second half of 'Yu-ting'",
        ),
        "shouted names": (
            "Palmborg, G., McDunn, A. and Li, B. (2019) ‘Imaginary care before 1966’, <i>Journal of Made-up Trials</i>, 12(3), pp. 117–128. Available at: https://doi.org/10.5555/made.up.",
            "records from before 1966 have names in capitals, which nobody prints",
        ),
    },
}

MARKS: dict[str, dict[str, tuple[str, str]]] = {
    "apa": {
        "shouted names": ("(Palmborg et al., 2019)", "nobody prints names in capitals"),
    },
    "chicago": {
        "shouted names": ("(Palmborg et al. 2019)", "nobody prints names in capitals"),
    },
    "harvard": {
        "shouted names": (
            "(Palmborg, McDunn and Li, 2019)",
            "nobody prints names in capitals",
        ),
        "persons and group": (
            "(Abel, Baker and Imaginary Care Study Group, 2019)",
            "no comma before 'and': the style itself says so, the processor adds one before a group",
        ),
    },
}

ORDER: dict[str, dict[str, tuple[str, str]]] = {
    "chicago": {
        "particles and groups in the alphabet": (
            "dcbae",
            "PubMed does not say which particles a family drops: 'van der Berg' stands under V, as it is printed",
        ),
    },
    "harvard": {
        "same first author, others differ": (
            "bac",
            "one author before two: the alphabet goes by all authors, not by 'et al.'",
        ),
    },
}
"""Lists whose order differs: the ids of the works as they stand in the list."""
