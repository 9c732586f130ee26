"""One MEDLINE record as an ``Article``."""

from __future__ import annotations

import re

from littrack.pubmed import dates
from littrack.pubmed.nbib.fields import Fields
from littrack.pubmed.nbib.people import people
from littrack.records import (
    AbstractSection,
    Accession,
    Article,
    Book,
    Chemical,
    Detail,
    Grant,
    HistoryDate,
    Identifier,
    Journal,
    Keyword,
    MarkedText,
    MeshHeading,
    MeshQualifier,
    OtherAbstract,
    PartialDate,
    Relation,
    Term,
)

RELATIONS = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRF": "CorrectedandRepublishedFrom",
    "CRI": "CorrectedandRepublishedIn",
    "DDIN": "DatasetDescribedIn",
    "DRIN": "DatasetUseReportedIn",
    "ECF": "ExpressionOfConcernFor",
    "ECI": "ExpressionOfConcernIn",
    "EFR": "ErratumFor",
    "EIN": "ErratumIn",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPF": "RepublishedFrom",
    "RPI": "RepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
"""Tags of linked citations, with the "RefType" of the XML, or NLM's words where it has none."""

_DETAILS = {
    "GN": "GeneralNote",
    "GS": "GeneSymbol",
    "OID": "OtherID",
    "RF": "NumberOfReferences",
    "SFM": "SpaceFlightMission",
    "DRDT": "DateRevised",
}
_BRACKETED = re.compile(r"(.*?)\s*\[([\w .-]+)\]")
_LINKED = re.compile(r"(.*?)\s*(?:PMID:?\s*(\d+)\.?)?\s*(?:\[(.*)\])?")
_SUBSTANCE = re.compile(r"(.+?) \((.*)\)")
_ISSN = re.compile(r"(\S+)(?:\s+\((\w+)\))?")
_OTHER_ABSTRACT = re.compile(r"(AAMC|AIDS|KIE|PIP|NASA|Publisher|plain-language-summary): +(.*)")


class BadEntry(ValueError):
    """A record that cannot be read, with the reason."""


def read_entry(fields: Fields) -> Article:
    """The record in ``fields``; raises ``BadEntry`` where it has no usable PMID."""
    pmid = fields.first("PMID") or ""
    if not (pmid.isascii() and pmid.isdigit() and len(pmid) <= 12 and int(pmid) > 0):
        raise BadEntry(f"its PMID is not a number: {pmid[:40]!r}" if pmid else "it has no PMID")
    title, abstract, book = fields.first("TI"), fields.first("AB"), _book(fields)
    pages = fields.first("PG")
    return Article(
        pmid=pmid,
        kind="article" if book is None else "book chapter" if title else "book",
        status=fields.first("STAT"),
        owner=fields.first("OWN"),
        publication_model=fields.first("PUBM"),
        title=MarkedText(title) if title else book.title if book else MarkedText(""),
        vernacular_title=_marked(fields.first("TT")),
        abstract=(AbstractSection(MarkedText(abstract)),) if abstract else (),
        abstract_copyright=fields.first("CI"),
        other_abstracts=_other_abstracts(fields),
        authors=people(fields, "author", "FAU", "AU", "AD"),
        investigators=people(fields, "investigator", "FIR", "IR", "IRAD"),
        journal=_journal(fields),
        book=book,
        pages=pages,
        elocation_ids=_identifiers(fields.all("LID")),
        published=_printed(fields.first("DP")),
        electronic_dates=tuple(_day(each) for each in fields.all("DEP")),
        completed=_iso(fields.first("DCOM")),
        revised=_iso(fields.first("LR")),
        history=_history(fields),
        languages=tuple(fields.all("LA")),
        publication_types=tuple(Term(each) for each in fields.all("PT")),
        mesh=tuple(_heading(each) for each in fields.all("MH")),
        keywords=_keywords(fields),
        chemicals=_chemicals(fields),
        grants=tuple(_grant(each) for each in fields.all("GR")),
        accessions=_accessions(fields),
        article_ids=_article_ids(pmid, fields),
        relations=tuple(_relation(tag, value) for tag, value in fields.tagged(*RELATIONS)),
        coi_statement=_marked(fields.first("COIS")),
        citation_subsets=tuple(fields.all("SB")),
        publication_status=fields.first("PST"),
        details=_details(fields),
        unknown=_unknown(fields),
    )


def _marked(text: str | None) -> MarkedText | None:
    return MarkedText(text) if text else None


def _printed(text: str | None) -> PartialDate | None:
    return dates.printed(text) if text else None


def _iso(text: str | None) -> str | None:
    return dates.moment_from_text(text) if text else None


def _day(text: str) -> PartialDate:
    found = dates.moment_from_text(text)
    parts = found.split("-") if found else []
    made = dates.from_parts(*parts, None) if len(parts) == 3 else None
    return made or PartialDate(text, found)


def _journal(fields: Fields) -> Journal:
    kinds: dict[str, str] = {}
    for each in fields.all("IS"):
        if found := _ISSN.fullmatch(each):
            kinds.setdefault(found[2] or "", found[1])
    linking = kinds.pop("Linking", None)
    kind, number = next(iter(kinds.items()), ("", None))
    return Journal(
        title=fields.first("JT"),
        iso_abbreviation=None,
        medline_abbreviation=fields.first("TA"),
        issn=number,
        issn_type=kind or None,
        issn_linking=linking,
        nlm_id=fields.first("JID"),
        country=fields.first("PL") if not fields.first("BTI") else None,
        volume=fields.first("VI"),
        issue=fields.first("IP"),
    )


def _book(fields: Fields) -> Book | None:
    title = fields.first("BTI")
    rest = {tag: fields.first(tag) for tag in ("PB", "PL", "CTI", "EN", "VTI", "CTDT")}
    isbns, editors = fields.all("ISBN"), people(fields, "editor", "FED", "ED", "EDAD")
    if not title:
        return None
    return Book(
        title=MarkedText(title),
        publisher=rest["PB"],
        publisher_location=rest["PL"],
        collection_title=rest["CTI"],
        edition=rest["EN"],
        volume=fields.first("VI"),
        volume_title=rest["VTI"],
        isbns=tuple(each.partition(" ")[0] for each in isbns),
        published=_printed(fields.first("DP")),
        contributed=_day(rest["CTDT"]) if rest["CTDT"] else None,
        editors=editors,
    )


def _identifiers(values: list[str]) -> tuple[Identifier, ...]:
    found = []
    for value in values:
        parts = _BRACKETED.fullmatch(value)
        found.append(Identifier(parts[2], parts[1]) if parts else Identifier("", value))
    return tuple(found)


def _article_ids(pmid: str, fields: Fields) -> tuple[Identifier, ...]:
    own = [Identifier("pubmed", pmid), *_identifiers(fields.all("AID"))]
    own += [Identifier("pmc", each) for each in fields.all("PMC")]
    return (*own, *(Identifier("mid", each) for each in fields.all("MID")))


def _history(fields: Fields) -> tuple[HistoryDate, ...]:
    """ "PHST", and what older records give only as "CRDT", "EDAT" and "MHDA"."""
    steps = []
    for value in fields.all("PHST"):
        parts = _BRACKETED.fullmatch(value)
        when = dates.moment_from_text(parts[1]) if parts else None
        if parts and when:
            steps.append(HistoryDate(parts[2], when))
    known = {each.status for each in steps}
    for tag, status in (("EDAT", "pubmed"), ("MHDA", "medline"), ("CRDT", "entrez")):
        when = _iso(fields.first(tag))
        if when and status not in known:
            steps.append(HistoryDate(status, when))
    if released := _iso(fields.first("PMCR")):
        steps.append(HistoryDate("pmc-release", released))
    return tuple(steps)


def _heading(value: str) -> MeshHeading:
    """ "*Facial Expression/drug effects/*physiology": a star marks what is major."""
    name, *qualifiers = value.split("/")
    return MeshHeading(
        name.removeprefix("*"),
        None,
        name.startswith("*"),
        qualifiers=tuple(
            MeshQualifier(each.removeprefix("*"), None, each.startswith("*")) for each in qualifiers
        ),
    )


def _keywords(fields: Fields) -> tuple[Keyword, ...]:
    found, owner = [], None
    for tag, value in fields.tagged("OTO", "OT"):
        if tag == "OTO":
            owner = value
        else:
            text = MarkedText(value.removeprefix("*"))
            found.append(Keyword(text, owner, value.startswith("*")))
    return tuple(found)


def _chemicals(fields: Fields) -> tuple[Chemical, ...]:
    found = []
    for tag, value in fields.tagged("RN", "NM"):
        parts = _SUBSTANCE.fullmatch(value) if tag == "RN" else None
        number = parts[1] if parts else None
        found.append(
            Chemical(parts[2] if parts else value, None, None if number == "0" else number)
        )
    return tuple(found)


def _grant(value: str) -> Grant:
    """ "R01 X1/MH/NIMH NIH HHS/United States"; number, acronym or country may be missing."""
    parts = value.split("/")
    if len(parts) >= 4:
        number, (acronym, agency, country) = "/".join(parts[:-3]), parts[-3:]
        return Grant(number or None, acronym or None, agency or None, country or None)
    numbered = any(character.isdigit() for character in parts[0])
    if len(parts) == 3:
        first, agency, country = parts
        return Grant(first if numbered else None, None if numbered else first, agency, country)
    if len(parts) == 2:
        return Grant(parts[0], None, parts[1]) if numbered else Grant(None, None, *parts)
    return Grant(agency=value)


def _accessions(fields: Fields) -> tuple[Accession, ...]:
    parts = (value.partition("/") for value in fields.all("SI"))
    return tuple(Accession(bank, number) for bank, _, number in parts)


def _relation(tag: str, value: str) -> Relation:
    found = _LINKED.fullmatch(value)
    if not found:
        return Relation(RELATIONS[tag], value)
    return Relation(RELATIONS[tag], found[1] or None, found[2], found[3])


def _other_abstracts(fields: Fields) -> tuple[OtherAbstract, ...]:
    languages, copyrights = fields.all("OABL"), fields.all("OCI")
    found = []
    for number, value in enumerate(fields.all("OAB")):
        parts = _OTHER_ABSTRACT.fullmatch(value)
        found.append(
            OtherAbstract(
                parts[1] if parts else None,
                languages[number] if number < len(languages) else None,
                (AbstractSection(MarkedText(parts[2] if parts else value)),),
                copyrights[number] if number < len(copyrights) else None,
            )
        )
    return tuple(found)


def _details(fields: Fields) -> tuple[Detail, ...]:
    found = [Detail("DateCreated", day)] if (day := _iso(fields.first("DA"))) else []
    found += [Detail(_DETAILS[tag], value) for tag, value in fields.tagged(*_DETAILS)]
    subjects = fields.all("FPS") or fields.all("PS")
    fields.all("PS")
    return (*found, *(Detail("PersonalNameSubject", each) for each in subjects))


def _unknown(fields: Fields) -> tuple[Detail, ...]:
    """Tags without a place here; "SO", the whole citation again, is left out on purpose."""
    fields.all("SO")
    return tuple(Detail(f"NBIB/{tag}", value) for tag, value in fields.unasked())
