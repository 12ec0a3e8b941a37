"""The only importer of APScheduler: it ticks, and decides nothing."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

LATE_S = 5.0
"""So many seconds beyond its interval without a tick mean that the machine's clock was set back."""


class Schedule:
    """Calls functions again and again, each in one thread at a time; a tick that comes late comes once.

    APScheduler waits for a time of day: when the clock is set back an hour, it would rest for an hour. So the time
    between two ticks is measured, too, by a clock that nobody sets.
    """

    def __init__(self, late_s: float = LATE_S) -> None:
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults)
        self._late_s = late_s
        self._ticks: list[_Tick] = []
        self._ended = threading.Event()
        self._guard = threading.Thread(target=self._keep_ticking, name="keep-ticking", daemon=True)

    def every(self, seconds: float, tick: Callable[[], object]) -> None:
        """Call `tick` every so many seconds once started."""
        each = _Tick(seconds, tick)
        each.job = self._scheduler.add_job(each, each.trigger)
        self._ticks.append(each)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()
        self._guard.start()

    def stop(self) -> None:
        """End after the tick that runs."""
        self._ended.set()
        self._guard.join()
        self._scheduler.shutdown(wait=True)

    def _keep_ticking(self) -> None:
        while not self._ended.wait(self._late_s):
            for each in self._ticks:
                each.begin_anew_if_late(self._late_s)


class _Interval(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """APScheduler's own would list every tick that was missed: years of them, where a clock starts in 1970."""

    def __init__(self, seconds: float) -> None:
        self._interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """An interval after the last tick, or after now where that has gone by."""
        following = (previous_fire_time or now) + self._interval
        return following if following > now else now + self._interval


class _Tick:
    """What is called, and when it last was."""

    job: Job

    def __init__(self, seconds: float, tick: Callable[[], object]) -> None:
        self.trigger = _Interval(seconds)
        self._seconds, self._tick = seconds, tick
        self._begun = time.monotonic()

    def __call__(self) -> None:
        self._begun = time.monotonic()
        self._tick()

    def begin_anew_if_late(self, late_s: float) -> None:
        """Count the interval from the present time of day. One that only takes long is not begun twice by that."""
        if time.monotonic() - self._begun > self._seconds + late_s:
            self.job.reschedule(self.trigger)
