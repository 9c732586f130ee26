"""Normal, Student t and chi-square: tails and quantiles in the standard library's arithmetic.

Relative error below 1e-13 for the degrees of freedom met in a meta-analysis, far into the tails (measured
against R 4.2; 1e-12 at 50,000 degrees of freedom).
Incomplete gamma: series below a + 1, Lentz's continued fraction above. Incomplete beta: Lentz's
continued fraction (Press et al., Numerical Recipes, 3rd ed., sections 6.2 and 6.4). Quantiles: bracketed
Newton steps on the tail's own scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

_TINY = 1e-300
_EPS = 3e-16
_STANDARD = NormalDist()


def normal_cdf(z: float) -> float:
    """P(Z <= z)."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def normal_two_sided(z: float) -> float:
    """P(|Z| >= |z|)."""
    return math.erfc(abs(z) / math.sqrt(2))


@lru_cache(maxsize=64)
def normal_quantile(probability: float) -> float:
    """The z with P(Z <= z) = probability, which lies strictly between 0 and 1."""
    return _STANDARD.inv_cdf(probability)


def chi_square_sf(x: float, df: float) -> float:
    """P(X >= x) for a chi-square variable with df > 0."""
    return 1.0 if x < _TINY else _gamma_tails(df / 2, x / 2)[1]


def chi_square_cdf(x: float, df: float) -> float:
    """P(X <= x) for a chi-square variable with df > 0."""
    return 0.0 if x < _TINY else _gamma_tails(df / 2, x / 2)[0]


@lru_cache(maxsize=512)
def chi_square_quantile(probability: float, df: float) -> float:
    """The x with P(X <= x) = probability (0 <= probability < 1)."""
    if probability == 0:
        return 0.0
    low, high = 0.0, max(df, 1.0)
    while chi_square_cdf(high, df) < probability:
        low, high = high, high * 2
    return _solve(lambda x: _chi_square_gap(x, df, probability), low, high)


def t_two_sided(t: float, df: float) -> float:
    """P(|T| >= |t|) for Student's t with df > 0."""
    if math.isinf(t):
        return 0.0
    square = t * t
    return _beta_regular(df / 2, 0.5, df / (df + square), square / (df + square))


def t_cdf(t: float, df: float) -> float:
    """P(T <= t) for Student's t with df > 0."""
    tail = t_two_sided(t, df) / 2
    return tail if t < 0 else 1 - tail


@lru_cache(maxsize=512)
def t_quantile(probability: float, df: float) -> float:
    """The t with P(T <= t) = probability, which lies strictly between 0 and 1."""
    if probability == 0.5:
        return 0.0
    both = 2 * min(probability, 1 - probability)
    low, high = 0.0, 1.0
    while t_two_sided(high, df) > both:
        low, high = high, high * 2
    size = _solve(lambda t: _t_gap(t, df, both), low, high)
    return size if probability > 0.5 else -size


def _gamma_tails(a: float, x: float) -> tuple[float, float]:
    """The regularized incomplete gamma functions P(a, x) and Q(a, x), x > 0."""
    front = math.exp(_log_poisson(a, x))
    if x < a + 1:
        lower = front * _gamma_series(a, x)
        return lower, 1 - lower
    upper = front * _gamma_fraction(a, x)
    return 1 - upper, upper


def _log_poisson(a: float, x: float) -> float:
    """log(x^a e^-x / gamma(a)), without the cancellation that a large a would bring."""
    if a < 15:
        return a * math.log(x) - x - math.lgamma(a)
    return -_deviance(a, x) + 0.5 * math.log(a / (2 * math.pi)) - _stirling_error(a)


def _deviance(a: float, x: float) -> float:
    """a log(a/x) + x - a, exact near a = x (Loader 2000)."""
    gap = (x - a) / a
    log_ratio = math.log1p(gap) if gap > -0.5 else math.log(x / a)
    return a * (gap - log_ratio)


def _stirling_error(a: float) -> float:
    """log gamma(a + 1) minus Stirling's formula, a >= 15 (error below 1e-16)."""
    s = 1 / (a * a)
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / a


def _gamma_series(a: float, x: float) -> float:
    term = total = 1 / a
    n = a
    while term > total * _EPS:
        n += 1
        term *= x / n
        total += term
    return total


def _gamma_fraction(a: float, x: float) -> float:
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    value = d
    i = 0
    change = 0.0
    while abs(change - 1) > _EPS and i < 100_000:
        i += 1
        step = -i * (i - a)
        b += 2
        d = 1 / _safe(step * d + b)
        c = _safe(b + step / c)
        change = d * c
        value *= change
    return value


def _beta_regular(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b) with y = 1 - x given exactly by the caller."""
    if x <= 0:
        return 0.0
    if y <= 0:
        return 1.0
    front = math.exp(_log_beta_front(a, b, x, y))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, y) / b


def _log_beta_front(a: float, b: float, x: float, y: float) -> float:
    """log(x^a y^b / B(a, b)) for b = 1/2; the ratio of gammas by series where a is large."""
    log_x = math.log1p(-y) if y < 0.5 else math.log(x)
    return a * log_x + b * math.log(y) + _log_gamma_half_step(a) - math.lgamma(0.5)


def _log_gamma_half_step(a: float) -> float:
    """log(gamma(a + 1/2) / gamma(a))."""
    if a < 15:
        return math.lgamma(a + 0.5) - math.lgamma(a)
    top = a * math.log1p(0.5 / a) + 0.5 * math.log(a) - 0.5
    return top + _stirling_error(a + 0.5) - _stirling_error(a)


def _beta_fraction(a: float, b: float, x: float) -> float:
    c = 1.0
    d = 1 / _safe(1 - (a + b) * x / (a + 1))
    value = d
    m = 0
    change = 0.0
    while abs(change - 1) > _EPS and m < 100_000:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _safe(1 + even * d)
        c = _safe(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _safe(1 + odd * d)
        c = _safe(1 + odd / c)
        change = d * c
        value *= change
    return value


def _safe(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def _chi_square_gap(x: float, df: float, probability: float) -> tuple[float, float]:
    """How far P(X <= x) lies above the target, on the smaller tail, and its slope."""
    if x <= 0:
        return -probability, math.inf
    slope = math.exp(_log_poisson(df / 2, x / 2)) / x
    below, above = _gamma_tails(df / 2, x / 2)
    gap = below - probability if probability <= 0.5 else (1 - probability) - above
    return gap, slope


def _t_gap(t: float, df: float, both: float) -> tuple[float, float]:
    """How far the two tails at t lie below their target, and the slope."""
    square = t * t
    x, y = df / (df + square), square / (df + square)
    if y <= 0:
        return both - 1, math.inf
    slope = 2 * math.exp(_log_beta_front(df / 2, 0.5, x, y)) / t
    return both - t_two_sided(t, df), slope


def _solve(gap: Callable[[float], tuple[float, float]], low: float, high: float) -> float:
    """The root of an increasing function bracketed by low and high: Newton, else bisection."""
    x = 0.5 * (low + high)
    for _ in range(200):
        value, slope = gap(x)
        if value == 0:
            break
        low, high = (x, high) if value < 0 else (low, x)
        step = value / slope if slope > 0 else math.inf
        following = x - step
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - x) <= 1e-15 * abs(following):
            return following
        x = following
    return x
