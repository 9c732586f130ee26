"""Plain SVG in strings: presentation attributes and classes only, so that a strict CSP lets it through."""

from __future__ import annotations

import html
import re

STANDALONE_STYLE = (
    "svg{background:#fff;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',"
    "Arial,sans-serif}.t,.tb{fill:#1c1d1f;font-size:13px}.tb{font-weight:600}.ts{fill:#55595f;"
    "font-size:12px}.ax{stroke:#55595f}.null{stroke:#55595f;stroke-dasharray:3 3}"
    ".ci{stroke:#1c1d1f;stroke-width:1.5}.box{fill:#3a6ea5}.dia{fill:#b3401a}"
    ".said{stroke:#b3401a;stroke-width:1.5;stroke-dasharray:6 4}.pi{stroke:#b3401a;stroke-width:3}"
)
"""The look of a file that stands alone; embedded in a page, the page's own style sheet rules."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FALLBACK = {
    "t": 'fill="currentColor" font-size="13"',
    "ts": 'fill="#444" font-size="12"',
    "tb": 'fill="currentColor" font-size="13" font-weight="600"',
    "ax": 'stroke="#444" stroke-width="1"',
    "null": 'stroke="#444" stroke-width="1" stroke-dasharray="3 3"',
    "ci": 'stroke="currentColor" stroke-width="1.5"',
    "said": 'stroke="#444" stroke-width="1.5" stroke-dasharray="6 4"',
    "pi": 'stroke="currentColor" stroke-width="3"',
    "box": 'fill="#333"',
    "dia": 'fill="#777" stroke="currentColor"',
}
"""What each class looks like where no style sheet reaches it."""


def escaped(text: str) -> str:
    """Text safe in XML content and attributes; characters that XML forbids are taken out."""
    return html.escape(_UNPRINTABLE.sub("", text), quote=True)


def identifier(text: str) -> str:
    """A string fit to begin an XML id."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", text) or "plot"


def document(
    width: float, height: float, name: str, title: str, desc: str, body: list[str], standalone: bool
) -> str:
    """A whole ``<svg>`` that a screen reader meets as one named image."""
    name = identifier(name)
    style = f"<style>{STANDALONE_STYLE}</style>" if standalone else ""
    size = f' width="{_n(width)}" height="{_n(height)}"' if standalone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}"{size} '
        f'role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escaped(title)}</title>'
        f'<desc id="{name}-desc">{escaped(desc)}</desc>{style}{"".join(body)}</svg>\n'
    )


def text(x: float, y: float, words: str, kind: str = "t", anchor: str = "start") -> str:
    """A line of text: class ``t`` plain, ``ts`` small and soft, ``tb`` bold."""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text class="{kind}" {_FALLBACK[kind]} x="{_n(x)}" y="{_n(y)}"{where}>'
        f"{escaped(words)}</text>"
    )


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line of class ``ax``, ``null``, ``ci``, ``said`` or ``pi``."""
    return (
        f'<line class="{kind}" {_FALLBACK[kind]} '
        f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'
    )


def square(x: float, y: float, side: float) -> str:
    """A trial's estimate, centred."""
    return (
        f'<rect class="box" {_FALLBACK["box"]} x="{_n(x - side / 2)}" y="{_n(y - side / 2)}" '
        f'width="{_n(side)}" height="{_n(side)}"/>'
    )


def diamond(low: float, x: float, high: float, y: float, half: float = 8) -> str:
    """A pooled estimate: as wide as its interval."""
    return (
        f'<path class="dia" {_FALLBACK["dia"]} d="M{_n(low)} {_n(y)}L{_n(x)} {_n(y - half)}'
        f'L{_n(high)} {_n(y)}L{_n(x)} {_n(y + half)}z"/>'
    )


def arrow(x: float, y: float, right: bool) -> str:
    """The head that says: the interval goes on beyond the axis."""
    way = 8 if right else -8
    return f'<path class="arrow" fill="currentColor" d="M{_n(x)} {_n(y - 4)}l{way} 4l{-way} 4z"/>'


def _n(number: float) -> str:
    """A coordinate to a tenth."""
    return f"{number:.1f}".removesuffix(".0")
