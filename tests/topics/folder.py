"""A small made-up topic, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

TOPIC = """\
title: Made-up topic
article:
  title: A made-up article
searches:
  - name: core
    question: Which made-up studies are there?
    query: >-
      (made-up[tiab] OR invented[tiab])
      AND trial[tiab]
  - name: checks
    kind: stored
    question: Was any made-up study retracted?
"""
CLAIMS = """\
appraised_by: two made-up readers
claims:
  - id: whole
    quote: >-
      Made-up pills help, and “quickly” at that.
    highlight: help
    kind: efficacy
    question: Do made-up pills help?
    state: partly supported
    certainty: low
    rationale: >-
      They helped in one trial [doe2020] by 0.5 [0.1, 0.9] and not in another [roe2021].
    evidence:
      - {study: doe2020, stance: supports, note: "9/20 v 4/20"}
      - {study: roe2021, stance: contradicts}
    review: draft
    last_appraised: 2026-01-31
    searches: [core]
    terms: [pill*]
    syntheses:
      - name: response
        title: Response
        measure: risk ratio
        outcome: responders
        trials:
          - {study: doe2020, treatment: pill, control: placebo}
        left_out:
          - {study: roe2021, why: no counts}
  - id: part
    parent: whole
    quote: Made-up pills help
    kind: efficacy
    question: Do they?
    state: supported
    rationale: They do [doe2020].
    evidence:
      - {study: doe2020, stance: supports}
    overlaps: [whole]
    review: draft
"""
EVIDENCE = """\
retraction_check: none
appraised: 2026-01-31
studies:
  - key: doe2020
    title: Made-up trial of a pill
    authors: [Doe J, Roe RA]
    journal: Journal of Made-up Trials
    year: 2020
    volume: 012
    pmid: 90000001
    doi: 10.1000/made.up
    design: randomized controlled trial
    n_total: 40
    one_line: The made-up pill helped.
    arms:
      - {name: pill, n: 20, responders: 9, response_percent: 45, counts_basis: printed}
      - {name: placebo, n: 20, responders: 4, counts_basis: DERIVED from a total, derived: [responders]}
    outcomes:
      - {measure: risk ratio, value: 2.25, interval: [0.83, 6.1], p: "<0.2"}
    read_in:
      all: a made-up page
  - key: roe2021
    title: Made-up letter about a pill
    journal: Made-up Letters
    year: 2021
    design: commentary
    one_line: The pill did not help.
"""
TRIALS = """\
trials:
  - id: NCT99999999
    registry: ClinicalTrials.gov
    started: 2019-01
    completed: 2020-02 (estimated)
    published_as: doe2020
"""


def make_topic(queries: Path, name: str = "made-up", **texts: str) -> Path:
    """Write the made-up topic, with other texts for some of its files."""
    folder = queries / name
    folder.mkdir(parents=True)
    defaults = {"topic": TOPIC, "claims": CLAIMS, "evidence": EVIDENCE, "trials": TRIALS}
    for file, text in (defaults | texts).items():
        (folder / f"{file}.yaml").write_text(text, encoding="utf-8")
    return folder


def spoil(text: str, old: str, new: str) -> str:
    """The text with one thing changed; it must have been there once."""
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)
