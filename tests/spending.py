"""Stores with weeks of usage in them, for the costs page and its pictures."""

from collections.abc import Iterable
from typing import Any

from collectors.records import Function, Identity, ProvisionedConcurrency
from tests.factories import a_function
from webapp.analysis.usage import Measured, Setting, Usage, usage_of
from webapp.store import Store
from webapp.store.functions import save_functions
from webapp.store.usage import save_day

DAY = 86_400


def a_day_of(function: Function, requests: int, ms: int, **fields: Any) -> Usage:
    """What a function used on a day, of invocations that took `ms`."""
    provisioned = sum(each.requested for each in function.provisioned or ())
    setting = Setting(function.architecture, function.memory_mb, function.ephemeral_mb, provisioned)
    seconds = DAY if provisioned else 0
    return usage_of(function.identity, setting, Measured(requests, requests * ms, seconds=seconds, **fields))


def save_usage(store: Store, day: int, *usages: Usage) -> None:
    with store.write() as conn:
        save_day(conn, day - day % DAY, usages)


def save_known(store: Store, now: int, functions: Iterable[Function]) -> None:
    with store.write() as conn:
        save_functions(conn, list(functions), now)


def a_spending_company(store: Store, now: int, days: int = 28) -> None:
    """Ten functions of three teams, four weeks of them; checkout has become slow in the last week."""
    functions = [_function(i) for i in range(10)]
    save_known(store, now, functions)
    for back in range(days, -1, -1):
        slow = 3 if back <= 6 else 1
        usages = [
            a_day_of(each, 300_000 * (i + 1), 40 * (i + 2) * (slow if i == 9 else 1), errors=9_000 * (i % 3))
            for i, each in enumerate(functions)
        ]
        save_usage(store, now - back * DAY, *usages)


def _function(number: int) -> Function:
    names = ("cart", "search", "mail", "users", "reports", "refunds", "catalog", "orders", "payments", "checkout")
    team = ("shop", "money", "growth")[number % 3]
    return a_function(
        f"{names[number]}-api",
        tags=(("team", team),) if number else (),
        memory_mb=256 * (1 + number % 4),
        architecture="arm64" if number % 2 else "x86_64",
        provisioned=(ProvisionedConcurrency("live", 4),) if number == 8 else (),
    )


def identity_of(functions: Iterable[Function], name: str) -> Identity:
    return next(each.identity for each in functions if each.identity.name == name)
