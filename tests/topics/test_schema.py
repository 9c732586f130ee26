from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from littrack.topics import model
from littrack.topics.schema import FILES, schema_text


def schema(name: str) -> Any:
    return json.loads(schema_text(name))


@pytest.mark.parametrize("name", FILES)
def test_schemas_are_valid(name: str) -> None:
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema(name))


def words(entry: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(word for word in entry["properties"][key]["enum"] if word is not None)


def test_the_schemas_allow_the_words_of_the_model() -> None:
    claim = schema("claims")["properties"]["claims"]["items"]
    plan = claim["properties"]["syntheses"]["items"]
    domain = claim["properties"]["certainty_entries"]["items"]
    study = schema("evidence")["properties"]["studies"]["items"]
    assert words(claim, "state") == model.STATES
    assert words(claim, "certainty") == model.CERTAINTIES
    assert words(claim, "kind") == model.CLAIM_KINDS
    assert words(claim, "review") == model.REVIEWS
    assert words(claim["properties"]["evidence"]["items"], "stance") == model.STANCES
    assert words(plan, "measure") == model.MEASURES
    assert words(plan, "outcome") == model.PLAN_OUTCOMES
    assert words(plan, "model") == model.MODELS
    assert words(plan, "interval") == model.INTERVALS
    assert words(domain, "domain") == model.DOMAINS
    assert words(domain, "concern") == model.CONCERNS
    assert words(study, "design") == model.DESIGNS


def maps(node: Any) -> Any:
    if isinstance(node, dict):
        if node.get("type") == "object" or node.get("type") == ["object", "null"]:
            yield node
        for value in node.values():
            yield from maps(value)
    elif isinstance(node, list):
        for value in node:
            yield from maps(value)


@pytest.mark.parametrize("name", FILES)
def test_every_field_is_described_and_no_other_is_allowed(name: str) -> None:
    for each in maps(schema(name)):
        assert "additionalProperties" in each
        for key, field in each.get("properties", {}).items():
            described = field.get("description") or field.get("items", {}).get("description")
            assert described or field.get("type") in ("object", ["object", "null"]), key
