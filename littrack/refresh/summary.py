"""What a run says when it ends: for a person in a terminal or a mail from cron, and as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from littrack.errors import FAILED, OK, OWED
from littrack.refresh.accounting import Account
from littrack.store.sources import COMPLETE as DONE
from littrack.store.sources import SourceRun

COMPLETE = "complete"
INCOMPLETE = "owed"
BROKEN = "failed"
EXIT_CODES = {COMPLETE: OK, INCOMPLETE: OWED, BROKEN: FAILED}
STANDS = "What a source said before stands, and it is asked again; 'littrack doctor' says how each one is."
NAMED = 10
"""How many PMIDs or claims a line names; of more it says how many there are."""


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """What became of one search: its account, or why it failed (``problem``) and was left as it was."""

    topic: str
    name: str
    account: Account | None = None
    new: int = 0
    joined: int = 0
    left: int = 0
    warnings: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Debtor:
    """A record that PubMed did not deliver, or that could not be read, and the reason."""

    pmid: str
    reason: str


@dataclass(frozen=True, slots=True)
class Raised:
    """One flag, and every claim that got it in this run."""

    kind: str
    detail: str
    claims: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """For a person: of many claims the first few by name."""
        return f"Look again at {self._named()}: {self.kind}: {self.detail}"

    def _named(self) -> str:
        if len(self.claims) == 1:
            return f"the claim {self.claims[0]}"
        if len(self.claims) <= NAMED:
            return f"the claims {', '.join(self.claims)}"
        return f"{len(self.claims)} claims, among them {', '.join(self.claims[:3])}"


@dataclass(frozen=True, slots=True)
class Summary:
    """One run as its reader meets it. Counts are studies, times ISO 8601 UTC, ``seconds`` the wall time."""

    run: int
    started: str
    finished: str
    seconds: float
    outcome: str
    searches: tuple[SearchOutcome, ...] = ()
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: tuple[str, ...] = ()
    excluded: tuple[Debtor, ...] = ()
    owed: tuple[Debtor, ...] = ()
    quarantined: int = 0
    integrity: tuple[str, ...] = ()
    """Retractions and other notices first seen in this run, one sentence each."""
    flags: tuple[Raised, ...] = ()
    """Claims whose verdict a person should look at again, and why."""
    notes: tuple[str, ...] = ()
    requests: int = 0
    problems: tuple[str, ...] = field(default=())
    sources: tuple[SourceRun, ...] = ()
    """What came of asking the sources beside PubMed."""

    @property
    def exit_code(self) -> int:
        """0 all accounted for, 3 something is owed or a search failed, 1 an id was lost."""
        return EXIT_CODES[self.outcome]

    @property
    def message(self) -> str:
        """The run in one line, as ``refreshes.message`` keeps it."""
        parts = [f"{self.new} new", f"{self.changed} changed", f"{self.unchanged} unchanged"]
        failed = [each.name for each in self.searches if each.problem]
        parts += [f"{len(self.owed)} owed"] if self.owed else []
        parts += [f"searches that failed: {', '.join(failed)}"] if failed else []
        return "; ".join([*parts, *self.problems])


def to_json(summary: Summary) -> str:
    """The run as one JSON object; ``exit_code`` and ``message`` included."""
    content = {"exit_code": summary.exit_code, "message": summary.message, **asdict(summary)}
    return json.dumps(content, indent=2, ensure_ascii=False)


def to_text(summary: Summary) -> str:
    """The run for a person."""
    return "\n".join(_lines(summary))


def troubles(summary: Summary) -> tuple[str, ...]:
    """Only what went wrong, one line each: what ``--quiet`` prints."""
    stands = (STANDS,) if any(each.message for each in summary.sources) else ()
    return (*summary.problems, *stands, *_failed(summary), *_owed(summary))


def _lines(summary: Summary) -> Iterator[str]:
    yield _headline(summary)
    if not summary.searches:
        yield "Nothing was asked: no topic has a search yet. Write one into its topic.yaml."
    yield ""
    yield from _table(summary.searches)
    yield (
        f"Studies: {summary.new} new, {summary.changed} changed, "
        f"{summary.unchanged} compared and unchanged."
    )
    yield from _sources(summary.sources)
    if summary.gone:
        yield f"No longer in PubMed: {_names(summary.gone)}."
    yield from summary.integrity
    yield from (each.sentence for each in summary.flags)
    yield from summary.notes
    yield from (f"Excluded: PMID {each.pmid}: {each.reason}." for each in summary.excluded)
    yield from troubles(summary)
    if summary.searches or summary.outcome == BROKEN:
        yield _proof(summary)


def _headline(summary: Summary) -> str:
    words = {COMPLETE: "complete", INCOMPLETE: "done, with something owed", BROKEN: "FAILED"}
    requests = "1 request" if summary.requests == 1 else f"{summary.requests} requests"
    day, time = summary.started[:10], summary.started[11:16]
    return (
        f"Refresh {summary.run} of {day} {time} UTC: {words[summary.outcome]}, "
        f"{requests} to PubMed in {_duration(summary.seconds)}."
    )


def _table(searches: tuple[SearchOutcome, ...]) -> Iterator[str]:
    width = max((len(each.name) for each in searches), default=0)
    topic = None
    for each in searches:
        if each.topic != topic:
            topic = each.topic
            heads = ("listed", "new", "left", "stored", "excluded", "owed")
            yield f"{topic:<{width + 2}}" + "".join(f"{head:>9}" for head in heads)
        yield f"  {each.name:<{width}}" + _cells(each)
        yield from (f"    {warning}" for warning in each.warnings)
    if searches:
        yield ""


def _cells(each: SearchOutcome) -> str:
    if each.account is None:
        return "   failed, left as it was"
    found = each.account
    counts = (found.returned, each.joined, each.left, found.stored, found.excluded, found.owed)
    return "".join(f"{count:>9,}" for count in counts)


def _failed(summary: Summary) -> Iterator[str]:
    for each in summary.searches:
        if each.problem:
            yield f"Search {each.topic}/{each.name} failed: {each.problem}"
        if each.account and not each.account.holds:
            yield (
                f"Search {each.topic}/{each.name}: not accounted for: {_names(each.account.lost)}"
            )


def _owed(summary: Summary) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for each in summary.owed:
        by_reason.setdefault(each.reason, []).append(each.pmid)
    for reason, pmids in by_reason.items():
        yield f"Owed, and asked for again by the next run ({reason}): PMID {_names(tuple(pmids))}"


def _proof(summary: Summary) -> str:
    accounts = [each.account for each in summary.searches if each.account]
    listed = sum(each.returned for each in accounts)
    if summary.outcome == BROKEN:
        return "This run could not account for every record that PubMed listed: please report it."
    return (
        f"Accounted for: every one of the {listed:,} records that {len(accounts)} "
        f"{'search' if len(accounts) == 1 else 'searches'} listed."
    )


def _sources(sources: tuple[SourceRun, ...]) -> Iterator[str]:
    well = [each for each in sources if each.outcome == DONE]
    if well:
        told = ", ".join(
            f"{each.title} ({_of(each.answered, 'answer')}, {each.news} new)" for each in well
        )
        yield f"Other sources: {told}."


def _of(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _names(pmids: tuple[str, ...]) -> str:
    more = f" and {len(pmids) - NAMED:,} more" if len(pmids) > NAMED else ""
    return ", ".join(pmids[:NAMED]) + more


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"
