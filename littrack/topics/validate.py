"""Every problem of the topic files at once, also against the article's text and the stored records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from littrack.errors import ConfigError
from littrack.topics.claim_checks import check_quotes
from littrack.topics.document import Problem
from littrack.topics.files import TopicFiles
from littrack.topics.model import Work
from littrack.topics.read import check_files, read_files
from littrack.topics.titles import same_title


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What PubMed's stored record of a study says of it; ``years`` are those of print and online."""

    pmid: str
    title: str
    years: tuple[int, ...]
    doi: str | None
    matched_by: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database knows of a topic's works: PubMed's facts by key, and PMIDs that PubMed does not have."""

    facts: Mapping[str, StoredFacts] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Validated:
    """A topic's problems, in order of file and line, and suggestions that oblige nobody."""

    topic: str
    counts: str
    problems: tuple[Problem, ...]
    suggestions: tuple[Problem, ...] = ()


def validate_topic(folder: Path, stored: Stored | None = None) -> Validated:
    """All problems of a topic. With ``stored`` the works are compared with PubMed's records as well."""
    files = read_files(folder)
    problems = [*check_files(files), *_article(files, folder)]
    if stored:
        problems += _compare(files, stored)
    suggestions = tuple(_suggest(files, stored)) if stored else ()
    return Validated(files.topic.id, _counts(files), tuple(problems), suggestions)


def _counts(files: TopicFiles) -> str:
    topic = files.topic
    numbers = (
        (len(topic.claims), "claims"),
        (len(topic.works), "studies"),
        (len(topic.trials), "trials"),
        (len(topic.searches), "searches"),
        *([(asked, "registry queries")] if (asked := len(topic.registry_queries)) else []),
    )
    return ", ".join(f"{number} {word}" for number, word in numbers)


def _article(files: TopicFiles, folder: Path) -> Iterator[Problem]:
    name = files.topic.article.text_file
    if name is None or "/" in name or "\\" in name:
        return
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        wrong = f"there is no file {name!r} beside topic.yaml"
        yield files.head.problem(("article", "text_file"), wrong, "put it there, or drop the line")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {folder / name}: {error}") from error
    else:
        yield from check_quotes(files, text)


def _compare(files: TopicFiles, stored: Stored) -> Iterator[Problem]:
    for n, work in enumerate(files.topic.works):
        if work.pmid and work.pmid in stored.missing:
            wrong = f"{work.pmid}: {stored.missing[work.pmid]}"
            yield files.study(n, ("pmid",), wrong, "look the number up, or leave it out")
        facts = stored.facts.get(work.key)
        if facts:
            for name, wrong in _differences(work, facts):
                yield files.study(n, (name,), f"{wrong} (PMID {facts.pmid})", "mend one of the two")


def _differences(work: Work, facts: StoredFacts) -> Iterator[tuple[str, str]]:
    """Where a work and the record that its PMID, DOI or title leads to do not agree."""
    if not same_title(work.title, facts.title):
        yield "title", f"PubMed's title is {facts.title!r}"
    if work.year and facts.years and work.year not in facts.years:
        years = " or ".join(str(year) for year in sorted(set(facts.years)))
        yield "year", f"{work.year}, but PubMed has {years}"
    if work.doi and facts.doi and work.doi.lower() != facts.doi.lower():
        yield "doi", f"{work.doi}, but PubMed has {facts.doi}"


def _suggest(files: TopicFiles, stored: Stored) -> Iterator[Problem]:
    for n, work in enumerate(files.topic.works):
        facts = stored.facts.get(work.key)
        if facts and not work.pmid:
            wrong = f"PubMed's record is PMID {facts.pmid} (found by {facts.matched_by})"
            yield files.study(n, ("key",), wrong, f"you may add pmid: {facts.pmid}")


def to_text(results: Iterable[Validated]) -> str:
    """Problems as ``file:line: field: what is wrong; what is allowed``, then suggestions, then a line a topic."""
    lines = []
    for each in results:
        lines += [str(problem) for problem in each.problems]
        lines += [f"Suggestion: {suggestion}" for suggestion in each.suggestions]
        found = len(each.problems)
        verdict = "no problems" if not found else "1 problem" if found == 1 else f"{found} problems"
        lines.append(f"{each.topic}: {each.counts}: {verdict}")
    return "\n".join(lines)


def to_json(results: Iterable[Validated]) -> str:
    """The same as JSON."""
    return json.dumps(
        [
            {
                "topic": each.topic,
                "problems": [_plain(problem) for problem in each.problems],
                "suggestions": [_plain(suggestion) for suggestion in each.suggestions],
            }
            for each in results
        ],
        indent=2,
        ensure_ascii=False,
    )


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "field": problem.field,
        "wrong": problem.wrong,
        "allowed": problem.allowed,
        "unfinished": problem.unfinished,
    }
