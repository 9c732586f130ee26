"""Which registered trials owe their results, and what else a reader of the evidence should know of one.

A trial is overdue when it has neither a publication known here nor results on its registry, and either twelve months have
passed since its main measurement was complete (the limit of the US Final Rule, 42 CFR part 11, and of the WHO joint
statement of 2017), or five years since it started without a finishing date that anyone stated. A trial that was
withdrawn, or that enrolled nobody, owes nothing; one that its registry says is still running owes nothing yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from littrack.appraise.flags import months_between

RESULTS_DUE_MONTHS = 12
SILENT_MONTHS = 60

NO_RESULTS = "no results after 12 months"
OUTCOME_CHANGED = "primary outcome changed"
STOPPED = "stopped early"
NEVER_BEGUN = "withdrawn"
PAST_ITS_DATE = "past its date"
STATUS_UNKNOWN = "status unknown"
POSTED_ONLY = "results posted, not published"
TRIAL_FLAGS = (
    NO_RESULTS, OUTCOME_CHANGED, STOPPED, POSTED_ONLY, PAST_ITS_DATE, STATUS_UNKNOWN, NEVER_BEGUN,
)  # fmt: skip
"""Every kind of flag of a trial, what matters most to a reader first."""

TRIAL_FLAG_WORDS: dict[str, str] = {
    NO_RESULTS: "it is overdue: see above",
    OUTCOME_CHANGED: "its registered main outcome was reworded after it began, as littrack saw, or a reader found that "
    "plan and paper differ",
    STOPPED: "terminated or suspended; the registrant's reason is quoted",
    POSTED_ONLY: "what it found stands on its registry and in no publication known here",
    PAST_ITS_DATE: "said to be running, though its main measurement was to be complete",
    STATUS_UNKNOWN: "its registrant has not confirmed it for years",
    NEVER_BEGUN: "nobody took part",
}
"""What each kind of flag means."""

RUNNING = ("recruiting", "not yet recruiting", "enrolling by invitation", "suspended")
"""How the status of a trial begins that goes on."""
NO_REPORT = (
    "protocol", "commentary", "narrative review", "systematic review", "meta-analysis", "guideline",
)  # fmt: skip
"""Designs of publications that may name a trial but do not report what it found."""

READER = "A reader found: "
"""How a flag begins that repeats what a person wrote of plan and paper."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_OF_OUTCOME = re.compile(r"\b(?:primary|outcomes?|end ?points?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OutcomeEdit:
    """A change of the registered primary outcomes. ``former_since``: when the former text was first seen here (ISO)."""

    former_since: str
    seen: str
    before: str | None
    after: str | None


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
    why_stopped: str | None = None
    results_posted: str | None = None
    discrepancies: tuple[str, ...] = ()
    """Where a person found that plan and paper differ."""
    edits: tuple[OutcomeEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialFlag:
    """Something to know of a trial: one of `TRIAL_FLAGS`, and a sentence that stays the same while it is so."""

    kind: str
    detail: str


def combined(entered: RegisteredTrial | None, record: RegisteredTrial | None) -> RegisteredTrial:
    """What is known of a trial: its registry's own record where it states something, else what a person entered."""
    if entered is None or record is None:
        found = record or entered
        if found is None:
            raise ValueError("neither an entry nor a record")
        return found
    stated = {
        each.name: value
        for each in fields(RegisteredTrial)
        if (value := getattr(record, each.name)) not in (None, (), "")
    }
    results = {entered.results_on_registry, record.results_on_registry}
    stated["results_on_registry"] = True if True in results else False if False in results else None
    stated["published"] = entered.published or record.published
    return replace(entered, **stated)


def overdue(trial: RegisteredTrial, today: str) -> bool | None:
    """Does this trial owe its results today? ``None`` where its dates do not say."""
    if trial.published or trial.results_on_registry or _nobody_enrolled(trial):
        return False
    finished, started = latest_day(_end(trial)), latest_day(trial.started)
    if finished:
        return not _running(trial) and months_between(finished, today) >= RESULTS_DUE_MONTHS
    return months_between(started, today) >= SILENT_MONTHS if started else None


def unpublished(trial: RegisteredTrial, today: str) -> bool:
    """Is this a trial that finished with participants and is in no publication known here?"""
    if trial.published or _nobody_enrolled(trial):
        return False
    finished = latest_day(_end(trial))
    over = finished and finished <= today[:10] and not _running(trial)
    return bool(overdue(trial, today)) or bool(over)


def reports(design: str | None, published: str | None, started: str | None) -> bool:
    """Can a publication that names a trial tell what it found? Not a protocol or a review, nor one older than the trial.

    ``published`` and ``started`` are ISO to the precision known.
    """
    if design in NO_REPORT:
        return False
    begun = _DATE.match(started or "")
    told = latest_day(published)
    return not (begun and told and told < begun.group(0))


def trial_flags(trial: RegisteredTrial, today: str) -> tuple[TrialFlag, ...]:
    """What a reader should know of a trial today, in the order of `TRIAL_FLAGS`."""
    found = (
        *_untold(trial, today),
        *_outcomes(trial),
        *_stopped(trial),
        *_late(trial, today),
    )
    return tuple(sorted(found, key=lambda flag: TRIAL_FLAGS.index(flag.kind)))


def _untold(trial: RegisteredTrial, today: str) -> Iterator[TrialFlag]:
    if overdue(trial, today):
        ended = _end(trial)
        when = f"Finished {ended}" if ended else f"Began {trial.started} and states no end"
        yield TrialFlag(NO_RESULTS, f"{when}; no results seen on its registry, and no publication known here.")  # fmt: skip
    if trial.results_on_registry and not trial.published and not _nobody_enrolled(trial):
        dated = trial.results_posted if latest_day(trial.results_posted) else None
        since = f" since {dated}" if dated else ""
        yield TrialFlag(POSTED_ONLY, f"Results stand on its registry{since}; no publication is known here.")  # fmt: skip


def _outcomes(trial: RegisteredTrial) -> Iterator[TrialFlag]:
    differ = [each.rstrip(".") for each in trial.discrepancies if _OF_OUTCOME.search(each)]
    if differ:
        yield TrialFlag(OUTCOME_CHANGED, f"{READER}{'; '.join(differ)}.")
    for edit in trial.edits:
        if edited_after_start(edit, trial.started):
            yield TrialFlag(
                OUTCOME_CHANGED,
                f"The registered primary outcome was changed after the trial began (seen {edit.seen[:10]}).",
            )


def edited_after_start(edit: OutcomeEdit, started: str | None) -> bool:
    """Was a registered primary outcome reworded when the trial was under way?

    Only what was seen counts: the former text must have stood after the start. Case, order and marks do not matter.
    """
    begun = latest_day(started)
    if not (begun and edit.before and edit.after and begun <= edit.former_since[:10]):
        return False
    return _plain(edit.before) != _plain(edit.after)


def _stopped(trial: RegisteredTrial) -> Iterator[TrialFlag]:
    status = (trial.status or "").lower()
    reason = (trial.why_stopped or "").rstrip(".")
    said = f": “{reason}”." if reason else "; no reason is known here."
    if status.startswith("withdrawn"):
        yield TrialFlag(NEVER_BEGUN, f"Withdrawn before anybody took part{said}")
    elif status.startswith(("terminated", "suspended")):
        word = "Terminated" if status.startswith("terminated") else "Suspended"
        yield TrialFlag(STOPPED, f"{word}{said}")


def _late(trial: RegisteredTrial, today: str) -> Iterator[TrialFlag]:
    status = (trial.status or "").lower()
    if status.startswith("unknown"):
        before = re.search(r"\((last said .+)\)$", trial.status or "")
        said = f" ({before[1]})" if before else ""
        yield TrialFlag(STATUS_UNKNOWN, f"Its registry no longer knows how it stands{said}.")
    ended = _end(trial)
    if _running(trial) and (latest_day(ended) or today) < today[:10]:
        yield TrialFlag(PAST_ITS_DATE, f"Still said to be {trial.status}, though its main measurement was to end {ended}.")  # fmt: skip


def latest_day(text: str | None) -> str | None:
    """The last ISO day that a partial date can mean: "2012-06 (estimated)" -> "2012-06-28"; ``None`` without a year.

    Month ends are given as the 28th, so that every result is a day of the calendar.
    """
    found = _DATE.search(text or "")
    if not found:
        return None
    year, month, day = found.groups()
    return f"{year}-{month or '12'}-{day or '28'}"


def _end(trial: RegisteredTrial) -> str | None:
    """When its main measurement was or is to be complete; else when the whole trial was."""
    return trial.primary_completion or trial.completed


def _running(trial: RegisteredTrial) -> bool:
    """Does its status say that it goes on? "Active, not recruiting" says nothing against a main measurement that is over."""
    status = (trial.status or "").lower()
    if status.startswith("active"):
        return "estimated" in (_end(trial) or "estimated")
    return status.startswith(RUNNING)


def _nobody_enrolled(trial: RegisteredTrial) -> bool:
    return trial.enrollment == 0 or (trial.status or "").lower().startswith("withdrawn")


def _plain(text: str) -> frozenset[str]:
    """The outcomes of a text, one a line, as bare words."""
    lines = (" ".join(re.findall(r"\w+", line.casefold())) for line in text.splitlines())
    return frozenset(line for line in lines if line)
