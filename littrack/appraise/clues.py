"""What a record shows about its design: its words in a plain form, its publication types and its MeSH terms.

The rules of :mod:`littrack.appraise.design_rules` are tests over ``Clues``, built from the small functions below.
Phrases are matched as whole words in lower case with punctuation taken out and one spelling kept
("Randomised, double-blind" reads "randomized double blind"); ``*`` at the end of a phrase allows any ending.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from littrack.records import Article

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_SUBHEADINGS = re.compile(r" \([^()]*\)$")
"""In "Electromyography (methods)"."""
_ONE_SPELLING = (
    ("randomis", "randomiz"),
    (" metaanaly", " meta analy"),
    (" non randomiz", " nonrandomiz"),
    (" not randomiz", " nonrandomiz"),
    (" un randomiz", " nonrandomiz"),
    (" quasirandomiz", " quasi randomiz"),
    (" post hoc", " posthoc"),
    (" followup", " follow up"),
)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the rules look at in a record; all text as PubMed gives it."""

    title: str = ""
    abstract: str = ""
    publication_types: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    journal: str = ""


@dataclass(frozen=True, slots=True)
class Clues:
    """A record's facts in the form that rules compare: plain words between spaces, lower-case terms."""

    title: str
    abstract: str
    text: str
    types: frozenset[str]
    mesh: frozenset[str]
    journal: str
    human: bool
    animal: bool


Test = Callable[[Clues], bool]


def plain_words(text: str) -> str:
    """``text`` as lower-case words with one space around each: "Double-blind trial" -> " double blind trial "."""
    words = f" {_NOT_A_LETTER.sub(' ', text.lower()).strip()} "
    for other, kept in _ONE_SPELLING:
        if other in words:
            words = words.replace(other, kept)
    return words


def clues(facts: RecordFacts) -> Clues:
    """Prepare a record's facts for the rules."""
    title, abstract = plain_words(facts.title), plain_words(facts.abstract)
    mesh = frozenset(term.lower() for term in facts.mesh)
    return Clues(
        title=title,
        abstract=abstract,
        text=f"{title}.{abstract}.{plain_words(' '.join(facts.keywords))}",
        types=frozenset(kind.lower() for kind in facts.publication_types),
        mesh=mesh,
        journal=plain_words(facts.journal),
        human="humans" in mesh,
        animal="animals" in mesh,
    )


def facts_of(article: Article) -> RecordFacts:
    """The facts of a PubMed record."""
    return RecordFacts(
        title=article.title.plain,
        abstract=" ".join(section.text.plain for section in article.abstract),
        publication_types=tuple(term.name for term in article.publication_types),
        mesh=tuple(heading.descriptor for heading in article.mesh),
        keywords=tuple(keyword.text.plain for keyword in article.keywords),
        journal=article.journal.title or "",
    )


def stored_facts(
    title: str,
    abstract: str | None,
    types: str | None,
    mesh: str | None,
    keywords: str | None,
    journal: str | None,
) -> RecordFacts:
    """The facts of a record as the columns of ``studies`` hold them, lists joined with "; "."""
    descriptors = tuple(_SUBHEADINGS.sub("", term) for term in _split(mesh))
    return RecordFacts(
        title, abstract or "", _split(types), descriptors, _split(keywords), journal or ""
    )


def _split(joined: str | None) -> tuple[str, ...]:
    return tuple(joined.split("; ")) if joined else ()


def needles(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Phrases as strings to look for in ``plain_words``: whole words, or open-ended after ``*``."""
    return tuple(
        f" {each[:-1]}" if each.endswith("*") else f"{plain_words(each)}" for each in phrases
    )


def any_of(text: str, wanted: tuple[str, ...]) -> bool:
    """Does ``text`` hold any of these ``needles``?"""
    for needle in wanted:  # noqa: SIM110 - any() with a generator takes twice as long here
        if needle in text:
            return True
    return False


def typed(*kinds: str) -> Test:
    """One of these publication types (lower case)."""
    wanted = frozenset(kinds)
    return lambda clues: not wanted.isdisjoint(clues.types)


def indexed(*terms: str) -> Test:
    """One of these MeSH descriptors (lower case)."""
    wanted = frozenset(terms)
    return lambda clues: not wanted.isdisjoint(clues.mesh)


def titled(*phrases: str) -> Test:
    """One of these phrases in the title."""
    wanted = needles(phrases)
    return lambda clues: any_of(clues.title, wanted)


def title_begins(*phrases: str) -> Test:
    """The title begins with one of these phrases."""
    wanted = needles(phrases)
    return lambda clues: clues.title.startswith(wanted)


def title_ends(*phrases: str) -> Test:
    """The title ends with one of these phrases."""
    wanted = needles(phrases)
    return lambda clues: clues.title.endswith(wanted)


def abstracted(*phrases: str) -> Test:
    """One of these phrases in the abstract."""
    wanted = needles(phrases)
    return lambda clues: any_of(clues.abstract, wanted)


def worded(*phrases: str) -> Test:
    """One of these phrases in the title, the abstract or the keywords."""
    wanted = needles(phrases)
    return lambda clues: any_of(clues.text, wanted)


def in_journal(*phrases: str) -> Test:
    """One of these phrases in the journal's name."""
    wanted = needles(phrases)
    return lambda clues: any_of(clues.journal, wanted)


def both(*tests: Test) -> Test:
    """Every one of these."""

    def fits(clues: Clues) -> bool:
        for test in tests:  # noqa: SIM110 - as in any_of
            if not test(clues):
                return False
        return True

    return fits


def either(*tests: Test) -> Test:
    """At least one of these."""

    def fits(clues: Clues) -> bool:
        for test in tests:  # noqa: SIM110 - as in any_of
            if test(clues):
                return True
        return False

    return fits


def no(test: Test) -> Test:
    """Not this."""
    return lambda clues: not test(clues)
