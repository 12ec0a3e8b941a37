"""What a run is followed by: judgements of what it may have changed, and an early poll when the tripwire trips."""

from collectors.records import Kind
from webapp.config import Config
from webapp.store import Connection
from webapp.store.alarms import alarms
from webapp.store.points import series
from webapp.store.targets import account_of
from webapp.watch.asks import TRIPWIRE_S
from webapp.watch.judging import Judging
from webapp.watch.memory import Memory
from webapp.watch.saving import Saving
from webapp.watch.trips import tripped

EARLY_S = 120
"""The tripwire starts no second poll within this time: functions in trouble are polled each minute anyway."""


class Following:
    """What follows the runs on one target."""

    def __init__(self, config: Config, target: str) -> None:
        self._target = target
        self._judging = Judging(config, target)

    def after(self, task: str, saving: Saving, memory: Memory) -> None:
        """Do what the run of `task` calls for."""
        now = saving.clock.now()
        if task == "metrics":
            memory.judged(self._judging.functions(saving, now))
        elif task == "trouble":
            memory.judged(self._judging.functions(saving, now, set(memory.troubled)))
        elif task == "queues":
            self._judge_more(saving, memory, now, self._judging.queues(saving, now))
        elif task == "alarms":
            with saving.store.read() as conn:
                firing = self._firing(conn)
            self._judge_more(saving, memory, now, firing)
        elif task == "tripwire":
            self._poll_early(saving, memory, now)

    def _judge_more(self, saving: Saving, memory: Memory, now: int, names: list[str]) -> None:
        """Judge those that are not judged each minute anyway."""
        if new := set(names) - memory.troubled:
            memory.judged(self._judging.functions(saving, now, new))

    def _firing(self, conn: Connection) -> list[str]:
        """Names of the functions that a firing alarm watches."""
        firing = (alarm for alarm in alarms(conn, target=self._target) if alarm.state == "ALARM")
        return [each.name for alarm in firing for each in alarm.watches if each.kind is Kind.FUNCTION]

    def _poll_early(self, saving: Saving, memory: Memory, now: int) -> None:
        with saving.store.read() as conn:
            account = account_of(conn, self._target)
            points = account and series(conn, account, now - TRIPWIRE_S, now, columns=("errors", "throttles"))
        if points and tripped(points) and now - memory.last.get("metrics", now) >= EARLY_S:
            memory.last["metrics"] = 0
