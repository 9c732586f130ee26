from __future__ import annotations

from littrack.appraise.linking import ClaimScope, FoundRecord, record_words, suggest

WORDS = record_words("Made-up toxin in the glabella", "Responders were counted.", "mood", None)
HUNGER = ClaimScope("hunger", frozenset({"t/food"}))
RESPONSE = ClaimScope("response", frozenset({"t/core", "t/more"}), ("respon*", "remission"))


def found(*searches: str, rule: str = "") -> FoundRecord:
    return FoundRecord("1", WORDS, frozenset(searches), rule)


def test_a_claim_without_terms_needs_its_search_only() -> None:
    (one,) = suggest(found("t/food"), [HUNGER, RESPONSE])
    assert (one.claim, one.study, one.why) == ("hunger", "1", "found by “t/food”")


def test_a_claim_with_terms_needs_a_search_and_a_term() -> None:
    (one,) = suggest(found("t/core", "t/more"), [RESPONSE])
    assert one.why == "found by “t/core” and “t/more”; says “respon…”"
    silent = FoundRecord(
        "1", record_words("Nothing of the kind", None, None, None), frozenset({"t/core"})
    )
    assert suggest(silent, [RESPONSE]) == ()


def test_terms_are_whole_words_unless_starred() -> None:
    record = FoundRecord("1", record_words("Remissions", None, None, None), frozenset({"t/core"}))
    assert suggest(record, [RESPONSE]) == ()


def test_terms_match_across_hyphens_and_case() -> None:
    scope = ClaimScope("c", frozenset({"s"}), ("Double-blind",))
    record = FoundRecord(
        "1", record_words("A double blind study", None, None, None), frozenset({"s"})
    )
    assert suggest(record, [scope])


def test_no_search_no_suggestion() -> None:
    assert suggest(found(), [HUNGER, RESPONSE]) == ()


def test_notices_are_never_suggested() -> None:
    rule = "publication type: a notice of retraction, correction or concern"
    assert suggest(found("t/food", rule=rule), [HUNGER]) == ()
