"""Read ``queries/<topic>/*.yaml`` from disk into a `Topic`, or say what stands in the way."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from littrack.errors import ConfigError
from littrack.topics.claim_checks import check_claims, check_topic, check_trials
from littrack.topics.document import Document, Problem, read_document
from littrack.topics.files import TopicFiles, join
from littrack.topics.model import Topic
from littrack.topics.schema import FILES, check, choices
from littrack.topics.study_checks import check_dismissed, check_plans, check_studies

SHOWN = 3
"""Problems that an error line names; ``littrack validate`` lists them all."""


def read_topic(folder: Path) -> Topic:
    """The topic in a folder, without studies whose entry is only begun.

    ``ConfigError`` names the first problems: file, line, field, what is allowed.
    """
    files = read_files(folder)
    problems = tuple(each for each in check_files(files) if not each.unfinished)
    if problems:
        raise ConfigError(_refusal(problems, folder))
    finished = tuple(work for work in files.topic.works if work.design and work.one_line)
    return replace(files.topic, works=finished)


def read_topics(queries: Path, names: Iterable[str] = ()) -> tuple[Topic, ...]:
    """The topics of a queries folder, or those named. ``ConfigError`` where there are none or one is faulty."""
    topics = tuple(read_topic(folder) for folder in topic_folders(queries, names))
    clashes = list(_clashes(topics))
    if clashes:
        raise ConfigError(clashes[0])
    return topics


def topic_folders(queries: Path, names: Iterable[str] = ()) -> tuple[Path, ...]:
    """The folders of all topics, or of those named, in order of name."""
    if not queries.is_dir():
        raise ConfigError(f"there is no folder {queries}: run `littrack init .`, or give --queries")
    found = {folder.name: folder for folder in sorted(queries.iterdir()) if _is_topic(folder)}
    if not found:
        raise ConfigError(f"there is no topic in {queries}: run `littrack init .` to write one")
    wanted = tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in found:
            raise ConfigError(f"there is no topic {name!r} in {queries}; {choices(name, found)}")
    return tuple(found[name] for name in wanted or found)


def _is_topic(folder: Path) -> bool:
    return folder.is_dir() and any((folder / f"{name}.yaml").is_file() for name in FILES)


def read_files(folder: Path) -> TopicFiles:
    """The four files of a topic; claims, evidence and trials may be missing."""
    if not (folder / "topic.yaml").is_file():
        raise ConfigError(
            f"{folder} holds no topic.yaml: run `littrack init`, or name another folder"
        )
    head, claims, evidence, trials = (_document(folder / f"{name}.yaml") for name in FILES)
    return join(folder.name, head, claims, evidence, trials)


def _document(path: Path) -> Document:
    if not path.exists() and path.name != "topic.yaml":
        section = "studies" if path.stem == "evidence" else path.stem
        return Document(str(path), {section: []})
    try:
        return read_document(path.read_bytes(), str(path))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"cannot read {path}: {reason}") from error


def check_files(files: TopicFiles) -> tuple[Problem, ...]:
    """Every problem that the four files have among themselves, in order of file and line."""
    problems: list[Problem] = []
    for name, document in files.documents:
        problems += document.problems
        if not (document.data is None and document.problems):
            problems += check(document, name)
    if all(document.data is not None for _, document in files.documents):
        problems += _across(files)
    order = {document.file: n for n, (_, document) in enumerate(files.documents)}
    return tuple(sorted(set(problems), key=lambda each: (order[each.file], each.line, each.field)))


def _across(files: TopicFiles) -> Iterator[Problem]:
    yield from check_topic(files)
    yield from check_claims(files)
    yield from check_studies(files)
    yield from check_dismissed(files)
    yield from check_plans(files)
    yield from check_trials(files)


def _refusal(problems: tuple[Problem, ...], folder: Path) -> str:
    shown = " | ".join(str(problem) for problem in problems[:SHOWN])
    more = len(problems) - SHOWN
    rest = f" | and {more} more" if more > 0 else ""
    elsewhere = folder.parent != Path("queries")
    command = f"littrack validate {shlex.quote(folder.name)}"
    command += f" --queries {shlex.quote(str(folder.parent))}" if elsewhere else ""
    return f"{shown}{rest} (run `{command}` for the whole list)"


def _clashes(topics: tuple[Topic, ...]) -> Iterator[str]:
    """Ids that two topics both use; in the database they would overwrite each other."""
    owner: dict[tuple[str, str], str] = {}
    for topic in topics:
        used = [("claim", claim.id) for claim in topic.claims]
        used += [("study key", work.key) for work in topic.works]
        used += [("PMID", work.pmid) for work in topic.works if work.pmid]
        used += [("trial", trial.id) for trial in topic.trials]
        for name in used:
            first = owner.setdefault(name, topic.id)
            if first != topic.id:
                yield f"the {name[0]} {name[1]!r} is used by the topics {first} and {topic.id}: keep one"
