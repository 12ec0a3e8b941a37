"""The month by tag or place as a chart: the dearest by name, the small ones together."""

from collections.abc import Mapping, Sequence

from collectors.records import Function, Identity
from webapp.charts.costs import Share, shares_figure
from webapp.charts.figure import Figure
from webapp.pages.cost_month import Month
from webapp.pages.cost_rows import GroupCost, group_costs

MOST_BARS = 12


def figure_of(month: Month, known: Mapping[Identity, Function], by: str) -> Figure:
    """A bar a value of the tag `by`."""
    return shares_figure(shares(group_costs(month, known, by), by))


def shares(groups: Sequence[GroupCost], by: str) -> list[Share]:
    """At most MOST_BARS shares, which sum to the whole; the last holds all that have none of their own."""
    named = groups if len(groups) <= MOST_BARS else groups[: MOST_BARS - 1]
    found = [_share(each.name or f"without {by}", [each]) for each in named]
    rest = groups[len(named) :]
    return [*found, _share(f"{len(rest)} others", rest)] if rest else found


def _share(name: str, groups: Sequence[GroupCost]) -> Share:
    so_far = sum(each.usd_month_to_date for each in groups)
    whole = sum(each.usd_month_forecast or each.usd_month_to_date for each in groups)
    return Share(name, round(so_far, 6), round(max(0.0, whole - so_far), 6))
