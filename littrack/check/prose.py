"""References of running text: Markdown, plain text, HTML and LaTeX, each character at its own place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from littrack.check.identifiers import Found, find_identifiers
from littrack.check.manuscript import Ignored, Manuscript, Place, Reference

_HEADING = re.compile(
    r"^\s*(?:#+\s*|\\(?:sub)*section\*?\{|<h\d[^>]*>\s*)?(?:references?|bibliography|literature(?: cited)?|works cited|sources|further reading)\b[^\n]{0,20}$",
    re.IGNORECASE | re.MULTILINE,
)
_NEXT_HEADING = re.compile(r"^(?:#+\s+\S|\\section|\\end\{thebibliography\})", re.MULTILINE)
_ITEM = re.compile(r"^\s{0,6}(?:\[?\d{1,3}[.)\]:]|[-*+•]|\\bibitem|\[\^[\w-]+\]:)\s*", re.MULTILINE)
_NUMBER = re.compile(
    r"^\s*(?:\[?(\d{1,3})[.)\]:]|\[\^([\w-]+)\]:|\\bibitem(?:\[[^\]]*\])?\{([^}]+)\})"
)
_YEAR = re.compile(r"(?<![\d/.:-])(?:19|20)\d\d(?![\d/]|[.:-]\d)")
_KEY = re.compile(
    r"(?<![\w.@/])-?@(?:\{([^}\s]+)\}|([A-Za-z0-9_][\w:.#$%&+?<>~/-]*[A-Za-z0-9_]|[A-Za-z0-9_]))"
)
_CITE = re.compile(
    r"\\(?:no|paren|foot|text|auto|smart|super|full|Paren|Text|Auto)?[Cc]ite(?:p|t|alp|alt|author|year|num)?\*?(?:\[[^\]]*\]){0,2}\{([^}]*)\}"
)
_IGNORE = re.compile(
    r"(?:<!--|%)\s*littrack:\s*ignore\s+(?:PMID:?\s*|doi:?\s*)?(\S+)[ \t]*([^\n]*?)\s*(?:-->|$)",
    re.IGNORECASE | re.MULTILINE,
)
_FENCE = re.compile(r"^(```+|~~~+)[^\n]*\n.*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_TAG = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
_HREF = re.compile(r"""href\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_BESIDE = re.compile(
    r"[\s;,.:()\[\]]*(?:(?:doi|pmid|pmcid|pmc|https?://[\w./]*|available (?:at|from))[\s:#]*)*",
    re.IGNORECASE,
)
"""What may stand between two identifiers of one mention."""
_FRONT = re.compile(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*\n", re.DOTALL)
_BIB_LINE = re.compile(r"^bibliography:\s*(.*(?:\n\s+-\s*.*)*)", re.MULTILINE)
_TEX_BIB = re.compile(r"\\(?:bibliography|addbibresource(?:\[[^\]]*\])?)\{([^}]*)\}")


def read_markdown(name: str, text: str) -> Manuscript:
    """Markdown or plain text, with pandoc's citations."""
    ignored = tuple(_ignored(text))
    words = _blanked(text, (_FENCE, _COMMENT))
    keys = tuple(
        (key[1] or key[2], at) for key, at in _placed(words, _KEY) if "@" not in (key[1] or key[2])
    )
    front = _FRONT.match(text)
    files = tuple(_front_files(front[1])) if front else ()
    if front:
        words = _blanked(words, (_FRONT,))
    emails = tuple(each for each in keys if "/" not in each[0])
    return Manuscript(name, words, tuple(_references(words)), emails, files, ignored)


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
    plain = (
        words.replace("\\_", "\x00_")
        .replace("\\%", "\x00%")
        .replace("\\&", "\x00&")
        .replace("\x00", " ")
    )
    return Manuscript(name, plain, tuple(_references(plain)), keys, files, ignored)


def read_html(name: str, text: str) -> Manuscript:
    """HTML: tags become blanks of the same length, the addresses of links stay."""
    ignored = tuple(_ignored(text))
    words = _TAG.sub(_without_tag, text)
    return Manuscript(name, words, tuple(_references(words)), ignored=ignored)


def read_paragraphs(
    name: str, paragraphs: Sequence[str], references: Sequence[Reference] = ()
) -> Manuscript:
    """A document of paragraphs, each a line; ``references`` are those that its reference manager keeps in it."""
    text = "\n".join(" ".join(each.split("\n")) for each in paragraphs)
    return Manuscript(name, text, (*_references(text), *references))


def _without_tag(found: re.Match[str]) -> str:
    tag = found[0]
    kept = [" " if each != "\n" else "\n" for each in tag]
    if not tag.lower().startswith(("<script", "<style", "<!--")):
        for link in _HREF.finditer(tag):
            kept[link.start(1) : link.end(1)] = link[1]
        if (
            re.match(r"</?(?:p|li|h\d|div|tr|br|ol|ul)\b", tag, re.IGNORECASE)
            and "\n" not in tag
            and len(tag) > 1
            and not _HREF.search(tag)
        ):
            kept[-1] = "\u2028"
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


def _references(text: str) -> Iterator[Reference]:
    """Entries of the reference list, and every other identifier as a mention."""
    start, end = _list_span(text)
    places = _Places(text)
    found = list(find_identifiers(text))
    mentions = [each for each in found if not start <= each.start < end]
    for group in _together(text, mentions):
        yield _mention(group, places.of(group[0].start))
    if start < end:
        yield from _entries(text, start, end, [each for each in found if start <= each.start < end])


def _list_span(text: str) -> tuple[int, int]:
    headings = list(_HEADING.finditer(text))
    if not headings:
        bibliography = text.find("\\begin{thebibliography}")
        if bibliography < 0:
            return 0, 0
        start = bibliography
    else:
        start = headings[-1].end()
    following = _NEXT_HEADING.search(text, start + 1)
    return start, following.start() if following else len(text)


def _together(text: str, found: Sequence[Found]) -> Iterator[list[Found]]:
    """Identifiers of different kinds side by side ("doi:…; PMID: …") are one mention."""
    group: list[Found] = []
    for each in found:
        between = text[group[-1].end : each.start] if group else ""
        near = bool(group) and _BESIDE.fullmatch(between) is not None
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
    for first, last in _items(text, start, end):
        inside = [each for each in found if first <= each.start < last]
        printed = text[first:last]
        if not inside and not _YEAR.search(printed):
            continue
        yield _entry(
            printed, inside, first, places.of(first + len(printed) - len(printed.lstrip()))
        )


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The entries of the list: by their marks, else by paragraphs, else by lines."""
    marks = [match.start() for match in _ITEM.finditer(text, start, end)]
    if len(marks) < 2:
        blocks = [
            match.start() for match in re.finditer(r"(?:\n\s*\n|\u2028)\s*(?=\S)", text[start:end])
        ]
        if len(blocks) >= 2:
            marks = [start + at for at in blocks]
        else:
            marks = [
                match.start()
                for match in re.finditer(r"^(?=\s*\S)", text[:end], re.MULTILINE)
                if match.start() >= start
            ]
    yield from zip(marks, [*marks[1:], end][: len(marks)], strict=True)


def _entry(printed: str, inside: Sequence[Found], offset: int, place: Place) -> Reference:
    named: dict[str, str] = {}
    for each in inside:
        named.setdefault(each.kind, each.value)
    bare = printed
    for each in sorted(inside, key=lambda one: -one.start):
        bare = bare[: each.start - offset] + " " + bare[each.end - offset :]
    bare = re.sub(r"https?://\S*", " ", bare)
    number = _NUMBER.match(printed)
    label = next((part for part in number.groups() if part), None) if number else None
    return Reference(
        place, f"reference {label}" if label else " ".join(bare.split())[:40],
        named.get("pmid"), named.get("pmcid"), named.get("doi"),
        years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(bare))),
        text=" ".join(bare.split()), entry=True,
    )  # fmt: skip
