"""Plainly made-up PubMed records in any number, for benchmarks and load tests.

    from benchmarks.records import generate, write_set
    write_set(Path("made-up.xml.gz"), 10_000)

or ``python -m benchmarks.records 10000 made-up.xml.gz``. The records are of the size of those in
NLM's baseline (about 10 kB each), their words follow a Zipf curve as real text does, and the rarer
traits (markup, MedlineDate, retractions, groups, several languages, books) occur at a few per cent.
The same seed gives the same bytes, and a longer run begins with the records of a shorter one.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import BinaryIO

FIRST_PMID = 90_000_001
"""Far above any PMID in use."""

HEAD = b"""<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" \
"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet>
"""
TAIL = b"</PubmedArticleSet>\n"

_COMMON = (
    "the of and in to with was were for a by on that is as from at or after between than this an be "
    "patients study group results treatment placebo imaginary invented made-up trial response score "
    "weeks mean difference significant compared baseline symptoms dose outcome participants effect"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LABELS = ("BACKGROUND", "OBJECTIVE", "METHODS", "RESULTS", "CONCLUSIONS")
_TYPES = (
    ("D016428", "Journal Article"),
    ("D016449", "Randomized Controlled Trial"),
    ("D016454", "Review"),
    ("D002363", "Case Reports"),
    ("D017418", "Meta-Analysis"),
    ("D016422", "Letter"),
)


@dataclass(frozen=True)
class _Pools:
    """Fragments that records are put together from."""

    sentences: list[str]
    authors: list[str]
    mesh: list[str]
    keywords: list[str]
    chemicals: list[str]
    references: list[str]
    journals: list[tuple[str, str]]
    titles: list[str]


def generate(n: int, seed: int = 0, first: int = FIRST_PMID) -> Iterator[bytes]:
    """Yield ``n`` records as "PubmedArticle" (one in 200 "PubmedBookArticle") elements, UTF-8.

    Record number *i* has PMID ``first + i``.
    """
    random = Random(f"littrack {seed}")
    pools = _pools(random)
    for pmid in range(first, first + n):
        make = _book if random.random() < 0.005 else _article
        yield make(random, pools, pmid).encode()


def write_set(path: Path, n: int, seed: int = 0, first: int = FIRST_PMID) -> int:
    """Write a "PubmedArticleSet" of ``n`` records (gzip if it ends in .gz); return the bytes of XML."""
    size = len(HEAD) + len(TAIL)
    with _opened(path) as file:
        file.write(HEAD)
        for record in generate(n, seed, first):
            file.write(record)
            size += len(record)
        file.write(TAIL)
    return size


def _opened(path: Path) -> BinaryIO | gzip.GzipFile:
    if path.suffix == ".gz":
        return gzip.GzipFile(path, "wb", compresslevel=1, mtime=0)
    return path.open("wb")


def _pools(random: Random) -> _Pools:
    words = _words(random)
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))

    def some(low: int, high: int) -> str:
        count = random.randint(low, high)
        return " ".join(random.choices(words, cum_weights=weights, k=count))

    def sentence() -> str:
        text = some(12, 34).capitalize()
        return text + random.choice((".", ".", ".", " (P &lt; 0.05).", " (95% CI 0.7-1.3)."))

    rare = words[60:]
    return _Pools(
        sentences=[sentence() for _ in range(6000)],
        authors=[_author(random, rare) for _ in range(6000)],
        mesh=[_mesh(random, rare, n) for n in range(4000)],
        keywords=[random.choice(rare) + " " + random.choice(rare) for _ in range(4000)],
        chemicals=[_chemical(random, rare, n) for n in range(800)],
        references=[_reference(some(8, 16), random, n) for n in range(6000)],
        journals=[_journal(random, rare, n) for n in range(300)],
        titles=[some(6, 16) for _ in range(6000)],
    )


def _words(random: Random) -> list[str]:
    onsets = (
        "b",
        "br",
        "c",
        "d",
        "f",
        "fl",
        "g",
        "l",
        "m",
        "n",
        "p",
        "pr",
        "qu",
        "r",
        "s",
        "t",
        "v",
        "z",
    )
    vowels = ("a", "e", "i", "o", "u", "ai", "ea", "é", "ö")
    ends = ("", "n", "r", "s", "l", "m", "x")
    invented: dict[str, None] = {}
    while len(invented) < 9000:
        parts = (
            random.choice(onsets) + random.choice(vowels) + random.choice(ends)
            for _ in range(random.randint(2, 4))
        )
        invented["".join(parts)] = None
    return _COMMON.split() + list(invented)


def _author(random: Random, words: list[str]) -> str:
    last, first = random.choice(words).title(), random.choice(words).title()
    orcid = ""
    if random.random() < 0.25:
        number = f"{random.randrange(10**15):015d}"
        groups = "-".join((number[:4], number[4:8], number[8:12], number[12:] + "X"))
        orcid = f'<Identifier Source="ORCID">{groups}</Identifier>'
    affiliation = (
        "<AffiliationInfo><Affiliation>Department of Invented "
        f"{random.choice(words).title()}, University of {random.choice(words).title()}, "
        f"{random.choice(words).title()} {random.randint(10000, 99999)}, Nowhere."
        "</Affiliation></AffiliationInfo>"
    )
    return (
        f'<Author ValidYN="Y"><LastName>{last}</LastName><ForeName>{first} Q</ForeName>'
        f"<Initials>{first[0]}Q</Initials>{orcid}{affiliation * random.choice((0, 1, 1, 1, 2))}</Author>"
    )


def _mesh(random: Random, words: list[str], n: int) -> str:
    name = random.choice(words).title()
    major = random.choice("NNY")
    qualifier = (
        f'<QualifierName UI="Q{900000 + n % 60:06d}" MajorTopicYN="{major}">invented aspects</QualifierName>'
        if n % 3 == 0
        else ""
    )
    return (
        f'<MeshHeading><DescriptorName UI="D{900000 + n:06d}" MajorTopicYN="{random.choice("NNY")}">'
        f"{name}</DescriptorName>{qualifier}</MeshHeading>"
    )


def _chemical(random: Random, words: list[str], n: int) -> str:
    return (
        f'<Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI="C{900000 + n:06d}">'
        f"{random.choice(words)}ine</NameOfSubstance></Chemical>"
    )


def _reference(title: str, random: Random, n: int) -> str:
    return (
        f"<Reference><Citation>Madeup A, Nobody B. {title}. J Invent. {random.randint(1970, 2025)};"
        f'{n % 90}:{n}-{n + 9}.</Citation><ArticleIdList><ArticleId IdType="doi">10.5555/ref.{n}'
        f'</ArticleId><ArticleId IdType="pubmed">{95_000_000 + n}</ArticleId></ArticleIdList></Reference>'
    )


def _journal(random: Random, words: list[str], n: int) -> tuple[str, str]:
    name = f"Journal of invented {random.choice(words)}"
    return name, f"J Invent {random.choice(words).title()} {n}"


def _article(random: Random, pools: _Pools, pmid: int) -> str:
    roll = random.random
    year, month, day = random.randint(1975, 2025), random.randint(1, 12), random.randint(1, 28)
    title, abbreviation = random.choice(pools.journals)
    return "".join(
        (
            '<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM" IndexingMethod="Automated">',
            f'<PMID Version="1">{pmid}</PMID>',
            _day("DateCompleted", year, month, day) if roll() < 0.8 else "",
            _day("DateRevised", year, month, day),
            '<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Electronic">'
            f"9{pmid % 1000:03d}-{pmid % 9000 + 1000}</ISSN>"
            f'<JournalIssue CitedMedium="Internet"><Volume>{year - 1970}</Volume><Issue>{month}</Issue>'
            f"{_published(random, year, month, day)}</JournalIssue><Title>{title}</Title>"
            f"<ISOAbbreviation>{abbreviation}</ISOAbbreviation></Journal>",
            f"<ArticleTitle>Made-up trial {pmid}: {_marked(random, random.choice(pools.titles))}."
            "</ArticleTitle>",
            f"<Pagination><StartPage>{month * 100}</StartPage><EndPage>{month * 100 + 9}</EndPage>"
            f"<MedlinePgn>{month * 100}-9</MedlinePgn></Pagination>",
            f'<ELocationID EIdType="doi" ValidYN="Y">10.5555/made-up.{pmid}</ELocationID>',
            _abstract(random, pools) if roll() < 0.85 else "",
            _authors(random, pools),
            "<Language>eng</Language>",
            _trial(pmid) if roll() < 0.05 else "",
            _grants(random) if roll() < 0.2 else "",
            _types(random),
            _day('ArticleDate DateType="Electronic"', year, month, day) if roll() < 0.5 else "",
            "</Article><MedlineJournalInfo><Country>Nowhere</Country>"
            f"<MedlineTA>{abbreviation}</MedlineTA><NlmUniqueID>9{pmid % 100000:06d}</NlmUniqueID>"
            f"<ISSNLinking>9{pmid % 1000:03d}-1000</ISSNLinking></MedlineJournalInfo>",
            _listed("ChemicalList", random.sample(pools.chemicals, random.randint(0, 4))),
            "<CitationSubset>IM</CitationSubset>",
            _relations(random, pmid) if roll() < 0.06 else "",
            _listed("MeshHeadingList", random.sample(pools.mesh, random.randint(0, 18))),
            _keywords(random, pools) if roll() < 0.5 else "",
            "<CoiStatement>The invented authors declare nothing.</CoiStatement>"
            if roll() < 0.3
            else "",
            "</MedlineCitation>",
            _pubmed_data(random, pools, pmid, year, month, day),
            "</PubmedArticle>\n",
        )
    )


def _day(element: str, year: int, month: int, day: int) -> str:
    name = element.partition(" ")[0]
    return f"<{element}><Year>{year}</Year><Month>{month:02d}</Month><Day>{day:02d}</Day></{name}>"


def _published(random: Random, year: int, month: int, day: int) -> str:
    kind = random.random()
    if kind < 0.06:
        inside = f"<MedlineDate>{year} {_MONTHS[month - 1]}-{_MONTHS[month % 12]}</MedlineDate>"
    elif kind < 0.08:
        inside = f"<Year>{year}</Year><Season>Summer</Season>"
    elif kind < 0.2:
        inside = f"<Year>{year}</Year>"
    else:
        inside = f"<Year>{year}</Year><Month>{_MONTHS[month - 1]}</Month>"
        inside += f"<Day>{day:02d}</Day>" if kind < 0.5 else ""
    return f"<PubDate>{inside}</PubDate>"


def _marked(random: Random, text: str) -> str:
    if random.random() > 0.05:
        return text
    head, _, tail = text.partition(" ")
    return f"<i>{head}</i> of CO<sub>2</sub> {tail}"


def _abstract(random: Random, pools: _Pools) -> str:
    if random.random() < 0.5:
        text = _marked(random, " ".join(random.sample(pools.sentences, random.randint(5, 11))))
        return f"<Abstract><AbstractText>{text}</AbstractText></Abstract>"
    sections = (
        f'<AbstractText Label="{label}" NlmCategory="{label}">'
        f"{' '.join(random.sample(pools.sentences, random.randint(1, 4)))}</AbstractText>"
        for label in _LABELS
    )
    return (
        f"<Abstract>{''.join(sections)}"
        "<CopyrightInformation>Nobody; all of it is invented.</CopyrightInformation></Abstract>"
    )


def _authors(random: Random, pools: _Pools) -> str:
    authors = random.sample(pools.authors, min(60, int(random.expovariate(0.18)) + 1))
    if random.random() < 0.03:
        authors.append(
            '<Author ValidYN="Y"><CollectiveName>Invented Study Group</CollectiveName></Author>'
        )
    return f'<AuthorList CompleteYN="Y">{"".join(authors)}</AuthorList>'


def _trial(pmid: int) -> str:
    return (
        '<DataBankList CompleteYN="Y"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName>'
        f"<AccessionNumberList><AccessionNumber>NCT{pmid}</AccessionNumber></AccessionNumberList>"
        "</DataBank></DataBankList>"
    )


def _grants(random: Random) -> str:
    grants = (
        f"<Grant><GrantID>X{random.randint(1, 99)} INV{random.randint(10000, 99999)}</GrantID>"
        "<Agency>Invented Institute</Agency><Country>Nowhere</Country></Grant>"
        for _ in range(random.randint(1, 3))
    )
    return f'<GrantList CompleteYN="Y">{"".join(grants)}</GrantList>'


def _types(random: Random) -> str:
    chosen = {_TYPES[0], random.choice(_TYPES)}
    types = (f'<PublicationType UI="{ui}">{name}</PublicationType>' for ui, name in sorted(chosen))
    return f"<PublicationTypeList>{''.join(types)}</PublicationTypeList>"


def _relations(random: Random, pmid: int) -> str:
    kind = random.choice(
        ("CommentIn", "CommentIn", "CommentOn", "ErratumIn", "UpdateOf", "RetractionIn")
    )
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{kind}">'
        f"<RefSource>J Invent. 2020;1:{pmid % 900}</RefSource>"
        f'<PMID Version="1">{pmid + 5_000_000}</PMID></CommentsCorrections></CommentsCorrectionsList>'
    )


def _keywords(random: Random, pools: _Pools) -> str:
    words = (
        f'<Keyword MajorTopicYN="N">{word}</Keyword>'
        for word in random.sample(pools.keywords, random.randint(3, 7))
    )
    return f'<KeywordList Owner="NOTNLM">{"".join(words)}</KeywordList>'


def _listed(element: str, parts: list[str]) -> str:
    return f"<{element}>{''.join(parts)}</{element}>" if parts else ""


def _pubmed_data(random: Random, pools: _Pools, pmid: int, year: int, month: int, day: int) -> str:
    steps = "".join(
        f'<PubMedPubDate PubStatus="{status}"><Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>'
        f"<Hour>6</Hour><Minute>0</Minute></PubMedPubDate>"
        for status in ("received", "accepted", "pubmed", "medline", "entrez")
    )
    references = (
        random.sample(pools.references, random.randint(5, 40)) if random.random() < 0.3 else []
    )
    return (
        f"<PubmedData><History>{steps}</History><PublicationStatus>ppublish</PublicationStatus>"
        f'<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
        f'<ArticleId IdType="doi">10.5555/made-up.{pmid}</ArticleId></ArticleIdList>'
        f"{_listed('ReferenceList', references)}</PubmedData>"
    )


def _book(random: Random, pools: _Pools, pmid: int) -> str:
    year = random.randint(2000, 2025)
    return (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">{pmid}</PMID><ArticleIdList>'
        f'<ArticleId IdType="bookaccession">NBK{pmid}</ArticleId></ArticleIdList><Book><Publisher>'
        "<PublisherName>Invented Press</PublisherName><PublisherLocation>Nowhere</PublisherLocation>"
        f'</Publisher><BookTitle book="madeup">The made-up handbook</BookTitle><PubDate><Year>{year}</Year>'
        '</PubDate><AuthorList Type="editors" CompleteYN="Y">'
        f"{random.choice(pools.authors)}</AuthorList><Medium>Internet</Medium></Book>"
        f'<ArticleTitle book="madeup" part="p{pmid}">{random.choice(pools.titles)}</ArticleTitle>'
        '<Language>eng</Language><AuthorList Type="authors" CompleteYN="Y">'
        f"{random.choice(pools.authors)}</AuthorList>"
        '<PublicationType UI="D016454">Review</PublicationType>'
        f"{_abstract(random, pools)}</BookDocument><PubmedBookData><PublicationStatus>ppublish"
        f'</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
        "</ArticleIdList></PubmedBookData></PubmedBookArticle>\n"
    )


if __name__ == "__main__":
    count, target = int(sys.argv[1]), Path(sys.argv[2])
    print(f"{count} records, {write_set(target, count) / 1e6:.1f} MB of XML, in {target}")
