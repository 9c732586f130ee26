"""Where the real PubMed records lie, for tests that read them; the project passes without them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("LITTRACK_SHARED", Path(__file__).parents[2] / "shared"))

needs_shared = pytest.mark.skipif(
    not (SHARED / "pubmed").is_dir(), reason="the collection of real PubMed records is not present"
)
