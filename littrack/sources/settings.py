"""Which sources are asked, where, and how often: from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from littrack.errors import ConfigError
from littrack.sources.protocol import Source
from littrack.sources.unpaywall import email as unpaywall_email

CHOSEN = "LITTRACK_SOURCES"
"""Names of sources with commas between them, or "none"; all where it is not set."""
NONE = "none"
EMAILS = ("LITTRACK_EMAIL", "NCBI_EMAIL")


def contact(environment: Mapping[str, str] | None = None) -> str | None:
    """The address that sources are given, so that they can write before they block."""
    environment = os.environ if environment is None else environment
    return next((found for name in EMAILS if (found := environment.get(name, "").strip())), None)


def enabled(
    sources: Iterable[Source], environment: Mapping[str, str] | None = None
) -> tuple[Source, ...]:
    """The sources that are chosen and whose needs are met. ``ConfigError`` for a name that no source has."""
    environment = os.environ if environment is None else environment
    known = {source.name: source for source in sources}
    said = environment.get(CHOSEN)
    if said is None:
        chosen = list(known)
    else:
        chosen = [name for each in said.split(",") if (name := each.strip().lower())]
        if chosen == [NONE]:
            return ()
    wrong = [name for name in chosen if name not in known]
    if wrong:
        raise ConfigError(
            f"{CHOSEN} names {', '.join(wrong)}: write {NONE}, or some of {', '.join(known)}"
        )
    found = (known[name] for name in dict.fromkeys(chosen))
    return tuple(each for each in found if budget_of(each, environment) and not lacks(each))


def switched_off(source: Source, environment: Mapping[str, str] | None = None) -> str | None:
    """The variable that keeps a source from being asked, where one does."""
    environment = os.environ if environment is None else environment
    if not budget_of(source, environment):
        return f"{_variable(source, 'BUDGET')}=0"
    said = environment.get(CHOSEN)
    named = None if said is None else [each.strip().lower() for each in said.split(",")]
    return None if named is None or source.name in named else CHOSEN


def lacks(source: Source) -> str | None:
    """What a source needs and has not got, with what to do."""
    if source.name == "unpaywall" and not unpaywall_email():
        return "Unpaywall asks for an e-mail address: set NCBI_EMAIL"
    return None


def url_of(source: Source, environment: Mapping[str, str] | None = None) -> str:
    """Where a source is asked: LITTRACK_<NAME>_URL, else its own address."""
    environment = os.environ if environment is None else environment
    return environment.get(_variable(source, "URL"), "").strip() or source.url


def budget_of(source: Source, environment: Mapping[str, str] | None = None) -> int:
    """Requests a day: LITTRACK_<NAME>_BUDGET, else the source's own; 0 switches it off."""
    environment = os.environ if environment is None else environment
    said = environment.get(_variable(source, "BUDGET"), "").strip()
    if not said:
        return source.budget
    if not said.isdigit():
        raise ConfigError(
            f"{_variable(source, 'BUDGET')}={said[:20]} is no number of requests a day"
        )
    return int(said)


def budget_name(source: Source) -> str:
    """The environment variable that sets a source's requests a day."""
    return _variable(source, "BUDGET")


def _variable(source: Source, what: str) -> str:
    return f"LITTRACK_{source.name.upper().replace('-', '_')}_{what}"
