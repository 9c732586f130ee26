"""References in any style of the Citation Style Language, made by pandoc from a ``.csl`` file, offline."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from littrack.cite.citable import Citable
from littrack.cite.csl import csl
from littrack.cite.journals import journal_name
from littrack.cite.notices import RETRACTED
from littrack.cite.styled import Run, runs
from littrack.cite.styles import Entry
from littrack.cite.titles import text_of
from littrack.errors import ConfigError, DataError
from littrack.pandoc import find_pandoc, run_pandoc
from littrack.records import MarkedText

_CSL = "{http://purl.org/net/xbiblio/csl}"
_ENTRY = re.compile(
    r'<div id="ref-w(\d+)" class="csl-entry"[^>]*>(.*?)(?=<div id="ref-w|\Z)', re.DOTALL
)
_MARK = re.compile(r'<p><span class="citation"[^>]*>(.*?)</span></p>', re.DOTALL)
_LABEL = re.compile(r'<div class="csl-left-margin">.*?</div>', re.DOTALL)
_OTHER_TAGS = re.compile(r"<(?!/?(?:i|b|sub|sup)>)[^>]*>")


@dataclass(frozen=True, slots=True)
class CslStyle:
    """A ``.csl`` file that pandoc can use."""

    path: Path
    title: str
    numbered: bool


def read_style(path: Path) -> CslStyle:
    """What the file says of itself. Raises ``ConfigError`` where it is missing, no style, or a dependent one."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    root = _parsed(path, text)
    if root.tag != f"{_CSL}style":
        raise ConfigError(
            f"{path} is no CSL style: its first element is not <style> of the Citation Style Language"
        )
    title = root.findtext(f"{_CSL}info/{_CSL}title") or path.stem
    if root.find(f"{_CSL}citation") is None:
        raise ConfigError(_dependent(path, root))
    kinds = {each.get("citation-format") for each in root.iterfind(f"{_CSL}info/{_CSL}category")}
    return CslStyle(path, " ".join(title.split()), bool(kinds & {"numeric", "label"}))


def _parsed(path: Path, text: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ConfigError(f"{path} is no CSL style: it declares a document type")
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ConfigError(f"{path} is no CSL style: not XML ({error})") from None


def _dependent(path: Path, root: ElementTree.Element) -> str:
    parent = next(
        (
            each.get("href", "")
            for each in root.iterfind(f"{_CSL}info/{_CSL}link")
            if each.get("rel") == "independent-parent"
        ),
        "",
    )
    if not parent:
        return f"{path} is no complete CSL style: it has no <citation>"
    name = parent.rstrip("/").rpartition("/")[2]
    return f"{path} is a dependent style, which only points to {parent}: give the file {name}.csl instead"


def made_by_pandoc(style: CslStyle, works: Sequence[Citable]) -> tuple[Entry, ...]:
    """The references in the style's order. Raises ``ConfigError`` without pandoc, ``DataError`` where it fails."""
    program = find_pandoc(f"the style {style.path.name}")
    with tempfile.TemporaryDirectory(prefix="littrack-") as folder:
        data = Path(folder) / "works.json"
        data.write_text(json.dumps([_item(at, work) for at, work in enumerate(works)]), "utf-8")
        page = run_pandoc(
            program,
            ["--citeproc", "--from=markdown", "--to=html", "--wrap=none", f"--bibliography={data}", f"--csl={style.path}"],
            "\n\n".join(f"[@w{at}]" for at in range(len(works))),
        )  # fmt: skip
    marks = [_runs(mark) for mark in _MARK.findall(page)]
    found = [(int(at), _runs(_LABEL.sub("", entry))) for at, entry in _ENTRY.findall(page)]
    if not found:
        raise DataError(f"{style.path} makes no list of references: it is a style for notes only")
    return tuple(
        Entry(
            number,
            works[at],
            (*reference, *_warned(works[at], reference)),
            marks[at] if at < len(marks) else (),
        )
        for number, (at, reference) in enumerate(found, 1)
    )


def _item(at: int, work: Citable) -> dict[str, object]:
    """The work for the processor: its journal or server as readers know it, its address only where it has no other."""
    item = csl(work) | {"id": f"w{at}"}
    if work.journal:
        place = "publisher" if work.kind == "preprint" else "container-title"
        item[place] = journal_name(work.journal)
    if work.journal and work.pmid:
        item.pop("URL", None)
    return item


def _runs(html: str) -> tuple[Run, ...]:
    """Pandoc's HTML with italics and the like as ours, and no other tags."""
    html = re.sub(r"<(/?)em>", r"<\1i>", html)
    html = re.sub(r"<(/?)strong>", r"<\1b>", html)
    return runs(MarkedText("", _OTHER_TAGS.sub("", html).strip()))


def _warned(work: Citable, reference: Sequence[Run]) -> tuple[Run, ...]:
    """No CSL style knows retractions: what stands against the work is put behind the reference."""
    if work.integrity not in RETRACTED or "retract" in text_of(reference).lower():
        return ()
    return (Run(f" [{work.warning}]"),)
