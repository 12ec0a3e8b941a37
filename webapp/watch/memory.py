"""What a collector remembers of a target between two ticks; all of it can be had from the store again."""

from dataclasses import dataclass, field

from collectors.records import Identity, Kind, Outcome
from webapp.analysis.verdict import State, Verdict
from webapp.store import Connection
from webapp.store.runs import last_outcomes
from webapp.store.targets import account_of
from webapp.store.verdicts import verdicts

TROUBLE = (State.BAD, State.WARN)


@dataclass
class Memory:
    """`last`: when each task was begun; `done`: those done at all; `costs`: dollars of each one's newest run;
    `awake`: who was asked for at the last poll, by task; `troubled`: names of functions that are unwell."""

    last: dict[str, int] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    costs: dict[str, float] = field(default_factory=dict)
    awake: dict[str, frozenset[str]] = field(default_factory=dict)
    troubled: set[str] = field(default_factory=set)

    def ran(self, outcome: Outcome, asked: set[str]) -> None:
        """Note a run and whom it got answers about."""
        self.costs[outcome.collector] = outcome.usd
        self.awake[outcome.collector] = frozenset(asked)

    def judged(self, found: list[Verdict]) -> None:
        """Note who is unwell now and who is well again."""
        unwell = {verdict.identity.name for verdict in found if verdict.state in TROUBLE}
        self.troubled = self.troubled - {verdict.identity.name for verdict in found} | unwell


def remembered(conn: Connection, target: str) -> Memory:
    """What the store knows of the target. Who was awake is not kept: the first poll reads everybody further back."""
    account = account_of(conn, target)
    runs = {name: outcome for (where, name), outcome in last_outcomes(conn).items() if where == target}
    here = (verdict for identity, verdict in verdicts(conn).items() if account and _is_in(identity, account))
    unwell = {each.identity.name for each in here if each.state in TROUBLE and each.identity.kind is Kind.FUNCTION}
    return Memory(
        last={name: outcome.started_at for name, outcome in runs.items()},
        done=set(runs),
        costs={name: outcome.usd for name, outcome in runs.items()},
        troubled=unwell,
    )


def _is_in(identity: Identity, account: Identity) -> bool:
    return (identity.account, identity.region) == (account.account, account.region)
