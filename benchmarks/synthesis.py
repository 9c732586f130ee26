"""How many sets of 20 trials are pooled in a second on one core, and how far from metafor the figures are.

    python -m benchmarks.synthesis                 # needs nothing but littrack
    pip install statsmodels pymare                 # peers, measured in the same run where they are installed
    python -m benchmarks.synthesis --sets 500

Every line starts from the same counts of 20 made-up trials: log risk ratios, then the pool. Ours gives estimate,
interval, p, prediction interval, Q, I² and tau², the last two with Q-profile intervals; statsmodels gives estimate,
interval, Q, I², tau²; PyMARE estimate, interval, tau² with its Q-profile interval. The best of three rounds
counts, in processor time. The second table compares with R's metafor 3.8.1 (tests/synthesis/data).
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from littrack.synthesis.diagnostics import leave_one_out
from littrack.synthesis.effects import Counts, effect_size
from littrack.synthesis.mantel_haenszel import mantel_haenszel, peto
from littrack.synthesis.pooling import pool
from littrack.synthesis.results import Model
from tests.synthesis.reference import SETTINGS, Analysis, analyses, figures

TRIALS = 20
ROUNDS = 3


@dataclass(frozen=True)
class Peer:
    """One way to pool a set."""

    name: str
    method: str
    run: Callable[[list[Counts]], float]


def made_up_sets(count: int) -> list[list[Counts]]:
    """Sets of trials with a varying true effect: half of them heterogeneous."""
    chance = random.Random(20261124)
    return [
        [_trial(chance, at, spread) for at in range(TRIALS)] for spread in [0.1, 0.6] * (count // 2)
    ]


def _trial(chance: random.Random, at: int, spread: float) -> Counts:
    n1, n2 = chance.randint(20, 400), chance.randint(20, 400)
    risk = chance.uniform(0.05, 0.4)
    treated = min(0.95, risk * 2.718281828 ** chance.gauss(0.2, spread))
    events = [sum(chance.random() < p for _ in range(n)) for n, p in ((n1, treated), (n2, risk))]
    return Counts(f"trial {at}", events[0], n1, events[1], n2)


def ours(model: Model) -> Peer:
    return Peer(
        "littrack",
        f"{model}, Hartung-Knapp",
        lambda trials: pool(trials, "risk ratio", model).estimate,
    )


def statsmodels_peers() -> Iterator[Peer]:
    if importlib.util.find_spec("statsmodels") is None:
        return
    import numpy as np
    from statsmodels.stats.meta_analysis import combine_effects, effectsize_2proportions

    def run(trials: list[Counts], method: str) -> float:
        cells = np.array([trial.cells for trial in trials], dtype=float)
        cells[(cells == 0).any(axis=1)] += 0.5
        n1, n2 = cells[:, 0] + cells[:, 1], cells[:, 2] + cells[:, 3]
        effect, variance = effectsize_2proportions(
            cells[:, 0], n1, cells[:, 2], n2, statistic="risk-ratio"
        )
        with np.errstate(invalid="ignore"):  # it lets tau² fall below 0
            found = combine_effects(effect, variance, method_re=method, use_t=True)
            found.conf_int()
        return float(found.mean_effect_re)

    for method, label in (("dl", "DerSimonian-Laird"), ("iterated", "Paule-Mandel")):
        yield Peer("statsmodels", label, lambda trials, method=method: run(trials, method))


def pymare_peers() -> Iterator[Peer]:
    if importlib.util.find_spec("pymare") is None:
        return
    import numpy as np
    from pymare import Dataset
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    def run(trials: list[Counts]) -> float:
        effects = [effect_size(trial, "risk ratio") for trial in trials]
        data = Dataset(np.array([e.yi for e in effects]), np.array([e.vi for e in effects]))
        found = VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(data).summary()
        found.get_re_stats()
        return float(np.ravel(found.get_fe_stats()["est"])[0])

    yield Peer("PyMARE", "REML", run)


def per_second(peer: Peer, sets: list[list[Counts]]) -> tuple[float, float]:
    """Sets pooled in a second of processor time (the best round), and the sum of estimates, so that peers can be compared."""
    best, total = float("inf"), 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        total = sum(peer.run(trials) for trials in sets)
        best = min(best, time.process_time() - start)
    return len(sets) / best, total / len(sets)


def differences(analysis: Analysis) -> Iterator[tuple[float, str]]:
    """Absolute differences between our figures and metafor's."""
    names = [
        "estimate",
        "se",
        "low",
        "high",
        "p",
        "pi-low",
        "pi-high",
        "tau²",
        "I²",
        "H²",
        "Q",
        "Q-p",
    ]
    for key, setting in SETTINGS.items():
        if key in analysis.expected:
            mine = figures(pool(analysis.studies, analysis.measure, *setting))
            yield from _gaps(mine, analysis.expected[key], [f"{key} {name}" for name in names])
    if "tau2_ci" in analysis.expected:
        found = pool(analysis.studies, analysis.measure, "REML", "Wald").heterogeneity.tau2_interval
        if found:
            yield from _gaps([found.low, found.high], analysis.expected["tau2_ci"], ["tau² ci"] * 2)
    if "loo" in analysis.expected:
        steps = leave_one_out(analysis.studies, analysis.measure, "REML", "Wald")
        for step, theirs in zip(steps, analysis.expected["loo"], strict=True):
            p = step.pooled
            yield from _gaps([p.estimate, p.low, p.high, p.heterogeneity.tau2], theirs, ["loo"] * 4)
    for name, method in (("mantel_haenszel", mantel_haenszel), ("peto", peto)):
        if name in analysis.expected:
            p = method(analysis.studies, analysis.measure)
            yield from _gaps(
                [p.estimate, p.se, p.low, p.high], analysis.expected[name][:4], [name] * 4
            )


def _gaps(
    mine: list[float | None], theirs: list[float | None], names: list[str]
) -> Iterator[tuple[float, str]]:
    for a, b, name in zip(mine, theirs, names, strict=True):
        if a is not None and b is not None:
            yield abs(a - b), name


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", type=int, default=300)
    sets = made_up_sets(parser.parse_args().sets)
    peers = [
        ours("REML"), ours("DerSimonian-Laird"), ours("Paule-Mandel"),
        *statsmodels_peers(), *pymare_peers(),
    ]  # fmt: skip
    print(f"{len(sets)} sets of {TRIALS} trials, one core\n")
    print("| library | method | sets a second | mean log risk ratio |\n|---|---|---:|---:|")
    for peer in peers:
        rate, mean = per_second(peer, sets)
        print(f"| {peer.name} | {peer.method} | {rate:,.0f} | {mean:.6f} |")
    print("\n| data set (metafor 3.8.1) | measure | figures | largest absolute difference | in |")
    print("|---|---|---:|---:|---|")
    for analysis in analyses("metafor.json"):
        gaps = list(differences(analysis))
        worst, name = max(gaps)
        print(f"| {analysis.name} | {analysis.measure} | {len(gaps)} | {worst:.1e} | {name} |")


if __name__ == "__main__":
    main()
