"""Which planned syntheses a reader asked for, with the changes they asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from littrack.errors import ConfigError, DataError
from littrack.synthesis.findings import plot_words, reference
from littrack.synthesis.forest import forest_svg
from littrack.synthesis.planned import Synthesis, carry_out, setting_of
from littrack.topics.model import SynthesisPlan, Topic


@dataclass(frozen=True, slots=True)
class Changes:
    """What a reader wants done otherwise than planned; None leaves the plan's own."""

    measure: str | None = None
    model: str | None = None
    interval: str | None = None
    correction: float | None = None

    def applied(self, plan: SynthesisPlan) -> SynthesisPlan:
        """The plan with the changes. ConfigError for words that make no sense."""
        changed = replace(
            plan,
            measure=self.measure or plan.measure,
            model=self.model or plan.model,
            interval=self.interval or plan.interval,
            correction=plan.correction if self.correction is None else self.correction,
        )
        try:
            setting = setting_of(changed)
        except DataError as reason:
            raise ConfigError(str(reason)) from None
        if setting.measure != setting_of(plan).measure:
            title = f"{plan.title} (as {setting.measure})"
            return replace(changed, title=title, published=None, claimed=None)
        return changed


def carry_out_asked(
    topics: Sequence[Topic], claim: str | None, name: str | None, changes: Changes
) -> tuple[tuple[str, Synthesis], ...]:
    """The claim ids and syntheses that match. ConfigError where none does."""
    found = tuple(
        (each.id, carry_out(changes.applied(plan), topic.works))
        for topic in topics
        for each in topic.claims
        if claim in (None, each.id)
        for plan in each.syntheses
        if name in (None, plan.name)
    )
    if found:
        return found
    raise ConfigError(_nothing(topics, claim, name))


def one_plot(made: Sequence[tuple[str, Synthesis]], compact: bool) -> str:
    """The forest plot of the one synthesis asked for, as a file of its own."""
    pools = [each for _, each in made if each.pooled is not None]
    if len(pools) > 1:
        names = ", ".join(sorted({each.plan.name for each in pools}))
        raise ConfigError(f"--svg draws one synthesis: choose with CLAIM and --name ({names})")
    if not pools or pools[0].pooled is None:
        raise ConfigError("nothing could be pooled, so there is no plot to draw")
    only = pools[0]
    return forest_svg(
        pools[0].pooled, plot_words(only), reference(only), compact=compact, standalone=True
    )


def _nothing(topics: Sequence[Topic], claim: str | None, name: str | None) -> str:
    known = {each.id: each for topic in topics for each in topic.claims}
    planned = [id_ for id_, each in known.items() if each.syntheses]
    if claim is not None and claim not in known:
        return (
            f"there is no claim {claim!r}; claims with a synthesis: {', '.join(planned) or 'none'}"
        )
    if claim is not None and not known[claim].syntheses:
        return f"claim {claim!r} plans no synthesis; these do: {', '.join(planned) or 'none'}"
    if name is not None:
        names = sorted({plan.name for each in known.values() for plan in each.syntheses})
        return f"there is no synthesis named {name!r}: {', '.join(names) or 'none is planned'}"
    return "no claim plans a synthesis"
