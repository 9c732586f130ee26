"""A stand-in NCBI: start it, change its records from night to night, read its log, stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timezone
from typing import Any

from lxml import etree

from tests.eutils import answers
from tests.eutils.answers import Reply
from tests.eutils.faults import Fault, Faults
from tests.eutils.minimal import PUBLICATION_TYPES, make_record
from tests.eutils.shelf import Element, normal, read_record, read_sources
from tests.eutils.terms import parse_query
from tests.eutils.utilities import UTILITIES, WINDOW, Library
from tests.eutils.wire import PATH, Office, Params, RateLimit, Request, Server


class StandIn:
    """A real HTTP server on 127.0.0.1 that answers as NCBI's E-utilities do, over the records given.

    ``records``: paths (XML, .xml.gz, .tar.gz, folders), bytes or lxml elements, one or several.
    ``rate``: requests a second and caller without a key, as NCBI's 3; ``None`` for no limit. With a key: 10.
    ``ticks``: the clock of that second, where a test does not leave it to the machine.
    ``faults``: what goes wrong. ``day``: its date; settable later; without it, today.
    ``api_keys``: the keys it knows (``None``: any). ``window``: hits that can be reached (NCBI: 9,999).
    ``unknown``: phrases that ESearch drops, as PubMed does with words it has never seen; with
    ``strict_vocabulary`` it drops every phrase that no record holds.

    Use it as a context manager, or call `start` and `close`.
    """

    def __init__(
        self,
        records: Any = (),
        *,
        rate: int | None = None,
        faults: Faults | None = None,
        day: date | str | None = None,
        clock: Callable[[], date] | None = None,
        ticks: Callable[[], float] = time.monotonic,
        api_keys: Iterable[str] | None = None,
        window: int = WINDOW,
        unknown: Iterable[str] = (),
        strict_vocabulary: bool = False,
        rate_with_key: int = 10,
        port: int = 0,
    ) -> None:
        self.faults = faults if faults is not None else Faults()
        self._day = _as_day(day)
        self._clock = clock or date.today
        self._library = Library(lambda: self.day, self.faults, window)
        self._office = Office(
            self._answer,
            self.faults,
            RateLimit(rate, rate_with_key),
            None if api_keys is None else frozenset(api_keys),
            self._now,
            ticks,
        )
        self._port = port
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._library.finder.strict = strict_vocabulary
        self.unknown = unknown
        self.add(records)

    # --- running -------------------------------------------------------------------------------

    def start(self) -> StandIn:
        """Listen and answer, until `close`."""
        self._office.closing.clear()
        self._server = Server(self._port, self._office)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="stand-in NCBI"
        )
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop listening, end every connection, wait for every thread.

        Raises RuntimeError where the stand-in itself failed at a request, lest a test take that for a fault.
        """
        if self._server is None or self._thread is None:
            return
        self._office.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.drop_connections()
        self._server.server_close()
        crashes = self._server.crashes
        self._server = self._thread = None
        if crashes:
            raise RuntimeError("the stand-in NCBI failed at a request") from crashes[0]

    def __enter__(self) -> StandIn:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Refuse connections for a while; afterwards it listens on the same port again."""
        self.close()
        try:
            yield
        finally:
            self.start()

    @property
    def url(self) -> str:
        """The base of its E-utilities, for ``LITTRACK_EUTILS_URL``."""
        return f"http://127.0.0.1:{self._port}{PATH}"

    # --- what was asked ------------------------------------------------------------------------

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request so far, oldest first."""
        return tuple(self._office.log)

    def asked(self, utility: str) -> tuple[Request, ...]:
        """The requests of one utility."""
        return tuple(request for request in self.requests if request.utility == utility)

    def forget_requests(self) -> None:
        """Begin the log anew."""
        self._office.log.clear()

    # --- what it holds -------------------------------------------------------------------------

    @property
    def pmids(self) -> tuple[str, ...]:
        """Every PMID it holds, in the order added."""
        with self._library.lock:
            return tuple(self._library.records)

    def record(self, pmid: str | int) -> bytes:
        """The XML element of one record. Raises KeyError."""
        return self._library.records[str(pmid)].xml

    def matching(self, query: str) -> frozenset[str]:
        """The PMIDs that answer a query, asked without HTTP."""
        with self._library.lock:
            return self._library.finder.find(parse_query(query), self.day, {}).pmids

    @property
    def day(self) -> date:
        """Its date: of EInfo, of what is revised, and of the ``Date`` header once it is set."""
        return self._day or self._clock()

    @day.setter
    def day(self, value: date | str) -> None:
        with self._library.lock:
            self._day = _as_day(value)
            self._library.forget_answers()

    @property
    def unknown(self) -> frozenset[str]:
        """Phrases that ESearch drops."""
        return self._library.finder.unknown

    @unknown.setter
    def unknown(self, phrases: Iterable[str]) -> None:
        with self._library.lock:
            self._library.finder.unknown = frozenset(normal(phrase) for phrase in phrases)
            self._library.forget_answers()

    def expire_history(self) -> None:
        """Forget every History environment, as NCBI does after some hours."""
        with self._library.lock:
            self._library.history.clear()

    # --- what happens from night to night ------------------------------------------------------

    def add(self, records: Any) -> tuple[str, ...]:
        """Put records on the shelf (a PMID that is there is replaced; ``DeleteCitation`` deletes). Their PMIDs."""
        added = []
        with self._library.lock:
            for element in read_sources(records):
                if element.tag == "DeleteCitation":
                    for pmid in element.iterfind("PMID"):
                        self.delete(pmid.text)
                else:
                    record = read_record(element, self.day)
                    self._library.put(record)
                    added.append(record.pmid)
        return tuple(added)

    def revise(
        self,
        pmid: str | int,
        change: Callable[[Element], object] | None = None,
        *,
        title: str | None = None,
        abstract: str | None = None,
        dated: bool = True,
    ) -> None:
        """Change a record: by ``change`` (given its lxml element), its title, its abstract.

        With ``dated`` its revision date becomes the stand-in's day; without, it changes as silently as
        PubMed sometimes does. Raises KeyError.
        """
        with self._library.lock:
            old = self._library.records[str(pmid)]
            element = etree.fromstring(old.xml)
            if change is not None:
                change(element)
            if title is not None:
                _set_text(next(element.iter("ArticleTitle")), title)
            if abstract is not None:
                _set_abstract(element, abstract)
            if dated:
                _set_revised(element, self.day)
            self._library.put(read_record(element, self.day, keep=old))

    def delete(self, pmid: str | int) -> None:
        """Remove a record: it vanishes from searches and from EFetch without a word."""
        with self._library.lock:
            self._library.take(str(pmid))

    def merge(
        self, pmid: str | int, into: str | int, *, answers_with_survivor: bool = False
    ) -> None:
        """Remove a record in favour of another; EFetch of the old PMID then gives nothing, or the survivor."""
        with self._library.lock:
            self._library.take(str(pmid))
            if answers_with_survivor:
                self._library.merged[str(pmid)] = str(into)

    def retract(self, pmid: str | int, notice: str | int | bytes | None = None) -> str | None:
        """Retract a record: "RetractionIn" and "Retracted Publication"; the PMID of the notice.

        ``notice``: a record to add, the PMID a made-up notice shall have (or already has), or nothing.
        """
        kinds = (
            "RetractionIn",
            "RetractionOf",
            "Retraction of Publication",
            "Retracted Publication",
        )
        return self._announce(pmid, notice, *kinds)

    def concern(self, pmid: str | int, notice: str | int | bytes | None = None) -> str | None:
        """Publish an expression of concern about a record; ``notice`` as in `retract`."""
        kinds = ("ExpressionOfConcernIn", "ExpressionOfConcernFor", "Expression of Concern", None)
        return self._announce(pmid, notice, *kinds)

    def erratum(self, pmid: str | int, notice: str | int | bytes | None = None) -> str | None:
        """Publish a correction of a record; ``notice`` as in `retract`."""
        return self._announce(pmid, notice, "ErratumIn", "ErratumFor", "Published Erratum", None)

    def _announce(
        self,
        pmid: str | int,
        notice: str | int | bytes | None,
        relation: str,
        back: str,
        notice_type: str,
        new_type: str | None,
    ) -> str | None:
        number = str(notice) if isinstance(notice, (str, int)) else None
        with self._library.lock:
            if isinstance(notice, bytes):
                (number,) = self.add(notice)
            elif number and number not in self._library.records:
                made = make_record(
                    number,
                    f"{notice_type}: made-up notice about {pmid}.",
                    publication_types=(notice_type,),
                    relations=[(back, str(pmid))],
                    abstract=None,
                    year=self.day.year,
                    created=self.day,
                )
                self.add(made)

            def change(element: Element) -> None:
                _relate(element, relation, number)
                if new_type:
                    _add_publication_type(element, new_type)

            self.revise(pmid, change)
        return number

    # --- answering -----------------------------------------------------------------------------

    def _answer(self, utility: str, params: Params, fault: Fault | None) -> Reply:
        handler = UTILITIES.get(utility)
        if handler is None:
            return answers.page("Not Found", 404)
        with self._library.lock:
            if fault is Fault.HISTORY_EXPIRED:
                self._library.history.pop(params["WebEnv"], None)
                return answers.error(utility, answers.EXPIRED, params.get("retmode") == "json")
            return handler(self._library, params, fault)

    def _now(self) -> datetime:
        now = datetime.now(timezone.utc)
        return datetime.combine(self._day, now.time(), timezone.utc) if self._day else now


def _as_day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _set_text(element: Element, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text


def _set_abstract(element: Element, text: str) -> None:
    """Replace the abstract by one paragraph; make one where there is none."""
    abstract = next(element.iter("Abstract"), None)
    if abstract is None:
        abstract = etree.Element("Abstract")
        after = [*element.iter("ArticleTitle", "Pagination", "ELocationID")][-1]
        after.addnext(abstract)
    for child in list(abstract):
        abstract.remove(child)
    etree.SubElement(abstract, "AbstractText").text = text


def _set_revised(element: Element, day: date) -> None:
    revised = next(element.iter("DateRevised"), None)
    if revised is None:
        revised = etree.Element("DateRevised")
        core = element.find("MedlineCitation")
        core = element.find("BookDocument") if core is None else core
        before = core.find("DateCompleted")
        (core.find("PMID") if before is None else before).addnext(revised)
    for child in list(revised):
        revised.remove(child)
    for name, value in (("Year", day.year), ("Month", day.month), ("Day", day.day)):
        etree.SubElement(revised, name).text = f"{value:02d}"


def _add_publication_type(element: Element, name: str) -> None:
    kinds = next(element.iter("PublicationTypeList"))
    if name not in [kind.text for kind in kinds]:
        etree.SubElement(kinds, "PublicationType", UI=PUBLICATION_TYPES[name]).text = name


def _relate(element: Element, kind: str, pmid: str | None) -> None:
    core = element.find("MedlineCitation")
    relations = core.find("CommentsCorrectionsList")
    if relations is None:
        relations = etree.Element("CommentsCorrectionsList")
        before = ("CitationSubset", "SupplMeshList", "ChemicalList", "MedlineJournalInfo")
        last = next(found[-1] for name in before if (found := core.findall(name)))
        last.addnext(relations)
    relation = etree.SubElement(relations, "CommentsCorrections", RefType=kind)
    etree.SubElement(relation, "RefSource").text = f"Made-up citation of {pmid or 'a notice'}."
    if pmid:
        etree.SubElement(relation, "PMID", Version="1").text = pmid
