"""The only importer of APScheduler: it ticks, and decides nothing."""

from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler


class Schedule:
    """Calls functions again and again, each in one thread at a time; a tick that comes late comes once."""

    def __init__(self) -> None:
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults)

    def every(self, seconds: float, tick: Callable[[], object]) -> None:
        """Call `tick` every so many seconds once started."""
        self._scheduler.add_job(tick, "interval", seconds=seconds)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """End after the tick that runs."""
        self._scheduler.shutdown(wait=True)
