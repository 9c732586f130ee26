"""Replies that are JSON and of another shape than their service describes: any part of one may be anything."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.errors import SourceError
from littrack.sources import clinicaltrials, crossref, europepmc, icite, unpaywall
from littrack.sources.protocol import Answer, Portion, RegistryQuery, Subject
from littrack.sources.shapes import whole
from tests.sources.replies import Replies
from tests.sources.trials import made_up_trial

EUROPE_PMC = {
    "pmid": "1", "source": "MED", "doi": "10.5555/a", "license": "cc by", "pmcid": "PMC1", "authMan": "N",
    "fullTextUrlList": {"fullTextUrl": [
        {"availabilityCode": "OA", "documentStyle": "html", "site": "Europe_PMC", "url": "https://example.org/a"}]},
    "commentCorrectionList": {"commentCorrection": [{"type": "Preprint in", "id": "PPR1", "source": "PPR"}]},
}  # fmt: skip
UPDATE = {"DOI": "10.5555/n", "type": "retraction", "updated": {"date-parts": [[2020, 1, 2]]}}
SOUND: tuple[tuple[Any, dict[str, Any]], ...] = (
    (clinicaltrials.SOURCE, {"totalCount": 1, "studies": [made_up_trial(1, references=[("RESULT", "9")])]}),
    (europepmc.SOURCE, {"hitCount": 1, "resultList": {"result": [EUROPE_PMC]}}),
    (unpaywall.SOURCE, {"best_oa_location": {"url": "https://example.org/a", "version": "publishedVersion"}}),
    (icite.SOURCE, {"data": [{"pmid": 1, "citation_count": 3, "relative_citation_ratio": 1.2, "year": 2020}]}),
    (crossref.SOURCE, {"message": {"total-results": 1, "items": [{"DOI": "10.5555/a", "updated-by": [UPDATE]}]}}),
)  # fmt: skip
SUBJECTS = (Subject("1", "1", "10.5555/a"),)
PORTION = Portion(
    date(2026, 11, 24),
    SUBJECTS,
    SUBJECTS,
    (RegistryQuery("made-up", "made-up/core", "sadness"),),
    ("NCT90000001",),
)
JUNK = (None, True, 0, -1, 1.5, 10**30, float("inf"), "", "x", [], [None], [[]], {}, {"a": 1})
LARGEST = 2**63 - 1


def parts(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything within."""
    yield path
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()  # fmt: skip
    for key, each in inside:
        yield from parts(each, (*path, key))


def with_junk(content: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    changed = copy.deepcopy(content)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = junk
    return changed


@pytest.mark.parametrize(("source", "sound"), SOUND, ids=[each.name for each, _ in SOUND])
@given(st.data())
def test_anything_is_an_answer_or_a_line(source: Any, sound: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(parts(sound))))
    reply = with_junk(sound, path, data.draw(st.sampled_from(JUNK)))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NCBI_EMAIL", "me@example.org")
        found = []
        with suppress(SourceError):
            found += source.ask(Replies(lambda path, params: reply), PORTION)
    numbers = [
        number
        for each in found
        if isinstance(each, Answer)
        for fact in each.facts
        for name in fact.__slots__
        if isinstance(number := getattr(fact, name), int)
    ]
    assert all(abs(number) <= LARGEST for number in numbers)


def test_whole_numbers_within_reason() -> None:
    assert [whole(each) for each in (3, True, "3", 10**30, None)] == [3, None, None, None, None]
