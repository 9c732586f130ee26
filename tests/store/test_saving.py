"""Compare, then write."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from littrack.records import MarkedText, Parsed, Term
from littrack.store import saving
from littrack.store.database import open_database
from littrack.store.digest import content_digest, table_digests
from littrack.store.full_text import check_full_text
from littrack.store.leaving import mark_deleted, mark_merged
from littrack.store.preparing import prepare
from littrack.store.runs import begin_run
from littrack.store.saving import (
    PUBMED,
    Saved,
    read_raw,
    rebuild,
    save_articles,
    save_ready,
)
from tests.store.records import LATER, NOW, nbib, record


def changes(db: Database) -> list[tuple[str, str, str | None, str | None]]:
    return db.execute("SELECT study, field, before, after FROM changes ORDER BY id").fetchall()


def test_a_new_record_fills_its_tables(db: Database, run: int) -> None:
    saved = save_articles(
        db,
        run,
        [
            record(
                7,
                "Made-up trial of imaginary toxin",
                authors=["Doe J", "Roe RA", "Made-up Study Group"],
                mesh=["*Depression/drug therapy", "Humans"],
                keywords=["frown"],
                abstract=[("AIM", "To invent."), ("RESULTS", "Invented.")],
                trials=[("ClinicalTrials.gov", "NCT00000001")],
                relations=[("CommentIn", "8")],
                year=2021,
            )
        ],
        PUBMED,
        NOW,
    )
    assert saved == Saved(new=("7",))
    row = db["studies"].get("7")
    assert row["title"] == "Made-up trial of imaginary toxin"
    assert row["authors"] == "Doe J, Roe RA, Made-up Study Group"
    assert row["first_author"] == "Doe J"
    assert row["year"] == 2021
    assert row["mesh"] == "Depression (drug therapy); Humans"
    assert row["abstract"] == "AIM: To invent.\nRESULTS: Invented."
    assert row["source"] == "PubMed"
    assert (row["first_seen"], row["last_changed"], row["first_run"]) == (NOW, NOW, run)
    assert row["url"] == "https://pubmed.ncbi.nlm.nih.gov/7/"
    counts = {
        table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("authors", "mesh_headings", "keywords", "abstract_sections", "registrations")
    }
    assert counts == {
        "authors": 3,
        "mesh_headings": 2,
        "keywords": 1,
        "abstract_sections": 2,
        "registrations": 1,
    }
    assert db.execute("SELECT kind, pmid FROM relations").fetchall() == [("CommentIn", "8")]
    assert changes(db) == []


def test_saving_again_writes_nothing(db: Database, run: int) -> None:
    items = [record(n, relations=[("ErratumIn", "99")]) for n in range(1, 6)]
    save_articles(db, run, items, PUBMED, NOW)
    before = db.conn.total_changes
    saved = save_articles(db, run, items, PUBMED, LATER)
    assert saved == Saved(unchanged=("1", "2", "3", "4", "5"))
    assert db.conn.total_changes == before


def test_a_change_is_told_with_both_clocks(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, "Made-up trail of toxin")], PUBMED, NOW)
    second = begin_run(db, "test", LATER)
    saved = save_articles(
        db, second, [record(1, "Made-up trial of toxin", revised="2026-01-20")], PUBMED, LATER
    )
    assert saved == Saved(changed=("1",))
    assert db.execute("SELECT * FROM changes").fetchall() == [
        (1, second, "1", "title", "Made-up trail of toxin", "Made-up trial of toxin", LATER, "2026-01-20")
    ]  # fmt: skip
    row = db["studies"].get("1")
    assert (row["first_seen"], row["last_changed"]) == (NOW, LATER)
    assert check_full_text(db) == []


def test_only_the_parts_that_differ_are_written(db: Database, run: int) -> None:
    facts = {"authors": [f"Doe{n} J" for n in range(200)], "mesh": ["Humans"]}
    save_articles(db, run, [record(1, **facts)], PUBMED, NOW)
    before = db.conn.total_changes
    facts["mesh"] = ["Humans", "Female"]
    save_articles(db, run, [record(1, revised="2026-01-20", **facts)], PUBMED, LATER)
    assert db.conn.total_changes - before < 30
    assert [field for _, field, *_ in changes(db)] == ["MeSH headings"]


def test_housekeeping_alone_is_no_change(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, status="In-Process")], PUBMED, NOW)
    revised = record(1, status="MEDLINE", revised="2026-01-20", completed="2026-01-20")
    saved = save_articles(db, run, [revised], PUBMED, LATER)
    assert saved == Saved(unchanged=("1",))
    assert changes(db) == []
    row = db["studies"].get("1")
    assert (row["indexing_status"], row["revised"], row["last_changed"]) == ("MEDLINE", "2026-01-20", NOW)  # fmt: skip
    assert read_raw(db, "1") == revised.xml


def test_an_older_revision_never_replaces_a_newer_one(db: Database, run: int) -> None:
    new = record(1, "Corrected title", revised="2026-01-20")
    old = record(1, "First title", revised="2025-01-20")
    save_articles(db, run, [new], PUBMED, NOW)
    before = content_digest(db)
    assert save_articles(db, run, [old], "old.xml.gz", LATER) == Saved(older=("1",))
    assert content_digest(db) == before


def test_a_lower_version_never_replaces_a_higher_one(db: Database, run: int) -> None:
    save_articles(db, run, [record(1, "Second version", version=2)], PUBMED, NOW)
    late = record(1, "First version", version=1, revised="2026-01-20")
    assert save_articles(db, run, [late], PUBMED, LATER) == Saved(older=("1",))
    assert db["studies"].get("1")["title"] == "Second version"


def test_of_versions_in_one_file_the_highest_stays(db: Database, run: int) -> None:
    items = [record(1, f"Version {n}", version=n) for n in (1, 3, 2)]
    assert save_articles(db, run, items, "file", NOW) == Saved(new=("1",))
    assert db["studies"].get("1")["title"] == "Version 3"


def test_of_versions_made_ready_apart_the_highest_stays(db: Database, run: int) -> None:
    made = [each for n in (1, 3, 2) for each in prepare([record(1, f"Version {n}", version=n)])]
    assert save_ready(db, run, made, "file", NOW) == Saved(new=("1",))
    assert db["studies"].get("1")["title"] == "Version 3"


def test_of_texts_with_one_date_the_later_stands_and_files_read_again_change_nothing(
    db: Database, run: int
) -> None:
    first, second = record(1, "Made-up A"), record(1, "Made-up B")
    save_articles(db, run, [first], "one.xml", NOW)
    assert save_articles(db, run, [second], "two.xml", NOW) == Saved(changed=("1",))
    before = db.conn.total_changes
    assert save_articles(db, run, [first], "one.xml", LATER) == Saved(older=("1",))
    assert save_articles(db, run, [second], "two.xml", LATER) == Saved(unchanged=("1",))
    assert db.conn.total_changes == before
    assert save_articles(db, run, [first], PUBMED, LATER) == Saved(changed=("1",))
    assert save_articles(db, run, [second], "two.xml", LATER) == Saved(older=("1",))


def test_nbib_never_replaces_xml_of_the_same_date_but_xml_does(db: Database, run: int) -> None:
    save_articles(db, run, [nbib("1", "From NBIB")], "file.nbib", NOW)
    assert save_articles(db, run, [record(1, "From XML")], PUBMED, NOW) == Saved(changed=("1",))
    assert changes(db) == [("1", "record", "NBIB", "PubMed XML")]
    assert save_articles(db, run, [nbib("1", "From NBIB")], "x", LATER) == Saved(older=("1",))
    assert db["studies"].get("1")["title"] == "From XML"


def test_a_deleted_record_is_marked_and_comes_back(db: Database, run: int) -> None:
    item = record(1)
    save_articles(db, run, [item], PUBMED, NOW)
    assert mark_deleted(db, run, ["1", "2"], NOW) == ("1",)
    assert mark_deleted(db, run, ["1"], LATER) == ()
    assert db["studies"].get("1")["state"] == "deleted"
    assert save_articles(db, run, [item], "old file.xml", LATER) == Saved(unchanged=("1",))
    assert db["studies"].get("1")["state"] == "deleted"
    assert save_articles(db, run, [item], PUBMED, LATER) == Saved(changed=("1",))
    assert db["studies"].get("1")["state"] == "current"
    assert [(field, a, b) for _, field, a, b in changes(db)] == [
        ("state", "current", "deleted"),
        ("state", "deleted", "current"),
    ]


def test_a_merged_record_says_into_which(db: Database, run: int) -> None:
    save_articles(db, run, [record(1), record(2)], PUBMED, NOW)
    assert mark_merged(db, run, "1", "2", NOW)
    before = db.conn.total_changes
    assert not mark_merged(db, run, "1", "2", LATER)
    assert db.conn.total_changes == before
    assert db["studies"].get("1")["merged_into"] == "2"
    save_articles(db, run, [record(1)], PUBMED, LATER)
    row = db["studies"].get("1")
    assert (row["state"], row["merged_into"]) == ("current", None)


def test_an_appraised_work_without_a_record_is_filled(db: Database, run: int) -> None:
    db.execute(
        "INSERT INTO studies (id, title, kind, source, first_seen, last_changed, design)"
        " VALUES ('5', 'Known by its PMID', 'article', 'evidence.yaml', ?, ?, 'case report')",
        (NOW, NOW),
    )
    assert save_articles(db, run, [record(5, "As PubMed has it")], PUBMED, LATER) == Saved(
        new=("5",)
    )
    row = db["studies"].get("5")
    assert (row["pmid"], row["title"], row["design"]) == ("5", "As PubMed has it", "case report")
    assert check_full_text(db) == []


def test_what_arrives_is_owed_no_longer(db: Database, run: int) -> None:
    from littrack.records import Unparsed
    from littrack.store.accounting import exclude, excluded, owe, owed, quarantine

    owe(db, ["1", "2"], "depression", "not in the reply", NOW)
    exclude(db, run, ["3"], "no such record", NOW)
    quarantine(db, run, [Unparsed("broken", b"<x>", "1")], PUBMED, NOW)
    save_articles(db, run, [record(1), record(3)], PUBMED, LATER)
    assert [each.pmid for each in owed(db)] == ["2"]
    assert excluded(db) == {}
    assert db.execute("SELECT resolved FROM quarantine").fetchone()[0] == LATER


def test_a_better_parser_is_no_change_of_the_study(
    db: Database, run: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stored by a parser that knew no publication types, read again by one that does."""
    first = record(1, publication_types=["Randomized Controlled Trial"])
    blind = Parsed(replace(first.article, publication_types=()), first.xml)
    save_articles(db, run, [blind], PUBMED, NOW)
    later = record(1, publication_types=["Randomized Controlled Trial"], revised="2026-01-20")
    assert save_articles(db, run, [later], PUBMED, LATER) == Saved(unchanged=("1",))
    assert changes(db) == []
    assert db["studies"].get("1")["publication_types"] == "Randomized Controlled Trial"
    assert db.execute("SELECT count(*) FROM publication_types").fetchone()[0] == 1


def test_rebuild_reads_the_stored_records_anew(db: Database, run: int) -> None:
    first, second = record(1, publication_types=["Retracted Publication"]), record(2)
    blind = Parsed(replace(first.article, publication_types=()), first.xml)
    save_articles(db, run, [blind, second], PUBMED, NOW)
    assert rebuild(db, run, LATER) == 1
    assert db["studies"].get("1")["integrity"] == "retracted"
    before = db.conn.total_changes
    assert rebuild(db, run, LATER) == 0
    assert db.conn.total_changes == before


def test_a_failure_in_the_middle_leaves_nothing(db: Database, run: int) -> None:
    items = [record(n) for n in range(1, 4)]
    broken = Parsed(replace(items[2].article, title=MarkedText(object())), b"<x/>")  # type: ignore[arg-type]
    with pytest.raises(Exception, match="type"):
        save_articles(db, run, [*items[:2], broken], PUBMED, NOW)
    assert db.execute("SELECT count(*) FROM studies").fetchone()[0] == 0
    assert check_full_text(db) == []


def test_many_records_of_one_batch_and_more(
    db: Database, run: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "BATCH", 3)
    items = [record(n) for n in range(1, 9)]
    saved = save_articles(db, run, iter(items), PUBMED, NOW)
    assert saved.new == tuple(str(n) for n in range(1, 9))


def test_no_difference_between_two_records_goes_untold() -> None:
    """Each content field that differs gives a change whose texts differ, so that a reader sees what."""
    from littrack.store.comparing import changes_between

    one = record(1, "Title A", authors=["Doe J"], keywords=["a"]).article
    pairs = {
        "title": replace(one, title=MarkedText("Title A", "Title <i>A</i>")),
        "authors": replace(one, authors=(replace(one.authors[0], equal_contribution=True),)),
        "publication types": replace(one, publication_types=(Term("Review"),)),
        "pages": replace(one, pages="9-10"),
        "author list": replace(one, authors_complete=False),
        "journal": replace(one, journal=replace(one.journal, issue="2")),
    }
    for field, other in pairs.items():
        (found,) = changes_between(one, other)
        assert found.field == field
        assert found.before != found.after


def test_every_field_of_an_article_is_compared_or_housekeeping() -> None:
    import dataclasses

    from littrack.records import Article
    from littrack.store.comparing import _RENDERED, HOUSEKEEPING

    names = {each.name for each in dataclasses.fields(Article)}
    assert names == set(_RENDERED) | HOUSEKEEPING | {"pmid"}


REVISIONS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.integers(1, 2),
        st.dates(min_value=__import__("datetime").date(2026, 1, 1), max_value=__import__("datetime").date(2026, 1, 4)),
        st.sampled_from(["Made-up A", "Made-up B"]),
        st.sampled_from([(), (("RetractionIn", "2"),), (("ErratumIn", "3"),), (("RetractionOf", "1"),), (("ErratumFor", "2"),)]),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REVISIONS, st.booleans())
def test_any_order_of_revisions_ends_where_the_last_ones_do(
    revisions: list[tuple[str, int, object, str, tuple[tuple[str, str], ...]]], prepared: bool
) -> None:
    def database(items: list[Parsed]) -> Database:
        found = open_database(":memory:")
        number = begin_run(found, "test", NOW)
        for item in items:
            if prepared:
                save_ready(found, number, prepare([item]), PUBMED, NOW)
            else:
                save_articles(found, number, [item], PUBMED, NOW)
        assert check_full_text(found) == []
        return found

    items = [
        record(pmid, title, version=version, revised=day, relations=relations)
        for pmid, version, day, title, relations in revisions
    ]
    last: dict[str, Parsed] = {}
    for item in items:
        old = last.get(item.article.pmid)
        if old is None or (item.article.version, item.article.revised) >= (
            old.article.version,
            old.article.revised,
        ):
            last[item.article.pmid] = item
    one, other = database(items), database(list(last.values()))
    assert table_digests(one) == table_digests(other)
    one.close()
    other.close()


def test_prepared_rows_end_in_the_same_database(db: Database, run: int) -> None:
    items = [record(n, mesh=["Humans"], relations=[("ErratumIn", "2")]) for n in range(1, 30)]
    other = open_database(":memory:")
    number = begin_run(other, "test", NOW)
    save_articles(other, number, items[:10], PUBMED, NOW)
    save_articles(db, run, items[:10], PUBMED, NOW)
    changed = record(3, "Another title", revised="2026-02-01")
    more = [*items, changed]
    assert save_ready(db, run, prepare(more), PUBMED, NOW) == save_articles(
        other, number, more, PUBMED, NOW
    )
    assert content_digest(db) == content_digest(other)
    other.close()
