"""Findings for people, programs, code hosts and GitHub. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import PurePath
from textwrap import fill

from littrack import __version__
from littrack.check.judging import UNKNOWN
from littrack.check.manuscript import Findings, Remark

WIDTH = 100
_LEVELS = {"error": "error", "warning": "warning", "note": "note"}
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def as_text(findings: Findings, shown: Sequence[Remark] | None = None) -> str:
    """For people, file by file; ``shown``: only these remarks."""
    return "\n".join(_text(findings, findings.remarks if shown is None else shown)) + "\n"


def _text(findings: Findings, shown: Sequence[Remark]) -> Iterator[str]:
    for file, remarks in groupby(shown, key=lambda each: each.file):
        yield file
        for each in remarks:
            where = f"{each.place.line}:{each.place.column}"
            yield fill(
                f"  {where:<8} {each.severity}: {each.about}: {each.message}.".replace("..", "."), WIDTH,
                subsequent_indent=" " * 11, break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
            if each.advice:
                yield fill(each.advice, WIDTH, initial_indent=" " * 11, subsequent_indent=" " * 11)
            if each.link:
                yield f"{'':11}{each.link}"
        yield ""
    yield summary(findings)
    yield from findings.asked


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
    return fill(f"{what} {since}{oldest}.", WIDTH)


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
    where = f"file={_property(remark.file)},line={remark.place.line},col={remark.place.column}"
    title = _property(f"littrack: {remark.kind}")
    said = f"{remark.about}: {remark.message}.{f' {remark.advice}' if remark.advice else ''}"
    return f"::{_GITHUB[remark.severity]} {where},title={title}::{_data(said)}"


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
                "results": [_result(each, kinds) for each in findings.remarks],
            }
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _rule(kind: str) -> str:
    return kind.replace(" ", "-")


def _result(remark: Remark, kinds: list[str]) -> dict[str, object]:
    said = f"{remark.about}: {remark.message}.{f' {remark.advice}' if remark.advice else ''}"
    region = {"startLine": remark.place.line, "startColumn": remark.place.column}
    return {
        "ruleId": _rule(remark.kind),
        "ruleIndex": kinds.index(remark.kind),
        "level": _LEVELS[remark.severity],
        "message": {"text": said},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": PurePath(remark.file).as_posix()},
                    "region": region,
                }
            }
        ],
    }
