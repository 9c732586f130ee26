"""Where an article appeared, when the record lacks a part of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from littrack.cite.ama import ama
from littrack.cite.citable import Citable
from littrack.cite.styled import plain
from tests.cite.works import PLAIN


@pytest.mark.parametrize(
    ("lacking", "where"),
    [
        ({"volume": None, "issue": None, "pages": "107433"}, "2024:107433."),
        ({"volume": None, "issue": None, "pages": None}, "2024."),
        ({"volume": "7", "issue": None, "pages": None}, "2024;7."),
    ],
)
def test_a_lacking_part_leaves_no_stray_mark(lacking: dict[str, str | None], where: str) -> None:
    work: Citable = replace(PLAIN, published="2024", published_online=None, **lacking)
    assert where in plain(ama(work))
    assert ";:" not in plain(ama(work))
