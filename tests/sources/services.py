"""Stand-ins for every source beside PubMed, on loopback: their shapes, filled with what a test says, and their faults.

``with Services() as services:`` then set ``services.environment`` in the environment, or ask for ``services.url(name)``.
A fault stands until it is taken away: ``services.faults["crossref"] = "500"``.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback import Server

NAMES = ("crossref", "retractionwatch", "clinicaltrials", "europepmc", "unpaywall", "icite")
HEADS = (
    "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,ArticleType"
)
FAULTS = (
    "refused",
    "429",
    "slow down",
    "500",
    "html",
    "cut",
    "drip",
    "nonsense",
    "empty",
    "redirects",
    "403",
)


@dataclass
class Services:
    """What each service holds. DOIs in lower case."""

    updates: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Crossref's ``updated-by`` by DOI; ``indexed`` says when a DOI was last indexed."""
    indexed: dict[str, date] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    """DOIs that Crossref does not hold."""
    notices: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Records with an ``update-to`` by DOI, which the article's own record may not know of."""
    spoilt: set[str] = field(default_factory=set)
    """DOIs that Crossref refuses in a list, and the list with them."""
    entries: list[dict[str, str]] = field(default_factory=list)
    """Rows of the Retraction Watch file."""
    trials: list[dict[str, Any]] = field(default_factory=list)
    cited: dict[str, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    """(service, path with query) of each request."""

    def __enter__(self) -> Services:
        services = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                services._answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                services._answer(self, {name: each[0] for name, each in parse_qs(body).items()})

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, name: str) -> str:
        """The base address of a service."""
        if self.faults.get(name) == "refused":
            return "http://127.0.0.1:9"
        return f"http://127.0.0.1:{self._server.server_address[1]}/{name}"

    @property
    def environment(self) -> dict[str, str]:
        """Every service's address, as littrack reads it."""
        return {f"LITTRACK_{name.upper()}_URL": self.url(name) for name in NAMES}

    @property
    def counts(self) -> Counter[str]:
        """Requests by service."""
        return Counter(name for name, _ in self.requests)

    def update(
        self, doi: str, kind: str, notice: str, day: date, source: str = "publisher"
    ) -> None:
        """Let Crossref tell of an update, indexed on that day."""
        entry = {
            "DOI": notice, "type": kind, "label": kind.replace("_", " ").title(), "source": source,
            "updated": {"date-parts": [[day.year, day.month, day.day]]},
        }  # fmt: skip
        self.updates.setdefault(doi.lower(), []).append(entry)
        self.indexed[doi.lower()] = day

    def notice(
        self, doi: str, kind: str, notice: str, day: date, source: str = "publisher"
    ) -> None:
        """Let only the notice's record tell of an update, indexed on that day."""
        entry = {
            "DOI": doi, "type": kind, "label": kind.replace("_", " ").title(), "source": source,
            "updated": {"date-parts": [[day.year, day.month, day.day]]},
        }  # fmt: skip
        work = self.notices.setdefault(notice.lower(), {"DOI": notice.lower(), "update-to": []})
        work["update-to"].append(entry)
        self.indexed[notice.lower()] = day

    def enter(self, nature: str, day: date, pmid: str = "0", doi: str = "", notice: str = "", reason: str = "", article: str = "Research Article;") -> None:  # fmt: skip
        """Add a row to the Retraction Watch file."""
        self.entries.append({
            "Record ID": str(len(self.entries) + 1), "Title": "Made-up paper", "RetractionNature": nature,
            "RetractionDate": f"{day.month}/{day.day}/{day.year} 0:00", "RetractionDOI": notice,
            "RetractionPubMedID": "0", "OriginalPaperDOI": doi, "OriginalPaperPubMedID": pmid, "Reason": reason,
            "ArticleType": article,
        })  # fmt: skip

    def _answer(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        parts = urlsplit(handler.path)
        _, name, path = (*parts.path.split("/", 2), "")[:3]
        self.requests.append((name, handler.path))
        asked = {key: each[0] for key, each in parse_qs(parts.query).items()} | form
        fault = self.faults.get(name)
        if fault and _fault(handler, fault):
            return
        if not path:
            _send(handler, 404, b"nothing stands at the root", {})
            return
        status, body, headers = getattr(self, f"_{name}")(f"/{path}", asked, handler)
        _send(handler, status, body, headers)

    def _crossref(
        self, path: str, asked: dict[str, str], _: Any
    ) -> tuple[int, bytes, dict[str, str]]:
        if path == "/works":
            filters = [each.split(":", 1) for each in asked["filter"].split(",")]
            since = next(
                (date.fromisoformat(value) for key, value in filters if key == "from-index-date"),
                None,
            )
            dois = [value.lower() for key, value in filters if key == "doi"]
            updated = {value.lower() for key, value in filters if key == "updates"}
            if self.spoilt & {*dois, *updated}:
                return 400, b'{"status": "failed", "message-type": "validation-failure"}', {}
            works = [self._work(doi) for doi in dois if self._is_listed(doi, since)]
            works += [
                work
                for doi, work in self.notices.items()
                if self._is_listed(doi, since)
                and updated & {each["DOI"].lower() for each in work["update-to"]}
            ]
            return _json({"status": "ok", "message": {"total-results": len(works), "items": works}})
        doi = unquote(path.removeprefix("/works/").removesuffix("/agency")).lower()
        if doi in self.unknown:
            return 404, b"Resource not found.", {}
        return _json({"status": "ok", "message": self._work(doi)})

    def _is_listed(self, doi: str, since: date | None) -> bool:
        if doi in self.unknown:
            return False
        return since is None or self.indexed.get(doi, date.min) >= since

    def _work(self, doi: str) -> dict[str, Any]:
        work = self.notices.get(doi) or {"DOI": doi}
        return work | ({"updated-by": self.updates[doi]} if doi in self.updates else {})

    def _retractionwatch(
        self, _: str, __: dict[str, str], handler: Any
    ) -> tuple[int, bytes, dict[str, str]]:
        rows = [
            ",".join('"' + each[head].replace('"', '""') + '"' for head in HEADS.split(","))
            for each in self.entries
        ]
        padding = '"0","Another made-up paper","1/1/2001 0:00","","0","10.5555/none","0","Retraction","",""'
        body = "\n".join([HEADS, padding, *rows]).encode() + b"\n"
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if handler.headers.get("If-None-Match") == tag:
            return 304, b"", {"ETag": tag}
        return 200, body, {"ETag": tag, "Content-Type": "text/csv"}

    def _clinicaltrials(
        self, _: str, asked: dict[str, str], __: Any
    ) -> tuple[int, bytes, dict[str, str]]:
        numbers = asked.get("filter.ids", "").split(",") if "filter.ids" in asked else None
        found = [
            each for each in self.trials
            if numbers is None or each["protocolSection"]["identificationModule"]["nctId"] in numbers
        ]  # fmt: skip
        return _json({"totalCount": len(found), "studies": found})

    def _europepmc(
        self, _: str, asked: dict[str, str], __: Any
    ) -> tuple[int, bytes, dict[str, str]]:
        return _json({"hitCount": 0, "resultList": {"result": []}})

    def _unpaywall(
        self, path: str, asked: dict[str, str], __: Any
    ) -> tuple[int, bytes, dict[str, str]]:
        return _json({"doi": unquote(path[1:]), "is_oa": False, "best_oa_location": None})

    def _icite(self, _: str, asked: dict[str, str], __: Any) -> tuple[int, bytes, dict[str, str]]:
        rows = [
            {"pmid": int(pmid), "relative_citation_ratio": 1.0, "nih_percentile": 50.0, "year": 2020,
             "citation_count": self.cited.get(pmid, 1), "provisional": "No"}
            for pmid in asked["pmids"].split(",")
        ]  # fmt: skip
        return _json({"data": rows})


def _json(content: object) -> tuple[int, bytes, dict[str, str]]:
    return 200, json.dumps(content).encode(), {"Content-Type": "application/json"}


def _send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]
) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _fault(handler: BaseHTTPRequestHandler, fault: str) -> bool:
    """Answer with a fault. Returns whether it did."""
    if fault in ("500", "403", "429"):
        headers = {"Retry-After": "0"} if fault == "429" else {}
        _send(handler, int(fault), b"out of order", headers)
    elif fault == "slow down":
        _send(handler, 429, b"", {"Retry-After": "86400"})
    elif fault == "html":
        _send(
            handler,
            200,
            b"<!DOCTYPE html><html><body>Maintenance</body></html>",
            {"Content-Type": "text/html"},
        )
    elif fault == "nonsense":
        _send(handler, 200, b'{"unexpected": []}', {"Content-Type": "application/json"})
    elif fault == "empty":
        _send(handler, 200, b"", {})
    elif fault == "redirects":
        _send(handler, 302, b"", {"Location": handler.path})
    elif fault == "cut":
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b'{"message": ')
        handler.close_connection = True
    elif fault == "drip":
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.02)
        handler.close_connection = True
    else:
        return False
    return True
