"""A document in blocks as one HTML page that needs nothing else. Pure.

`Markup` escapes whatever is put into it; only the drawings and citations, which are escaped where they are
made, go in as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

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

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;margin:0 auto;
max-width:60rem;padding:1.5rem;color:#1c1d1f;background:#fff}
h1,h2,h3,h4{line-height:1.25;break-after:avoid}h2{margin-top:3rem;border-bottom:1px solid}h3{margin-top:2.5rem}
blockquote{margin:1rem 0;padding-left:1rem;border-left:4px solid #767676;font-size:1.1rem}
p,li,blockquote{max-width:46rem}.warning{border:3px solid #a40000;padding:.75rem;color:#a40000;font-weight:700}
.wide{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;font-size:.875rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-top:1px solid #999}
tbody th{font-weight:400}.right{text-align:right;white-space:nowrap}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #999;padding:.5rem;font-size:.8125rem}
figure{margin:1rem 0}svg{max-width:100%;height:auto}figcaption{font-size:.875rem}
a{color:#0b4f9e}.references li{overflow-wrap:anywhere;scroll-margin-top:1rem}
@media (prefers-color-scheme:dark){body{color:#e8e8e8;background:#17181a}a{color:#8ab8ff}
.warning{color:#ffb3b3;border-color:#ffb3b3}.t,.tb,.ts{fill:currentColor}.ax,.null,.said{stroke:currentColor}
.box,.dia{fill:#9a9a9a}}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10pt;color:#000;background:#fff}
a{color:inherit}.wide{overflow:visible}figure,tr,blockquote,.warning{break-inside:avoid}
.references a::after{content:" " attr(href);font-size:8pt}}
"""


def page(title: str, description: str, blocks: Iterable[Block]) -> str:
    """The whole page, in English; quotations carry the language of the article."""
    head = Markup(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<title>{}</title>\n<meta name="description" content="{}">\n<style>{}</style>\n</head>\n<body>\n<main>\n'
    ).format(printable(title), printable(description), Markup(STYLE))
    body = Markup("\n").join(_block(block) for block in blocks)
    return f"{head}{body}\n</main>\n</body>\n</html>\n"


def _block(block: Block) -> Markup:
    if isinstance(block, Heading):
        tag = Markup(f"h{block.level}")
        return Markup('<{0} id="{1}">{2}</{0}>').format(
            tag, identifier(block.anchor), printable(block.text)
        )
    if isinstance(block, Paragraph):
        opening = Markup('<p class="warning" role="note">' if block.warning else "<p>")
        return opening + _inlines(block.content) + Markup("</p>")
    if isinstance(block, Quotation):
        return _quotation(block)
    if isinstance(block, Items):
        items = (Markup("<li>{}</li>").format(_inlines(item)) for item in block.items)
        return Markup("<ul>{}</ul>").format(Markup("").join(items))
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Verbatim):
        return Markup("<pre>{}</pre>").format(printable(block.text))
    if isinstance(block, Figure):
        drawn = Markup(block.draw(block.name, False).strip())
        return Markup("<figure>{}<figcaption>{}</figcaption></figure>").format(
            drawn, printable(block.title)
        )
    return _references(block)


def _quotation(block: Quotation) -> Markup:
    text, judged = printable(block.text), printable(block.highlight or "")
    inside = escape(f"“{text}”")
    if judged and judged in text:
        before, after = text.split(judged, 1)
        inside = Markup("“{}<mark>{}</mark>{}”").format(before, judged, after)
    return Markup('<blockquote lang="{}"><p>{}</p></blockquote>').format(block.language, inside)


def _table(block: Table) -> Markup:
    heading = (
        Markup('<th scope="col"{}>{}</th>').format(_right(block, at), text)
        for at, text in enumerate(block.heading)
    )
    rows = (
        Markup("<tr>{}</tr>\n").format(Markup("").join(_cells(block, row))) for row in block.rows
    )
    return Markup(
        '<div class="wide" role="region" aria-label="{0}" tabindex="0"><table><caption>{0}</caption>\n'
        "<thead><tr>{1}</tr></thead>\n<tbody>\n{2}</tbody></table></div>"
    ).format(printable(block.caption), Markup("").join(heading), Markup("").join(rows))


def _cells(block: Table, row: tuple[Inlines, ...]) -> Iterator[Markup]:
    for at, cell in enumerate(row):
        opening = Markup('<th scope="row"{}>' if at == 0 else "<td{}>").format(_right(block, at))
        yield opening + _inlines(cell) + Markup("</th>" if at == 0 else "</td>")


def _right(block: Table, column: int) -> Markup:
    return Markup(' class="right"' if column in block.right else "")


def _references(block: References) -> Markup:
    items = (_citation(each) for each in block.citations)
    return Markup('<ol class="references">\n{}\n</ol>').format(Markup("\n").join(items))


def _citation(each: Citation) -> Markup:
    shout = Markup("<strong>{}</strong> ").format(each.integrity.upper()) if each.integrity else ""
    links = (Markup(' <a href="{}">{}</a>').format(url, word) for word, url in each.links)
    cited = Markup(printable(each.html))
    return Markup('<li id="ref-{}">{}{}{}</li>').format(
        each.number, shout, cited, Markup("").join(links)
    )


def _inlines(content: Inlines) -> Markup:
    return Markup("").join(_inline(each) for each in content)


def _inline(each: Inline) -> Markup:
    if isinstance(each, Numbers):
        links = (Markup('<a href="#ref-{0}">{0}</a>').format(number) for number in each.numbers)
        return Markup("[{}]").format(Markup(", ").join(links))
    if isinstance(each, Link):
        place = each.address
        address = f"#{identifier(place[1:])}" if place.startswith("#") else place
        return Markup('<a href="{}">{}</a>').format(_safe(address), printable(each.text))
    if each.strong:
        return Markup("<strong>{}</strong>").format(printable(each.text))
    return escape(printable(each.text))


def _safe(address: str) -> str:
    """The address, unless it is of a kind that a browser would run."""
    return address if address.startswith(("https://", "http://", "#")) else "#"
