"""The proof that a run lost nothing. Pure: sets in, an account out."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Where the records that one search listed are now. ``returned`` is the sum of the rest.

    ``lost`` names those that are in no place at all: it must be empty, or the run has failed.
    """

    returned: int
    stored: int
    excluded: int
    owed: int
    lost: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every record is accounted for."""
        return not self.lost and self.returned == self.stored + self.excluded + self.owed


def account(returned: Set[str], stored: Set[str], excluded: Set[str], owed: Set[str]) -> Account:
    """Put each returned PMID in one place: stored, else excluded, else owed, else lost."""
    rest = returned - stored
    left_out = rest & excluded
    due = (rest - left_out) & owed
    lost = rest - left_out - due
    return Account(
        len(returned), len(returned) - len(rest), len(left_out), len(due), tuple(sorted(lost))
    )
