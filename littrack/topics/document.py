"""A YAML file as plain data in which every value still knows its line.

PyYAML's composer (libyaml where it is present) gives the nodes with their marks; the values are read by the
core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), so that ``no``, ``12:30`` and
``2026-11-23`` are texts. A number remembers how it was written: volume ``012`` stays "012".
Anchors, aliases and tags are refused: a topic file says what it says where it says it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, TypeAlias

import yaml

Path: TypeAlias = "tuple[str | int, ...]"
Data: TypeAlias = "dict[str, Any] | list[Any] | str | int | float | bool | None"

SIZE_LIMIT = 20_000_000
"""Bytes; a topic file is a few hundred kilobytes."""

DEPTH_LIMIT = 30
"""Levels of lists and maps; a topic file has six. libyaml's composer overflows the stack near 50,000."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an author has to mend: where it is, what is wrong and what is allowed."""

    file: str
    line: int
    field: str
    wrong: str
    allowed: str | None = None
    unfinished: bool = False
    """An entry that is begun and does not count yet, rather than one that is wrong."""

    def __str__(self) -> str:
        field_name = f"{self.field}: " if self.field else ""
        allowed = f"; {self.allowed}" if self.allowed else ""
        return f"{self.file}:{self.line}: {field_name}{self.wrong}{allowed}"


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its data, the line of every value and key, and what could not be read."""

    file: str
    data: Data
    lines: dict[Path, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, wrong: str, allowed: str | None = None) -> Problem:
        """A problem at a value of this document."""
        return Problem(self.file, self.line(path), self.name(path), wrong, allowed)

    def name(self, path: Path) -> str:
        """The value's address as a person would say it: ``claims[eight-times].evidence[2].stance``."""
        parts: list[str] = []
        here: Data = self.data
        for step in path:
            here = _step(here, step)
            if isinstance(step, int):
                parts.append(f"[{_called(here) or step + 1}]")
            else:
                parts.append(f".{step}" if parts else step)
        return "".join(parts)


def _step(here: Data, step: str | int) -> Data:
    if isinstance(here, dict):
        found: Data = here.get(str(step))
        return found
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        found = here[step]
        return found
    return None


def _called(entry: Data) -> str | None:
    if not isinstance(entry, dict):
        return None
    names = (entry.get(key) for key in ("id", "key", "name", "study"))
    return next((name for name in names if isinstance(name, str)), None)


class WrittenInt(int):
    """A whole number that remembers its digits as written."""

    written: str


class WrittenFloat(float):
    """A number that remembers its digits as written."""

    written: str


_BASE: Any = getattr(yaml, "CLoader", yaml.Loader)
_CORE = (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+", list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
        list("-+0123456789."),
    ),
)


_BRACKETS = re.compile(r"[\[\]{}]")
_DEEP_DASHES = re.compile(
    rf"(?:[-?:] +){{{DEPTH_LIMIT},}}|^ {{{DEPTH_LIMIT * 2},}}[-?]", re.MULTILINE
)


class _Loader(_BASE):  # type: ignore[misc]
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for _tag, _pattern, _first in _CORE:
    _Loader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)


def read_document(content: bytes, file: str) -> Document:
    """Read one YAML file; what cannot be read is in ``problems``, never an exception."""
    text, unreadable = _decode(content, file)
    if unreadable:
        return Document(file, None, problems=(unreadable,))
    try:
        deep = _too_deep(text)
        root = None if deep else yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return Document(file, None, problems=(_malformed(error, text, file),))
    if deep:
        return Document(file, None, problems=(Problem(file, deep, "", "nested too deeply"),))
    if root is None:
        return Document(file, {}, {(): 1})
    reader = _Reader(file)
    data = reader.value(root, ())
    return Document(file, data, reader.lines, tuple(reader.problems))


def _decode(content: bytes, file: str) -> tuple[str, Problem | None]:
    if len(content) > SIZE_LIMIT:
        return "", Problem(file, 1, "", f"larger than {SIZE_LIMIT // 1_000_000} MB")
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", Problem(file, line, "", "not UTF-8 text", "save the file as UTF-8")


def _too_deep(text: str) -> int | None:
    """The line where the nesting passes the limit. Events are only counted where the text looks nested."""
    depth = deepest = 0
    for bracket in _BRACKETS.finditer(text):
        depth = max(0, depth + (1 if bracket.group() in "[{" else -1))
        deepest = max(deepest, depth)
    if deepest < DEPTH_LIMIT and not _DEEP_DASHES.search(text):
        return None
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_LIMIT:
            return int(event.start_mark.line) + 1 if event.start_mark else 1
    return None


def _malformed(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    line = mark.line + 1 if mark else 1
    if "nesting depth" in str(what):  # newer versions of libyaml have a limit of their own
        return Problem(file, line, "", "nested too deeply")
    hint = (
        "a text that holds ': ' or ' #' or starts with a sign must stand in quotes, or after '>-'"
    )
    lines = text.split("\n")
    if line <= len(lines) and re.match(r" *\t", lines[line - 1]):
        hint = "indent with spaces, not tabs"
    return Problem(file, line, "", f"not readable as YAML: {' '.join(str(what).split())}", hint)


class _Reader:
    """Turns nodes into data, noting lines and what is refused on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def value(self, node: Any, path: Path) -> Data:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen:
            self._refuse(line, path, "an alias (*name) is not allowed here", "write the value out")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, n)) for n, child in enumerate(node.value)]
        return self._scalar(node, path, line)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                self._refuse(line, path, "a key must be a word", None)
                continue
            here = (*path, key)
            if key in data:
                first = self.lines[here]
                self._refuse(line, here, f"given twice (first in line {first})", "keep one of them")
                continue
            self.lines[here] = line
            data[key] = self.value(child, here)
        return data

    def _scalar(self, node: Any, path: Path, line: int) -> Data:
        tag, text = str(node.tag), str(node.value)
        kind = tag.removeprefix("tag:yaml.org,2002:")
        if kind == "str":
            return text
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind == "int" and re.fullmatch(r"[-+]?[0-9]+", text) and len(text) < 400:
            whole = WrittenInt(text)
            whole.written = text
            return whole
        if kind == "float" and re.fullmatch(_CORE[3][1], text) and isfinite(float(text)):
            number = WrittenFloat(text)
            number.written = text
            return number
        self._refuse(line, path, f"the tag {tag} is not allowed here", "plain text or a number")
        return None

    def _refuse(self, line: int, path: Path, wrong: str, allowed: str | None) -> None:
        steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
        self.problems.append(Problem(self.file, line, "".join(steps).lstrip("."), wrong, allowed))


def written(value: object) -> str | None:
    """A scalar as its author wrote it; ``None`` for what is no text and no number."""
    if isinstance(value, str):
        return value
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.written
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(value)


def repeated(values: Iterator[Hashable]) -> Iterator[tuple[int, int]]:
    """The index of each value that was there before, with the index of its first occurrence."""
    first: dict[Hashable, int] = {}
    for n, value in enumerate(values):
        if value is not None and first.setdefault(value, n) != n:
            yield n, first[value]
