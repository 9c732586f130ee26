"""The rules for study design, each with a made-up record that only it should catch."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.appraise.clues import plain_words
from littrack.appraise.design import DESIGNS, RecordFacts, classify
from littrack.appraise.design_rules import RULES
from littrack.topics.model import DESIGNS as TOPIC_DESIGNS

ARTICLE = ("Journal Article",)
HUMANS = ("Humans",)


def facts(
    title: str = "Made-up study", abstract: str = "", *types: str, mesh: tuple[str, ...] = ()
):
    return RecordFacts(title, abstract, types or ARTICLE, mesh)


def design(*args: str, mesh: tuple[str, ...] = ()) -> str:
    return classify(facts(*args, mesh=mesh)).design


def test_the_words_for_designs_are_the_topics_words() -> None:
    assert DESIGNS == TOPIC_DESIGNS


def test_every_rule_gives_a_known_design_and_is_named_once() -> None:
    assert {rule.design for rule in RULES} <= set(DESIGNS)
    assert all(0 < rule.confidence < 1 for rule in RULES)
    names = [(rule.looks_at, rule.name) for rule in RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("types", "mesh", "expected"),
    [
        (("Randomized Controlled Trial",), HUMANS, "randomized controlled trial"),
        (("Meta-Analysis",), HUMANS, "meta-analysis"),
        (("Network Meta-Analysis", "Systematic Review"), HUMANS, "meta-analysis"),
        (("Meta-Analysis", "Systematic Review"), HUMANS, "meta-analysis"),
        (("Systematic Review", "Review"), HUMANS, "systematic review"),
        (("Review",), HUMANS, "narrative review"),
        (("Scoping Review",), HUMANS, "narrative review"),
        (("Case Reports", "Letter"), HUMANS, "case report"),
        (("Case Reports", "Review"), HUMANS, "case report"),
        (("Letter",), HUMANS, "commentary"),
        (("Comment", "Journal Article"), HUMANS, "commentary"),
        (("Editorial",), HUMANS, "commentary"),
        (("Practice Guideline",), HUMANS, "guideline"),
        (("Clinical Trial Protocol",), HUMANS, "protocol"),
        (("Published Erratum",), (), "other"),
        (("Retraction of Publication",), (), "other"),
        (("Clinical Trial, Phase II",), HUMANS, "non-randomized trial"),
        (("Observational Study",), HUMANS, "cohort study"),
        (("Randomized Controlled Trial, Veterinary",), ("Animals", "Dogs"), "animal study"),
        (("Journal Article",), ("Animals", "Mice"), "animal study"),
        (("Meta-Analysis",), ("Animals", "Rats"), "animal study"),
        (("Randomized Controlled Trial",), ("Animals", "Dogs"), "animal study"),
        (("Journal Article",), ("Animals", "In Vitro Techniques"), "in vitro study"),
        (("Journal Article",), ("Humans", "Cell Line"), "in vitro study"),
        (("Journal Article",), ("Humans", "Case-Control Studies"), "case-control study"),
        (("Journal Article",), ("Humans", "Prospective Studies"), "cohort study"),
        (("Journal Article",), ("Humans", "Cross-Sectional Studies"), "cross-sectional study"),
        (("Journal Article",), ("Humans", "Qualitative Research"), "qualitative study"),
        (("Historical Article", "Biography"), (), "other"),
    ],
)  # fmt: skip
def test_publication_types_and_mesh(types: tuple[str, ...], mesh: tuple[str, ...], expected: str):
    assert classify(RecordFacts("Made-up study", "", types, mesh)).design == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Made-up toxin for low mood: a randomised, double-blind, placebo-controlled trial", "randomized controlled trial"),
        ("Made-up toxin for low mood: study protocol for a randomized controlled trial", "protocol"),
        ("Made-up toxin for low mood: a protocol", "protocol"),
        ("Rationale and design of the made-up trial", "protocol"),
        ("Made-up toxin for low mood: a systematic review and meta-analysis", "meta-analysis"),
        ("Made-up toxin for low mood: an umbrella review", "systematic review"),
        ("Made-up toxin for low mood: a scoping review", "narrative review"),
        ("Made-up toxin for low mood: a nonrandomized comparison", "non-randomized trial"),
        ("Made-up toxin and quasi-experimental comparison of mood", "non-randomized trial"),
        ("Made-up toxin for low mood in rats", "animal study"),
        ("A case of low mood after made-up toxin", "case report"),
        ("Made-up toxin for low mood: a case series", "case series"),
        ("Low mood and made-up toxin: a case-control study", "case-control study"),
        ("Low mood in a made-up town: a cross-sectional study", "cross-sectional study"),
        ("Low mood in a made-up town: a cohort study", "cohort study"),
        ("Made-up toxin and mood in FAERS", "pharmacovigilance"),
        ("Living with made-up toxin: a qualitative study", "qualitative study"),
        ("Erratum: Made-up toxin for low mood", "other"),
        ("Retraction: Made-up toxin for low mood", "other"),
        ("Reply to Doe: made-up toxin", "commentary"),
        ("Letter to the Editor: made-up toxin", "commentary"),
        ("Clinical practice guideline for low mood", "guideline"),
        ("Made-up toxin prescribing information", "regulatory document"),
    ],
)  # fmt: skip
def test_titles(title: str, expected: str) -> None:
    assert design(title) == expected


def test_a_title_that_begins_like_a_reply_but_is_none() -> None:
    assert design("Response to treatment with made-up toxin: a cohort study") == "cohort study"
    assert design("Correctional officers and low mood: a cohort study") == "cohort study"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Secondary analysis of the made-up trial", "cohort study"),
        ("Post hoc analysis of the made-up trial", "cohort study"),
        ("A non-randomised comparison of made-up toxins", "non-randomized trial"),
        ("A quasi-randomized trial of made-up toxins", "non-randomized trial"),
    ],
)
def test_false_friends_of_the_randomized_type(title: str, expected: str) -> None:
    assert design(title, "", "Randomized Controlled Trial") == expected


def test_a_trial_is_found_by_its_abstract() -> None:
    answer = classify(
        facts("Made-up toxin", "Forty patients were randomly assigned to toxin or saline.")
    )
    assert answer.design == "randomized controlled trial"
    assert answer.rule.startswith("abstract: ")


def test_random_sampling_is_no_trial() -> None:
    text = "We randomly sampled participants of a survey; questionnaires were cross-sectional."
    assert design("Mood", text) == "cross-sectional study"


def test_mentions_of_other_peoples_trials_make_no_trial() -> None:
    text = "This review summarizes randomized controlled trials of made-up toxin in patients."
    assert design("Made-up toxin", text) == "narrative review"


def test_animals_in_the_abstract_without_check_tags() -> None:
    assert design("Made-up toxin", "Mice were injected and tested after a week.") == "animal study"


def test_human_cells_are_not_patients() -> None:
    text = "HeLa cells were transfected."
    assert design("Made-up protein", text, mesh=("Humans", "HeLa Cells")) == "in vitro study"


def test_a_patient_bitten_by_a_rat_is_no_animal_study() -> None:
    assert design("Abscess after a rat bite: case report") == "case report"


def test_people_in_the_laboratory() -> None:
    text = "Facial electromyography was recorded while 20 healthy volunteers saw pictures."
    assert design("Made-up muscles", text) == "experimental study"


def test_a_laboratory_protocol_is_not_a_trial_protocol() -> None:
    record = facts(
        "Protocol for the culture of neurons", "Cells were grown.", mesh=("Animals", "Mice")
    )
    assert classify(record).design != "protocol"


def test_nothing_known() -> None:
    answer = classify(RecordFacts())
    assert (answer.design, answer.rule) == ("other", "no rule fits")
    assert answer.confidence < 0.5


def test_ten_thousand_in_a_few_seconds() -> None:
    text = "In a made-up town patients were asked about mood and toxin. " * 30
    record = facts("Mood in a made-up town", text, mesh=("Humans", "Surveys and Questionnaires"))
    spent = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(100):
            classify(record)
        spent.append(time.process_time() - start)
    assert min(spent) * 100 < 15  # 4 seconds on a quiet machine


@given(st.text(), st.text(), st.lists(st.text()), st.lists(st.text()))
def test_any_record_gets_an_answer(
    title: str, abstract: str, types: list[str], mesh: list[str]
) -> None:
    answer = classify(RecordFacts(title, abstract, tuple(types), tuple(mesh)))
    assert answer.design in DESIGNS
    assert answer.rule
    assert 0 < answer.confidence < 1


@given(
    st.sampled_from(
        ["Randomized Controlled Trial", "Meta-Analysis", "Clinical Trial", "Case Reports"]
    )
)
def test_animals_alone_are_never_clinical_evidence(kind: str) -> None:
    answer = classify(RecordFacts("Made-up toxin", "", (kind,), ("Animals", "Horses")))
    assert answer.design == "animal study"


def test_one_spelling_and_whole_words() -> None:
    words = plain_words("A Non-Randomised, follow-up META-analysis (post-hoc)")
    assert words == " a nonrandomized follow up meta analysis posthoc "
