"""``littrack show``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from littrack.cli.options import as_of_option, db_option, json_option
from littrack.line_width import line_width

if TYPE_CHECKING:
    from littrack.integrity.events import Happening
    from littrack.store.standing import Account
    from littrack.store.studies import Study
    from littrack.views.as_of import PastStudy

WIDTH = 100


@click.command()
@click.argument("study", metavar="PMID|DOI|KEY")
@db_option
@as_of_option
@json_option
def command(study: str, db: Path, as_of: str | None, as_json: bool) -> None:
    """Show one study: its citation, what stands against it, its abstract, and which claims it bears on.

    The study is named by its PMID, its DOI, or its key in a topic's evidence.yaml.
    """
    from littrack.errors import DataError
    from littrack.store.database import open_readonly, sqlite_errors
    from littrack.store.standing import read_account
    from littrack.store.studies import read_study
    from littrack.views.as_of import read_past_study

    past: PastStudy | None = None
    with sqlite_errors(db), closing(open_readonly(db)) as database:
        found = read_study(database, study)
        if found and as_of:
            past = read_past_study(database, study, as_of)
        elif found:
            account = read_account(database, found.id)
    if found is None:
        raise DataError(
            f"no stored study is called {study!r}: try 'littrack search', or a PMID or DOI"
        )
    if past and not past.known:
        raise DataError(
            f"{study} was not stored at {past.at}: it was first seen {found.first_seen}"
        )
    if past:
        click.echo(_past_json(past) if as_json else "\n".join(_past_text(past)))
    else:
        click.echo(_json(found, account) if as_json else "\n".join(_text(found, account)))


def _past_json(past: PastStudy) -> str:
    import dataclasses
    import json

    whole = json.loads(_json(past.study))
    later = [dataclasses.asdict(each) for each in past.later]
    whole |= {"as_of": past.at, "abstract_then": past.abstract, "later": later}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _past_text(past: PastStudy) -> Iterator[str]:
    yield f"As of {past.at}: what was stored then, not what is known today."
    yield from _text(past.study)
    if past.abstract:
        yield "\nThe abstract then:"
        yield click.wrap_text(past.abstract, line_width(WIDTH), preserve_paragraphs=True)
    yield "\nChanged since then:" if past.later else "\nNothing has changed since then."
    for each in past.later:
        yield _item(f"{each.day[:10]} {each.what}: {_short(each.said)}")


def _json(study: Study, account: Account | None = None) -> str:
    import dataclasses
    import json

    from littrack.views.study_standing import standing_facts

    whole = dataclasses.asdict(study) | {"citation": study.citation, "badges": study.badges}
    if account:
        whole["standing"] = standing_facts(account)
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _text(study: Study, account: Account | None = None) -> Iterator[str]:
    """For a person; without an account (of a day that is past) the events are those of the study alone."""
    for badge in study.badges:
        yield click.style(badge, fg="red", bold=True)
    yield click.wrap_text(study.citation, line_width(WIDTH))
    yield ""
    yield from _facts(study)
    yield from _standing(account) if account else _events(study)
    yield from _abstract(study)
    yield from _claims(study)
    yield from _links(study)
    yield from _changes(study)


def _facts(study: Study) -> Iterator[str]:
    level = f", level {study.level}" if study.level else ""
    rule = f" ({study.design_rule})" if study.design_rule else ""
    facts = (
        ("Design", f"{study.design}{level}{rule}" if study.design else None),
        ("Types", study.publication_types),
        ("PMID", study.pmid),
        ("PMCID", study.pmcid),
        ("Link", study.url),
        ("Other ids", ", ".join(f"{source} {value}" for source, value in study.identifiers
                                if source not in ("pubmed", "doi", "pmc"))),
        ("Registered", ", ".join(number for _, number in study.registrations)),
        ("MeSH", study.mesh),
        ("Keywords", study.keywords),
        ("Conflicts", study.conflict_of_interest),
        ("Read from", f"{study.source}, first seen {study.first_seen[:10]}, last changed {study.last_changed[:10]}"),
        ("Found by", ", ".join(f"{each.topic}/{each.search}" + (" (no longer)" if each.left_on else "")
                               for each in study.searches)),
    )  # fmt: skip
    for name, value in facts:
        if value:
            yield click.wrap_text(f"{name + ':':<12}{value}", line_width(WIDTH), "", " " * 12)


def _standing(account: Account) -> Iterator[str]:
    """What happened to the study by whose word, where sources disagree, and which were not asked lately."""
    if account.standing.disputed:
        told = f"The sources do not agree: {account.standing.sentence}"
        yield click.style(click.wrap_text(told, line_width(WIDTH), "", "  "), bold=True)
    for each in account.happenings:
        yield click.wrap_text(_happening(each), line_width(WIDTH), "", "  ")
    answered = [f"{each.source} {each.checked[:10]}" for each in account.asked
                if each.checked and not each.why_not]  # fmt: skip
    if answered:
        yield click.wrap_text(
            f"{'Asked:':<12}{', '.join(answered)}", line_width(WIDTH), "", " " * 12
        )
    for line in account.unchecked:
        yield click.wrap_text(f"{'':<12}{line}", line_width(WIDTH), "", " " * 12)


def _happening(each: Happening) -> str:
    parts = (
        each.kind,
        f"of {each.date}" if each.date else None,
        f"({'; '.join(f'{teller} says {day}' for teller, day in each.dates)})"
        if each.dates
        else None,
    )
    notice = (
        each.notice,
        f"notice PMID {each.notice_pmid}" if each.notice_pmid else None,
        f"doi:{each.notice_doi}" if each.notice_doi else None,
    )
    seen = [f"first seen {each.seen[:10]}"]
    seen += [f"told no more since {each.withdrawn[:10]}"] if each.withdrawn else []
    seen += [f"last confirmed {each.confirmed[:10]}"] if each.confirmed else []
    told = ": ".join(filter(None, (" ".join(filter(None, parts)), ", ".join(filter(None, notice)))))
    reason = f" Reason: {each.reason.rstrip('.')}." if each.reason else ""
    return f"! {told}. [{', '.join(each.tellers)}; {', '.join(seen)}]{reason}"


def _events(study: Study) -> Iterator[str]:
    for event in study.events:
        notice = f", notice PMID {event.notice_pmid}" if event.notice_pmid else ""
        gone = f" (withdrawn {event.withdrawn[:10]})" if event.withdrawn else ""
        told = ": ".join(filter(None, (event.kind, event.notice or event.date)))
        yield click.wrap_text(
            f"! {told}{notice} [{event.source}]{gone}", line_width(WIDTH), "", "  "
        )


def _abstract(study: Study) -> Iterator[str]:
    for section in study.sections:
        label = (
            section.label
            if section.kind == "abstract"
            else f"{section.kind} ({section.language or '?'})"
        )
        yield ""
        yield click.wrap_text(f"{label + ': ' if label else ''}{section.text}", line_width(WIDTH))


def _claims(study: Study) -> Iterator[str]:
    if study.claims:
        yield "\nClaims:"
    for each in study.claims:
        yield click.wrap_text(
            f"- {each.stance} {each.claim} ({each.state}): “{each.quote}”",
            line_width(WIDTH),
            "",
            "  ",
        )


def _links(study: Study) -> Iterator[str]:
    if study.links:
        yield "\nLinks:"
    for link in study.links:
        pmid = f"PMID {link.pmid}" if link.pmid else None
        yield click.wrap_text(
            "- " + " · ".join(filter(None, (link.kind, link.citation, pmid, link.note))),
            line_width(WIDTH),
            "",
            "  ",
        )


def _changes(study: Study) -> Iterator[str]:
    if study.changes:
        yield "\nChanges since it was first seen:"
    for change in study.changes:
        told = f"{_short(change.before)} → {_short(change.after)}"
        yield _item(f"{change.seen[:10]} {change.field}: {told}")


def _item(text: str) -> str:
    return click.wrap_text(f"- {text}", line_width(WIDTH), "", "  ")


def _short(text: str | None) -> str:
    if not text:
        return "nothing"
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:157] + "…"
