"""Reads the price book that comes with the program."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from webapp.analysis.prices import ANY, Band, Item, Place, Price, PriceBook

SHIPPED = Path(__file__).with_name("aws.toml")
_ARCHITECTURES = {"any": ANY, "logs": ANY, "x86_64": "x86_64", "arm64": "arm64"}


@cache
def shipped() -> PriceBook:
    """The prices of the file; numbers are read as decimals, never as binary fractions."""
    written = tomllib.loads(SHIPPED.read_text(encoding="utf-8"), parse_float=Decimal)
    return PriceBook(dict(_prices(written)))


def _prices(written: Mapping[str, Any]) -> Iterator[tuple[Place, Price]]:
    dated = (written["as_of"].isoformat(), written["source"])
    for name, value in written["everywhere"].items():
        yield (Item(name), ANY, ANY), Price(_bands(value), *dated)
    standard = written["standard"]
    regions = [(region, standard) for region in standard["regions"]] + list(written["regions"].items())
    for region, groups in regions:
        for group, architecture in _ARCHITECTURES.items():
            for name, value in groups.get(group, {}).items():
                yield (Item(name), region, architecture), Price(_bands(value), *dated)


def _bands(value: Any) -> tuple[Band, ...]:
    if isinstance(value, list):
        return tuple(Band(Decimal(up_to), Decimal(usd)) for up_to, usd in value)
    return (Band(Decimal("Infinity"), Decimal(value)),)
