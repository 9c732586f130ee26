"""A document in blocks as Markdown (CommonMark with GitHub's tables). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from littrack.appraise.report import Citation
from littrack.render.blocks import (
    Block,
    Figure,
    Heading,
    Inline,
    Inlines,
    Items,
    Link,
    Numbers,
    Paragraph,
    Quotation,
    References,
    Table,
    Verbatim,
    printable,
)
from littrack.synthesis.svg import identifier

_MARKS = re.compile(r"([\\`*_<|~]|&(?=[#\w]+;)|\](?=[(:\[]))")
_LEADS = re.compile(r"^(\s*)([-+#>=]|\d+(?=[.)]))")


def text(blocks: Iterable[Block], figures: str | None = None) -> str:
    """The document. ``figures``: where the drawings' files are, as an address; ``None`` leaves them out."""
    parts = (_block(block, figures) for block in blocks)
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(words: str) -> str:
    """Words that Markdown shall not take for marks."""
    return _MARKS.sub(r"\\\1", " ".join(printable(words).split()) if words.strip() else words)


def _block(block: Block, figures: str | None) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_led(escaped(block.text))}"
    if isinstance(block, Paragraph):
        words = _led(_inlines(block.content))
        return f"> ⚠ {words}" if block.warning else words
    if isinstance(block, Quotation):
        return f"> “{escaped(block.text)}”"
    if isinstance(block, Items):
        return "\n".join(f"- {_led(_inlines(item))}" for item in block.items)
    if isinstance(block, Table):
        return "\n".join(_table(block))
    if isinstance(block, Verbatim):
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", block.text)), default=0))
        return f"{fence}text\n{printable(block.text)}\n{fence}"
    if isinstance(block, Figure):
        return f"![{escaped(block.title)}]({_place(figures, block)})" if figures else ""
    return _references(block)


def _place(figures: str, figure: Figure) -> str:
    place = f"{figures}/{file_name(figure)}"
    return f"<{place}>" if re.search(r"[\s()]", place) else place


def file_name(figure: Figure) -> str:
    """The name of the file with a drawing."""
    return f"{identifier(figure.name)}.svg"


def _led(words: str) -> str:
    """A line that does not begin as a list, heading or quotation would."""
    return _LEADS.sub(_mark_lead, words)


def _mark_lead(found: re.Match[str]) -> str:
    lead = found[2]
    return f"{found[1]}{lead}\\" if lead.isdigit() else f"{found[1]}\\{lead}"


def _table(block: Table) -> Iterator[str]:
    yield f"*{escaped(block.caption)}*"
    yield ""
    yield _row(escaped(cell) for cell in block.heading)
    yield _row("---:" if at in block.right else "---" for at in range(len(block.heading)))
    for row in block.rows:
        yield _row(_inlines(cell) for cell in row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _references(block: References) -> str:
    return "\n".join(_citation(each) for each in block.citations)


def _citation(each: Citation) -> str:
    shout = f"**{escaped(each.integrity.upper())}** " if each.integrity else ""
    links = "".join(f" [{word}]({_target(url)})" for word, url in each.links)
    return f"{each.number}. {shout}{printable(each.markdown)}{links}"


def _inlines(content: Inlines) -> str:
    return "".join(_inline(each) for each in content)


def _inline(each: Inline) -> str:
    if isinstance(each, Numbers):
        return f"[{', '.join(map(str, each.numbers))}]"
    if isinstance(each, Link):
        return escaped(each.text) if each.address.startswith("#") else f"[{escaped(each.text)}]({_target(each.address)})"  # fmt: skip
    words = _spaced(each.text)
    return f"**{words.strip()}**{' ' if words.endswith(' ') else ''}" if each.strong else words


def _spaced(words: str) -> str:
    """The words escaped, with the blanks at their ends kept."""
    lead = " " if words[:1].isspace() else ""
    tail = " " if words[-1:].isspace() and words.strip() else ""
    return f"{lead}{escaped(words).strip()}{tail}"


def _target(address: str) -> str:
    """An address in angle brackets, where blanks and brackets do no harm."""
    kept = re.sub(r"[<>\s]", "", printable(address))
    return f"<{kept}>" if kept.startswith(("https://", "http://")) else "<#>"
