"""The registry and the reading sources through the polite client, against services that are out of order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from littrack.errors import SourceError
from littrack.sources import clinicaltrials, europepmc, icite, unpaywall
from littrack.sources.protocol import Answer, Portion, RegistryQuery, Subject
from littrack.sources.web import Limits, PoliteWeb
from tests.sources.services import Services
from tests.sources.trials import made_up_trial

TWICE = Limits(tries=2)
PORTION = Portion(
    date(2026, 11, 24),
    subjects=tuple(
        Subject(str(90000000 + n), str(90000000 + n), f"10.5555/made-up.{n}") for n in range(17)
    ),
    queries=(RegistryQuery("made-up", "made-up/core", "condition: sadness"),),
    registrations=("NCT90000001", "NCT90000009"),
)
SOURCES: tuple[Any, ...] = (
    clinicaltrials.SOURCE, europepmc.SOURCE, unpaywall.SOURCE, icite.SOURCE,
)  # fmt: skip


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setenv("NCBI_EMAIL", "reader@example.org")
    with Services(trials=[made_up_trial(1), made_up_trial(2)]) as found:
        yield found


def ask(services: Services, source: Any) -> tuple[list[Answer], int]:
    web = PoliteWeb(
        source, services.url(source.name), source.budget, None, TWICE, sleep=lambda _: None
    )
    try:
        return list(source.ask(web, PORTION)), web.requests_made
    finally:
        web.close()


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.name)
def test_each_answers_for_all_that_it_was_asked(services: Services, source: Any) -> None:
    answers, requests = ask(services, source)
    told = {each.about for each in answers}
    if source.name == "clinicaltrials":
        assert told == {"NCT90000001", "NCT90000009", "made-up/core"}
    else:
        assert told == {each.study for each in PORTION.subjects}
    assert requests <= {"clinicaltrials": 2, "europepmc": 1, "unpaywall": 17, "icite": 1}[source.name]  # fmt: skip


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.name)
@pytest.mark.parametrize("fault", ["refused", "500", "429", "html", "cut", "nonsense", "empty", "403"])  # fmt: skip
def test_a_fault_is_one_line_and_no_answer(services: Services, source: Any, fault: str) -> None:
    services.faults[source.name] = fault
    with pytest.raises(SourceError) as caught:
        ask(services, source)
    told = str(caught.value)
    assert told
    assert "\n" not in told
    assert "reader@example.org" not in told
