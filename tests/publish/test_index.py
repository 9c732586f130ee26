"""Names of files, and the index that the page of the search reads. No database, no browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.publish.index import name_shelves, numbers, script, term_shelves
from littrack.publish.layout import NoSuchPage, place_of, search_file, slug
from littrack.publish.links import Links
from littrack.web.addresses import study_path


@given(st.sets(st.integers(0, 10**6)))
def test_numbers_come_back(places: set[int]) -> None:
    at, found = 0, []
    for each in numbers(places).split():
        at += int(each, 36)
        found.append(at)
    assert found == sorted(places)


def test_terms_lie_by_their_first_two_characters() -> None:
    found = [("depress", 40, True), ("depress", 3, False), ("depress", 3, False), ("trial", 1, True)]  # fmt: skip
    assert term_shelves(found) == {"de": {"depress": "14,3"}, "tr": {"trial": "1"}}


def test_names_lie_by_their_last_character() -> None:
    found = [("10.5555/ABC", 7), ("90000012", 36), ("90000012", 36)]
    assert name_shelves(found) == {"c": {"10.5555/abc": "7"}, "2": {"90000012": "10"}}


def test_a_part_of_the_index_is_a_script() -> None:
    assert script("terms", "dé", {"b": "2", "a": "1"}) == 'littrackIndex("terms","dé",{"a":"1","b":"2"});\n'  # fmt: skip
    assert search_file("terms", "de") == "search/terms-de.js"
    assert search_file("terms", "dé") == "search/terms-u64-e9.js"


@given(st.text(min_size=1), st.text(min_size=1))
def test_names_of_files_are_sound_and_their_own(one: str, other: str) -> None:
    for name in (slug(one), slug(other)):
        assert 0 < len(name) <= 80
        assert all(each.isascii() and (each.isalnum() or each in "._-") for each in name)
        assert not name.startswith(".")
    assert (slug(one) == slug(other)) == (one == other)


@pytest.mark.parametrize("name", ["con", "aux.html", "NUL", "a/b", "..", "ä", "x" * 200])
def test_names_that_some_system_does_not_take(name: str) -> None:
    assert slug(name) != name


def test_links_are_relative_to_their_page() -> None:
    links = Links()
    links.at = "claims/helps.html"
    assert links.path("/") == "../index.html"
    assert links.path("/claims/helps/card") == "helps/card.html"
    assert links.path(study_path("doi:10.1/(a)<b>;2-#")).startswith("../studies/doi-10.1-a-b-2-")
    assert links.path("/studies?q=two words") == "../studies.html?q=two+words"
    assert links.path("/littrack/studies?integrity=retracted") == "../data.html#studies"
    assert links.from_root("../studies/1.html#cite") == "studies/1.html#cite"
    assert "studies.html" in links.used


@pytest.mark.parametrize("address", ["/claims/", "/nowhere", "/studies.bib?q=words", "/-/littrack/api/v1/x/y.json"])  # fmt: skip
def test_what_is_not_published_is_not_linked_to(address: str) -> None:
    with pytest.raises(NoSuchPage):
        place_of(address)
