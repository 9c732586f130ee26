from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from littrack.topics.build import build_topic
from littrack.topics.document import read_document
from littrack.topics.skeleton import KnownStudy, free_key, skeleton

LINE = st.text(
    alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc"]),
    min_size=1,
    max_size=150,
).map(lambda text: " ".join(text.split()) or "x")


@given(LINE, st.lists(LINE, max_size=12), LINE, LINE)
def test_what_is_written_is_read_again(
    title: str, authors: list[str], journal: str, pages: str
) -> None:
    study = KnownStudy(title, tuple(authors), journal, 2020, pages=pages, pmid="90000001")
    document = read_document(("studies:\n" + skeleton(study, (), "2026-01-31")).encode(), "f")
    assert document.problems == ()
    work = build_topic("t", {}, {}, document.data, {}).works[0]
    assert (work.title, work.authors, work.journal) == (title, tuple(authors), journal)
    assert (work.pages, work.year, work.pmid) == (pages, 2020, "90000001")
    assert work.one_line == ""


def test_known_facts_and_blanks() -> None:
    study = KnownStudy(
        "Made-up trial: of a pill",
        ("Müller-Doe JA", "Roe R"),
        year=2021,
        design="randomized controlled trial",
        design_rule="publication type",
        registrations=("NCT99999999",),
        grants=("Made-up Fund",),
        suggested_for=(("whole", "found by core; pill"),),
    )
    entry = skeleton(study, ("mullerdoe2021",), "2026-01-31")
    assert entry.startswith(
        "  # Suggested for these claims; give a stance in claims.yaml where it bears on one:\n"
        "  #   whole: found by core; pill\n"
        "  - key: mullerdoe2021b\n"
        '    title: "Made-up trial: of a pill"\n'
    )
    assert (
        "    design: randomized controlled trial   # by rule, from the record: publication" in entry
    )
    assert "    one_line:\n" in entry
    assert "    funding: Made-up Fund\n    registration: NCT99999999\n" in entry
    assert "TODO" not in entry


def test_keys() -> None:
    assert free_key(KnownStudy("x", ("de la Cruz M",), year=2020), ()) == "delacruz2020"
    assert free_key(KnownStudy("x"), ()) == "study"
    assert free_key(KnownStudy("x", ("王 M",)), ()) == "study"
