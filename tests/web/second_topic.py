"""A second, plainly made-up topic: a signed verdict, retracted evidence, hostile words, parts of the same words."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.web.made_up import QUERIES, RETRACTED

TOPIC = """
title: Made-up tea and sleep
language: de
time_zone: Europe/Zurich
article:
  title: Made-up "Tee" & <b>Schlaf</b>
  publisher: Made-up Publisher
  url: https://example.org/article
  description: A made-up article of a made-up publisher.
searches:
  - name: tea-core
    question: Made-up question?
    dated: 2026-11-23
    query: tea[tiab] AND sleep[tiab]
"""
CLAIMS = """
claims:
  - id: tea-helps
    quote: 'Tea </script><script>alert("quote")</script> helps & heals sleep.'
    highlight: helps
    kind: efficacy
    question: In made-up sleepers, does tea help?
    state: supported
    certainty: high
    one_line: Made-up answer, signed.
    rationale: A made-up trial [tea2022] says so, with an interval [1, 2] beside it.
    evidence:
      - {study: tea2022, stance: supports, note: made up}
    would_change: Nothing real.
    review: signed
    reviewer: Dr Made-up Person
    reviewed: 2026-11-22
    last_appraised: 2026-11-22
    searches: [tea-core]
    terms: [tea]
  - id: tea-helps-one
    parent: tea-helps
    quote: heals sleep
    kind: efficacy
    question: Does the first made-up thing hold?
    state: contradicted
    rationale: Made up [tea2022].
    evidence:
      - {study: tea2022, stance: contradicts}
    would_change: Nothing real.
    review: draft
    last_appraised: 2026-11-22
    searches: [tea-core]
    terms: [tea]
  - id: tea-helps-two
    parent: tea-helps
    quote: heals sleep
    kind: efficacy
    question: Does the second made-up thing hold?
    state: supported
    rationale: Made up [tea2022].
    evidence:
      - {study: tea2022, stance: supports}
    would_change: Nothing real.
    review: draft
    last_appraised: 2026-11-22
    searches: [tea-core]
    terms: [tea]
"""
EVIDENCE = f"""
studies:
  - key: tea2022
    title: Made-up trial of botulinum toxin and depression that was retracted.
    authors: [Doe J, Roe RA]
    journal: Journal of Made-up Trials
    year: 2022
    pmid: {RETRACTED}
    design: randomized controlled trial
    population: Made-up people
    n_total: 40
    one_line: A made-up finding.
    limits: All of it is made up.
    appraised: 2026-11-22
    arms:
      - {{name: tea, n: 20, weeks: 6, responders: 9, response_percent: 45, counts_basis: printed}}
      - {{name: water, n: 20, weeks: 6, responders: 4, response_percent: 20, counts_basis: printed}}
    read_in:
      all: a made-up page
"""


def two_topics(folder: Path) -> Path:
    """A queries folder with the bundled topic and the made-up one."""
    shutil.copytree(QUERIES, folder)
    tea = folder / "made-up-tea"
    tea.mkdir()
    for name, text in (
        ("topic", TOPIC),
        ("claims", CLAIMS),
        ("evidence", EVIDENCE),
        ("trials", "trials: []\n"),
    ):
        (tea / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
