"""What a run is followed by: judgements of what it may have changed, and an early poll when the tripwire trips."""

from threading import Lock

from collectors.records import Kind, Outcome
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

TELLING = ("functions", "queues", "alarms", "reports", "log_errors")
"""Whose first answers tell something of functions that were judged without them: then all are judged once more."""


class Following:
    """What follows the runs on one target."""

    def __init__(self, config: Config, target: str) -> None:
        self._target = target
        self._judging = Judging(config, target)
        self._told: set[str] = set()
        self._one_at_a_time = Lock()

    def after(self, outcome: Outcome, saving: Saving, memory: Memory) -> None:
        """Do what the run calls for; one judgement at a time, so that none saves what another has seen better."""
        with self._one_at_a_time:
            self._follow(outcome.collector, saving, memory, self._is_first(outcome))

    def _follow(self, task: str, saving: Saving, memory: Memory, first: bool) -> None:
        now = saving.clock.now()
        if task == "metrics" or (first and "metrics" in memory.done):
            memory.judged(self._judging.functions(saving, memory.standing, now))
        if task == "trouble":
            memory.judged(self._judging.functions(saving, memory.standing, now, memory.close_up))
        elif task == "queues":
            self._judge_more(saving, memory, now, self._judging.queues(saving, memory.standing, now))
        elif task == "alarms":
            with saving.store.read() as conn:
                firing = self._firing(conn)
            self._judge_more(saving, memory, now, firing)
        elif task == "tripwire":
            self._poll_early(saving, memory, now)

    def _is_first(self, outcome: Outcome) -> bool:
        """Whether this task now tells something for the first time since we began."""
        task = outcome.collector
        if task not in TELLING or task in self._told or not (outcome.ok or outcome.records):
            return False
        self._told.add(task)
        return True

    def _judge_more(self, saving: Saving, memory: Memory, now: int, names: list[str]) -> None:
        """Judge those that are not judged each minute anyway."""
        if new := set(names) - memory.close_up:
            memory.judged(self._judging.functions(saving, memory.standing, now, new))

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
