from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.topics.document import read_document, written


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: b: c", "f.yaml:1: not readable as YAML: mapping values are not allowed"),
        (b"a: 1\nb: 2\na: 3\n", "f.yaml:3: a: given twice (first in line 1)"),
        (b"a: &x 1\nb: *x\n", "f.yaml:1: b: an alias (*name) is not allowed"),
        (b"x: &x [*x]\n", "an alias (*name) is not allowed"),
        (b"a:\n\t- b\n", "f.yaml:2: not readable as YAML: found character that cannot start any token; indent with"),
        (b"a: 1\nb: \xff\n", "f.yaml:2: not UTF-8 text"),
        (b"- !!python/object:os.system x\n", "the tag tag:yaml.org,2002:python/object:os.system is not allowed"),
        (b"a: \x00\n", "control characters are not allowed"),
        (b"- a\n---\n- b\n", "f.yaml:2: not readable as YAML: but found another document"),
        (b"? [1]\n: 2\n", "f.yaml:1: a key must be a word"),
        (b'a: "unclosed', "not readable as YAML: found unexpected end of stream"),
        (b"a: 1e999\n", "f.yaml:1: a: the tag"),
        (b"a:\n  - " + b"{" * 100_000, "f.yaml:"),
        (b"- " * 50_000, "nested too deeply"),
        (b"[" * 3_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_line(content: bytes, said: str) -> None:
    problems = read_document(content, "f.yaml").problems
    assert any(str(problem).startswith(said) or said in str(problem) for problem in problems)
    assert all("\n" not in str(problem) for problem in problems)


def test_values_follow_yaml_1_2() -> None:
    document = read_document(
        b"no: no\ndate: 2026-11-23\ntime: 12:30\nyes: true\nnothing:\noctal: 012\n", "f.yaml"
    )
    assert document.data == {
        "no": "no",
        "date": "2026-11-23",
        "time": "12:30",
        "yes": True,
        "nothing": None,
        "octal": 12,
    }
    assert written(document.data["octal"]) == "012"


def test_each_value_knows_its_line_and_name() -> None:
    document = read_document(b"claims:\n  - id: one\n    x: 1\n  - y:\n      - z\n", "f.yaml")
    assert document.line(("claims", 0, "x")) == 3
    assert document.line(("claims", 1, "y", 0)) == 5
    assert document.line(("claims", 0, "not there")) == 2
    assert document.name(("claims", 0, "x")) == "claims[one].x"
    assert document.name(("claims", 1, "y")) == "claims[2].y"


def test_an_empty_file_is_an_empty_map() -> None:
    assert read_document(b"# only a comment\n", "f.yaml").data == {}


@given(st.binary(max_size=200))
def test_no_bytes_raise(content: bytes) -> None:
    read_document(content, "f.yaml")


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`, \n\t?", max_size=60))
def test_no_text_raises(text: str) -> None:
    read_document(text.encode(), "f.yaml")
