"""The digest as blocks, as plain text and as JSON. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from textwrap import fill

from littrack.appraise.digest import Digest, Item
from littrack.render.blocks import (
    Block,
    Heading,
    Inline,
    Inlines,
    Items,
    Link,
    Paragraph,
    Words,
    printable,
)

WIDTH = 76
_SINGULAR = {"studies": "study", "records": "record", "claims": "claim"}
_ONE = re.compile("|".join(_SINGULAR))
SHOWN = 50
"""Items of a section that are printed one by one."""


def blocks(digest: Digest, site: str | None) -> Iterator[Block]:
    """The digest; ``site`` is the address of the site without a slash at its end, for links."""
    yield Heading(1, digest.title, "digest")
    yield Paragraph((Words(_period(digest)),))
    for trouble in digest.troubles:
        yield Paragraph((Words(trouble),), warning=True)
    for at, section in enumerate(digest.sections, 1):
        yield Heading(2, section.title, f"part-{at}")
        yield Items(tuple(_item(each, site) for each in section.items[:SHOWN]))
        if len(section.items) > SHOWN:
            yield Paragraph((Words(f"And {len(section.items) - SHOWN} more."),))
    if digest.counts:
        yield Heading(2, "The rest, counted", "rest")
        yield Items(tuple((Words(_counted(number, what)),) for what, number in digest.counts))
    yield Paragraph((Words(_freshness(digest)),))
    if site:
        yield Paragraph((Words("Everything, run by run: "), Link("what is new", f"{site}/new")))


def _period(digest: Digest) -> str:
    begun = f"From {digest.since[:10]}" if digest.since else "From the beginning"
    until = f" to {digest.until[:10]}" if digest.until else ""
    nights = (
        f", {digest.nights} {'night' if digest.nights == 1 else 'nights'}" if digest.nights else ""
    )
    return f"{begun}{until}{nights}{': nothing happened' if digest.silent else ''}."


def _freshness(digest: Digest) -> str:
    asked = (
        f"PubMed last answered every search on {digest.asked[:10]} at {digest.asked[11:16]} UTC."
        if digest.asked
        else "PubMed has not answered every search yet."
    )
    return " ".join((asked, *digest.unchecked))


def _counted(number: int, what: str) -> str:
    """ "1 record that changed", "2 records that changed"."""
    words = what if number != 1 else _ONE.sub(lambda found: _SINGULAR[found[0]], what, count=1)
    return f"{number:,} {words}"


def _item(item: Item, site: str | None) -> Inlines:
    about = _short(item.about)
    colon = "" if about.endswith((".", "!", "?", "…")) else ":"
    found: list[Inline] = [Words(about, strong=True), Words(f"{colon} {item.said}")]
    if item.detail:
        found.append(Words(f" {item.detail}"))
    if site and item.path:
        found += [Words(" "), Link("page", f"{site}{item.path}")]
    if item.link:
        found += [Words(" "), Link("PubMed" if "pubmed" in item.link else "source", item.link)]
    return tuple(found)


def _short(text: str) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= 200 else f"{line[:198].rpartition(' ')[0]} …"


def as_text(digest: Digest, site: str | None) -> str:
    """For a terminal or a plain mail."""
    return "\n".join(_text(digest, site)) + "\n"


def _text(digest: Digest, site: str | None) -> Iterator[str]:
    yield _filled(digest.title)
    yield _filled(_period(digest))
    for trouble in digest.troubles:
        yield _filled(f"! {trouble}")
    for section in digest.sections:
        yield ""
        yield section.title.upper()
        for item in section.items[:SHOWN]:
            yield _filled(f"- {_short(item.about)}")
            yield _filled(f"  {_short(item.said)}", "  ")
            if item.detail:
                yield _filled(f"  {_short(item.detail)}", "  ")
            address = f"{site}{item.path}" if site and item.path else item.link
            if address:
                yield f"  {address}"
        if len(section.items) > SHOWN:
            yield f"  and {len(section.items) - SHOWN} more"
    if digest.counts:
        yield ""
        yield "THE REST, COUNTED"
        yield from (f"- {_counted(number, what)}" for what, number in digest.counts)
    yield ""
    yield _filled(_freshness(digest))


def _filled(text: str, indent: str = "  ") -> str:
    return fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def as_json(digest: Digest, site: str | None) -> str:
    """The digest as one JSON object."""
    content = {
        "version": 1,
        "title": digest.title,
        "silent": digest.silent,
        "site": site,
        **asdict(digest),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
