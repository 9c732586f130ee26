"""The replies of the E-utilities, in the shapes NCBI sends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from tests.eutils.finding import Found
from tests.eutils.minimal import HEAD
from tests.eutils.terms import FIELDS

XML = "text/xml; charset=UTF-8"
JSON = "application/json; charset=UTF-8"
TEXT = "text/plain; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
DATABASES = ("pubmed", "protein", "nuccore", "books", "gene", "mesh", "nlmcatalog", "pmc")
ROOTS = {
    "esearch": ("eSearchResult", "esearch 20060628", "20060628/esearch.dtd"),
    "epost": ("ePostResult", "epost 20090526", "20090526/epost.dtd"),
    "efetch": ("eFetchResult", "efetch 20131226", "20131226/efetch.dtd"),
    "einfo": ("eInfoResult", "einfo 20190110", "20190110/einfo.dtd"),
}
EXPIRED = "Unable to obtain query #1"
BACKEND_FAILED = "Search Backend failed: Database is not supported: pubmed"


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP reply."""

    body: bytes
    kind: str = XML
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hits:
    """What ESearch says: one page of a result, and what it thinks of the query."""

    count: int
    start: int
    shown: int
    """``RetMax``: how many ids the page should hold."""
    pmids: Sequence[str]
    found: Found
    translation: str
    query_key: int | None = None
    webenv: str | None = None
    messages: tuple[str, ...] = ()


def document(utility: str, inside: str, status: int = 200) -> Reply:
    """An XML reply of a utility, its document type with it."""
    root, name, dtd = ROOTS.get(utility, ROOTS["efetch"])
    head = '<?xml version="1.0" encoding="UTF-8" ?>\n'
    doctype = f'<!DOCTYPE {root} PUBLIC "-//NLM//DTD {name}//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/{dtd}">\n'
    return Reply(f"{head}{doctype}<{root}>{inside}</{root}>\n".encode(), status=status)


def error(utility: str, message: str, as_json: bool = False, status: int = 200) -> Reply:
    """A reply that carries only ``ERROR``. As JSON, a newline in it stays raw, as NCBI leaves it."""
    if as_json:
        text = json.dumps({"header": _header(utility), f"{utility}result": {"ERROR": message}})
        return Reply(text.replace("\\n", "\n").encode(), JSON, status)
    return document(utility, f"<ERROR>{escape(message)}</ERROR>", status)


def beyond_window(window: int) -> str:
    """What the search backend says of a page that begins beyond the first 9,999 hits."""
    return (
        f"Search Backend failed: Exception:\n'retstart' cannot be larger than {window - 1}. For PubMed, "
        f"ESearch can only retrieve the first {window:,} records matching the query. To obtain more than "
        f"{window:,} PubMed records, consider using <EDirect> that contains additional logic to batch PubMed "
        "search results automatically so that an arbitrary number can be retrieved."
    )


def limited(caller: str, count: int, limit: int) -> bytes:
    """The body of a 429."""
    said = {
        "error": "API rate limit exceeded",
        "api-key": caller,
        "count": str(count),
        "limit": str(limit),
    }
    return json.dumps(said, separators=(",", ":")).encode()


def wrong_key(key: str) -> Reply:
    """The reply to a key NCBI never gave out: it repeats the key."""
    said = {"error": "API key invalid", "api-key": key, "type": "client", "status": "unknown"}
    return Reply(json.dumps(said, separators=(",", ":")).encode(), JSON, 400)


def page(title: str, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """An HTML page where a record was expected."""
    body = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1><p>The service is being looked after.</p></body></html>\n"
    return Reply(body.encode(), HTML, status, headers or {})


def hits_reply(hits: Hits, as_json: bool) -> Reply:
    """An ESearch result."""
    return _hits_json(hits) if as_json else _hits_xml(hits)


def count_reply(count: int, as_json: bool) -> Reply:
    """An ESearch result with ``rettype=count``."""
    if as_json:
        return _as_json("esearch", {"count": str(count)})
    return document("esearch", f"\n\t<Count>{count}</Count>\n")


def _header(utility: str) -> dict[str, str]:
    return {"type": utility, "version": "0.3"}


def _as_json(utility: str, result: object) -> Reply:
    said = {"header": _header(utility), f"{utility}result": result}
    return Reply(json.dumps(said).encode(), JSON)


def _hits_json(hits: Hits) -> Reply:
    found = hits.found
    result: dict[str, object] = {
        "count": str(hits.count),
        "retmax": str(hits.shown),
        "retstart": str(hits.start),
    }
    if hits.webenv:
        result |= {"querykey": str(hits.query_key), "webenv": hits.webenv}
    result |= {
        "idlist": list(hits.pmids),
        "translationset": [{"from": this, "to": that} for this, that in found.translations],
        "querytranslation": hits.translation,
    }
    if found.phrases_not_found or found.fields_not_found:
        result["errorlist"] = {
            "phrasesnotfound": found.phrases_not_found,
            "fieldsnotfound": found.fields_not_found,
        }
    if found.phrases_ignored or found.quoted_not_found or hits.messages:
        result["warninglist"] = {
            "phrasesignored": found.phrases_ignored,
            "quotedphrasesnotfound": found.quoted_not_found,
            "outputmessages": list(hits.messages),
        }
    return _as_json("esearch", result)


def _hits_xml(hits: Hits) -> Reply:
    found = hits.found
    history = (
        f"<QueryKey>{hits.query_key}</QueryKey><WebEnv>{hits.webenv}</WebEnv>"
        if hits.webenv
        else ""
    )
    ids = "".join(f"<Id>{pmid}</Id>\n" for pmid in hits.pmids)
    translations = "".join(
        f"<Translation>     <From>{escape(this)}</From>     <To>{escape(that)}</To>    </Translation>"
        for this, that in found.translations
    )
    errors = elements("PhraseNotFound", found.phrases_not_found)
    errors += elements("FieldNotFound", found.fields_not_found)
    warnings = elements("PhraseIgnored", found.phrases_ignored)
    warnings += elements("QuotedPhraseNotFound", found.quoted_not_found)
    warnings += elements("OutputMessage", hits.messages)
    return document(
        "esearch",
        f"<Count>{hits.count}</Count><RetMax>{hits.shown}</RetMax><RetStart>{hits.start}</RetStart>"
        f"{history}{_within('IdList', ids, chr(10))}{_within('TranslationSet', translations)}"
        f"<QueryTranslation>{escape(hits.translation)}</QueryTranslation>"
        + (_within("ErrorList", errors) if errors else "")
        + (_within("WarningList", warnings) if warnings else ""),
    )


def _within(name: str, inside: str, lead: str = "") -> str:
    return f"<{name}>{lead}{inside}</{name}>" if inside else f"<{name}/>"


def elements(name: str, values: Iterable[str]) -> str:
    """One element a value."""
    return "".join(f"<{name}>{escape(value)}</{name}>" for value in values)


def posted(query_key: int, webenv: str, problems: Sequence[str] = ()) -> Reply:
    """An EPost result."""
    inside = f"\n\t<QueryKey>{query_key}</QueryKey>\n\t<WebEnv>{webenv}</WebEnv>\n"
    return document("epost", inside + elements("ERROR", problems))


def article_set(records: Sequence[bytes]) -> Reply:
    """An EFetch result."""
    return Reply(HEAD + b"<PubmedArticleSet>\n" + b"\n".join(records) + b"</PubmedArticleSet>")


def id_list(pmids: Sequence[str], as_xml: bool) -> Reply:
    """An EFetch result with ``rettype=uilist``."""
    if as_xml:
        inside = "".join(f"\n\t<Id>{pmid}</Id>" for pmid in pmids)
        head = '<?xml version="1.0" ?>\n'
        return Reply(f"{head}<IdList>{inside}\n</IdList>\n".encode())
    return Reply("".join(f"{pmid}\n" for pmid in pmids).encode(), TEXT)


def databases(as_json: bool) -> Reply:
    """EInfo without ``db``."""
    if as_json:
        return _as_json("einfo", {"dblist": list(DATABASES)})
    names = "".join(f"\n\t<DbName>{name}</DbName>" for name in DATABASES)
    return document("einfo", f"\n<DbList>\n{names}\n</DbList>\n")


def database(count: int, day: date, as_json: bool) -> Reply:
    """EInfo of PubMed."""
    facts = {
        "dbname": "pubmed",
        "menuname": "PubMed",
        "description": "PubMed bibliographic record",
        "dbbuild": f"Build-{day:%Y.%m.%d}.06.33",
        "count": str(count),
        "lastupdate": f"{day:%Y/%m/%d} 06:33",
    }
    names = [(key.upper(), value[0]) for key, value in FIELDS.items()]
    if as_json:
        fields = [{"name": name, "fullname": full} for name, full in names]
        return _as_json("einfo", {"dbinfo": [{**facts, "fieldlist": fields, "linklist": []}]})
    tags = ("DbName", "MenuName", "Description", "DbBuild", "Count", "LastUpdate")
    inside = "".join(
        f"\n\t\t<{tag}>{value}</{tag}>" for tag, value in zip(tags, facts.values(), strict=True)
    )
    fields_xml = "".join(
        f"<Field><Name>{name}</Name><FullName>{escape(full)}</FullName><Description/><TermCount/>"
        "<IsDate>N</IsDate><IsNumerical>N</IsNumerical><SingleToken>N</SingleToken>"
        "<Hierarchy>N</Hierarchy><IsHidden>N</IsHidden></Field>"
        for name, full in names
    )
    return document(
        "einfo",
        f"\n\t<DbInfo>{inside}\n\t\t<FieldList>{fields_xml}</FieldList><LinkList/>\n\t</DbInfo>\n",
    )
