"""The company as a whole: what the embedded AWS is filled with, and what the world computes minutes for."""

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from demo.durations import DAY
from demo.world.accounts import ACCOUNTS, TOPICS
from demo.world.alarms import ALARMS, MUTES
from demo.world.functions import FUNCTIONS
from demo.world.queues import MAPPINGS, QUEUES
from demo.world.specs import (
    AccountSpec,
    AlarmSpec,
    Deploy,
    FunctionSpec,
    MappingSpec,
    MuteSpec,
    QueueSpec,
    TopicSpec,
    TrailSpec,
)
from demo.world.trail import SWITCHES, events_of

_ENGINEERS = ("marta.lindqvist", "jonas.berg", "priya.nair", "tomas.eriksen", "sofia.duarte", "ci-deployer")


@dataclass(frozen=True)
class Fleet:
    """Everything that exists. Look-ups by (account, region) and by name are made once.

    In a synthetic one people change nothing, so that its answers may be kept.
    """

    accounts: tuple[AccountSpec, ...]
    functions: tuple[FunctionSpec, ...]
    queues: tuple[QueueSpec, ...] = ()
    mappings: tuple[MappingSpec, ...] = ()
    alarms: tuple[AlarmSpec, ...] = ()
    mutes: tuple[MuteSpec, ...] = ()
    topics: tuple[TopicSpec, ...] = ()
    trail: tuple[TrailSpec, ...] = ()
    synthetic: bool = False

    def function(self, account: str, region: str, name: str) -> FunctionSpec | None:
        """The function of that name, None where there is none."""
        return self._functions.get((account, region, name))

    def queue(self, account: str, region: str, name: str) -> QueueSpec | None:
        """The queue of that name, None where there is none."""
        return self._queues.get((account, region, name))

    def functions_in(self, account: str, region: str) -> tuple[FunctionSpec, ...]:
        """The functions of one account in one region."""
        return self._functions_in.get((account, region), ())

    def busy_in(self, account: str, region: str) -> tuple[FunctionSpec, ...]:
        """Those of them that something invokes at times."""
        return self._busy_in.get((account, region), ())

    def queues_in(self, account: str, region: str) -> tuple[QueueSpec, ...]:
        """The queues of one account in one region."""
        return tuple(q for q in self.queues if (q.account, q.region) == (account, region))

    def account_of(self, account: str, region: str) -> AccountSpec:
        """The account's limits in that region; AWS's defaults where the company has nothing there."""
        return self._accounts.get((account, region), AccountSpec(account, region, "elsewhere"))

    @cached_property
    def _accounts(self) -> dict[tuple[str, str], AccountSpec]:
        return {(a.account, a.region): a for a in self.accounts}

    @cached_property
    def _functions(self) -> dict[tuple[str, str, str], FunctionSpec]:
        return {(f.account, f.region, f.name): f for f in self.functions}

    @cached_property
    def _queues(self) -> dict[tuple[str, str, str], QueueSpec]:
        return {(q.account, q.region, q.name): q for q in self.queues}

    @cached_property
    def _functions_in(self) -> dict[tuple[str, str], tuple[FunctionSpec, ...]]:
        places: dict[tuple[str, str], list[FunctionSpec]] = {}
        for function in self.functions:
            places.setdefault((function.account, function.region), []).append(function)
        return {at: tuple(here) for at, here in places.items()}

    @cached_property
    def _busy_in(self) -> dict[tuple[str, str], tuple[FunctionSpec, ...]]:
        return {at: tuple(f for f in here if not f.traffic.idle) for at, here in self._functions_in.items()}


def _deployed(function: FunctionSpec) -> FunctionSpec:
    """A function that nobody wrote deploys down for: its version was deployed once, some weeks ago."""
    if function.deploys:
        return function
    digest = sha256(function.arn.encode()).digest()
    engineer = _ENGINEERS[digest[0] % len(_ENGINEERS)]
    days, size = 16 + digest[1] % 90, 400_000 + 47_111 * digest[2]
    return replace(function, deploys=(Deploy(-days * DAY - 217 * digest[3], engineer, function.version, size),))


_FUNCTIONS = tuple(_deployed(function) for function in FUNCTIONS)

FLEET = Fleet(
    ACCOUNTS,
    _FUNCTIONS,
    QUEUES,
    MAPPINGS,
    ALARMS,
    MUTES,
    TOPICS,
    tuple(sorted((*SWITCHES, *(e for f in _FUNCTIONS for e in events_of(f))), key=lambda e: e.at)),
)
