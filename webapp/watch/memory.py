"""What a collector remembers of a target between two ticks; all of it can be had from the store again."""

from dataclasses import dataclass, field

from collectors.records import FailureKind, Kind, Outcome
from webapp.analysis.verdict import State, Verdict
from webapp.store import Connection
from webapp.store.runs import last_outcomes
from webapp.store.verdicts import verdicts
from webapp.watch.standing import Standing

REFUSED_AGAIN_S = 30
TROUBLE = (State.BAD, State.WARN)


@dataclass
class Memory:
    """`last`: when each task was begun; `looked`: when its newest run without a failure was, so that what happened
    since can be asked for; `done`: those done at all; `costs`: dollars of each one's newest run, by both bounds;
    `failed`: tasks whose newest run could not read everything; `refused`: those of which our credentials were refused;
    `awake`: who was asked for at the last poll, by task; `troubled`: names of functions that are unwell; `on_screen`:
    names of those that somebody looks at;
    `standing`: the verdicts."""

    last: dict[str, int] = field(default_factory=dict)
    looked: dict[str, int] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    costs: dict[str, float] = field(default_factory=dict)
    costs_upper: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    awake: dict[str, frozenset[str]] = field(default_factory=dict)
    troubled: set[str] = field(default_factory=set)
    on_screen: frozenset[str] = frozenset()
    standing: Standing = field(default_factory=Standing)

    @property
    def close_up(self) -> frozenset[str]:
        """Names of the functions that are looked at each minute."""
        return frozenset(self.troubled) | self.on_screen

    def forget_future(self, now: int) -> None:
        """What was looked at while the clock was ahead says nothing of how far we have come."""
        self.looked = {name: at for name, at in self.looked.items() if at <= now}

    def ran(self, outcome: Outcome, asked: set[str]) -> None:
        """Note a run and whom it got answers about."""
        self.costs[outcome.collector] = outcome.usd
        self.costs_upper[outcome.collector] = outcome.usd_upper
        self.awake[outcome.collector] = frozenset(asked)
        self._note_refusal(outcome)
        self.failed.discard(outcome.collector)
        if outcome.ok:
            self.looked[outcome.collector] = outcome.started_at
        else:
            self.failed.add(outcome.collector)

    def _note_refusal(self, outcome: Outcome) -> None:
        """Credentials that work again do so for every task: those that were refused are due, but not all the time."""
        if any(failure.kind is FailureKind.CREDENTIALS for failure in outcome.failures):
            self.refused.add(outcome.collector)
            return
        for name in self.refused - {outcome.collector}:
            if outcome.started_at - self.last.get(name, 0) >= REFUSED_AGAIN_S:
                self.last[name] = 0
        self.refused = {name for name in self.refused if self.last.get(name)} - {outcome.collector}

    def judged(self, verdicts: list[Verdict]) -> None:
        """Note who is unwell now and who is well again."""
        unwell = {verdict.identity.name for verdict in verdicts if verdict.state in TROUBLE}
        self.troubled = self.troubled - {verdict.identity.name for verdict in verdicts} | unwell


def remembered(conn: Connection, target: str) -> Memory:
    """What the store knows of the target. Who was awake is not kept: the first poll reads everybody further back."""
    runs = {name: outcome for (where, name), outcome in last_outcomes(conn).items() if where == target}
    here = verdicts(conn, target=target)
    unwell = {each.name for each, verdict in here.items() if each.kind is Kind.FUNCTION and verdict.state in TROUBLE}
    return Memory(
        last={name: outcome.started_at for name, outcome in runs.items()},
        looked={name: outcome.started_at for name, outcome in runs.items() if outcome.ok},
        done=set(runs),
        failed={name for name, outcome in runs.items() if not outcome.ok},
        costs={name: outcome.usd for name, outcome in runs.items()},
        costs_upper={name: outcome.usd_upper for name, outcome in runs.items()},
        troubled=unwell,
        standing=Standing(here),
    )
