"""Sets of studies as whole numbers: bit *n* stands for the study at place *n*. No input or output.

A set of 100,000 is 12.5 kB; joining two takes microseconds and counting one as well, so that the counts beside a
hundred filters cost a few milliseconds however many studies they are counted over.
"""

from __future__ import annotations

from collections.abc import Iterable

_TO_TEXT = bytes([48, 49]) + bytes(254)
_TO_FLAGS = bytes(49) + bytes([1]) + bytes(206)


def of_places(places: Iterable[int], size: int) -> int:
    """The set of these places, each below ``size``."""
    flags = bytearray(size)
    for place in places:
        flags[place] = 1
    return of_flags(flags)


def of_flags(flags: bytes | bytearray) -> int:
    """The set of the places where ``flags`` holds 1 (elsewhere 0)."""
    return int(flags.translate(_TO_TEXT)[::-1], 2) if flags else 0


def flags_of(found: int, size: int) -> bytes:
    """For each of ``size`` places 1 or 0."""
    return format(found, f"0{size}b").encode()[::-1].translate(_TO_FLAGS) if size else b""
