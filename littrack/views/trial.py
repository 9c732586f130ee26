"""One registered trial with all that is known of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlite_utils import Database

from littrack.views.trial_facts import Known, RecordChange, read_changes, read_known
from littrack.views.trial_sides import Side, sides
from littrack.views.trials import TrialLine, read_entries, registered

_TOPICS = """
SELECT topics.id, coalesce(article_title, title) FROM topics
WHERE id IN (SELECT topic FROM trials WHERE id = :id AND removed IS NULL)
    OR id IN (SELECT topic FROM registry_matches WHERE trial = :id)
ORDER BY 2
"""


@dataclass(frozen=True, slots=True)
class TrialPage:
    """Everything the page of a trial prints. ``topics``: id and title of those it belongs to."""

    line: TrialLine
    topics: tuple[tuple[str, str], ...]
    sides: tuple[Side, ...]
    changes: tuple[RecordChange, ...]


def read_trial(db: Database, number: str) -> TrialPage | None:
    """The trial of that registration number, or ``None``."""
    known = read_known(db)
    line = next((each for each in read_entries(db, known) if each.id == number), None)
    if line is None:
        line = _unentered(known.get(number))
    if line is None:
        return None
    topics = tuple(db.execute(_TOPICS, {"id": number}).fetchall())
    mine = line.statement if line.entered else None
    return TrialPage(line, topics, sides(mine, line.record), read_changes(db, number))


def _unentered(known: Known | None) -> TrialLine | None:
    return registered(known, "") if known and known.record else None


def trial_summary(line: TrialLine, path: str) -> dict[str, object]:
    """A trial in the JSON API's list."""
    return {
        "id": line.id,
        "path": path,
        "registry": line.registry,
        "title": line.title,
        "status": line.status,
        "enrollment": line.enrollment,
        "ending": line.ending,
        "entered_by_a_person": line.entered,
        "flags": [asdict(flag) for flag in line.flags],
        "disagreements": [asdict(each) for each in line.differences],
        "results_posted": line.results_since,
        "publications": [
            {"study": each.study.id, "told_by": list(each.told_by), "reports": each.reports}
            for each in line.publications
        ],
        "publications_not_stored": list(line.elsewhere),
    }


def trial_facts(page: TrialPage, path: str) -> dict[str, object]:
    """The reply of ``trials/ID.json``."""
    line = page.line
    return {
        **trial_summary(line, path),
        "topics": [topic for topic, _ in page.topics],
        "entry": _entry(line) if line.entered else None,
        "record": asdict(line.record) if line.record else None,
        "changes": [asdict(each) for each in page.changes],
    }


def _entry(line: TrialLine) -> dict[str, object]:
    """What a person wrote in trials.yaml."""
    own = (
        "title", "condition", "comparison", "phase", "status", "enrollment", "enrollment_basis", "started",
        "primary_completion", "completed", "first_posted", "results_first_posted", "results_on_registry",
        "registered", "primary_outcome", "sponsor", "notes",
    )  # fmt: skip
    found: dict[str, object] = {name: getattr(line, name) for name in own}
    return {**found, "discrepancies": list(line.discrepancies)}
