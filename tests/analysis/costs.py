"""Small makers for the tests about money."""

from decimal import Decimal
from typing import Any

from tests.factories import an_identity
from webapp.analysis.bill import Line, Pool
from webapp.analysis.prices import Item, Terms
from webapp.analysis.usage import Usage

LIST = Terms(free_tier=False)
FREE = Terms(free_tier=True)


def a_pool(item: Item = Item.COMPUTE, **fields: str) -> Pool:
    return Pool(**{"account": "111122223333", "region": "us-east-1", "architecture": "x86_64"} | fields, item=item)


def a_line(
    quantity: int | str | Decimal, owner: str = "checkout-api", item: Item = Item.COMPUTE, **fields: str
) -> Line:
    return Line(owner, a_pool(item, **fields), Decimal(quantity))


def a_usage(name: str = "checkout-api", **fields: Any) -> Usage:
    """A million invocations of 100 ms with 512 MB in eu-west-1, unless told otherwise."""
    identity = fields.pop("identity", None) or an_identity(name, **fields.pop("place", {}))
    memory = fields.pop("memory_mb", 512)
    defaults = {"architecture": "x86_64", "requests": 1_000_000, "duration_ms": 100_000_000}
    known = defaults | fields
    return Usage(identity=identity, **{"mb_ms": memory * known["duration_ms"]} | known)
