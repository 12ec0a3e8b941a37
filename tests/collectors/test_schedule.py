"""The schedule ticks, whatever becomes of the machine's clock."""

import threading
from datetime import datetime, timedelta

import pytest

from collectors.schedule import Schedule

PATIENCE_S = 10


@pytest.fixture
def machine_clock(monkeypatch):
    """Sets the clock that APScheduler reads."""
    shift = [timedelta(0)]

    class Shifted(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + shift[0]  # noqa: TID251

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Shifted)
    return lambda seconds: shift.__setitem__(0, timedelta(seconds=seconds))


@pytest.fixture
def ticks():
    """A schedule that ticks every 50 ms, as something to wait for."""
    ticked, schedule = threading.Semaphore(0), Schedule(late_s=0.1)
    schedule.every(0.05, ticked.release)
    schedule.start()
    yield lambda: ticked.acquire(timeout=PATIENCE_S)
    schedule.stop()


@pytest.mark.parametrize("seconds", [-3_600, 3_600, -86_400 * 365 * 50, 86_400 * 365 * 50])
def test_it_goes_on_when_the_clock_is_set(machine_clock, ticks, seconds):
    assert ticks()
    machine_clock(seconds)
    assert all(ticks() for _ in range(5))


def test_a_tick_that_takes_long_is_not_begun_a_second_time_beside_it():
    running, twice, enough = threading.Lock(), threading.Event(), threading.Event()
    schedule = Schedule(late_s=0.02)

    def tick():
        if not running.acquire(blocking=False):
            twice.set()
            return
        enough.wait(0.5)
        running.release()

    schedule.every(0.02, tick)
    schedule.start()
    assert not twice.wait(0.6)
    enough.set()
    schedule.stop()
