from __future__ import annotations

from pathlib import Path

import pytest

from littrack.errors import ConfigError
from littrack.topics.document import Problem
from littrack.topics.read import read_topic, read_topics
from littrack.topics.validate import Stored, StoredFacts, to_text, validate_topic
from tests.topics.folder import CLAIMS, EVIDENCE, TOPIC, TRIALS, make_topic, spoil

TEXTS = {"topic": TOPIC, "claims": CLAIMS, "evidence": EVIDENCE, "trials": TRIALS}


def problems(tmp_path: Path, stored: Stored | None = None, **texts: str) -> list[str]:
    folder = make_topic(tmp_path, **texts)
    found = validate_topic(folder, stored).problems
    return [str(problem).removeprefix(f"{folder}/") for problem in found]


def test_the_made_up_topic_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path) == []
    topic = read_topic(tmp_path / "made-up")
    assert topic.works[0].volume == "012"
    assert topic.works[0].pmid == "90000001"
    assert topic.works[1].retraction_check == "none"
    assert topic.works[1].appraised == "2026-01-31"
    assert topic.claims[0].appraised_by == "two made-up readers"
    assert topic.searches[0].query == "(made-up[tiab] OR invented[tiab]) AND trial[tiab]"
    assert [search.name for search in topic.pubmed_searches] == ["core"]
    assert topic.searches[1].text == (
        "(asked of the stored records) Was any made-up study retracted?"
    )


CASES = [
    # topic.yaml
    ("topic", "title: Made-up topic\n", "", "topic.yaml:1: title is missing"),
    ("topic", "searches:", "serches:", "topic.yaml:4: serches: unknown field 'serches'; did you mean searches?"),
    ("topic", "name: core", "name: Core search", "topic.yaml:5: searches[Core search].name: 'Core search' is not allowed; small letters"),
    ("topic", "name: checks", "name: core", "topic.yaml:10: searches[core].name: 'core' is used twice (first in line 5)"),
    ("topic", "(made-up[tiab] OR", "((made-up[tiab] OR", "topic.yaml:7: searches[core].query: 2 brackets open and 1 close"),
    ("topic", "invented[tiab]", '"invented[tiab]', "topic.yaml:7: searches[core].query: a quotation mark is not closed"),
    ("topic", "(made-up[tiab] OR", "(" + "x" * 5000 + " OR", "has 5036 characters; at most 4000 are allowed"),
    ("topic", "kind: stored\n", "kind: stored\n    query: x\n", "searches[checks].query: 'x' does not belong here; leave the field out"),
    ("topic", ">-\n      (made-up[tiab] OR invented[tiab])\n      AND trial[tiab]", '""', "topic.yaml:7: searches[core].query: is empty; leave the field out instead, or fill it"),
    ("topic", "    kind: stored\n", "", "topic.yaml:10: searches[checks]: query is missing"),
    # topic.yaml: questions to a registry
    ("topic", "searches:", "registry_queries: [{name: r, question: q}]\nsearches:", "topic.yaml:4: registry_queries[r]: asks nothing; give one of term, condition, treatment"),
    ("topic", "searches:", "registry_queries: [{name: r, question: q, term: (a OR}]\nsearches:", "registry_queries[r].term: 1 brackets open and 0 close; close each"),
    ("topic", "searches:", "registry_queries: [{name: r, question: q, intervention: a}]\nsearches:", "unknown field 'intervention'; allowed: name, question, condition, treatment, term"),
    ("topic", "searches:", "registry_queries: [{name: r, question: q, term: a}, {name: r, question: q, term: b}]\nsearches:", "'r' is used twice"),
    # claims.yaml: words
    ("claims", "state: partly supported", "state: partially supported", "claims.yaml:9: claims[whole].state: 'partially supported' is not allowed; did you mean 'partly supported'? allowed: supported, partly"),
    ("claims", "stance: contradicts", "stance: disagrees", "claims.yaml:15: claims[whole].evidence[roe2021].stance: 'disagrees' is not allowed; allowed: supports, contradicts"),
    ("claims", "certainty: low", "certainty: lowish", "did you mean 'low'? allowed: high, moderate, low, very low"),
    ("claims", "rationale: They do", "raitonale: They do", "unknown field 'raitonale'; did you mean rationale?"),
    ("claims", "rationale: They do", "raitonale: They do", "claims[part]: rationale is missing"),
    ("claims", 'note: "9/20 v 4/20"', "note: 4.5", "claims[whole].evidence[doe2020].note: '4.5' is no text; text is needed (put it in quotes)"),
    # claims.yaml: references
    ("claims", "study: roe2021, stance", "study: roe2012, stance", "no study of evidence.yaml has the key 'roe2012'; did you mean 'roe2021'?"),
    ("claims", "[roe2021].", "[smith1999].", "claims.yaml:11: claims[whole].rationale: cites 'smith1999', which is not in the claim's evidence"),
    ("claims", "They do [doe2020].", "They do [roe2021, doe2020].", "claims[part].rationale: cites 'roe2021'"),
    ("claims", "They do [doe2020].", "They do [doe2020.", "claims[part].rationale: a square bracket is not closed"),
    ("claims", "highlight: help", "highlight: hinder", "claims[whole].highlight: is not in the quote"),
    ("claims", "quote: Made-up pills help\n", "quote: Made up pills help\n", "claims[part].quote: is not in the quote of whole"),
    ("claims", "parent: whole", "parent: hole", "claims[part].parent: no claim has the id 'hole'; did you mean 'whole'?"),
    ("claims", "parent: whole", "parent: part", "claims[part].parent: is a part of itself, in a circle"),
    ("claims", "overlaps: [whole]", "overlaps: [other]", "claims[part].overlaps[1]: 'other' is no other claim"),
    ("claims", "  - id: part", "  - id: whole", "claims[whole].id: 'whole' is used twice (first in line 3)"),
    ("claims", "searches: [core]", "searches: [cores]", "claims[whole].searches[1]: topic.yaml has no search 'cores'; did you mean 'core'?"),
    ("claims", "evidence:\n      - {study: doe2020, stance: supports}", "evidence:\n      - {study: doe2020, stance: supports}\n      - {study: doe2020, stance: qualifies}", "'doe2020' stands twice (also as entry 1)"),
    # claims.yaml: signatures
    ("claims", "review: draft\n    last", "review: signed\n    last", "claims[whole]: reviewer is missing"),
    ("claims", "review: draft\n    last", "review: signed\n    last", "claims[whole]: reviewed is missing"),
    ("claims", "review: draft\n    last", "review: signed\n    reviewer: A\n    reviewed: 2026-01-30\n    last", "claims[whole].reviewed: signed 2026-01-30, before the verdict was last worked on (2026-01-31)"),
    ("claims", "review: draft\n    last_appraised: 2026-01-31", "review: signed\n    reviewer: A\n    reviewed: 2026-01-30", "before its newest evidence (doe2020, 2026-01-31); sign again"),
    ("claims", "last_appraised: 2026-01-31", "last_appraised: 2026-02-31", "last_appraised: 2026-02-31 is no date"),
    # claims.yaml: syntheses
    ("claims", "treatment: pill, control", "treatment: tablet, control", "syntheses[response].trials[doe2020].treatment: doe2020 has no arm 'tablet'; allowed: pill, placebo"),
    ("claims", "control: placebo", "control: pill", "trials[doe2020].control: is the treated arm"),
    ("claims", "outcome: responders", "outcome: remitters", "the arm 'pill' of doe2020 gives no remitters; pool only what is given"),
    ("claims", "outcome: responders", "outcome: mean_change", "syntheses[response].outcome: 'mean_change' has no risk ratio; allowed: responders or remitters"),
    ("claims", "measure: risk ratio", "measure: hazard ratio", "'hazard ratio' is not allowed; did you mean 'risk ratio'?"),
    ("claims", "measure: risk ratio", "measure: risk ratio\n        model: Peto", "Peto's method gives an odds ratio"),
    ("claims", "{study: roe2021, why", "{study: doe2020, why", "'doe2020' is both pooled and left out"),
    ("claims", "{study: roe2021, why", "{study: roe, why", "no study has the key 'roe'"),
    # evidence.yaml
    ("evidence", "responders: 9, response_percent: 45", "responders: 21", "evidence.yaml:16: studies[doe2020].arms[pill].responders: 21 of 20 people; at most n (20)"),
    ("evidence", "response_percent: 45", "response_percent: 44", "studies[doe2020].arms[pill].response_percent: 44% does not fit 9 of 20 (45.0%); mend"),
    ("evidence", ", derived: [responders]", "", "arms[placebo].counts_basis: speaks of a derived figure, but none is marked"),
    ("evidence", "derived: [responders]", "derived: [responder]", "'responder' is not allowed; did you mean 'responders'?"),
    ("evidence", "derived: [responders]", "derived: [remitters]", "arms[placebo].derived: names 'remitters', which is not given"),
    ("evidence", "name: placebo", "name: pill", "two arms are called 'pill'"),
    ("evidence", "n_total: 40", "n_total: 19", "arms[pill].n: 20 people, but the study has 19"),
    ("evidence", "interval: [0.83, 6.1]", "interval: [6.1, 0.83]", "[6.1, 0.83] runs backwards"),
    ("evidence", "interval: [0.83, 6.1]", "interval: [3, 6.1]", "[3, 6.1] does not hold the value 2.25"),
    ("evidence", 'p: "<0.2"', "p: 2", "p: 2 is no probability"),
    ("evidence", "design: commentary", "design: letter", "studies[roe2021].design: 'letter' is not allowed; allowed: meta-analysis"),
    ("evidence", "design: commentary", "design: Commentary", "did you mean 'commentary'?"),
    ("evidence", "pmid: 90000001", "pmid: PMC123", "pmid: 'PMC123' is not allowed; a PMID: up to nine digits"),
    ("evidence", "pmid: 90000001", "pmid: 0", "pmid: '0' is not allowed"),
    ("evidence", "doi: 10.1000/made.up", "doi: https://doi.org/10.1000/made.up", "a DOI that begins with 10., without https://doi.org/"),
    ("evidence", "year: 2020", "year: twenty", "year: 'twenty' is no whole number; a whole number is needed"),
    ("evidence", "key: roe2021", "key: doe2020", "studies[doe2020].key: 'doe2020' is used twice (first in line 4)"),
    ("evidence", "    design: commentary\n", "    design: commentary\n    pmid: 90000001\n", "'90000001' is used twice"),
    ("evidence", "one_line: The pill did not help.", "one_line:", "the entry is begun but has no one_line; fill it in"),
    ("evidence", "one_line: The pill did not help.", "one_line:", "studies[roe2021].key: unfinished, but cited by whole"),
    # trials.yaml
    ("trials", "published_as: doe2020", "published_as: doe2021", "trials[NCT99999999].published_as: no study of evidence.yaml has the key 'doe2021'"),
    ("trials", "completed: 2020-02 (estimated)", "completed: 2018", "completed: 2018 is before the start (2019-01)"),
    ("trials", "started: 2019-01", "started: spring 2019", "started: 'spring 2019' is not allowed; 2011, 2011-07 or"),
    ("trials", "registry: ClinicalTrials.gov", "registry: [a]", "registry: a list is no text; text is needed"),
    # what is not a topic at all
    ("claims", "claims:", "claims: {}\nx:", "claims.yaml:2: claims: a map of fields is no list"),
    ("evidence", EVIDENCE, "- a\n- b\n", "evidence.yaml:1: a list is no map of fields"),
    ("evidence", EVIDENCE, "just text\n", "evidence.yaml:1: 'just text' is no map of fields"),
    ("trials", TRIALS, "", "trials.yaml:1: trials is missing"),
    ("claims", "claims:", "claims: [", "claims.yaml:3: not readable as YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), CASES)
def test_each_fault_is_named_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    found = problems(tmp_path, **{file: spoil(TEXTS[file], old, new)})
    assert any(said in problem for problem in found), "\n".join(found)


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    claims = spoil(CLAIMS, "stance: contradicts", "stance: disagrees, nots: x")
    claims = spoil(claims, "study: roe2021, stance", "study: nobody, stance")
    claims = spoil(claims, "state: supported", "state: true")
    evidence = spoil(EVIDENCE, "responders: 9,", "responders: 99,")
    found = problems(tmp_path, claims=claims, evidence=evidence)
    assert len([each for each in found if each.startswith("claims.yaml:15:")]) >= 3
    assert any("state: true is not allowed" in each for each in found)
    assert any("99 of 20" in each for each in found)
    assert found == sorted(found, key=lambda each: (each.split(".")[0], int(each.split(":")[1])))


def test_reading_refuses_with_the_first_problems_in_one_line(tmp_path: Path) -> None:
    evidence = EVIDENCE.replace("year:", "yaer:").replace("journal:", "jornal:")
    make_topic(tmp_path, evidence=evidence)
    with pytest.raises(ConfigError) as refused:
        read_topics(tmp_path)
    text = str(refused.value)
    assert "\n" not in text
    assert (
        "evidence.yaml:7: studies[doe2020].jornal: unknown field 'jornal'; did you mean journal?"
        in text
    )
    command = f"littrack validate made-up --queries {tmp_path}"
    assert text.endswith(f"| and 1 more (run `{command}` for the whole list)")


def test_in_the_usual_folder_the_command_needs_no_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_topic(tmp_path / "queries", evidence=EVIDENCE.replace("year:", "yaer:"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ConfigError, match=r"\(run `littrack validate made-up` for the whole list\)"
    ):
        read_topics(Path("queries"))


def test_an_entry_only_begun_does_not_stop_a_refresh(tmp_path: Path) -> None:
    evidence = (
        EVIDENCE + "  - key: begun\n    title: Made-up and unread\n    one_line:\n    design:\n"
    )
    folder = make_topic(tmp_path, evidence=evidence)
    assert [work.key for work in read_topic(folder).works] == ["doe2020", "roe2021"]
    found = validate_topic(folder).problems
    assert [each.unfinished for each in found] == [True]
    assert "no design and no one_line" in str(found[0])


def test_quotations_are_looked_up_in_the_article(tmp_path: Path) -> None:
    topic = TOPIC.replace("  title: A made-up article", "  title: A\n  text_file: article.txt")
    folder = make_topic(tmp_path, topic=topic)
    assert "there is no file 'article.txt'" in str(validate_topic(folder).problems[0])
    article = folder / "article.txt"
    article.write_text("So: Made-up pills\nhelp, and “quickly”  at that. The end.", "utf-8")
    assert validate_topic(folder).problems == ()
    article.write_text('Made-up pills help, and "quickly" at that.', "utf-8")
    assert "but for its quotation marks" in str(validate_topic(folder).problems[0])
    article.write_text("Nothing of the kind.", "utf-8")
    found = [str(each) for each in validate_topic(folder).problems]
    assert [each.split(": ", 1)[1] for each in found] == [
        "claims[whole].quote: is not in the article's text; quote verbatim",
        "claims[part].quote: is not in the article's text; quote verbatim",
    ]


def facts(**changes: object) -> Stored:
    given = {
        "pmid": "90000001",
        "title": "Made-Up Trial of a Pill.",
        "years": (2020,),
        "doi": "10.1000/MADE.up",
    }
    return Stored({"doe2020": StoredFacts(**(given | changes))})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (facts(), None),
        (facts(years=(2021, 2020)), None),
        (facts(title="Made-up trial of a pill: a report"), None),
        (facts(title="Something else altogether"), "doe2020].title: PubMed's title is 'Something"),
        (facts(years=(2019,)), "doe2020].year: 2020, but PubMed has 2019 (PMID 90000001)"),
        (facts(doi="10.1000/other"), "doe2020].doi: 10.1000/made.up, but PubMed has 10.1000/other"),
        (
            Stored(missing={"90000001": "PubMed has no such record"}),
            "pmid: 90000001: PubMed has no",
        ),
    ],
)
def test_works_are_compared_with_their_records(
    tmp_path: Path, stored: Stored, said: str | None
) -> None:
    found = problems(tmp_path, stored)
    assert (found == []) if said is None else (said in found[0])


def test_a_pmid_that_was_looked_up_is_suggested(tmp_path: Path) -> None:
    folder = make_topic(tmp_path)
    found = StoredFacts("90000002", "Made-up letter about a pill", (2021,), None, "ECitMatch")
    result = validate_topic(folder, Stored({"roe2021": found}))
    assert result.problems == ()
    assert "you may add pmid: 90000002" in to_text([result])
    assert to_text([result]).endswith("2 claims, 2 studies, 1 trials, 2 searches: no problems")


def test_topics_must_not_share_ids(tmp_path: Path) -> None:
    make_topic(tmp_path)
    make_topic(tmp_path, "second")
    with pytest.raises(ConfigError, match="'whole' is used by the topics made-up and second"):
        read_topics(tmp_path)


def test_unknown_topics_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no folder"):
        read_topics(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="there is no topic in"):
        read_topics(tmp_path)
    make_topic(tmp_path)
    (tmp_path / "schemas").mkdir()
    with pytest.raises(ConfigError, match=r"no topic 'made-pu'.*did you mean 'made-up'"):
        read_topics(tmp_path, ["made-pu"])
    assert [topic.id for topic in read_topics(tmp_path, ["made-up"])] == ["made-up"]
    (tmp_path / "made-up" / "topic.yaml").unlink()
    with pytest.raises(ConfigError, match="holds no topic"):
        read_topics(tmp_path)


def test_claims_evidence_and_trials_may_be_missing(tmp_path: Path) -> None:
    folder = make_topic(tmp_path)
    for name in ("claims", "evidence", "trials"):
        (folder / f"{name}.yaml").unlink()
    assert read_topic(folder).claims == ()


def test_a_problem_reads_as_file_line_field_wrong_allowed() -> None:
    assert str(Problem("a.yaml", 3, "x[y]", "is odd", "even")) == "a.yaml:3: x[y]: is odd; even"


def test_a_topic_without_searches_says_that_there_is_none(tmp_path: Path) -> None:
    folder = make_topic(tmp_path)
    text = (folder / "topic.yaml").read_text("utf-8")
    (folder / "topic.yaml").write_text(text[: text.index("searches:")] + "searches: []\n", "utf-8")
    said = [str(problem) for problem in validate_topic(folder).problems]
    assert any("topic.yaml has no search 'core'; there is none" in each for each in said), said
