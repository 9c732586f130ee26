"""Asking the stand-in as a bare client would, for its own tests."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from lxml import etree

from tests.eutils import StandIn

Answer = tuple[int, bytes, dict[str, str]]


def ask(
    ncbi: StandIn, utility: str, post: bool = False, timeout: float = 10, **params: Any
) -> Answer:
    """(status, body, headers) of one request; an HTTP error is an answer too."""
    ending = "cgi" if utility == "ecitmatch" else "fcgi"
    query = urlencode({"db": "pubmed", **params})
    address = f"{ncbi.url}{utility}.{ending}"
    request = HttpRequest(address, query.encode()) if post else HttpRequest(f"{address}?{query}")
    try:
        with urlopen(request, timeout=timeout) as reply:
            return reply.status, reply.read(), dict(reply.headers)
    except HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


def ask_xml(ncbi: StandIn, utility: str, **params: Any) -> Any:
    """The root element of the answer."""
    status, body, _ = ask(ncbi, utility, **params)
    assert status == 200, body
    return etree.fromstring(body)


def ask_json(ncbi: StandIn, utility: str, **params: Any) -> Any:
    """The answer's result object."""
    _, body, _ = ask(ncbi, utility, retmode="json", **params)
    return json.loads(body)[f"{utility}result"]


def search(ncbi: StandIn, term: str, **params: Any) -> list[str]:
    """The ids of an XML search, up to 9,999, in the order given."""
    params.setdefault("retmax", 9_999)
    return list(ask_xml(ncbi, "esearch", term=term, **params).xpath("IdList/Id/text()"))


def fetched(ncbi: StandIn, **params: Any) -> list[str]:
    """The PMIDs of an EFetch reply."""
    path = "*/MedlineCitation/PMID/text() | */BookDocument/PMID/text()"
    return list(ask_xml(ncbi, "efetch", **params).xpath(path))
