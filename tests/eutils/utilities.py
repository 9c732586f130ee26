"""What each E-utility answers. Nothing here knows of sockets."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.eutils import answers
from tests.eutils.answers import Hits, Reply
from tests.eutils.faults import Fault, Faults
from tests.eutils.finding import Finder, Found
from tests.eutils.index import Index
from tests.eutils.minimal import make_record
from tests.eutils.shelf import Record, normal
from tests.eutils.terms import (
    DATES,
    TAGS,
    Query,
    Range,
    Reference,
    joined,
    parse_query,
    translation,
)

Params = Mapping[str, str]
WINDOW = 9_999
"""How many hits of a PubMed search can be reached."""
MOST_POSTED = 10_000
LONGEST_ID = 18_446_744_073_709_551_615


@dataclass(slots=True)
class Library:
    """Everything the utilities answer from; whoever holds ``lock`` may change it."""

    today: Callable[[], date]
    faults: Faults
    window: int = WINDOW
    records: dict[str, Record] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    """PMIDs that EFetch answers with another record."""
    history: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    index: Index = field(init=False)
    finder: Finder = field(init=False)
    _answers: dict[tuple[str, ...], tuple[Query | None, Found]] = field(default_factory=dict)
    _environments: int = 0

    def __post_init__(self) -> None:
        self.index = Index(self.records)
        self.finder = Finder(self.records, self.index)

    def put(self, record: Record) -> None:
        """Add a record, or replace it."""
        self.take(record.pmid)
        self.merged.pop(record.pmid, None)
        self.records[record.pmid] = record
        self.index.learn(record)
        self._answers.clear()

    def take(self, pmid: str) -> None:
        """Remove a record, if it is there."""
        old = self.records.pop(pmid, None)
        if old is not None:
            self.index.forget(old)
            self._answers.clear()

    def forget_answers(self) -> None:
        """Answer every query afresh."""
        self._answers.clear()

    def find(self, params: Params, sets: dict[int, Iterable[str]]) -> tuple[Query | None, Found]:
        """The parsed query of ESearch parameters, and its answer; kept until a record changes."""
        names = ("term", "field", "datetype", "reldate", "mindate", "maxdate", "query_key")
        key = (*(params.get(name, "") for name in names), self.today().isoformat())
        if sets or key not in self._answers:
            query = _query_of(params, self.today())
            answer = (query, self.finder.find(query, self.today(), sets))
            if sets:
                return answer
            self._answers[key] = answer
        return self._answers[key]

    def remember(self, webenv: str | None, pmids: Iterable[str]) -> tuple[int, str]:
        """Put a set on the History server: its query key and environment."""
        if not webenv or webenv not in self.history:
            self._environments += 1
            webenv = (
                f"MCID_{zlib.crc32(str(self._environments).encode()):08x}{self._environments:016x}"
            )
            self.history[webenv] = []
        self.history[webenv].append(tuple(pmids))
        return len(self.history[webenv]), webenv

    def recall(self, params: Params) -> tuple[str, ...] | None:
        """The set that ``WebEnv`` and ``query_key`` name, or ``None`` where there is none (any more)."""
        sets = self.history.get(params.get("WebEnv", ""), [])
        key = params.get("query_key", "")
        return sets[int(key) - 1] if key.isdigit() and 0 < int(key) <= len(sets) else None


def _query_of(params: Params, today: date) -> Query | None:
    query = parse_query(params.get("term", ""), _field_of(params))
    if params.get("query_key", "").isdigit():
        query = joined(Reference(int(params["query_key"])), "AND", query)
    return joined(query, "AND", _date_range(params, today)) if query else None


def _field_of(params: Params) -> str:
    return TAGS.get(params.get("field", "").lower(), "all")


def _date_range(params: Params, today: date) -> Range | None:
    name = params.get("datetype", "edat")
    name = name if name in DATES else "edat"
    if params.get("reldate", "").isdigit():
        first = today - timedelta(days=int(params["reldate"]))
        return Range(f"{first:%Y/%m/%d}", f"{today:%Y/%m/%d}", name)
    if params.get("mindate") and params.get("maxdate"):
        return Range(params["mindate"], params["maxdate"], name)
    return None


def esearch(library: Library, params: Params, fault: Fault | None) -> Reply:
    """Search."""
    as_json = params.get("retmode") == "json"
    if params.get("db", "pubmed") != "pubmed":
        return answers.error("esearch", f"Invalid db name specified: {params['db']}", as_json)
    if not params.get("term", "").strip() and not params.get("query_key"):
        return answers.error("esearch", "Empty term and query_key - nothing todo", as_json)
    sets = dict(enumerate(library.history.get(params.get("WebEnv", ""), []), start=1))
    if missing := _missing_set(library, params, sets):
        return answers.error("esearch", missing, as_json)
    query, found = library.find(params, _sets_used(params, sets))
    if params.get("rettype") == "count":
        return answers.count_reply(len(found.pmids), as_json)
    return _page_of_hits(library, params, fault, query, found)


def _sets_used(params: Params, sets: dict[int, tuple[str, ...]]) -> dict[int, Iterable[str]]:
    used = params.get("query_key") or re.search(r"#\d", params.get("term", ""))
    return dict(sets) if used else {}


def _missing_set(library: Library, params: Params, sets: dict[int, tuple[str, ...]]) -> str | None:
    if params.get("WebEnv") and params["WebEnv"] not in library.history:
        return answers.EXPIRED
    named = [params["query_key"]] if params.get("query_key") else []
    named += re.findall(r"#(\d+)", params.get("term", ""))
    missing = [key for key in named if not key.isdigit() or int(key) not in sets]
    return f"Unable to obtain query #{missing[0]}" if missing else None


def _page_of_hits(
    library: Library, params: Params, fault: Fault | None, query: Query | None, found: Found
) -> Reply:
    as_json = params.get("retmode") == "json"
    start, size = _number(params, "retstart", 0), _number(params, "retmax", 20)
    count, window = len(found.pmids), library.window
    if start >= window and count > window:
        return answers.error("esearch", answers.beyond_window(window), as_json)
    messages = list(found.messages)
    if start + size > window and count > window:
        size = window - start
        messages.append(f"Restrictions achieved. start and count adjusted to {start}, {size}")
    sort = params.get("sort", "relevance")
    if sort.replace(" ", "_").lower() not in SORTS:
        messages.append(f"Unknown sort schema '{sort}' ignored")
    if not count:
        messages.append("No items found.")
    ordered = _ordered(library, found.pmids, sort)
    shown = ordered[start : start + size]
    key, webenv = None, None
    if params.get("usehistory") == "y":
        key, webenv = library.remember(params.get("WebEnv"), ordered)
    hits = Hits(
        count,
        start,
        len(shown),
        _ids_under(fault, shown, library.faults),
        found,
        translation(query),
        key,
        webenv,
        tuple(messages),
    )
    return answers.hits_reply(hits, as_json)


def _number(params: Params, name: str, otherwise: int) -> int:
    text = params.get(name, "")
    return int(text) if text.isdigit() else otherwise


def _ids_under(fault: Fault | None, pmids: list[str], faults: Faults) -> list[str]:
    if fault is Fault.NO_IDS:
        return []
    if fault is Fault.IDS_SHORT and pmids:
        lost = {faults.pick(pmids) for _ in range(max(1, len(pmids) // 10))}
        return [pmid for pmid in pmids if pmid not in lost]
    return pmids


SORTS: dict[str, Callable[[Record], tuple[object, ...]]] = {
    "pub_date": lambda record: (-max(record.published).toordinal(), -int(record.pmid)),
    "author": lambda record: (
        normal(record.authors[0][0]) if record.authors else "",
        int(record.pmid),
    ),
    "journalname": lambda record: (
        normal(record.journals[0]) if record.journals else "",
        int(record.pmid),
    ),
    "relevance": lambda record: (zlib.crc32(record.pmid.encode()),),
}
"""Orders of ESearch. Relevance is any lasting order but not one of dates: nobody may infer "new" from it."""


def _ordered(library: Library, pmids: Iterable[str], sort: str) -> list[str]:
    key = SORTS.get(sort.replace(" ", "_").lower(), SORTS["relevance"])
    return [record.pmid for record in sorted((library.records[pmid] for pmid in pmids), key=key)]


def epost(library: Library, params: Params, fault: Fault | None) -> Reply:
    """Put ids on the History server."""
    if params.get("db", "pubmed") != "pubmed":
        return answers.error("epost", f"Invalid db name specified: {params['db']}")
    asked = [each for each in re.split(r"[,\s]+", params.get("id", "")) if each]
    valid = [each for each in asked if each.isdigit() and 0 < int(each) <= LONGEST_ID]
    problems = []
    if len(valid) < len(asked):
        problems.append(
            f"Some IDs have invalid value and were omitted. Maximum ID value {LONGEST_ID}"
        )
    if not valid:
        empty = answers.elements("ERROR", ["Empty ID list; Nothing to store", *problems])
        return answers.document("epost", empty)
    if len(valid) > MOST_POSTED:
        return answers.error(
            "epost", f"Too many UIDs in request. Maximum number of UIDs is {MOST_POSTED}."
        )
    if params.get("WebEnv") and params["WebEnv"] not in library.history:
        return answers.error("epost", "Unable to obtain the specified WebEnv")
    return answers.posted(*library.remember(params.get("WebEnv"), dict.fromkeys(valid)), problems)


def efetch(library: Library, params: Params, fault: Fault | None) -> Reply:
    """Fetch records by id or from the History server."""
    if params.get("db", "pubmed") != "pubmed":
        return answers.error("efetch", f"Invalid db name specified: {params['db']}", status=400)
    if params.get("retmode") in ("json", "html"):
        return answers.error("efetch", f"Unsupported retmode: {params['retmode']}", status=400)
    start = _number(params, "retstart", 0)
    if params.get("WebEnv") or params.get("query_key"):
        pmids = library.recall(params)
        if pmids is None:
            return answers.error("efetch", answers.EXPIRED)
        if start >= library.window:
            return answers.error("efetch", answers.beyond_window(library.window), status=400)
        pmids = pmids[: library.window]
    else:
        listed = [each for each in re.split(r"[,\s]+", params.get("id", "")) if each]
        if not listed:
            return answers.error("efetch", "Supplied id parameter is empty.")
        pmids = tuple(dict.fromkeys(each for each in listed if each.isdigit()))
        if not pmids:
            return answers.error(
                "efetch", "ID list is empty! Possibly it has no correct IDs.", status=400
            )
    pmids = pmids[start : start + _number(params, "retmax", 10_000)]
    if params.get("rettype") == "uilist":
        return answers.id_list(pmids, params.get("retmode") == "xml")
    return answers.article_set(_records_under(fault, library, pmids))


def _records_under(fault: Fault | None, library: Library, pmids: tuple[str, ...]) -> list[bytes]:
    """The XML of the records that a reply will hold, the fault worked in."""
    renamed = (library.merged.get(str(int(pmid)), str(int(pmid))) for pmid in pmids)
    here = [
        pmid for pmid in renamed if pmid in library.records and pmid not in library.faults.missing
    ]
    records = [library.records[pmid].xml for pmid in here]
    if fault is Fault.EMPTY_SET:
        return []
    if fault is Fault.RECORD_UNASKED:
        return [*records, _unasked(library, set(pmids))]
    if here and fault in (Fault.RECORD_MISSING, Fault.RECORD_TWICE):
        at = here.index(library.faults.pick(here))
        return (
            records[:at] + records[at + 1 :]
            if fault is Fault.RECORD_MISSING
            else [*records, records[at]]
        )
    return records


def _unasked(library: Library, asked: set[str]) -> bytes:
    other = next((pmid for pmid in library.records if pmid not in asked), None)
    return library.records[other].xml if other else make_record(99999999)


def einfo(library: Library, params: Params, fault: Fault | None) -> Reply:
    """Databases, or the state of PubMed."""
    as_json = params.get("retmode") == "json"
    if not params.get("db"):
        return answers.databases(as_json)
    if params["db"] != "pubmed":
        return answers.error("einfo", f"Can not retrieve DbInfo for db={params['db']}", as_json)
    return answers.database(len(library.records), library.today(), as_json)


def ecitmatch(library: Library, params: Params, fault: Fault | None) -> Reply:
    """Match citations, one a line: ``journal|year|volume|page|author|key|``."""
    lines = re.split(r"[\r\n]+", params.get("bdata", ""))
    said = "".join(f"{_matched(library, line)}\n" for line in lines if line.strip())
    return Reply(said.encode(), answers.TEXT)


def _matched(library: Library, line: str) -> str:
    parts = [part.strip() for part in line.strip().split("|")]
    journal, year, volume, page, author, key = (*parts, *[""] * 6)[:6]
    cited = f"{journal}|{year}|{volume}|{page}|{author}|{key}"
    index = library.index
    if journal and not index.value("ta", journal):
        return f"{cited}|NOT_FOUND;INVALID_JOURNAL"
    sets = [
        index.value(name, text)
        for name, text in (("ta", journal), ("vi", volume), ("pg", page), ("au", author))
        if text
    ]
    fitting = set.intersection(*map(set, sets)) if sets else set()
    if year:
        fitting = {pmid for pmid in fitting if _appeared_in(library.records[pmid], year)}
    if not fitting:
        return f"{cited}|NOT_FOUND"
    return (
        f"{cited}|{fitting.pop() if len(fitting) == 1 else f'AMBIGUOUS ({len(fitting)} citations)'}"
    )


def _appeared_in(record: Record, year: str) -> bool:
    return any(str(day.year) == year for day in record.published)


UTILITIES: dict[str, Callable[[Library, Params, Fault | None], Reply]] = {
    "esearch": esearch,
    "epost": epost,
    "efetch": efetch,
    "einfo": einfo,
    "ecitmatch": ecitmatch,
}
