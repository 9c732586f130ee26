"""Every table and column is described, and the page that shows them is fresh."""

from __future__ import annotations

from sqlite_utils import Database

from littrack.store.descriptions import HIDDEN, TABLES, schema_document


def test_every_table_is_described_or_hidden(db: Database) -> None:
    assert set(db.table_names()) - set(HIDDEN) <= set(TABLES)
    assert set(TABLES) <= set(db.table_names())


def test_every_column_is_described(db: Database) -> None:
    for name, table in TABLES.items():
        assert list(table.columns) == [column.name for column in db.table(name).columns] or set(
            table.columns
        ) == {column.name for column in db.table(name).columns}, name


def test_descriptions_are_whole(db: Database) -> None:
    for name, table in TABLES.items():
        assert table.title, name
        assert table.description.endswith("."), name
        assert all(table.columns.values()), name
        assert table.label is None or table.label in table.columns, name
        assert set(table.units) <= set(table.columns), name


def test_the_page_names_every_table_and_column(db: Database) -> None:
    page = schema_document()
    for name, table in TABLES.items():
        assert f"\n## {name}\n" in page
        assert all(f"| `{column}`" in page for column in table.columns)


def test_every_reference_to_a_study_has_an_index(db: Database) -> None:
    """Without one, a study's page reads whole tables."""
    for name in TABLES:
        for key in db.table(name).foreign_keys:
            if key.other_table != "studies":
                continue
            first = db.table(name).pks[0] == key.column
            indexed = any(index.columns[0] == key.column for index in db.table(name).indexes)
            assert first or indexed or name in ("flags", "trials"), f"{name}.{key.column}"
