"""Reading a PubMed query: the part of its syntax that search strategies use.

Operators work from left to right, none binds closer than another, and only parentheses group
(PubMed help, "Combining search terms with Boolean operators"). They are upper case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FIELDS = {
    "all": ("All Fields", "all", "all fields"),
    "tiab": ("Title/Abstract", "tiab", "title/abstract"),
    "ti": ("Title", "ti", "title"),
    "ab": ("Abstract", "ab", "abstract"),
    "tw": ("Text Word", "tw", "text word", "text words"),
    "ot": ("Other Term", "ot", "other term"),
    "ad": ("Affiliation", "ad", "affiliation"),
    "mh": ("MeSH Terms", "mh", "mesh", "mesh terms", "mesh:noexp", "mh:noexp", "mesh terms:noexp"),
    "majr": ("MeSH Major Topic", "majr", "mesh major topic", "majr:noexp"),
    "sh": ("MeSH Subheading", "sh", "subheading", "mesh subheading"),
    "pt": ("Publication Type", "pt", "ptyp", "publication type", "pt:noexp"),
    "sb": ("Filter", "sb", "filter", "subset"),
    "au": ("Author", "au", "auth", "author"),
    "1au": ("Author - First", "1au", "first author", "author - first"),
    "la": ("Language", "la", "lang", "language"),
    "ta": ("Journal", "ta", "jour", "journal"),
    "vi": ("Volume", "vi", "volume"),
    "ip": ("Issue", "ip", "issue"),
    "pg": ("Pagination", "pg", "page", "pagination"),
    "aid": ("Article Identifier", "aid", "lid", "doi", "article identifier", "location id"),
    "si": ("Secondary Source ID", "si", "secondary source id"),
    "uid": ("UID", "uid", "pmid"),
    "pdat": ("Date - Publication", "pdat", "dp", "date - publication", "publication date"),
    "edat": ("Date - Entry", "edat", "date - entry", "entry date", "date - entrez"),
    "crdt": ("Date - Create", "crdt", "cdat", "date - create", "create date"),
    "mdat": ("Date - Modification", "mdat", "lr", "date - modification", "modification date"),
    "mhda": ("Date - MeSH", "mhda", "date - mesh"),
}
"""Field: the name PubMed writes in a translation, then the tags it reads."""
TAGS = {tag: field for field, (_, *tags) in FIELDS.items() for tag in tags}
DATES = ("pdat", "edat", "crdt", "mdat", "mhda")
OPERATORS = ("AND", "OR", "NOT")
TOKEN = re.compile(
    r'\s*(?:(?P<mark>[():])|(?P<quoted>"[^"]*"?)|(?P<tag>\[[^\]]*\]?)|(?P<word>[^\s()":\[\]]+))'
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase in a field.

    ``tag`` is the field as written, ``unknown_field`` whether PubMed does not know it (and searches all fields).
    """

    text: str
    field: str = "all"
    quoted: bool = False
    tag: str | None = None
    unknown_field: bool = False

    @property
    def written(self) -> str:
        """The term as its author wrote it, which is how PubMed complains of it."""
        text = f'"{self.text}"' if self.quoted else self.text
        return f"{text}[{self.tag}]" if self.tag else text


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two bounds of a date field or of PMIDs."""

    low: str
    high: str
    field: str


@dataclass(frozen=True, slots=True)
class Reference:
    """``#1``: an earlier search of the same History environment."""

    key: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of a query, worked off from left to right: the first, then each with the operator before it."""

    first: Query
    rest: tuple[tuple[str, Query], ...]


Query = Term | Range | Reference | Joined


@dataclass(slots=True)
class _Token:
    kind: str
    text: str


def parse_query(text: str, field: str = "all") -> Query | None:
    """The query as a tree; ``None`` where nothing in it can be searched. Stray parentheses and operators are let be."""
    tokens = [
        _Token(str(found.lastgroup), found.group(str(found.lastgroup)))
        for found in TOKEN.finditer(text)
    ]
    reader = _Reader(tokens, field)
    query = reader.expression()
    while reader.left:
        query = joined(query, "AND", reader.expression())
    return query


def joined(left: Query | None, operator: str, right: Query | None) -> Query | None:
    """Both parts with the operator between them; the one there is where the other is nothing."""
    if left is None or right is None:
        return left or right
    if isinstance(left, Joined):
        return Joined(left.first, (*left.rest, (operator, right)))
    return Joined(left, ((operator, right),))


class _Reader:
    def __init__(self, tokens: list[_Token], field: str) -> None:
        self._tokens = tokens
        self._at = 0
        self._field = field

    @property
    def left(self) -> bool:
        return self._at < len(self._tokens)

    def _next(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _sees(self, *texts: str) -> bool:
        return self.left and self._tokens[self._at].text in texts

    def _sees_kind(self, *kinds: str) -> bool:
        return self.left and self._tokens[self._at].kind in kinds and not self._sees(*OPERATORS)

    def expression(self) -> Query | None:
        """Parts joined from left to right, up to a closing parenthesis or the end."""
        parts: list[tuple[str, Query]] = []
        operator = "AND"
        while self.left:
            if self._sees(")"):
                self._next()
                break
            if self._sees(*OPERATORS):
                operator = self._next().text
                continue
            part = self._operand()
            if part is not None:
                parts.append((operator, part))
            operator = "AND"
        if not parts:
            return None
        first = parts[0][1]
        return Joined(first, tuple(parts[1:])) if len(parts) > 1 else first

    def _operand(self) -> Query | None:
        if self._sees("("):
            self._next()
            return self.expression()
        if self._sees_kind("quoted"):
            return self._tagged([self._next().text.strip('"')], quoted=True)
        words = []
        while self._sees_kind("word"):
            words.append(self._next().text)
        if not words:
            self._next()
            return None
        return self._tagged(words, quoted=False)

    def _tagged(self, words: list[str], quoted: bool) -> Query | None:
        """A term with the tag that follows it; with the other bound where a colon follows."""
        tag = self._tag()
        if self._sees(":"):
            return self._range(" ".join(words), tag)
        if tag is None and not quoted:
            return self._untagged(words)
        field = self._field if tag is None else TAGS.get(tag.lower().strip())
        return Term(" ".join(words), field or "all", quoted, tag, unknown_field=field is None)

    def _tag(self) -> str | None:
        return self._next().text.strip("[]") if self._sees_kind("tag") else None

    def _untagged(self, words: list[str]) -> Query | None:
        query: Query | None = None
        for word in words:
            found = re.fullmatch(r"#(\d+)", word)
            each = Reference(int(found.group(1))) if found else Term(word, self._field)
            query = joined(query, "AND", each)
        return query

    def _range(self, low: str, tag: str | None) -> Query | None:
        self._next()
        if not self._sees_kind("word", "quoted"):
            return Term(low, self._field)
        high = self._next().text.strip('"')
        second = self._tag()
        field = TAGS.get((second or tag or "").lower().strip())
        if field in (*DATES, "uid"):
            return Range(low, high, field)
        return joined(Term(low, field or self._field), "AND", Term(high, field or self._field))


def translation(query: Query | None) -> str:
    """The query as PubMed writes it back in ``QueryTranslation``."""
    if query is None:
        return ""
    if isinstance(query, Joined):
        return "".join((_part(query.first), *(f" {op} {_part(part)}" for op, part in query.rest)))
    if isinstance(query, Range):
        return f"{query.low}:{query.high}[{FIELDS[query.field][0]}]"
    if isinstance(query, Reference):
        return f"#{query.key}"
    return f'"{query.text.lower()}"[{FIELDS[query.field][0]}]'


def _part(query: Query) -> str:
    written = translation(query)
    return f"({written})" if isinstance(query, Joined) else written
