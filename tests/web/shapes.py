"""What replies must look like: valid HTML without inline script or style; the shape of JSON."""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

import pytest


def check_html(page: str) -> None:
    """Fail on an HTML parse error, a duplicate id, a dangling ``#`` link, inline style, script or handler."""
    parse_strictly(page)
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids)), sorted({each for each in ids if ids.count(each) > 1})
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in ids, target
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*( src=|ld\+json))|\son\w+=\"", page)


def parse_strictly(page: str) -> None:
    """Fail on what an HTML parser has to forgive."""
    html5lib = pytest.importorskip("html5lib", reason="html5lib checks the HTML")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page)
    errors = [f"{line}: {code} {facts}" for (line, _), code, facts in parser.errors]
    assert not errors, errors[:5]


def linked_data(page: str) -> dict[str, Any]:
    """The JSON-LD of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def shape(value: Any) -> Any:
    """A JSON value with every leaf replaced by its type; a list by the shape of all its members."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        members = {json.dumps(shape(each), sort_keys=True) for each in value}
        return [json.loads(each) for each in sorted(members)][:1]
    return "null" if value is None else type(value).__name__
