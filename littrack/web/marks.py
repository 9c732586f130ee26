"""Small shapes a reader grasps at a glance: a bar of verdicts, and one mark for each work cited."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from littrack.views.tallies import KINDS, StanceTally

_STEP, _ROW, _PER_ROW = 11, 11, 12
_SCALE = 1.2
_FILLED = {"review": "M{x} {y}h8v8h-8z", "trial": "M{x} {m}a4 4 0 0 1 8 0 4 4 0 0 1-8 0z"}
_LINES = {
    "people": "M{a} {m}a3.2 3.2 0 0 1 6.4 0 3.2 3.2 0 0 1-6.4 0z",
    "other": "M{x} {m}h8",
    "retracted": "M{x} {y}l8 8m0-8l-8 8",
}
_WEIGHT = {"people": "1.5", "other": "2", "retracted": "2.4"}


def marks(tally: StanceTally) -> Markup:
    """One mark for each work, strongest kind first, with their words for those who do not see them."""
    kinds = [kind for kind, count in tally.kinds for _ in range(count)]
    return _svg(kinds, f"{tally.stance}: {tally.words}")


def sample(kind: str) -> Markup:
    """The mark of a kind, for the legend."""
    return _svg([kind], None)


def _svg(kinds: Sequence[str], label: str | None) -> Markup:
    columns = min(len(kinds), _PER_ROW)
    width, height = columns * _STEP - 1, -(-len(kinds) // _PER_ROW) * _ROW - 1
    drawn = "".join(_paths(kinds))
    named = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(
        f'<svg class="marks" width="{width * _SCALE:g}" height="{height * _SCALE:g}" viewBox="-1 -1 {width + 1} {height + 1}" {named}>'
        f"{drawn}</svg>"
    )


def _paths(kinds: Sequence[str]) -> Sequence[str]:
    found = []
    for kind, _, _ in KINDS:
        form = _FILLED.get(kind) or _LINES[kind]
        lines = "".join(_place(form, at) for at, each in enumerate(kinds) if each == kind)
        if lines and kind in _FILLED:
            found.append(f'<path fill="currentColor" d="{lines}"/>')
        elif lines:
            paint = f'fill="none" stroke="currentColor" stroke-width="{_WEIGHT[kind]}"'
            named = ' class="alarm"' if kind == "retracted" else ""
            found.append(f'<path{named} {paint} d="{lines}"/>')
    return found


def _place(form: str, at: int) -> str:
    x, y = at % _PER_ROW * _STEP, at // _PER_ROW * _ROW
    return form.format(x=x, y=y, m=y + 4, a=f"{x + 0.8:g}")


def bar(tally: Sequence[tuple[str, int]]) -> Markup:
    """States as lengths of one bar; its key says the same in words."""
    total = sum(count for _, count in tally) or 1
    x, parts = 0.0, []
    for state, count in tally:
        width = 1000 * count / total
        parts.append(
            f'<rect class="is-{state.replace(" ", "-")}" fill="currentColor" x="{x:.1f}" width="{max(width - 3, 1):.1f}" '
            'height="14"/>'
        )
        x += width
    return Markup(
        '<svg class="tally" viewBox="0 0 997 14" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )
