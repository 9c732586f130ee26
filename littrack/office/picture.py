"""A drawing as a PNG picture, for word processors that show no SVG."""

from __future__ import annotations

import io
from typing import Any

from littrack.office.drawing import Drawing, Label, Point, Shape, Stroke, read_drawing
from littrack.office.fonts import find_font

SCALE = 3
"""Dots for each unit: 288 an inch."""
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def png(svg: str) -> bytes:
    """The picture, white behind it. Needs Pillow."""
    from PIL import Image, ImageDraw

    drawing = read_drawing(svg)
    margin = 4
    size = (round((drawing.width + 2 * margin) * SCALE), round((drawing.height + margin) * SCALE))
    image = Image.new("RGB", size, "white")
    canvas = _Canvas(image, ImageDraw.Draw(image), margin)
    canvas.draw(drawing)
    written = io.BytesIO()
    image.save(written, "PNG", dpi=(96 * SCALE, 96 * SCALE), optimize=True)
    return written.getvalue()


class _Canvas:
    def __init__(self, image: Any, pen: Any, margin: float) -> None:
        self._image, self._pen, self._margin = image, pen, margin

    def draw(self, drawing: Drawing) -> None:
        """Draw every shape, in order."""
        for each in drawing.shapes:
            if isinstance(each, Stroke):
                self._stroke(each)
            elif isinstance(each, Shape):
                points = [self._at(point) for point in each.points]
                fill = each.colour if each.filled else None
                self._pen.polygon(points, fill=fill, outline=each.colour, width=SCALE)
            else:
                self._label(each)

    def _at(self, point: Point) -> Point:
        return (point[0] + self._margin) * SCALE, (point[1] + self._margin / 2) * SCALE

    def _stroke(self, each: Stroke) -> None:
        (x1, y1), (x2, y2) = self._at(each.start), self._at(each.end)
        width = max(1, round(each.width * SCALE))
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
        on, off = (part * SCALE for part in each.dash) if each.dash else (length, 0.0)
        done = 0.0
        while done < length:
            ends = (done / length, min(done + on, length) / length)
            places = [(x1 + (x2 - x1) * part, y1 + (y2 - y1) * part) for part in ends]
            self._pen.line(places, fill=each.colour, width=width)
            done += on + off

    def _label(self, each: Label) -> None:
        from PIL import Image, ImageDraw

        font = _font(each.size * SCALE, each.bold)
        if not each.upright:
            self._pen.text(self._at(each.at), each.words, each.colour, font, _ANCHORS[each.anchor])
            return
        left, top, right, bottom = font.getbbox(each.words, anchor="ls")
        box = Image.new("RGB", (round(right - left) + 2, round(bottom - top) + 2), "white")
        ImageDraw.Draw(box).text((-left + 1, -top + 1), each.words, each.colour, font, "ls")
        turned = box.rotate(90, expand=True)
        x, y = self._at(each.at)
        self._image.paste(turned, (round(x - turned.width), round(y - turned.height / 2)))


def _font(size: float, bold: bool) -> Any:
    from PIL import ImageFont

    found = find_font()
    if found is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(found.bold if bold else found.regular, size)
