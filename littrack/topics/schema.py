"""Check a document against its JSON Schema and say each fault as its author would want to hear it.

The schemas in ``schemas/`` are those that editors use, so that what an editor marks and what
``littrack validate`` reports is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from littrack.topics.document import Document, Path, Problem, written

FILES = ("topic", "claims", "evidence", "trials")
"""The files of a topic, without ".yaml"; each has a schema of the same name."""

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a map of fields",
    "boolean": "true or false",
}


def schema_text(name: str) -> str:
    """The JSON Schema of a file, as packaged."""
    schema = files("littrack.topics") / "schemas" / f"{name}.schema.json"
    return schema.read_text(encoding="utf-8")


def check(document: Document, name: str) -> Iterator[Problem]:
    """Every way in which a document departs from its schema."""
    for error in _validator(name).iter_errors(document.data):
        yield from _problems(document, error)


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator, validators

    extend: Any = validators.extend
    return extend(Draft202012Validator, {"pattern": _pattern})(json.loads(schema_text(name)))


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Any]:
    """As JSON Schema's, but for numbers as well, as they were written: a PMID is digits."""
    import re

    from jsonschema import ValidationError

    text = written(instance)
    if text is not None and not re.search(pattern, text):
        yield ValidationError(f"{text!r} does not match {pattern!r}")


def _problems(document: Document, error: Any) -> Iterator[Problem]:
    path: Path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(document, path, error)
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        for key in missing:
            if repr(key) in error.message:
                yield document.problem(path, f"{key} is missing", _hint(error.schema, key))
    else:
        wrong, allowed = _said(error)
        yield document.problem(path, wrong, allowed)


def _unknown_keys(document: Document, path: Path, error: Any) -> Iterator[Problem]:
    known = list(error.schema["properties"])
    for key in error.instance:
        if key not in known:
            near = get_close_matches(key, [k for k in known if k not in error.instance] or known, 1)
            meant = f"did you mean {near[0]}?" if near else f"allowed: {', '.join(known)}"
            yield document.problem((*path, key), f"unknown field {key!r}", meant)


def _hint(schema: Any, key: str) -> str | None:
    described = schema.get("properties", {}).get(key, {}).get("description")
    return str(described).rstrip(".") if described else None


def _said(error: Any) -> tuple[str, str | None]:
    """What is wrong and what is allowed, for one fault of one value."""
    shown, limit = _shown(error.instance), error.validator_value
    if error.validator == "enum":
        return f"{shown} is not allowed", choices(error.instance, limit)
    if error.validator == "type":
        return _type(error.instance, limit, shown)
    if error.validator == "pattern":
        return f"{shown} is not allowed", str(error.schema.get("patternErrorMessage", limit))
    if error.validator == "minLength" or (error.validator == "minItems" and limit == 1):
        return "is empty", "leave the field out instead, or fill it"
    if error.validator in ("minItems", "maxItems"):
        return f"has {len(error.instance)} entries", f"{limit} are needed"
    if error.validator == "maxLength":
        return (
            f"has {len(error.instance)} characters",
            f"at most {limit} are allowed: split it in two",
        )
    if error.validator == "uniqueItems":
        return "holds the same entry twice", "keep one of them"
    if error.validator in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        return f"{shown} is out of range", f"{_BOUNDS[error.validator]} {limit}"
    return " ".join(str(error.message).split())[:200], None


_BOUNDS = {
    "minimum": "not below",
    "maximum": "not above",
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
}


def _type(instance: object, limit: str | list[str], shown: str) -> tuple[str, str]:
    wanted = [limit] if isinstance(limit, str) else [each for each in limit if each != "null"]
    allowed = " or ".join(_TYPES[each] for each in wanted if each in _TYPES)
    if instance is None:
        return "is empty", f"{allowed} is needed"
    if not wanted or wanted == ["null"] or not allowed:
        return f"{shown} does not belong here", "leave the field out"
    number = isinstance(instance, int | float) and not isinstance(instance, bool)
    quotes = " (put it in quotes)" if wanted == ["string"] and number else ""
    return f"{shown} is no {allowed.removeprefix('a ')}", f"{allowed} is needed{quotes}"


def choices(value: object, allowed: Iterable[object]) -> str:
    """The allowed words, with the nearest one first where the value looks like a slip."""
    words = [str(word) for word in allowed if word is not None]
    if not words:
        return "there is none"
    near = get_close_matches(str(value).lower(), [word.lower() for word in words], 1)
    meant = next(
        (f"did you mean {word!r}? " for word in words if near and word.lower() == near[0]), ""
    )
    return f"{meant}allowed: {', '.join(words)}"


def _shown(value: object) -> str:
    text = written(value)
    if text is None:
        return {dict: "a map of fields", list: "a list", bool: str(value).lower()}.get(
            type(value), "nothing"
        )
    return repr(text if len(text) <= 60 else text[:57] + "…")
