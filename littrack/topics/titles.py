"""Whether two titles name the same paper. Pure."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

ALIKE = 0.85
"""From which likeness (0 to 1) two titles count as one, so that "tumor" and "tumour" do."""


def same_title(one: str, other: str) -> bool:
    """Whether two titles name the same paper, whatever their case, marks and small spellings."""
    first, second = plain_title(one), plain_title(other)
    if first == second or (min(len(first), len(second)) > 20 and _begins(first, second)):
        return True
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def plain_title(title: str) -> str:
    """A title as bare lower-case words, for exact comparison: no accents, marks or markup."""
    text = unicodedata.normalize("NFKD", re.sub(r"</?[a-z]+>", "", title))
    bare = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", bare.casefold()))


def _begins(first: str, second: str) -> bool:
    return first.startswith(second + " ") or second.startswith(first + " ")
