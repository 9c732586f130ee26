"""What a reader meets about a claim: every part there, every figure with its source, the same from one moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from littrack.appraise.numbering import named_keys, with_numbers
from littrack.claimview import ClaimPage, read_claim, read_claims
from littrack.cli import cli
from littrack.line_width import within
from littrack.load import load_topic
from littrack.render.claim_brief import claim_in_brief
from littrack.render.claim_json import as_json_text
from littrack.render.claim_list import claims_as_text
from littrack.render.claim_text import claim_as_text
from littrack.render.columns import WIDTH
from littrack.review import review
from littrack.store.database import open_database
from littrack.store.hits import save_topic
from littrack.store.runs import begin_run
from littrack.topics.model import CertaintyEntry, Topic
from littrack.topics.read import read_topics
from tests.made_up_topic import topic, with_claim

NOW = "2026-11-24T02:00:00Z"
QUERIES = Path(__file__).parents[2] / "queries"


def filled(path: Path | str, *topics: Topic) -> Database:
    """A database with these topics loaded and reviewed."""
    db = open_database(path, create=True)
    run = begin_run(db, "test", NOW)
    with db.atomic():
        for each in topics:
            save_topic(db, each, NOW)
            load_topic(db, run, each, NOW)
        review(db, run, topics, NOW)
    return db


@pytest.fixture
def made_up() -> Iterator[Database]:
    db = filled(":memory:", topic())
    yield db
    db.conn.close()


@pytest.fixture(scope="module")
def eight_times() -> Iterator[ClaimPage]:
    db = filled(":memory:", *read_topics(QUERIES))
    page = read_claim(db, "eight-times")
    assert page is not None
    yield page
    db.conn.close()


def page_of(db: Database) -> ClaimPage:
    page = read_claim(db, "helps")
    assert page is not None
    return page


def test_the_table_counts_by_stance_and_names_flags(made_up: Database) -> None:
    first, second = read_claims(made_up)
    assert (first.id, first.supports, first.contradicts, first.background) == ("helps", 2, 1, 1)
    assert "verdict unsigned" in first.flags
    assert (second.id, second.supports, second.certainty) == ("approved", 0, None)


def test_the_page_numbers_its_studies_as_the_rationale_names_them(made_up: Database) -> None:
    page = page_of(made_up)
    assert page.rationale == "Two small trials say so [1, 2], the largest does not [3]."
    assert [study.key for study in page.evidence] == ["doe2019", "roe2020", "poe2021", "moe2018"]


def test_every_figure_of_a_pool_is_traced_to_an_arm_and_a_study(made_up: Database) -> None:
    (pool,) = page_of(made_up).pools
    assert [trial.key for trial in pool.record.trials] == ["doe2019", "roe2020"]
    assert pool.record.trials[1].control.derived == ("responders",)
    assert pool.record.trials[1].control.basis == "worked out"
    assert pool.record.totals() == (27, 50, 12, 50)
    assert [left.key for left in pool.record.left_out] == ["poe2021"]
    assert pool.derived


def test_the_worksheet_stands_beside_the_verdict(made_up: Database) -> None:
    page = page_of(made_up)
    assert page.worksheet is not None
    assert page.worksheet.start == "high"
    assert page.worksheet.unassessed == ("indirectness",)
    assert page.verdict.certainty == "low"


def test_a_persons_entry_counts_in_the_arithmetic() -> None:
    entry = CertaintyEntry("indirectness", "very serious", "Other patients.", "Dr Made Up")
    db = filled(":memory:", with_claim(topic(), "helps", certainty_entries=(entry,)))
    page = page_of(db)
    assert page.worksheet is not None
    assert page.worksheet.unassessed == ()
    assert "entered by Dr Made Up" in claim_as_text(page)
    db.conn.close()


def test_draft_and_signed_are_said_in_a_sentence(made_up: Database) -> None:
    assert "no named person has signed" in page_of(made_up).verdict.standing
    signed = with_claim(
        topic(), "helps", review="signed", reviewer="Dr Made Up", reviewed="2026-11-20"
    )
    db = filled(":memory:", signed)
    assert page_of(db).verdict.standing == "Signed by Dr Made Up on 2026-11-20."
    db.conn.close()


def test_an_unknown_or_removed_claim_has_no_page(made_up: Database) -> None:
    assert read_claim(made_up, "nothing") is None
    made_up.execute("UPDATE claims SET removed = '2026-11-24' WHERE id = 'helps'")
    assert read_claim(made_up, "helps") is None


def test_a_page_is_read_from_one_state_of_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.db"
    filled(path, topic()).conn.close()
    reader, writer = open_database(path), open_database(path)
    from littrack.claimview import page as module

    read = module.cited_studies

    def meanwhile(*args: object) -> object:
        with writer.atomic():
            writer.execute("DELETE FROM flags")
        return read(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "cited_studies", meanwhile)
    assert page_of(reader).flags
    assert not reader.conn.in_transaction
    monkeypatch.undo()
    assert not page_of(reader).flags
    reader.conn.close()
    writer.conn.close()


def test_only_brackets_that_hold_keys_become_numbers() -> None:
    text = "Ratio 4.16 [2.12, 8.17] from two [doe2019, roe2020] and [doe2019, not-known]."
    told = with_numbers(text, {"doe2019": 2, "roe2020": 1})
    assert told == "Ratio 4.16 [2.12, 8.17] from two [1, 2] and [doe2019, not-known]."
    assert list(named_keys("[a, b] and [c]")) == ["a", "b", "c"]


def test_the_text_says_everything_within_the_width(made_up: Database) -> None:
    text = claim_as_text(page_of(made_up))
    assert max(map(len, text.splitlines())) <= WIDTH + 20  # tables may be a little wider
    text = " ".join(text.split())
    for words in (
        "helps: OVERSTATED · certainty low", "“Made-up toxin helps most people.”", "Two small trials say so [1, 2]",
        "[1] Doe 2019: SUPPORTS", "It helped.", "Limits: Small.", "Funding: Made-up fund.", "27/50", "12/50",
        "A large trial.", "risk of bias: serious", "NCT1 (A registry): OVERDUE", "counts: read in a made-up page",
        "DERIVED, not printed: responders", "since 2026-11-24: overstated", "responders were not seen",
    ):  # fmt: skip
        assert words in text, words


def test_the_table_says_common_flags_once(made_up: Database) -> None:
    text = claims_as_text(read_claims(made_up))
    assert text.count("draft that no named person has signed") == 1
    assert "verdict unsigned" not in text
    assert claims_as_text(()) == "No claims are loaded: run 'littrack load'.\n"


def test_in_brief_a_retracted_study_says_so_first(made_up: Database) -> None:
    page = page_of(made_up)
    first = replace(page.evidence[0], integrity="retracted")
    text = claim_in_brief(replace(page, evidence=(first, *page.evidence[1:])))
    (line,) = [each for each in text.splitlines() if each.startswith("    [1] ")]
    assert "  RETRACTED: " in line


@pytest.mark.parametrize("columns", [60, 80])
def test_a_narrow_terminal_gets_narrow_lines(made_up: Database, columns: int) -> None:
    page = page_of(made_up)
    with within(columns):
        narrow = claim_as_text(page), claims_as_text(read_claims(made_up))
        brief = claim_in_brief(page)
    assert max(map(len, brief.splitlines())) <= max(columns, 80)
    assert max(len(line) for text in narrow for line in text.splitlines()) <= max(columns, 80)
    assert " ".join(narrow[0].split()) == " ".join(claim_as_text(page).split())
    flags = {flag for line in read_claims(made_up) for flag in line.flags}
    for flag in flags - {"verdict unsigned"}:
        assert flag in " ".join(narrow[1].split())


def test_json_holds_the_page_whole(made_up: Database) -> None:
    page = page_of(made_up)
    told = json.loads(as_json_text(page))
    assert told["verdict"]["state"] == "overstated"
    assert told["pools"][0]["record"]["trials"][0]["treatment"]["events"] == 12
    assert set(told) == set(page.__slots__)
    lines = json.loads(as_json_text(read_claims(made_up)))
    assert [line["id"] for line in lines] == ["helps", "approved"]


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    filled(path, topic()).conn.close()
    run = CliRunner().invoke
    assert "helps" in run(cli, ["claims", "--db", str(path)]).output
    brief = run(cli, ["claims", "helps", "--db", str(path)]).output
    assert "OVERSTATED" in brief
    full = run(cli, ["claims", "helps", "--full", "--db", str(path)]).output
    assert "WHERE EACH FIGURE WAS READ" in full
    assert "WHERE EACH FIGURE WAS READ" not in brief
    assert "--full needs the id of a claim" in run(cli, ["claims", "--full"]).output
    past = run(cli, ["claims", "helps", "--full", "--as-of", "2026-11-24", "--db", str(path)])
    assert "leave it out with --as-of" in past.output
    assert (
        json.loads(run(cli, ["claims", "helps", "--json", "--db", str(path)]).output)["id"]
        == "helps"
    )
    unknown = run(cli, ["claims", "help", "--db", str(path)])
    assert "did you mean helps" in str(unknown.exception)
    assert getattr(unknown.exception, "exit_code", None) == 2


class TestEightTimes:
    """The claim that littrack must be able to answer by itself (README of the evidence)."""

    def test_the_published_odds_ratio_is_recomputed(self, eight_times: ClaimPage) -> None:
        pool = self.pool(eight_times, "odds ratio")
        assert f"{pool.estimate:.2f} [{pool.low:.2f}, {pool.high:.2f}]" == "8.27 [3.36, 20.34]"
        assert pool.record.published is not None
        assert pool.record.published.agrees

    def test_the_ratio_of_patients(self, eight_times: ClaimPage) -> None:
        pool = self.pool(eight_times, "risk ratio")
        assert f"{pool.estimate:.2f} [{pool.low:.2f}, {pool.high:.2f}]" == "4.16 [2.12, 8.17]"

    def test_the_text_answers_without_another_source(self, eight_times: ClaimPage) -> None:
        text = " ".join(claim_as_text(eight_times).split())
        for words in (
            "MISLEADING", "8.27 [3.36, 20.34]", "4.16 [2.12, 8.17]", "32 of 59 (54.2%)", "8 of 75 (10.7%)",
            "number needed to treat 2.3", "ratio of odds, not of patients", "no group went without",
            "Larger than any trial of the pool, but not in it: Brin 2020 (255 patients)", "6/41†", "2/15†",
            "a draft that no named person has signed", "Leaving one out",
        ):  # fmt: skip
            assert words in text, words

    def test_in_brief_it_fits_two_screens_and_answers(self, eight_times: ClaimPage) -> None:
        with within(80):
            text = claim_in_brief(eight_times)
        lines = text.splitlines()
        assert len(lines) <= 80
        assert max(map(len, lines)) <= 80
        for words in (
            "eight-times: MISLEADING · certainty low", "about four times as many patients responded", "8.3",
            "8.27 [3.36, 20.34]†", "risk ratio 4.16 [2.12, 8.17]†", "number needed to treat 2.3",
            "no group went without", "no named person has signed", "A trial with an uninjected group",
            "littrack claims eight-times --full",
        ):  # fmt: skip
            assert words in " ".join(text.split()), words
        for study in eight_times.evidence:
            (line,) = [each for each in lines if each.startswith(f"    [{study.number}] ")]
            assert line.split()[1:4] == [*study.label.split(), study.stance]

    def test_every_pooled_count_is_an_arm_of_a_cited_study(self, eight_times: ClaimPage) -> None:
        by_key = {study.key: study for study in eight_times.evidence}
        trials = [trial for pool in eight_times.pools for trial in pool.record.trials]
        assert len(trials) == 8
        for trial in trials:
            study = by_key[trial.key]
            assert study.sources, study.key
            for arm in (trial.treatment, trial.control):
                told = next(each for each in study.arms if each.name == arm.name)
                assert told.people == arm.people
                assert f"{arm.events} of {arm.people} responded" in told.figures

    def test_every_study_named_has_a_citation(self, eight_times: ClaimPage) -> None:
        assert all(study.citation for study in eight_times.evidence)
        numbered = {study.number for study in eight_times.evidence}
        assert numbered == set(range(1, len(numbered) + 1))

    def pool(self, page: ClaimPage, measure: str):  # type: ignore[no-untyped-def]
        return next(pool for pool in page.pools if pool.measure == measure and pool.trials == 3)


def test_links_prefer_pubmed(eight_times: ClaimPage) -> None:
    parsaik = next(study for study in eight_times.evidence if study.key == "parsaik2016")
    assert parsaik.link == "https://pubmed.ncbi.nlm.nih.gov/27138078/"


def test_a_claim_with_nothing_behind_it_still_has_a_page() -> None:
    bare = replace(topic().claims[1], searches=(), rationale="Nobody said so.", last_appraised=None)
    db = filled(":memory:", replace(topic(), claims=(bare,)))
    page = read_claim(db, "approved")
    assert page is not None
    for text in (claim_as_text(page), claim_in_brief(page)):
        assert text.startswith("approved: SUPPORTED")
    db.conn.close()
