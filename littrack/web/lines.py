"""What the macros of ``_lines.html`` need in a page's context, beside ``study_path``."""

from __future__ import annotations

from typing import Any

from littrack.render.difference import difference
from littrack.web.markup import shown, title

LINES: dict[str, Any] = {"difference": difference, "shown": shown, "title": title}
