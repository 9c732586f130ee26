"""Text of mixed content: plain words, and safe HTML where the source has inline markup.

Only ``b i u sub sup`` and presentation MathML survive; any other element is unwrapped (its text stays),
and every character is escaped anew, so no script, handler, style or link can pass.
"""

from __future__ import annotations

import re
from html import escape

from lxml.etree import _Element

from littrack.records import MarkedText

INLINE = frozenset({"b", "i", "u", "sub", "sup"})
"""HTML elements that may occur in ``MarkedText.markup``, always without attributes."""

MATHML = frozenset(
    {
        *("math", "mi", "mn", "mo", "ms", "mtext", "mspace", "mrow", "mfrac", "msqrt", "mroot"),
        *("mstyle", "mpadded", "mphantom", "mfenced", "menclose", "msub", "msup", "msubsup"),
        *("munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none", "merror"),
        *("mtable", "mtr", "mlabeledtr", "mtd", "semantics", "annotation"),
    }
)
"""MathML elements that may occur; "annotation-xml" may not (it can switch back to HTML)."""

MATHML_ATTRIBUTES = frozenset(
    {
        *("display", "mathvariant", "displaystyle", "scriptlevel", "dir", "form", "fence"),
        *("separator", "separators", "open", "close", "stretchy", "symmetric", "largeop"),
        *("movablelimits", "accent", "accentunder", "linethickness", "bevelled", "notation"),
        *("columnalign", "rowalign", "columnspan", "rowspan", "columnlines", "rowlines", "frame"),
    }
)
"""Attributes kept on MathML elements: none takes a URL, a style, a script or a name."""

MAX_DEPTH = 100
"""Elements inside one another that a text may hold before it is taken for an attack."""

_MATHML_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_BLANK = " \t\r\n"
_RUN = re.compile(r"[ \t\r\n]+")


class BadMarkupError(ValueError):
    """Elements nested deeper than any text needs."""


def tidy(text: str) -> str:
    """``text`` without outer blanks and with each run of XML white space as one space.

    Other spaces (no-break, thin) are the author's and stay.
    """
    text = text.strip(_BLANK)
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        return _RUN.sub(" ", text)
    return text


def plain(element: _Element) -> str:
    """All text inside ``element``, markup taken out; ``""`` where there is none."""
    if len(element):
        return tidy("".join(map(str, element.itertext())))
    text = element.text
    return tidy(text) if text else ""


def marked(element: _Element) -> MarkedText:
    """The text of ``element`` with its safe markup, if it has any."""
    if not len(element):
        return MarkedText(tidy(element.text or ""))
    html = tidy("".join(_inside(element, in_math=False, depth=0)))
    return MarkedText(plain(element), html if "<" in html else None)


def marked_or_none(element: _Element | None) -> MarkedText | None:
    """As :func:`marked`, ``None`` for no element or no text."""
    if element is None:
        return None
    found = marked(element)
    return found if found.plain else None


def _inside(element: _Element, in_math: bool, depth: int) -> list[str]:
    if depth > MAX_DEPTH:
        raise BadMarkupError(f"elements nested more than {MAX_DEPTH} deep")
    pieces = [escape(element.text or "", quote=False)]
    for child in element:
        tag = _name(child)
        math = tag == "math" or (in_math and tag in MATHML)
        content = _inside(child, in_math or math, depth + 1)
        if math:
            pieces += (f"<{tag}{_attributes(child)}>", *content, f"</{tag}>")
        elif tag in INLINE and not in_math:
            pieces += (f"<{tag}>", *content, f"</{tag}>")
        else:
            pieces += content
        pieces.append(escape(child.tail or "", quote=False))
    return pieces


def _name(element: _Element) -> str:
    tag: object = element.tag
    return tag.removeprefix(_MATHML_NAMESPACE) if isinstance(tag, str) else ""


def _attributes(element: _Element) -> str:
    if not element.attrib:
        return ""
    return "".join(
        f' {name}="{escape(str(value))}"'
        for name, value in element.attrib.items()
        if name in MATHML_ATTRIBUTES
    )
