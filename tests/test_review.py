"""A review brings the database up to date with its studies and topic files, and writes nothing twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from sqlite_utils import Database

from littrack.appraise import flags as kinds
from littrack.load import load_topic
from littrack.pubmed.parse import parse
from littrack.records import Parsed
from littrack.review import Reviewed, review
from littrack.store.database import open_database
from littrack.store.hits import save_hits, save_search, save_topic
from littrack.store.runs import begin_run
from littrack.store.saving import save_articles
from littrack.topics.model import CertaintyEntry, ClaimEvidence, Dismissed, Topic
from tests.eutils.minimal import article_set, make_record
from tests.made_up_topic import arms, plan, topic, with_claim, with_work

TOXIN = "Made-up toxin for low mood"
NOTHING = Reviewed(0, 0, 0, 0, 0, 0, 0, 0, 0)


@dataclass
class Nights:
    """A database that nights pass over."""

    db: Database
    day: int = 1

    def night(
        self, given: Topic, records: dict[str, bytes] | None = None, *, found: bool = True
    ) -> Reviewed:
        """One run: records stored, found by the search, topic loaded, all reviewed."""
        self.day += 1
        now = f"2026-11-{self.day:02}T02:00:00Z"
        run = begin_run(self.db, "test", now)
        with self.db.atomic():
            if records:
                items = [
                    each
                    for each in parse(article_set(*records.values()))
                    if isinstance(each, Parsed)
                ]
                save_articles(self.db, run, items, "test", now)
            save_topic(self.db, given, now)
            search = save_search(self.db, given.id, "mood", "toxin AND mood", None, None, now)
            load_topic(self.db, run, given, now)
            if found and records is not None:
                save_hits(self.db, search, sorted({*self.hits(search), *records}), now)
            return review(self.db, run, [given], now)

    def hits(self, search: int) -> list[str]:
        rows = self.db.execute(
            "SELECT study FROM search_hits WHERE search = ? AND left_on IS NULL", (search,)
        )
        return [study for (study,) in rows]

    def all(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return self.db.execute(sql, values).fetchall()

    def flags(self, claim: str = "helps") -> set[str]:
        rows = self.all("SELECT kind FROM flags WHERE claim = ? AND cleared IS NULL", claim)
        return {str(kind) for (kind,) in rows}


@pytest.fixture
def nights() -> Iterator[Nights]:
    db = open_database(":memory:", create=True)
    yield Nights(db)
    db.conn.close()


def record(pmid: str, title: str = TOXIN, **more: object) -> dict[str, bytes]:
    return {pmid: make_record(pmid, title, **more)}  # type: ignore[arg-type]


def changes(db: Database) -> int:
    return db.conn.total_changes


def test_a_second_review_writes_nothing(nights: Nights) -> None:
    nights.night(topic(), record("201", publication_types=["Randomized Controlled Trial"]))
    before = changes(nights.db)
    now = "2026-11-02T02:00:00Z"
    assert review(nights.db, None, [topic()], now) == NOTHING
    assert changes(nights.db) == before


def test_designs_and_levels_are_written_with_their_rule(nights: Nights) -> None:
    nights.night(
        topic(), record("201", publication_types=["Randomized Controlled Trial"], mesh=["Humans"])
    )
    sql = "SELECT design, level, design_rule, design_confidence FROM studies WHERE id = '201'"
    rule = "publication type: typed as a randomized controlled trial"
    assert nights.all(sql) == [("randomized controlled trial", 2, rule, 0.96)]


def test_the_appraised_design_wins_and_gives_way_when_withdrawn(nights: Nights) -> None:
    sql = "SELECT design, level, design_rule FROM studies WHERE id = '101'"
    nights.night(topic(), record("101", publication_types=["Case Reports"]))
    assert nights.all(sql) == [("randomized controlled trial", 2, "appraised")]
    nights.night(with_work(topic(), "doe2019", design="case series"))
    assert nights.all(sql) == [("case series", 4, "appraised")]
    nights.db.execute("UPDATE appraisals SET removed = '2026-11-03' WHERE study = '101'")
    review(nights.db, None, [topic()], "2026-11-03T02:00:00Z")
    assert nights.all(sql) == [("case report", 4, "publication type: typed as a case report")]


def test_a_revised_record_is_classified_again_and_others_are_not(nights: Nights) -> None:
    nights.night(topic(), record("201") | record("202"))
    made = nights.night(
        topic(), record("201", publication_types=["Case Reports"], revised="2026-11-03")
    )
    assert made.designs == 1
    assert nights.all("SELECT design FROM studies WHERE id = '201'") == [("case report",)]


def test_a_meta_analysis_without_trials_is_not_level_one(nights: Nights) -> None:
    pooled = record("201", abstract="We pooled forty cohorts.", publication_types=["Meta-Analysis"])
    nights.night(topic(), pooled)
    assert nights.all("SELECT level FROM studies WHERE id = '201'") == [(3,)]


def test_new_rules_classify_everything_again(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.night(topic(), record("201"))
    nights.db.execute("UPDATE studies SET design = 'from older rules' WHERE id = '201'")
    assert review(nights.db, None, [topic()], "2026-11-02T02:00:00Z").designs == 0
    monkeypatch.setattr("littrack.review.stale.RULES", "designs 999")
    assert review(nights.db, None, [topic()], "2026-11-02T02:00:00Z").designs == 1


def test_records_are_suggested_with_a_why_and_no_stance(nights: Nights) -> None:
    nights.night(topic(), record("201") | record("202", "Something else"))
    sql = "SELECT claim, study, state, why FROM claim_candidates ORDER BY claim, study"
    assert nights.all(sql) == [
        ("approved", "201", "unreviewed", "found by “made-up/mood”"),
        ("approved", "202", "unreviewed", "found by “made-up/mood”"),
        ("helps", "201", "unreviewed", "found by “made-up/mood”; says “toxin…”"),
    ]


def test_cited_studies_are_not_suggested_and_a_citation_answers_a_suggestion(
    nights: Nights,
) -> None:
    nights.night(topic(), record("101") | record("201"))
    sql = "SELECT study FROM claim_candidates WHERE claim = 'helps'"
    assert nights.all(sql) == [("201",)]
    given = topic()
    works = (*given.works, given.works[0].__class__(
        "new2026", TOXIN, "cohort study", "It seemed to help.", pmid="201"))  # fmt: skip
    evidence = (*given.claims[0].evidence, ClaimEvidence("new2026", "supports"))
    cited = with_claim(given, "helps", evidence=evidence).__class__(
        **{**{name: getattr(given, name) for name in given.__slots__}, "works": works,
           "claims": (with_claim(given, "helps", evidence=evidence).claims)})  # fmt: skip
    assert nights.night(cited).withdrawn == 1
    assert nights.all(sql) == []


def test_a_dismissed_suggestion_stays_dismissed(nights: Nights) -> None:
    given = replace(topic(), dismissed=(Dismissed("201", "It is about mice."),))
    nights.night(given, record("201"))
    nights.night(given, record("201", "Made-up toxins and mood, revised", revised="2026-11-04"))
    sql = "SELECT state FROM claim_candidates WHERE claim = 'helps'"
    assert nights.all(sql) == [("dismissed",)]
    nights.night(with_claim(given, "helps", terms=()))
    assert nights.all(sql) == [("dismissed",)]


def test_suggestions_follow_the_claims_terms(nights: Nights) -> None:
    nights.night(topic(), record("201"))
    assert nights.night(with_claim(topic(), "helps", terms=("absent",))).withdrawn == 1
    assert nights.night(topic()).suggested == 1


def test_notices_are_not_suggested(nights: Nights) -> None:
    nights.night(
        topic(), record("201", f"Erratum: {TOXIN}", publication_types=["Published Erratum"])
    )
    assert nights.all("SELECT * FROM claim_candidates") == []


def test_pools_are_computed_once_and_superseded_when_a_count_changes(nights: Nights) -> None:
    assert nights.night(topic()).syntheses == 1
    assert nights.night(topic()).syntheses == 0
    changed = with_work(topic(), "doe2019", arms=arms((13, 20), (4, 20)))
    assert nights.night(changed).syntheses == 1
    rows = nights.all("SELECT superseded IS NULL, estimate FROM syntheses ORDER BY id")
    assert [standing for standing, _ in rows] == [0, 1]
    assert rows[0][1] != rows[1][1]


def test_a_pool_keeps_what_went_in_and_what_stayed_out(nights: Nights) -> None:
    nights.night(topic())
    ((inputs, derived, participants),) = nights.all(
        "SELECT inputs, derived, participants FROM syntheses"
    )
    assert (derived, participants) == (1, 100)
    assert '"events": 12' in str(inputs)
    assert "responders were not seen" in str(inputs)


def test_a_plan_taken_out_supersedes_its_result(nights: Nights) -> None:
    nights.night(with_claim(topic(), "helps", syntheses=(plan("ratio"), plan("odds"))))
    nights.night(topic())
    assert nights.all("SELECT name FROM syntheses WHERE superseded IS NULL") == [("ratio",)]


def test_a_changed_count_raises_a_flag_until_the_verdict_is_given_anew(nights: Nights) -> None:
    nights.night(topic())
    assert kinds.INPUTS_CHANGED not in nights.flags()
    changed = with_work(topic(), "doe2019", arms=arms((13, 20), (4, 20)))
    nights.night(changed)
    assert kinds.INPUTS_CHANGED in nights.flags()
    nights.night(with_claim(changed, "helps", last_appraised="2026-11-04"))
    assert kinds.INPUTS_CHANGED not in nights.flags()
    rows = nights.all("SELECT raised, cleared FROM flags WHERE kind = ?", kinds.INPUTS_CHANGED)
    assert rows == [("2026-11-03T02:00:00Z", "2026-11-04T02:00:00Z")]


def test_a_count_and_the_verdict_changed_together_raise_nothing(nights: Nights) -> None:
    nights.night(topic())
    changed = with_work(topic(), "doe2019", arms=arms((2, 20), (4, 20)))
    nights.night(with_claim(changed, "helps", last_appraised="2026-11-03"))
    assert not {kinds.INPUTS_CHANGED, kinds.CROSSED} & nights.flags()


def test_a_pool_that_crosses_the_null_is_flagged(nights: Nights) -> None:
    nights.night(topic())
    nights.night(with_work(topic(), "doe2019", arms=arms((2, 20), (14, 20))))
    assert {kinds.CROSSED, kinds.LEFT_INTERVAL} <= nights.flags()
    nights.night(topic())
    assert not {kinds.CROSSED, kinds.LEFT_INTERVAL} & nights.flags()


def test_a_flag_raised_again_is_a_new_row(nights: Nights) -> None:
    moved = with_work(topic(), "doe2019", arms=arms((2, 20), (14, 20)))
    for given in (topic(), moved, topic(), moved):
        nights.night(given)
    rows = nights.all("SELECT cleared IS NULL FROM flags WHERE kind = ? ORDER BY id", kinds.CROSSED)
    assert rows == [(0,), (1,)]


def test_flags_never_change_a_verdict(nights: Nights) -> None:
    nights.night(topic())
    sql = "SELECT state, certainty, review FROM claims ORDER BY id"
    before = nights.all(sql)
    nights.night(with_work(topic(), "doe2019", arms=arms((2, 20), (14, 20))))
    assert nights.all(sql) == before


def test_a_cited_study_that_is_retracted(nights: Nights) -> None:
    nights.night(topic(), record("101"))
    assert kinds.RETRACTED not in nights.flags()
    nights.night(topic(), record("101", relations=[("RetractionIn", "999")], revised="2026-11-03",
                                 publication_types=["Retracted Publication"]))  # fmt: skip
    assert kinds.RETRACTED in nights.flags()
    ((study,),) = nights.all("SELECT study FROM flags WHERE kind = ?", kinds.RETRACTED)
    assert study == "101"


def test_a_new_trial_is_flagged_and_an_old_one_only_told(nights: Nights) -> None:
    trial = {"publication_types": ["Randomized Controlled Trial"]}
    nights.night(topic(), record("201", entered="2020-01-01", **trial))
    assert kinds.NEW_STUDY not in nights.flags()
    assert kinds.UNREAD_STUDIES in nights.flags()
    nights.night(topic(), record("202", entered="2026-11-02", **trial))
    assert nights.all(
        "SELECT study FROM flags WHERE kind = ? AND claim = 'helps'", kinds.NEW_STUDY
    ) == [("202",)]


def test_an_old_trial_that_joins_the_search_later_is_new(nights: Nights) -> None:
    trial = {"publication_types": ["Randomized Controlled Trial"], "entered": "2020-01-01"}
    nights.night(topic(), record("201", **trial))
    nights.night(topic(), record("202", **trial))
    assert nights.all(
        "SELECT study FROM flags WHERE kind = ? AND claim = 'helps'", kinds.NEW_STUDY
    ) == [("202",)]


def test_a_rat_study_of_any_type_is_no_high_level_study(nights: Nights) -> None:
    rats = {"publication_types": ["Randomized Controlled Trial"], "mesh": ["Animals", "Rats"]}
    nights.night(topic(), record("201", entered="2026-11-02", **rats))
    assert not {kinds.NEW_STUDY, kinds.UNREAD_STUDIES} & nights.flags()


def test_overdue_trials_are_marked_flagged_and_counted(nights: Nights) -> None:
    nights.night(topic())
    assert nights.all("SELECT id, overdue FROM trials ORDER BY id") == [("NCT1", 1), ("NCT2", 0)]
    assert kinds.OVERDUE in nights.flags()
    assert kinds.OVERDUE not in nights.flags("approved")
    sql = "SELECT proposed, reason FROM certainty_domains WHERE claim = 'helps' AND domain = 'publication bias'"
    ((proposed, reason),) = nights.all(sql)
    assert proposed == "serious"
    assert "NCT1" in str(reason)


def test_the_worksheet_keeps_a_persons_entry_beside_the_proposal(nights: Nights) -> None:
    entry = CertaintyEntry("indirectness", "not serious", "The patients are ours.", "Dr Made Up")
    nights.night(with_claim(topic(), "helps", certainty_entries=(entry,)))
    sql = """SELECT proposed, entered, entered_by, entered_reason FROM certainty_domains
        WHERE claim = 'helps' AND domain = 'indirectness'"""
    assert nights.all(sql) == [
        ("not assessed", "not serious", "Dr Made Up", "The patients are ours.")
    ]
    nights.night(topic())
    assert nights.all(sql) == [("not assessed", None, None, None)]


def test_claims_without_a_certainty_have_no_worksheet(nights: Nights) -> None:
    nights.night(topic())
    claims = nights.all("SELECT DISTINCT claim FROM certainty_domains")
    assert claims == [("helps",)]
    nights.night(with_claim(topic(), "helps", certainty=None))
    assert nights.all("SELECT DISTINCT claim FROM certainty_domains") == []


def test_a_removed_claim_loses_flags_and_suggestions(nights: Nights) -> None:
    nights.night(topic(), record("201"))
    given = topic()
    smaller = given.__class__(
        **{**{name: getattr(given, name) for name in given.__slots__}, "claims": given.claims[1:]}
    )
    nights.night(smaller)
    assert nights.flags() == set()
    assert nights.all("SELECT * FROM claim_candidates WHERE claim = 'helps'") == []


def test_two_nights_that_bring_nothing_write_nothing(nights: Nights) -> None:
    nights.night(topic(), record("201") | record("202"))
    assert nights.night(topic()) == NOTHING
    assert nights.night(topic()) == NOTHING


@pytest.mark.slow
def test_a_quiet_review_costs_little_beside_the_first(nights: Nights) -> None:
    text = "In a made-up town patients were asked about toxin and mood, and some were not. " * 20
    many = {
        str(n): make_record(n, f"{TOXIN} {n}", abstract=text, mesh=["Humans"])
        for n in range(1000, 4000)
    }
    seconds = _timed(lambda: nights.night(topic(), many))
    assert nights.all("SELECT count(*) FROM studies WHERE design IS NULL") == [(0,)]
    quiet = _timed(lambda: review(nights.db, None, [topic()], "2026-11-02T02:00:00Z"))
    assert quiet < max(0.5, seconds / 10)


def _timed(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def test_claims_that_got_the_same_flag_are_named_in_one_sentence(nights: Nights) -> None:
    from littrack.refresh.known import flags_of

    nights.night(topic())
    ((run,),) = nights.all("SELECT max(run) FROM flags")
    told = flags_of(nights.db, int(str(run)))
    unsigned = "Look again at the claims helps, approved: verdict unsigned: The verdict is a draft"
    assert [each for each in told if each.sentence.startswith(unsigned)]
    assert len(told) < len(nights.all("SELECT id FROM flags WHERE cleared IS NULL"))
