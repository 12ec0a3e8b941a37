"""What of the money could not be read: a sum that lacks something never looks like a small sum."""

from dataclasses import dataclass

from collectors.records import Outcome
from webapp.config import Config
from webapp.store import Connection, runs

WHAT = {"log_ingestion": "What functions log", "cost_explorer": "Cost Explorer's bill"}


@dataclass(frozen=True, slots=True)
class CostUnread:
    """One thing that a target did not tell. `kind` is how it failed, `advice` what a person can do."""

    target: str
    what: str
    action: str
    kind: str
    advice: str
    at: int


def load(conn: Connection, config: Config) -> tuple[CostUnread, ...]:
    """What the newest runs on the configured targets could not read, one line a target and thing."""
    names = {target.name for target in config.targets}
    last = {key: run for key, run in runs.last_outcomes(conn).items() if key[0] in names and key[1] in WHAT}
    wanted = {key: run for key, run in last.items() if config.prices.cost_explorer or key[1] != "cost_explorer"}
    return tuple(_unread(run, WHAT[key[1]]) for key, run in sorted(wanted.items()) if run.failures)


def logs_at(conn: Connection, config: Config) -> int | None:
    """When it was last read what functions log, of the target whose reading is oldest; None where one never was."""
    read = runs.last_ok(conn)
    times = [read.get((target.name, "log_ingestion")) for target in config.targets]
    return None if None in times else min(filter(None, times), default=None)


def _unread(run: Outcome, what: str) -> CostUnread:
    first = run.failures[0]
    return CostUnread(run.target, what, first.action, str(first.kind), first.brief, run.started_at)
