"""Fonts of this machine that have the letters of every European language, and what to write where there are none."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PLACES = (
    "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/TTF",
    "/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/noto",
    "/Library/Fonts", "/System/Library/Fonts/Supplemental", "C:/Windows/Fonts", "/usr/share/fonts/dejavu",
)  # fmt: skip
_FAMILIES = (
    ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
)
_IN_WORDS = {
    "≥": ">=", "≤": "<=", "−": "-", "τ": "tau", "χ": "chi", "→": "->", "←": "<-", "∞": "infinity", "⊕": "+", "⊖": "-",
    "\u2009": " ", "\u202f": " ", "\u2011": "-", "≈": "about ", "α": "alpha", "β": "beta", "γ": "gamma", "μ": "u", "κ": "kappa",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Font:
    """A font file and its bold one."""

    regular: Path
    bold: Path


@cache
def find_font() -> Font | None:
    """A font of this machine; ``None`` where none of those that are known is there."""
    for regular, bold in _FAMILIES:
        for place in map(Path, (*_PLACES, f"{sys.prefix}/share/fonts")):
            if (place / regular).is_file() and (place / bold).is_file():
                return Font(place / regular, place / bold)
    return None


def in_latin(text: str) -> str:
    """Text in the letters of every PDF reader's own fonts (Windows-1252); what they lack in words or as "?"."""
    told = "".join(_IN_WORDS.get(each, each) for each in text)
    return told.encode("cp1252", "replace").decode("cp1252")
