"""Which registered trials owe their results.

A trial is overdue when it has neither a publication known here nor results on its registry, and either
twelve months have passed since it finished (the limit of the US Final Rule, 42 CFR part 11, and of the WHO joint statement
of 2017), or five years since it started without a finishing date that anyone stated. A trial that was withdrawn, or
that enrolled nobody, owes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from littrack.appraise.flags import months_between

RESULTS_DUE_MONTHS = 12
SILENT_MONTHS = 60

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class RegisteredTrial:
    """A registered trial as far as its results matter; dates as the registry gives them ("2012-06 (estimated)")."""

    id: str
    title: str
    status: str | None = None
    enrollment: int | None = None
    started: str | None = None
    primary_completion: str | None = None
    completed: str | None = None
    results_on_registry: bool | None = None
    published: bool = False


def overdue(trial: RegisteredTrial, today: str) -> bool | None:
    """Does this trial owe its results today? ``None`` where its dates do not say."""
    if trial.published or trial.results_on_registry or _nobody_enrolled(trial):
        return False
    finished = latest_day(trial.completed) or latest_day(trial.primary_completion)
    if finished:
        return months_between(finished, today) >= RESULTS_DUE_MONTHS
    started = latest_day(trial.started)
    return months_between(started, today) >= SILENT_MONTHS if started else None


def unpublished(trial: RegisteredTrial, today: str) -> bool:
    """Is this a trial that finished with participants and is in no publication known here?"""
    if trial.published or _nobody_enrolled(trial):
        return False
    finished = latest_day(trial.completed) or latest_day(trial.primary_completion)
    return bool(overdue(trial, today)) or bool(finished and finished <= today[:10])


def latest_day(text: str | None) -> str | None:
    """The last ISO day that a partial date can mean: "2012-06 (estimated)" -> "2012-06-28"; ``None`` without a year.

    Month ends are given as the 28th, so that every result is a day of the calendar.
    """
    found = _DATE.search(text or "")
    if not found:
        return None
    year, month, day = found.groups()
    return f"{year}-{month or '12'}-{day or '28'}"


def _nobody_enrolled(trial: RegisteredTrial) -> bool:
    return trial.enrollment == 0 or (trial.status or "").lower().startswith("withdrawn")
