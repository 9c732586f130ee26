"""References of running text: Markdown, plain text, HTML and LaTeX, each character at its own place. Pure."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from littrack.check.identifiers import Found, find_identifiers
from littrack.check.latex import FILLER, padded
from littrack.check.manuscript import Ignored, Manuscript, Place, Reference
from littrack.check.metadata import MARK, is_formatted

_HEADING = re.compile(
    r"(?:^|[\u2028\u2029])[^\S\n]{0,400}(?:#+[ \t]*|\\(?:sub)*section\*?\{|<h\d[^>]*>[ \t]*)?[*_]{0,3}(?:\d{1,2}\.?[ \t]+)?"
    r"(?:references?|bibliograph(?:y|ie)|literature?(?: cited)?|literaturverzeichnis|références|referencias|bibliografía|works cited|sources"
    r"|further reading)\b[^\n\u2028\u2029]{0,20}(?:$|(?=[\u2028\u2029]))",
    re.IGNORECASE | re.MULTILINE,
)
_NEXT_HEADING = re.compile(
    r"\u2029|^(?:#+\s+\S|\\(?:sub)*section|\\appendix|\\end\{(?:thebibliography|document)\})",
    re.MULTILINE,
)
_ITEM = re.compile(
    r"^\s{0,6}(?:\d{1,3}[.)\]:](?=\s)|\[\d{1,3}\]|[-*+](?=\s)|•|\\bibitem|\\item\b|\[\^[\w-]+\]:)\s*",
    re.MULTILINE,
)
_PARAGRAPH = re.compile(r"(\u2028|\n[^\S\n]*\n)")
_LINE = re.compile(r"(\n)")
_NUMBERED = re.compile(r"^[ \t]{0,6}\[?(\d{1,3})[.)\]][ \t]", re.MULTILINE)
_NOTE = re.compile(r"^\[\^[\w-]+\]:[ \t]*", re.MULTILINE)
"""A footnote of Markdown; it ends before a line that is not indented."""
_VISITED = re.compile(
    r"\[?\b(?:accessed|retrieved|viewed|cited|last checked|zugegriffen|abgerufen|consulté)\b[^;\])\n]{0,40}?(?:19|20)\d\d\]?",
    re.IGNORECASE,
)
"""When the author looked, which is not when it was published."""
_NUMBER = re.compile(
    r"^\s*(?:\[?(\d{1,3})[.)\]:]|\[\^([\w-]+)\]:|\\bibitem(?:\[[^\]]*\])?\{([^}]+)\})"
)
_YEAR = re.compile(r"(?<![\d/.:-])(?:19|20)\d\d(?![\d/]|[.:-]\d)")
_KEY = re.compile(
    r"(?<![\w.@/])-?@(?:\{([^}\s]+)\}|([A-Za-z0-9_][\w:.#$%&+?<>~/-]*[A-Za-z0-9_]|[A-Za-z0-9_]))"
)
_BRACKETED = re.compile(r"\[[^\[\]@]{0,200}-?@[\w{]")
_CITE = re.compile(
    r"\\(?:no|paren|foot|text|auto|smart|super|full|Paren|Text|Auto)?[Cc]ite(?:p|t|alp|alt|author|year|num)?\*?(?:\[[^\]]*\]){0,2}\{([^}]*)\}"
)
_IGNORE = re.compile(
    r"(?:<!--|%)\s*littrack:\s*ignore\s+(?:PMID:?\s*|doi:?\s*)?(\S+)[ \t]*([^\n]*?)\s*(?:-->|$)",
    re.IGNORECASE | re.MULTILINE,
)
_FENCE = re.compile(r"^(```+|~~~+)[^\n]*\n.*?(?:^\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TIE = re.compile(r"(?<=[\w.}])~(?=[\w\\$({])")
_TEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_TAG = re.compile(
    r"<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-z]\w{1,30}|#\d{1,7}|#x[\da-f]{1,6});", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_()\[\]<>*#.~&-])")
_NO_KEY = re.compile(r"@|/|^(?:doi|pmid|pmc|pmcid|arxiv|https?):", re.IGNORECASE)
"""No key of a bibliography: an e-mail address, or the identifier itself."""
PART = "\u2029"
"""Begins a new part of the text: a reference list ends there."""
BLOCK = "\u2028"
"""Ends a paragraph: no sentence goes on behind it."""
_BLOCK_TAG = re.compile(
    r"</?(?:p|li|h\d|div|tr|td|th|dt|dd|br|ol|ul|section|article|header|blockquote|figcaption)\b", re.IGNORECASE
)  # fmt: skip
_PART_TAG = re.compile(r"<h\d|</[ou]l\b|<footer\b", re.IGNORECASE)
"""Where a reference list may end."""
_HREF = re.compile(r"""href\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_BESIDE = re.compile(
    r"[\s;,.:()\[\]]*(?:(?:doi|pmid|pmcid|pmc|https?://[\w./]*|available (?:at|from))[\s:#]*)*",
    re.IGNORECASE,
)
"""What may stand between two identifiers of one mention,"""
_FAR = 200
"""and how much of it."""
_FRONT = re.compile(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*\n", re.DOTALL)
_BIB_LINE = re.compile(r"^bibliography:\s*(.*(?:\n\s+-\s*.*)*)", re.MULTILINE)
_TEX_BIB = re.compile(r"\\(?:bibliography|addbibresource(?:\[[^\]]*\])?)\{([^}]*)\}")


def read_markdown(name: str, text: str) -> Manuscript:
    """Markdown or plain text, with pandoc's citations."""
    ignored = tuple(_ignored(text))
    words = _blanked(text, (_FENCE, _COMMENT))
    front = _FRONT.match(text)
    files = tuple(_front_files(front[1])) if front else ()
    if front:
        words = _blanked(words, (_FRONT,))
    keys = tuple(
        (key[1] or key[2], at) for key, at in _placed(words, _KEY) if not _NO_KEY.search(key[1] or key[2])
    )  # fmt: skip
    words = _ESCAPED.sub(rf"{FILLER}\1", words)
    bracketed = _BRACKETED.search(words) is not None
    return _manuscript(name, words, keys=keys, bracketed=bracketed, files=files, ignored=ignored)


def read_latex(name: str, text: str) -> Manuscript:
    """LaTeX."""
    ignored = tuple(_ignored(text))
    words = _blanked(text, (_TEX_COMMENT,))
    keys = tuple(
        (key.strip(), at) for found, at in _placed(words, _CITE) for key in found[1].split(",")
        if key.strip() and key.strip() != "*"
    )  # fmt: skip
    files = tuple(
        part.strip() if part.strip().endswith(".bib") else f"{part.strip()}.bib"
        for found in _TEX_BIB.finditer(words) for part in found[1].split(",") if part.strip()
    )  # fmt: skip
    own = "\\begin{thebibliography}" in words
    return _manuscript(
        name,
        padded(_TIE.sub(" ", words)),
        keys=keys,
        bracketed=not own,
        files=files,
        ignored=ignored,
    )


def read_html(name: str, text: str) -> Manuscript:
    """HTML: tags become blanks of the same length, the addresses of links stay."""
    ignored = tuple(_ignored(text))
    words = _ENTITY.sub(_character, _TAG.sub(_without_tag, text))
    return _manuscript(name, words, ignored=ignored)


def read_paragraphs(
    name: str, paragraphs: Sequence[str], references: Sequence[Reference] = ()
) -> Manuscript:
    """A document of paragraphs, each a line; ``references`` are those that its reference manager keeps in it."""
    text = "\n".join(f"{' '.join(each.split(chr(10)))}{BLOCK}" for each in paragraphs)
    return _manuscript(name, text, references=references)


def _manuscript(
    name: str,
    text: str,
    *,
    references: Sequence[Reference] = (),
    keys: tuple[tuple[str, Place], ...] = (),
    bracketed: bool = False,
    files: tuple[str, ...] = (),
    ignored: tuple[Ignored, ...] = (),
) -> Manuscript:
    listed = _list_span(text)
    return Manuscript(
        name,
        text,
        (*_references(text, listed), *references),
        keys,
        files,
        ignored,
        bracketed,
        listed=listed,
    )


def _character(found: re.Match[str]) -> str:
    """The character that an entity stands for, in the entity's own room."""
    return html.unescape(found[0])[:1].ljust(len(found[0]), FILLER)


def _without_tag(found: re.Match[str]) -> str:
    tag = found[0]
    kept = [" " if each != "\n" else "\n" for each in tag]
    if not tag.lower().startswith(("<script", "<style", "<!--")):
        for link in _HREF.finditer(tag):
            kept[link.start(1) : link.end(1)] = link[1]
        if _PART_TAG.match(tag):
            kept[-1] = PART
        elif _BLOCK_TAG.match(tag):
            kept[-1] = BLOCK
    return "".join(kept)


def _blanked(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def _placed(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Place]]:
    places = _Places(text)
    for found in pattern.finditer(text):
        yield found, places.of(found.start())


class _Places:
    """Places of characters, asked for in growing order."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def of(self, at: int) -> Place:
        self._line += self._text.count("\n", self._at, at)
        self._at = max(self._at, at)
        return Place(self._line, at - (self._text.rfind("\n", 0, at) + 1) + 1)


def _ignored(text: str) -> Iterator[Ignored]:
    for found, place in _placed(text, _IGNORE):
        yield Ignored(found[1].strip().rstrip(".,;").lower(), found[2].strip(" -"), place)


def _front_files(front: str) -> Iterator[str]:
    found = _BIB_LINE.search(front)
    if not found:
        return
    for part in re.split(r"[,\n]", found[1].strip().strip("[]")):
        name = part.strip().lstrip("-").strip().strip("\"'")
        if name:
            yield name


def _references(text: str, listed: tuple[int, int]) -> Iterator[Reference]:
    """Entries of the reference list and of footnotes, and every other identifier as a mention."""
    spans = [*_footnotes(text, listed), *([listed] if listed[1] > listed[0] else [])]
    found = list(find_identifiers(text))
    starts = [each.start for each in found]
    taken: set[int] = set()
    entries: list[Reference] = []
    for start, end in spans:
        inside = range(bisect_left(starts, start), bisect_left(starts, end))
        taken.update(inside)
        read = _entries(text, start, end, [found[at] for at in inside])
        entries += read
    places = _Places(text)
    for group in _together(text, [each for at, each in enumerate(found) if at not in taken]):
        yield _mention(group, places.of(group[0].start))
    yield from entries


def _footnotes(text: str, listed: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Footnotes that are a reference each; one with more of the author's words holds mentions only."""
    for mark in _NOTE.finditer(text):
        if listed[0] <= mark.start() < listed[1]:
            continue
        end = re.compile(r"\n(?![ \t]+\S)|\Z").search(text, mark.end())
        last = end.start() if end else len(text)
        if is_formatted(text[mark.end() : last]):
            yield mark.start(), last


def _list_span(text: str) -> tuple[int, int]:
    last_year = max((each.start() for each in _YEAR.finditer(text)), default=-1)
    headings = [each for each in _HEADING.finditer(text) if each.end() <= last_year]
    if headings:
        start = headings[-1].end()
    else:
        start = text.find("\\begin{thebibliography}")
        if start < 0:
            start = _unannounced(text)
        if start < 0:
            return 0, 0
    following = _NEXT_HEADING.search(text, start + 1)
    end = following.start() if following else len(text)
    note = _NOTE.search(text, start, end)
    if note and text[start : note.start()].strip():
        end = note.start()
    return start, end


def _unannounced(text: str) -> int:
    """Where a list without a heading begins: lines numbered from 1 on, three at least, that begin as references do."""
    marks = list(_NUMBERED.finditer(text))
    begun = [at for at, mark in enumerate(marks) if mark[1] == "1"]
    ends = [*begun[1:], len(marks)]
    for first, last in reversed(list(zip(begun, ends[: len(begun)], strict=True))):
        run = marks[first:last]
        alike = [each for number, each in enumerate(run, 1) if int(each[1]) == number]
        formatted = [each for each in alike if is_formatted(text[each.end() : each.end() + 200])]
        if len(alike) >= 3 and len(formatted) > 0.8 * len(run):
            return marks[first].start()
    return -1


def _together(text: str, found: Sequence[Found]) -> Iterator[list[Found]]:
    """Identifiers of different kinds side by side ("doi:…; PMID: …") are one mention."""
    group: list[Found] = []
    for each in found:
        near = (
            bool(group)
            and each.start - group[-1].end <= _FAR
            and _BESIDE.fullmatch(text, group[-1].end, each.start) is not None
        )
        joined = near and each.kind not in {other.kind for other in group}
        same = (
            group
            and any((other.kind, other.value) == (each.kind, each.value) for other in group)
            and near
        )
        if same:
            continue
        if group and not joined:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _mention(group: Sequence[Found], place: Place) -> Reference:
    named = {each.kind: each.value for each in group}
    doi = next((each.printed for each in group if each.kind == "doi"), "")
    label = f"PMID {named['pmid']}" if "pmid" in named else doi or named.get("pmcid") or ""
    return Reference(place, label, named.get("pmid"), named.get("pmcid"), named.get("doi"))


def _entries(text: str, start: int, end: int, found: Sequence[Found]) -> Iterator[Reference]:
    places = _Places(text)
    starts = [each.start for each in found]
    for first, last in _items(text, start, end):
        inside = found[bisect_left(starts, first) : bisect_left(starts, last)]
        printed = text[first:last]
        if not inside and not _YEAR.search(printed):
            continue
        yield _entry(
            printed, inside, first, places.of(first + len(printed) - len(printed.lstrip()))
        )


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The entries of the list: by their marks, else by paragraphs, else by lines."""
    marks = [match.start() for match in _ITEM.finditer(text, start, end)]
    for separator in (_PARAGRAPH, _LINE):
        if len(marks) < 2:
            marks = _beginnings(text, start, end, separator)
    yield from zip(marks, [*marks[1:], end][: len(marks)], strict=True)


def _beginnings(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[int]:
    """Where the parts between separators begin, those that are not blank."""
    found, at = [], start
    for piece in separator.split(text[start:end]):
        if bare := piece.lstrip():
            found.append(at + len(piece) - len(bare))
        at += len(piece)
    return found


def _entry(printed: str, inside: Sequence[Found], offset: int, place: Place) -> Reference:
    named: dict[str, str] = {}
    for each in inside:
        named.setdefault(each.kind, each.value)
    bare = printed
    for each in sorted(inside, key=lambda one: -one.start):
        bare = bare[: each.start - offset] + " " + bare[each.end - offset :]
    bare = re.sub(r"https?://\S*", " ", bare).replace(FILLER, "")
    if "\\" in bare:
        bare = re.sub(r"\\(?:[a-zA-Z]+)(?:\[[^\]]*\])?|[{}]", " ", bare.replace("\\newblock", ". "))
    number = _NUMBER.match(printed)
    label = next((part for part in number.groups() if part), None) if number else None
    words = " ".join(MARK.sub("", bare).split())[:40].rstrip()
    is_note = printed.lstrip().startswith("[^")
    what = "note" if is_note else "reference"
    return Reference(
        place, f"{what} {label}" if label else f"“{words}…”",
        named.get("pmid"), named.get("pmcid"), named.get("doi"),
        years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(_VISITED.sub(" ", bare)))),
        text=" ".join(bare.split()), entry=True, is_note=is_note,
    )  # fmt: skip
