"""Changes of a record in a reader's words."""

from __future__ import annotations

import re

from littrack.views.study import RELATIONS

_LINK = re.compile(rf"\b({'|'.join(RELATIONS)}) ·")


def in_words(text: str | None) -> str:
    """A change of a record, PubMed's names for links in words: "RetractionIn · …" is "Retraction notice · …"."""
    return _LINK.sub(lambda found: f"{RELATIONS[found[1]]} ·", text or "")
