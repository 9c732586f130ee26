"""Records made quickly are the same as all others."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, replace

import pytest

from littrack.pubmed.elements.quick import quick
from littrack.records import (
    Affiliation,
    Article,
    Author,
    Identifier,
    Journal,
    MarkedText,
    Reference,
)


def test_equal_hashable_frozen_and_copied() -> None:
    made = quick(Identifier)("doi", value="10.5555/x")
    plain = Identifier("doi", "10.5555/x")
    assert type(made) is Identifier
    assert made == plain
    assert hash(made) == hash(plain)
    assert repr(made) == repr(plain)
    assert asdict(made) == asdict(plain)
    assert copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == plain
    assert replace(made, value="y") == Identifier("doi", "y")
    with pytest.raises(FrozenInstanceError):
        made.value = "z"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "given"),
    [(Author, {}), (Reference, {"citation": None}), (Affiliation, {"text": "x"}), (Journal, {})],
)
def test_defaults(kind: type, given: dict[str, object]) -> None:
    assert quick(kind)(**given) == kind(**given)


def test_an_article() -> None:
    made = quick(Article)(pmid="1", title=MarkedText("x"))
    assert made == Article("1", title=MarkedText("x"))
    assert quick(Article)(pmid="1").journal == Journal()
    with pytest.raises(TypeError):
        quick(Article)()
