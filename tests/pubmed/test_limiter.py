from __future__ import annotations

import itertools
import math
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from littrack.pubmed.limiter import Limiter, shared_limiter
from littrack.pubmed.settings import Settings


class Clock:
    """A clock that only moves when told, or when somebody sleeps by it; it may wake up late."""

    def __init__(self, late: float = 0.0) -> None:
        self.now = 1_000.0
        self.late = late

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds + self.late


def starts(limiter: Limiter, clock: Clock, n: int, busy: float = 0.0) -> list[float]:
    found = []
    for _ in range(n):
        limiter.wait()
        found.append(clock.now)
        clock.now += busy
    return found


def most_in_a_second(times: list[float]) -> int:
    return max(sum(1 for other in times if t <= other < t + 1) for t in times)


@pytest.mark.parametrize(("rate", "n"), [(3, 31), (10, 101)])
def test_the_pace_is_even_and_within_a_tenth_of_the_floor(rate: float, n: int) -> None:
    clock = Clock()
    times = starts(Limiter(rate, clock=clock, sleep=clock.sleep), clock, n)
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert max(gaps) - min(gaps) < 1e-6
    assert most_in_a_second(times) <= rate
    assert times[-1] - times[0] <= 1.1 * (n - 1) / rate


@given(
    st.lists(st.floats(0, 3), min_size=2, max_size=40), st.floats(0, 0.3), st.sampled_from([3, 10])
)
def test_no_second_holds_more_than_the_rate(busy: list[float], late: float, rate: int) -> None:
    clock = Clock(late)
    limiter = Limiter(rate, clock=clock, sleep=clock.sleep)
    times = []
    for seconds in busy:
        limiter.wait()
        times.append(clock.now)
        clock.now += seconds
    assert most_in_a_second(times) <= rate


def test_late_wake_ups_do_not_add_up() -> None:
    clock = Clock(late=0.01)
    times = starts(Limiter(3, clock=clock, sleep=clock.sleep), clock, 301)
    assert times[-1] - times[0] <= 1.1 * 100


def test_a_pause_of_ours_is_made_up_for_within_the_limit() -> None:
    clock = Clock()
    limiter = Limiter(3, clock=clock, sleep=clock.sleep)
    times = starts(limiter, clock, 10)
    clock.now += 0.6
    times += starts(limiter, clock, 30)
    assert times[-1] - times[0] <= 1.06 * 39 / 3
    assert most_in_a_second(times) <= 3


def test_a_refusal_slows_all_down_for_a_while() -> None:
    clock = Clock()
    limiter = Limiter(3, clock=clock, sleep=clock.sleep)
    limiter.wait()
    limiter.slow_down(5)
    before = clock.now
    limiter.wait()
    assert clock.now - before >= 5
    assert limiter.gap > 0.45
    for _ in range(100):
        limiter.slow_down()
    assert limiter.gap <= 4 * 0.35 + 1e-9
    starts(limiter, clock, 60)
    assert limiter.gap == pytest.approx(0.35)


def test_no_limit_waits_for_nothing() -> None:
    clock = Clock()
    assert set(starts(Limiter(math.inf, clock=clock, sleep=clock.sleep), clock, 2_000)) == {1_000.0}


@pytest.mark.parametrize("rate", [0.5, 1, 2.5])
def test_slow_rates_are_kept_too(rate: float) -> None:
    clock = Clock()
    times = starts(Limiter(rate, clock=clock, sleep=clock.sleep), clock, 20)
    assert times[-1] - times[0] >= 19 / rate


def test_one_limiter_for_the_process() -> None:
    settings = Settings(url="http://127.0.0.1:9/")
    assert shared_limiter(settings) is shared_limiter(Settings(url="http://127.0.0.1:9"))
    assert shared_limiter(settings) is not shared_limiter(Settings(url="http://127.0.0.1:10"))
    with_key = Settings(url="http://127.0.0.1:9/", api_key="0123456789")
    assert shared_limiter(settings) is not shared_limiter(with_key)


def test_threads_share_the_pace_in_real_time() -> None:
    limiter, times, lock = Limiter(20), [], threading.Lock()

    def work() -> None:
        for _ in range(5):
            limiter.wait()
            with lock:
                times.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(4)]
    began = time.monotonic()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert max(times) - began >= 19 / 20
    assert len(times) == 20
