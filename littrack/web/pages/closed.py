"""What a public site does not show: where the database lies, its threads, its plain settings."""

from __future__ import annotations

from typing import Any

from datasette.views.base import DatasetteError


async def page(datasette: Any, request: Any) -> Any:
    """Always 403."""
    raise DatasetteError("This page is not open to visitors.", status=403)
