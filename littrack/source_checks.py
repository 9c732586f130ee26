"""How each source beside PubMed is: whether it is asked, what came of it last, and whether it can be reached now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from littrack.checks import FAILURE, GOOD, WARNING, Check
from littrack.errors import ConfigError
from littrack.sources.all import SOURCES
from littrack.sources.protocol import Source
from littrack.sources.settings import enabled, lacks, switched_off, url_of
from littrack.sources.web import out_of_reach
from littrack.store.sources import FAILED, SourceState
from littrack.times import to_text

STANDS = "what it said before stands"
GRACE = timedelta(days=7)
"""So long beyond twice its days a source may go unasked before it is worth a word."""


def source_checks(states: Sequence[SourceState], now: datetime, ask: bool) -> Iterator[Check]:
    """A check for each source; with ``ask``, those that a refresh asks are tried for a sign of life."""
    try:
        asked = enabled(SOURCES)
    except ConfigError as error:
        yield Check("sources", FAILURE, str(error), "mend the variable, or unset it to ask all")
        return
    if not asked and all(switched_off(each) for each in SOURCES):
        yield Check("sources", GOOD, "none is asked beside PubMed (LITTRACK_SOURCES)")
        return
    reached = _reach(asked) if ask else {}
    known = {each.source: each for each in states}
    for source in SOURCES:
        if source in asked:
            yield _asked(source, known.get(source.name), now, reached.get(source.name))
        else:
            yield _not_asked(source)


def _reach(sources: Sequence[Source]) -> Mapping[str, str | None]:
    """What keeps us from each source, all of them tried at once."""
    with ThreadPoolExecutor(len(sources) or 1) as pool:
        found = pool.map(lambda each: out_of_reach(each, url_of(each)), sources)
        return dict(zip((each.name for each in sources), found, strict=True))


def _not_asked(source: Source) -> Check:
    off = switched_off(source)
    if off:
        return Check(source.title, GOOD, f"not asked ({off})")
    return Check(source.title, WARNING, "not asked", lacks(source))


def _asked(source: Source, state: SourceState | None, now: datetime, problem: str | None) -> Check:
    last = f"last answered {state.answered}" if state and state.answered else "never answered yet"
    if problem:
        remedy = f"look at its own status page, the network and a proxy (HTTPS_PROXY); {STANDS}"
        return Check(source.title, WARNING, f"{problem}; {last}", remedy)
    if state is None or state.tried is None:
        return Check(source.title, GOOD, "not asked yet; the next refresh asks")
    if state.outcome == FAILED:
        return Check(source.title, WARNING, f"{state.message}; {last}", _after(state))
    if state.tried < to_text(now - 2 * timedelta(days=source.days) - GRACE):
        remedy = f"run 'littrack refresh' without --only-pubmed; {STANDS}"
        return Check(source.title, WARNING, f"{last}, and not asked since", remedy)
    return Check(source.title, GOOD, last)


def _after(state: SourceState) -> str:
    again = (
        f"it is asked again after {state.paused_until}"
        if state.paused_until
        else "the next run asks again"
    )
    return f"{again}; {STANDS}. If it stays so, look at its own status page, or leave it out of LITTRACK_SOURCES"
