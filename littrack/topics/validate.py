"""Every problem of the topic files at once, also against the article's text and the stored records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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


def validate_topic(
    folder: Path, stored: Mapping[str, StoredFacts] | None = None
) -> tuple[Problem, ...]:
    """All problems of a topic, in order of file and line. ``stored`` are PubMed's facts by PMID."""
    files = read_files(folder)
    problems = [*check_files(files), *_article(files, folder)]
    if stored:
        problems += compare(files, stored)
    return tuple(problems)


def _article(files: TopicFiles, folder: Path) -> Iterator[Problem]:
    name = files.topic.article.text_file
    if name is None or "/" in name or "\\" in name:
        return
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        wrong = f"there is no file {name!r} beside topic.yaml"
        yield files.head.problem(
            ("article", "text_file"), wrong, "the article's text, or no text_file"
        )
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {folder / name}: {error}") from error
    else:
        yield from check_quotes(files, text)


def compare(files: TopicFiles, stored: Mapping[str, StoredFacts]) -> Iterator[Problem]:
    """Where a PMID in evidence.yaml leads to a record with another title, year or DOI."""
    for n, work in enumerate(files.topic.works):
        facts = stored.get(work.pmid or "")
        if facts:
            for field, wrong in _differences(work, facts):
                yield files.study(
                    n, (field,), f"{wrong} (PMID {facts.pmid})", "mend one of the two"
                )


def _differences(work: Work, facts: StoredFacts) -> Iterator[tuple[str, str]]:
    if not same_title(work.title, facts.title):
        yield "title", f"PubMed's title is {facts.title!r}"
    if work.year and facts.years and work.year not in facts.years:
        years = " or ".join(str(year) for year in sorted(set(facts.years)))
        yield "year", f"{work.year}, but PubMed has {years}"
    if work.doi and facts.doi and work.doi.lower() != facts.doi.lower():
        yield "doi", f"{work.doi}, but PubMed has {facts.doi}"


def lines(problems: Iterable[Problem]) -> str:
    """The problems as ``file:line: field: what is wrong; what is allowed``, one a line."""
    return "\n".join(str(problem) for problem in problems)
