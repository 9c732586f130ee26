"""Dismissed studies and the age of a verdict, as the files say them."""

from __future__ import annotations

from pathlib import Path

import pytest

from littrack.topics.model import Dismissed
from littrack.topics.read import read_topic
from littrack.topics.validate import validate_topic
from tests.topics.folder import EVIDENCE, TOPIC, make_topic

ENTRY = "dismissed:\n  - {pmid: 90000009, claims: [whole], why: It is about mice., by: a reader}\n"


def test_the_files_say_what_was_dismissed(tmp_path: Path) -> None:
    read = read_topic(make_topic(tmp_path, evidence=EVIDENCE + ENTRY))
    assert read.dismissed == (Dismissed("90000009", "It is about mice.", ("whole",), "a reader"),)
    assert read.review_after_months == 12


def test_the_file_says_when_a_verdict_is_old(tmp_path: Path) -> None:
    read = read_topic(make_topic(tmp_path, topic=TOPIC + "review_after_months: 6\n"))
    assert read.review_after_months == 6


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{pmid: 90000009, claims: [whol], why: Mice.}", "did you mean 'whole'?"),
        ("{pmid: 90000001, why: Mice.}", "90000001 is dismissed, but whole cites it"),
        ("{pmid: 90000009}", "why is missing"),
        ("{pmid: x1, why: Mice.}", "a PMID: up to nine digits"),
        ("{pmid: 90000008, why: Rats.}", "90000008 is dismissed twice"),
    ],
)
def test_a_faulty_entry_is_named_with_its_line(tmp_path: Path, entry: str, said: str) -> None:
    first = "dismissed:\n  - {pmid: 90000008, why: Mice.}\n"
    text = EVIDENCE + first + f"  - {entry}\n"
    line = len(text.splitlines())
    problems = validate_topic(make_topic(tmp_path, evidence=text)).problems
    told = [str(problem) for problem in problems if problem.line == line]
    assert any(said in each for each in told), [str(problem) for problem in problems]


@pytest.mark.parametrize("months", ["0", "many", "1.5"])
def test_an_impossible_age_is_refused(tmp_path: Path, months: str) -> None:
    folder = make_topic(tmp_path, topic=TOPIC + f"review_after_months: {months}\n")
    (problem,) = validate_topic(folder).problems
    assert problem.field == "review_after_months"
