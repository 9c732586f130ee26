"""Findings for people, programs, code hosts and GitHub. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import PurePath
from textwrap import fill
from urllib.parse import quote

from littrack import __version__
from littrack.check.judging import UNKNOWN
from littrack.check.manuscript import Findings, Remark
from littrack.line_width import line_width

WIDTH = 100
TOGETHER = 5
"""Works of which the same is unknown, from which on they are told in one remark for people."""
_INDENT = " " * 11
_LEVELS = {"error": "error", "warning": "warning", "note": "note"}
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def as_text(findings: Findings, shown: Sequence[Remark] | None = None) -> str:
    """For people, file by file; ``shown``: only these remarks."""
    return "\n".join(_text(findings, findings.remarks if shown is None else shown)) + "\n"


def _text(findings: Findings, shown: Sequence[Remark]) -> Iterator[str]:
    for file, remarks in groupby(shown, key=lambda each: each.file):
        yield file
        whole = list(remarks)
        why = Counter(each.message for each in whole if each.kind == UNKNOWN)
        together = [message for message, number in why.items() if number > TOGETHER]
        for each in whole:
            if each.message not in together:
                yield from _one(each)
        for message in together:
            alike = [f"{each.about} ({_where(each)})" for each in whole if each.message == message]
            why_not = message.removeprefix(f"{UNKNOWN}: ")
            yield _filled(
                f"  {'':<8} note: unknown, of each of these {len(alike)} works: {why_not}: {', '.join(alike)}."
            )
        yield ""
    yield summary(findings)
    yield from (f"{each.rstrip('.')}." for each in findings.asked)


def _one(remark: Remark) -> Iterator[str]:
    yield _filled(
        f"  {_where(remark):<8} {remark.severity}: {remark.about}: {_sentence(remark.message)}"
    )
    if remark.advice:
        yield fill(
            remark.advice, line_width(WIDTH), initial_indent=_INDENT, subsequent_indent=_INDENT
        )
    if remark.link:
        yield f"{_INDENT}{remark.link}"


def _filled(text: str) -> str:
    return fill(
        text,
        line_width(WIDTH),
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _where(remark: Remark) -> str:
    place = remark.place
    return f"para. {place.line}" if _by_paragraph(remark) else f"{place.line}:{place.column}"


def summary(findings: Findings) -> str:
    """One or two lines: how many references, what was found, against what."""
    kinds = [UNKNOWN if each.kind == UNKNOWN else each.severity for each in findings.remarks]
    told = ", ".join(
        f"{kinds.count(kind)} {kind}{'s' if kinds.count(kind) != 1 and kind != UNKNOWN else ''}"
        for kind in (*_LEVELS, UNKNOWN)
        if kind in kinds
    )
    number = findings.references
    since = (
        f"PubMed last answered every search on {findings.checked_against[:10]}"
        if findings.checked_against
        else "PubMed has not answered every search yet"
    )
    days = [each.checked[:10] for each in findings.works if each.checked]
    oldest = f"; the oldest answer about one of them is of {min(days)}" if days else ""
    what = f"{number} {'reference' if number == 1 else 'references'} checked: {told or 'nothing to remark'}."
    return fill(f"{what} {since}{oldest}.", line_width(WIDTH))


def as_json(findings: Findings) -> str:
    """One JSON object."""
    content = {
        "version": 1,
        "references": findings.references,
        "checked_against": findings.checked_against,
        "asked": findings.asked,
        "works": [asdict(each) for each in findings.works],
        "remarks": [asdict(each) for each in findings.remarks],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_github(findings: Findings) -> str:
    """Workflow commands that GitHub shows beside the lines."""
    return "".join(f"{_annotation(each)}\n" for each in findings.remarks)


def _annotation(remark: Remark) -> str:
    where = f"file={_property(remark.file)}"
    if not _by_paragraph(remark):
        where += f",line={remark.place.line},col={remark.place.column}"
    title = _property(f"littrack: {remark.kind}")
    return f"::{_GITHUB[remark.severity]} {where},title={title}::{_data(_said(remark))}"


def _said(remark: Remark) -> str:
    """The whole remark in a line."""
    where = f" (paragraph {remark.place.line})" if _by_paragraph(remark) else ""
    advice = f" {remark.advice}" if remark.advice else ""
    return f"{remark.about}{where}: {_sentence(remark.message)}{advice}"


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?", "!")) else f"{message}."


def _by_paragraph(remark: Remark) -> bool:
    """Does the file count paragraphs, not lines?"""
    return remark.file.lower().endswith((".docx", ".odt"))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(findings: Findings) -> str:
    """SARIF 2.1.0 (OASIS), as code hosts read it."""
    kinds = sorted({each.kind for each in findings.remarks})
    rules = [
        {"id": _rule(kind), "shortDescription": {"text": kind[:1].upper() + kind[1:]}}
        for kind in kinds
    ]
    driver = {"name": "littrack", "version": __version__, "rules": rules}
    content = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, kinds) for each in findings.remarks],
            }
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _rule(kind: str) -> str:
    return kind.replace(" ", "-")


def _result(remark: Remark, kinds: list[str]) -> dict[str, object]:
    place: dict[str, object] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(remark.file)}}
    }
    if _by_paragraph(remark):
        place["logicalLocations"] = [{"name": f"paragraph {remark.place.line}"}]
    else:
        region = {"startLine": remark.place.line, "startColumn": remark.place.column}
        place["physicalLocation"] = {
            "artifactLocation": {"uri": _uri(remark.file)},
            "region": region,
        }
    return {
        "ruleId": _rule(remark.kind),
        "ruleIndex": kinds.index(remark.kind),
        "level": _LEVELS[remark.severity],
        "message": {"text": _said(remark)},
        "locations": [place],
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
