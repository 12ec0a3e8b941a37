"""Whose logs a day's bytes were: a log group's writers share what it took in by their invocations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from collectors.records import STANDARD, Function, Identity, Kind
from webapp.analysis.bill import apportion
from webapp.analysis.usage import Usage
from webapp.store import Connection
from webapp.store.log_groups import log_groups
from webapp.store.log_volumes import bytes_of_day


def written(
    conn: Connection, day: int, functions: Iterable[Function], invocations: Mapping[Identity, int]
) -> Iterator[Usage]:
    """What each function wrote on the day; where none that share a group was invoked, they share it evenly."""
    taken = bytes_of_day(conn, day)
    if not taken:
        return
    writers: dict[Identity, list[Function]] = {}
    for function in functions:
        group = replace(function.identity, kind=Kind.LOG_GROUP, name=function.log_group)
        writers.setdefault(group, []).append(function)
    classes = {each.identity: each.log_class for each in log_groups(conn)}
    for group, own in writers.items():
        if count := taken.get(group):
            infrequent = classes.get(group, STANDARD) != STANDARD
            weights = [invocations.get(each.identity, 0) for each in own]
            for function, part in zip(own, shared(count, weights), strict=True):
                yield _usage(function, part, infrequent)


def shared(count: int, weights: list[int]) -> list[int]:
    """`count` whole bytes in proportion to the weights; they sum to it."""
    parts = apportion(Decimal(count), [Decimal(each) for each in (weights if any(weights) else [1] * len(weights))])
    ends, end = [], Decimal(0)
    for part in parts:
        end += part
        ends.append(int(end.to_integral_value(ROUND_HALF_EVEN)))
    return [after - before for before, after in zip([0, *ends], ends, strict=False)]


def _usage(function: Function, count: int, infrequent: bool) -> Usage:
    plain = Usage(function.identity, function.architecture)
    return replace(plain, infrequent_log_bytes=count) if infrequent else replace(plain, log_bytes=count)
