from __future__ import annotations

import re
from pathlib import Path

import pytest

from littrack.errors import ConfigError
from littrack.topics.read import read_topics
from littrack.topics.starting import start_topic


def test_the_bundled_topic_is_ready(tmp_path: Path) -> None:
    started = start_topic(tmp_path / "new")
    assert started.is_bundled
    assert started.kept == ()
    (topic,) = read_topics(tmp_path / "new" / "queries")
    assert (topic.id, len(topic.works)) == (started.topic, 60)
    assert (tmp_path / "new" / "db" / "README.md").is_file()


@pytest.mark.parametrize("name", [None, "a-topic"])
def test_the_editor_finds_each_schema(tmp_path: Path, name: str | None) -> None:
    started = start_topic(tmp_path, name)
    for path in started.written:
        if path.suffix == ".yaml":
            first = path.read_text("utf-8").splitlines()[0]
            assert (path.parent / first.partition("$schema=")[2]).is_file()


def test_a_blank_topic_is_valid_and_its_examples_too(tmp_path: Path) -> None:
    started = start_topic(tmp_path, "a-topic")
    assert not started.is_bundled
    (topic,) = read_topics(tmp_path / "queries")
    assert topic.searches == topic.claims == topic.works == ()
    for path in started.written:
        if path.suffix == ".yaml":
            text = path.read_text("utf-8")
            head, section, example = text.partition(": []\n")
            example = re.sub(r"(?m)^#(?=  - | {4})", "", example.replace(": []\n", ":\n"))
            path.write_text(f"{head}:\n{example}\n" if section else text, "utf-8")
    (topic,) = read_topics(tmp_path / "queries")
    assert (len(topic.searches), len(topic.claims), len(topic.works), len(topic.trials)) == (1,) * 4
    assert len(topic.registry_queries) == 1


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "queries" / "a-topic" / "topic.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("title: mine\n", "utf-8")
    started = start_topic(tmp_path, "a-topic")
    assert started.kept == (mine,)
    assert mine.read_text("utf-8") == "title: mine\n"
    assert start_topic(tmp_path, "a-topic").written == ()


@pytest.mark.parametrize("name", ["A", "a b", "../x", "", "-x", "é", "x" * 65])
def test_a_name_that_cannot_be_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be a topic's name"):
        start_topic(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "queries").write_text("", "utf-8")
    with pytest.raises(ConfigError, match=r"queries"):
        start_topic(tmp_path)
