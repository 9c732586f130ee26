"""A drawing of ours (`littrack.synthesis.svg`, `littrack.render.prisma_svg`) as plain shapes, for what reads no SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree import ElementTree as ET

INK, SOFT, MARK, SUM = (28, 29, 31), (85, 89, 95), (58, 110, 165), (179, 64, 26)
Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]
_COLOURS = {"ts": SOFT, "ax": SOFT, "null": SOFT, "box": MARK, "dia": SUM, "said": SUM, "pi": SUM}
"""As the style sheet of a file that stands alone has them; everything else is ink."""
_STEP = re.compile(r"([MLlz])([^MLlz]*)")


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line; ``dash``: lengths of its dashes and gaps."""

    start: Point
    end: Point
    width: float
    colour: Colour
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A polygon, filled or only outlined."""

    points: tuple[Point, ...]
    colour: Colour
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text on its base line; ``upright``: turned by a quarter, to be read from below."""

    words: str
    at: Point
    size: float
    colour: Colour
    bold: bool = False
    anchor: str = "start"
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of a size, in units of 1/96 inch."""

    width: float
    height: float
    shapes: tuple[Stroke | Shape | Label, ...]


def read_drawing(svg: str) -> Drawing:
    """The shapes of a drawing. ``ValueError`` for an element that littrack does not draw with."""
    root = ET.fromstring(svg)
    _, _, width, height = (float(each) for each in root.attrib["viewBox"].split())
    return Drawing(width, height, tuple(_shapes(root)))


def _shapes(root: ET.Element) -> Iterator[Stroke | Shape | Label]:
    for each in root:
        name, given = each.tag.rpartition("}")[2], each.attrib
        kind = given.get("class", "")
        colour = _COLOURS.get(kind, INK)
        if name == "line":
            yield _stroke(given, colour)
        elif name == "rect":
            yield Shape(_corners(given), colour, given.get("fill", "none") != "none")
        elif name == "path":
            yield Shape(tuple(_points(given["d"])), colour)
        elif name == "polygon":
            pairs = (pair.split(",") for pair in given["points"].split())
            yield Shape(tuple((float(x), float(y)) for x, y in pairs), colour)
        elif name == "text":
            yield _label(each, kind, colour)
        elif name not in ("title", "desc", "style"):
            raise ValueError(f"a drawing holds <{name}>, which has no plain shape")


def _stroke(given: dict[str, str], colour: Colour) -> Stroke:
    start, end = (given["x1"], given["y1"]), (given["x2"], given["y2"])
    dash = given.get("stroke-dasharray", "").split()
    return Stroke(
        (float(start[0]), float(start[1])),
        (float(end[0]), float(end[1])),
        float(given.get("stroke-width", "1")),
        colour,
        (float(dash[0]), float(dash[1])) if dash else None,
    )


def _corners(given: dict[str, str]) -> tuple[Point, ...]:
    x, y, width, height = (float(given[name]) for name in ("x", "y", "width", "height"))
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def _points(path: str) -> Iterator[Point]:
    x = y = 0.0
    for step, numbers in _STEP.findall(path):
        found = [float(each) for each in re.findall(r"-?[\d.]+", numbers)]
        for at in range(0, len(found), 2):
            x, y = (x + found[at], y + found[at + 1]) if step == "l" else (found[at], found[at + 1])
            yield x, y


def _label(each: ET.Element, kind: str, colour: Colour) -> Label:
    given = each.attrib
    return Label(
        "".join(each.itertext()),
        (float(given["x"]), float(given["y"])),
        float(given.get("font-size", "13")),
        colour,
        kind == "tb",
        given.get("text-anchor", "start"),
        given.get("transform", "").startswith("rotate(-90"),
    )
