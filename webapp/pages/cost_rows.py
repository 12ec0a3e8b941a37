"""What each function, and each tag, account or region, costs this month."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from collectors.records import Function, Identity
from webapp.analysis.bill import NOTHING, Cost
from webapp.analysis.cost_parts import PARTS
from webapp.analysis.usage import Basis, Usage, added
from webapp.pages.cost_month import Month, usd
from webapp.store import Connection, functions

PLACES: Mapping[str, Callable[[Identity], str]] = {
    "account": lambda identity: identity.account,
    "region": lambda identity: identity.region,
}


@dataclass(frozen=True, slots=True)
class FunctionCost:
    """One function's month. `parts` are dollars to date by item; `unpriced` are items without a price.

    `usd_month_forecast` is None before a complete day was seen. `basis` says what durations were counted from.
    """

    identity: Identity
    group: str
    requests: int
    usd_month_to_date: float
    usd_month_forecast: float | None
    parts: Mapping[str, float]
    unpriced: tuple[str, ...]
    basis: Basis

    def of(self, part: str) -> float:
        """Dollars to date of one part of the bill (webapp.analysis.cost_parts)."""
        return sum(self.parts.get(item, 0.0) for item in PARTS[part])


@dataclass(frozen=True, slots=True)
class GroupCost:
    """All functions with one value of the tag (empty: without it)."""

    name: str
    functions: int
    usd_month_to_date: float
    usd_month_forecast: float | None


@dataclass(slots=True)
class Sums:
    """Functions added up: how many, dollars to date, dollars of the whole month."""

    functions: int = 0
    so_far: Decimal = NOTHING
    expected: Decimal = NOTHING


def known(conn: Connection) -> dict[Identity, Function]:
    """Every function, those that are gone as well: what they used is paid."""
    return {each.identity: each for each in functions.functions(conn, gone=True)}


def function_costs(month: Month, known: Mapping[Identity, Function], by: str) -> list[FunctionCost]:
    """Every function that used something this month, the most expensive first; `by` is a tag's key or a place."""
    usages: dict[Identity, list[Usage]] = {}
    for each in month.so_far:
        usages.setdefault(each.identity, []).append(each)
    rows = [_row(month, identity, own, known, by) for identity, own in usages.items()]
    return sorted(rows, key=lambda row: (-row.usd_month_to_date, -row.requests, row.identity))


def group_costs(month: Month, known: Mapping[Identity, Function], by: str) -> list[GroupCost]:
    """The month by tag or place, the most expensive first; the groups sum to the whole."""
    rows = [
        GroupCost(name, each.functions, usd(each.so_far), usd(each.expected) if month.recent_days else None)
        for name, each in groups(month, known, by).items()
    ]
    return sorted(rows, key=lambda row: (-row.usd_month_to_date, row.name))


def groups(month: Month, known: Mapping[Identity, Function], by: str) -> dict[str, Sums]:
    """Exact sums by tag or place."""
    found: dict[str, Sums] = defaultdict(Sums)
    for identity in {each.identity for each in month.so_far}:
        own = found[group_of(identity, known.get(identity), by)]
        own.functions += 1
        own.so_far += _usd(month.bill.costs, identity)
        own.expected += _usd(month.paced.costs, identity)
    return dict(sorted(found.items()))


def group_of(identity: Identity, function: Function | None, by: str) -> str:
    """The value of a function's tag or place, empty where it has none."""
    if by in PLACES:
        return PLACES[by](identity)
    return dict((function.tags if function else None) or ()).get(by, "")


def tag_keys(everything: Iterable[Function]) -> tuple[str, ...]:
    """The keys of all tags, the most common first."""
    counts: dict[str, int] = {}
    for function in everything:
        for key, _ in function.tags or ():
            counts[key] = counts.get(key, 0) + 1
    return tuple(sorted(counts, key=lambda key: (-counts[key], key)))


def _row(
    month: Month, identity: Identity, own: list[Usage], known: Mapping[Identity, Function], by: str
) -> FunctionCost:
    cost = month.bill.costs.get(identity, Cost())
    return FunctionCost(
        identity=identity,
        group=group_of(identity, known.get(identity), by),
        requests=sum(each.requests for each in own),
        usd_month_to_date=usd(cost.usd),
        usd_month_forecast=usd(_usd(month.paced.costs, identity)) if month.recent_days else None,
        parts={str(item): usd(amount) for item, amount in sorted(cost.parts.items())},
        unpriced=tuple(sorted(map(str, cost.unpriced))),
        basis=_basis(own),
    )


def _basis(own: list[Usage]) -> Basis:
    return added(Usage(own[0].identity, "", each.requests, 0, each.reported) for each in own)[0].basis


def _usd(costs: Mapping[Identity, Cost], identity: Identity) -> Decimal:
    return costs[identity].usd if identity in costs else NOTHING
