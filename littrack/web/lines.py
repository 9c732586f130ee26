"""What the macros of ``_lines.html`` need in a page's context, beside ``study_path``."""

from __future__ import annotations

import re
from typing import Any

from littrack.render.difference import difference
from littrack.views.study import RELATIONS
from littrack.web.markup import shown, title

_LINK = re.compile(rf"\b({'|'.join(RELATIONS)}) ·")


def in_words(text: str | None) -> str:
    """A change of a record, PubMed's names for links in words: "RetractionIn · …" is "Retraction notice · …"."""
    return _LINK.sub(lambda found: f"{RELATIONS[found[1]]} ·", text or "")


LINES: dict[str, Any] = {
    "difference": difference,
    "in_words": in_words,
    "shown": shown,
    "title": title,
}
