"""Markup that passes is harmless, and no text is lost."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from littrack.pubmed.elements.children import SAFE_PARSER
from littrack.pubmed.markup import (
    INLINE,
    MATHML,
    MATHML_ATTRIBUTES,
    BadMarkupError,
    marked,
    plain,
    tidy,
)
from littrack.records import MarkedText

MATH = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'


def of(inside: str) -> MarkedText:
    return marked(etree.fromstring(f"<T>{inside}</T>".encode(), SAFE_PARSER))


class Seen(HTMLParser):
    """What a browser would be given."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


@pytest.mark.parametrize(
    ("inside", "markup"),
    [
        ("plain", None),
        ("a &lt;script&gt; b &amp; c", None),
        ("<i>a</i>", "<i>a</i>"),
        ("x<sup>2</sup> &lt; y", "x<sup>2</sup> &lt; y"),
        ("<script>alert(1)</script>", None),
        ("<i onclick='alert(1)' style='x' class='y'>a</i>", "<i>a</i>"),
        ("<a href='javascript:alert(1)'><b>a</b></a>", "<b>a</b>"),
        ("<svg><style><b>a</b></style></svg>", "<b>a</b>"),
        ("<I>a</I>", None),
        ("<b/>", "<b></b>"),
        (f"<mml:math {MATH}><mml:mi>x</mml:mi></mml:math>", "<math><mi>x</mi></math>"),
        (
            f"<mml:math {MATH} display='block' href='a' style='b'><mml:mi mathvariant='bold' "
            "onclick='c' class='d'>x</mml:mi></mml:math>",
            '<math display="block"><mi mathvariant="bold">x</mi></math>',
        ),
        (
            "<math xmlns='http://www.w3.org/1998/Math/MathML'><mtext><b>x</b></mtext></math>",
            "<math><mtext>x</mtext></math>",
        ),
        (
            f"<DispFormula><mml:math {MATH}><mml:mspace/></mml:math></DispFormula>",
            "<math><mspace></mspace></math>",
        ),
        (
            f"<mml:math {MATH}><mml:annotation-xml encoding='text/html'><mml:mi>x</mml:mi>"
            "</mml:annotation-xml><mml:maction actiontype='a'>y</mml:maction></mml:math>",
            "<math><mi>x</mi>y</math>",
        ),
        ("<mml:mi xmlns:mml='http://www.w3.org/1998/Math/MathML'>x</mml:mi>", None),
        (
            f"<mml:math {MATH}><mml:mo fence='&quot;&gt;&lt;b'>x</mml:mo></mml:math>",
            '<math><mo fence="&quot;&gt;&lt;b">x</mo></math>',
        ),
    ],
)
def test_what_passes(inside: str, markup: str | None) -> None:
    assert of(inside).markup == markup


def test_plain_text_is_that_of_all_elements() -> None:
    assert of(" a <i>b</i>\n <x>c<y>d</y></x>  e ").plain == "a b cd e"
    assert (
        of(
            f"<mml:math {MATH}><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>"
        ).plain
        == "x2"
    )


def test_an_undeclared_prefix_is_no_way_round() -> None:
    found = etree.fromstring(b"<T><mml:script>x</mml:script></T>", etree.XMLParser(recover=True))
    assert marked(found).markup is None


def test_nesting_has_an_end() -> None:
    assert of("<i>" * 100 + "a" + "</i>" * 100).plain == "a"
    with pytest.raises(BadMarkupError):
        of("<i>" * 200 + "a" + "</i>" * 200)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=8)
MATH_NAMES = ("math", "mi", "mtext", "annotation-xml", "semantics", "script")
NAMES = st.sampled_from([f"mml:{name}" for name in MATH_NAMES]) | st.sampled_from(
    [*sorted(INLINE), "script", "style", "a", "img", "iframe", "svg", "math", "mi", "mglyph", "p"]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["onclick", "href", "style", "class", "display", "mathvariant", "id", "src"]),
    WORDS,
    max_size=2,
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    pieces = [escape(draw(WORDS))]
    for _ in range(draw(st.integers(0, 2)) if depth else 0):
        name, attributes = draw(NAMES), draw(ATTRIBUTES)
        shown = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        pieces.append(f"<{name}{shown}>{draw(elements(depth - 1))}</{name}>{escape(draw(WORDS))}")
    return "".join(pieces)


@given(elements())
def test_nothing_outside_the_list_ever_passes(inside: str) -> None:
    element = etree.fromstring(f"<T {MATH}>{inside}</T>".encode(), SAFE_PARSER)
    found = marked(element)
    assert found.plain == tidy("".join(map(str, element.itertext())))
    if found.markup is None:
        return
    seen = Seen(found.markup)
    assert seen.open == []
    for tag, attributes in seen.tags:
        assert tag in INLINE | MATHML
        assert set(attributes) <= (MATHML_ATTRIBUTES if tag in MATHML else set())
    assert tidy("".join(seen.text)) == found.plain
    assert tidy(unescape(re.sub(r"<[^>]*>", "", found.markup))) == found.plain


@given(WORDS)
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    element = etree.fromstring(f"<T>{escape(text)}</T>".encode(), SAFE_PARSER)
    assert plain(element) == tidy(text)
    assert marked(element) == MarkedText(tidy(text))


@given(st.text(st.sampled_from("ab \t\n\u00a0\u2009"), max_size=20))
def test_tidy_joins_blanks_and_leaves_other_spaces(text: str) -> None:
    found = tidy(text)
    assert tidy(found) == found
    assert "  " not in found
    assert not {"\n", "\t"} & set(found)
    assert [each for each in found if each != " "] == [each for each in text if each not in " \t\n"]
