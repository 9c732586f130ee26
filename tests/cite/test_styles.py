"""Every reference equals what citeproc-js prints of the same work, but for the differences that are stated."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings

from littrack.cite.citable import Citable, Name
from littrack.cite.styled import Run, html, markdown, plain
from littrack.cite.styles import STYLES, Entry, reference_list
from littrack.records import MarkedText
from tests.cite.awkward import TOGETHER, WORKS, kept_apart
from tests.cite.differences import DIFFERENT, MARKS, ORDER, RULES
from tests.cite.make_goldens import GOLDEN
from tests.cite.make_goldens import STYLES as FILES
from tests.cite.works import PLAIN, hostile_works


@lru_cache
def golden(style: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{style}.json").read_text("utf-8"))
    return found


def printed(parts: tuple[Run, ...]) -> str:
    return unescape(html(parts))


def ruled(style: str, text: str) -> str:
    for pattern, instead, _ in RULES[style]:
        text = re.sub(pattern, instead, text)
    return text


def one(style: str, work: Citable) -> Entry:
    (entry,) = reference_list(STYLES[style], [work])
    return entry


@pytest.mark.parametrize("name", WORKS)
@pytest.mark.parametrize("style", STYLES)
def test_references_and_marks(style: str, name: str) -> None:
    processor = golden(style)["alone"][name]
    wanted = ruled(style, processor["reference"])
    expected, _ = DIFFERENT[style].get(name, (wanted, ""))
    entry = one(style, WORKS[name])
    assert printed(entry.reference) == expected
    assert printed(entry.mark) == MARKS.get(style, {}).get(name, (processor["mark"], ""))[0]


@pytest.mark.parametrize("name", TOGETHER)
@pytest.mark.parametrize("style", STYLES)
def test_lists_are_in_order_and_tell_alike_works_apart(style: str, name: str) -> None:
    processor = golden(style)["together"][name]
    found = reference_list(STYLES[style], TOGETHER[name])
    wanted = {key: ruled(style, text) for key, text in processor["references"]}
    order, why = ORDER.get(style, {}).get(name, ("".join(wanted), ""))
    assert [each.work.id for each in found] == list(order)
    known = {each.work.id: printed(each.reference) for each in found}
    if "particle" not in why:
        assert known == wanted
    assert {each.work.id: printed(each.mark) for each in found} == processor["marks"]


def test_every_stated_difference_is_one() -> None:
    for style, works in DIFFERENT.items():
        for name, (text, why) in works.items():
            assert text != ruled(style, golden(style)["alone"][name]["reference"]), (style, name)
            assert why


def test_the_goldens_are_of_these_works() -> None:
    assert set(FILES) == set(STYLES) == set(RULES) == set(DIFFERENT)
    for style in STYLES:
        assert list(golden(style)["alone"]) == list(WORKS)
        assert list(golden(style)["together"]) == list(TOGETHER)
    assert len(kept_apart()) == len(WORKS) // 3 >= 20


@pytest.mark.parametrize("style", STYLES)
def test_a_retraction_is_said_in_every_style(style: str) -> None:
    for name in ("retracted", "retracted elsewhere", "retracted, no notice"):
        assert re.search("retract", plain(one(style, WORKS[name]).reference), re.IGNORECASE)
    odd = replace(PLAIN, integrity="retracted", notices=("see the journal's page",))
    assert "see the journal" in plain(one(style, odd).reference)


def test_letters_after_z_and_without_a_date() -> None:
    alike = [replace(PLAIN, id=str(at), title=MarkedText(f"Trial {at:02}")) for at in range(28)]
    marks = [plain(each.mark) for each in reference_list(STYLES["apa"], alike)]
    assert [marks[0][-6:], marks[25][-6:], marks[26][-7:]] == ["2012a)", "2012z)", "2012aa)"]
    undated = [replace(each, published=None) for each in alike[:2]]
    assert [plain(each.mark)[-7:] for each in reference_list(STYLES["apa"], undated)] == [
        "n.d.-a)",
        "n.d.-b)",
    ]


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        ("apa", ["(Doe, Roe, Ash, et al., 2012)", "(Doe, Roe, Oak, et al., 2012)"]),
        ("chicago", ["(Doe, Roe, Ash, et al. 2012)", "(Doe, Roe, Oak, et al. 2012)"]),
        ("harvard", ["(Doe, Roe, Ash et al., 2012)", "(Doe, Roe, Oak et al., 2012)"]),
    ],
)
def test_more_names_tell_marks_apart(style: str, wanted: list[str]) -> None:
    def work(third: str) -> Citable:
        names = ("Doe", "Roe", third, "Poe", "Moe")
        return replace(PLAIN, id=third, authors=tuple(Name(each, "Al", "A") for each in names))

    found = reference_list(STYLES[style], [work("Oak"), work("Ash")])
    assert [plain(each.mark) for each in found] == wanted


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=60, deadline=None)
@given(hostile_works())
def test_hostile_works_stay_on_one_line_and_inert(style: str, work: Citable) -> None:
    entry = one(style, work)
    for text in (plain(entry.reference), html(entry.reference), markdown(entry.reference)):
        assert len(text.splitlines()) <= 1
    assert not re.search(r"<(?!/?(?:i|b|sub|sup)>)", html(entry.reference))
    assert len(reference_list(STYLES[style], [work, PLAIN, work])) == 3
