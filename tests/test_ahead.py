"""Drawing ahead changes nothing but the time it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from littrack.ahead import ahead


def test_the_same_items_in_the_same_order() -> None:
    assert list(ahead(range(100))) == list(range(100))
    assert list(ahead([])) == []


def test_an_error_comes_where_it_was() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyError("three")

    reader = ahead(broken())
    assert (next(reader), next(reader)) == (1, 2)
    with pytest.raises(KeyError, match="three"):
        next(reader)


def test_no_more_than_a_few_are_drawn_ahead() -> None:
    drawn = []

    def watched() -> Iterator[int]:
        for number in range(50):
            drawn.append(number)
            yield number

    reader = ahead(watched(), depth=2)
    next(reader)
    time.sleep(0.2)
    assert len(drawn) <= 4
    reader.close()  # type: ignore[attr-defined]


def test_stopping_early_ends_the_thread() -> None:
    reader = ahead(iter(int, 1))
    next(reader)
    reader.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 60
    while any(each.name == "littrack-ahead" for each in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
