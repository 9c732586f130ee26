"""A made-up topic about a made-up toxin and mood, for tests that need claims, studies, pools and trials."""

from __future__ import annotations

from dataclasses import replace

from littrack.topics.model import (
    Arm,
    CheckedArticle,
    Claim,
    ClaimEvidence,
    LeftOut,
    PlannedTrial,
    Reading,
    SearchStrategy,
    SynthesisPlan,
    Topic,
    Trial,
    Work,
)

MEASURES = {"ratio": "risk ratio", "odds": "odds ratio"}


def arms(
    treated: tuple[int, int], control: tuple[int, int], derived: bool = False
) -> tuple[Arm, ...]:
    """Two arms from (responders, patients)."""
    names = ("responders",) if derived else ()
    return (
        Arm("toxin", n=treated[1], responders=treated[0], counts_basis="printed"),
        Arm(
            "saline", n=control[1], responders=control[0], counts_basis="worked out", derived=names
        ),
    )


def plan(name: str = "ratio") -> SynthesisPlan:
    """Two trials pooled, a third left out."""
    trials = tuple(PlannedTrial(key, "toxin", "saline") for key in ("doe2019", "roe2020"))
    return SynthesisPlan(
        name, f"Made-up {name}", MEASURES[name], "responders", trials, interval="Wald",
        left_out=(LeftOut("poe2021", "responders were not seen"),),
    )  # fmt: skip


def topic() -> Topic:
    """Two claims, three trials and a case series, one search each, two registered trials."""
    trial = "randomized controlled trial"
    works = (
        Work(
            "doe2019", "Made-up toxin for low mood: first trial", trial, "It helped.", pmid="101",
            authors=("Doe J",), year=2019, n_total=40, arms=arms((12, 20), (4, 20)), limits="Small.",
            funding="Made-up fund", readings=(Reading("counts", "a made-up page"),),
        ),
        Work(
            "roe2020", "Made-up toxin for low mood: second trial", trial, "It helped a little.", pmid="102",
            authors=("Roe RA",), year=2020, n_total=60, arms=arms((15, 30), (8, 30), derived=True),
            limits="Patients could guess their group.",
        ),
        Work("poe2021", "Made-up toxin: the largest trial", trial, "It did not help.", pmid="103",
             authors=("Poe E",), year=2021, n_total=300),
        Work("moe2018", "Made-up toxin: ten patients", "case series", "Ten improved.", url="https://example.org/moe",
             authors=("Moe M",), year=2018, n_total=10),
    )  # fmt: skip
    claims = (
        Claim(
            "helps", "Made-up toxin helps most people.", "efficacy", "In low mood, does it help?", "overstated",
            "Two small trials say so [doe2019, roe2020], the largest does not [poe2021].", certainty="low",
            one_line="Overstated. Small trials only.",
            evidence=(
                ClaimEvidence("doe2019", "supports"),
                ClaimEvidence("roe2020", "supports"),
                ClaimEvidence("poe2021", "contradicts"),
                ClaimEvidence("moe2018", "background"),
            ),
            last_appraised="2026-10-01", searches=("mood",), terms=("toxin*",), syntheses=(plan("ratio"),),
            would_change="A large trial.",
        ),
        Claim(
            "approved", "It is approved.", "regulatory", "Is it approved?", "supported", "It is.",
            last_appraised="2026-10-01", searches=("mood",),
        ),
    )  # fmt: skip
    trials = (
        Trial("NCT1", "A registry", "Finished and silent", status="completed", enrollment=80, completed="2020-01"),
        Trial("NCT2", "A registry", "Published", completed="2018-01", enrollment=40, published_as="doe2019"),
    )  # fmt: skip
    searches = (SearchStrategy("mood", "What about mood?", "toxin AND mood"),)
    article = CheckedArticle("Made-up article")
    return Topic(
        "made-up",
        "Made-up toxin",
        article,
        searches=searches,
        claims=claims,
        works=works,
        trials=trials,
    )


def with_work(given: Topic, key: str, **changes: object) -> Topic:
    """The topic with one appraised study changed."""
    return replace(
        given,
        works=tuple(
            replace(work, **changes) if work.key == key else work  # type: ignore[arg-type]
            for work in given.works
        ),
    )


def with_claim(given: Topic, name: str, **changes: object) -> Topic:
    """The topic with one claim changed."""
    return replace(
        given,
        claims=tuple(
            replace(claim, **changes) if claim.id == name else claim  # type: ignore[arg-type]
            for claim in given.claims
        ),
    )
