"""The price book as it holds for this store: what came with the program, and what was refreshed since, dated.

Older prices stay when newer ones come: why a bill rose cannot be told without them.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

import orjson

from webapp.analysis.prices import Band, Item, Place, Price, PriceBook
from webapp.prices.reading import shipped
from webapp.store import Connection
from webapp.store.settings import save_setting, setting

_SETTING = "prices"
TODAY = "9999-12-31"
"""A day after all that is known."""

Dated = tuple[Place, Price]


def book_of(conn: Connection, day: str = TODAY) -> PriceBook:
    """The prices to count with, as they were known to hold on a day."""
    refreshed = kept(conn)
    return PriceBook.of([*refreshed, *shipped().prices.items()], day) if refreshed else shipped()


def kept(conn: Connection) -> list[Dated]:
    """All prices that were ever refreshed, by place and oldest first."""
    return list(map(_read, orjson.loads(setting(conn, _SETTING) or "[]")))


def keep(conn: Connection, newer: Mapping[Place, Price]) -> None:
    """Keep refreshed prices beside those that were kept before."""
    dated = {(place, price.as_of): price for place, price in (*kept(conn), *newer.items())}
    ordered = sorted(((place, price) for (place, _), price in dated.items()), key=lambda each: (each[0], each[1].as_of))
    save_setting(conn, _SETTING, orjson.dumps([_written(*each) for each in _needed(ordered)]).decode())


def _needed(ordered: Iterable[Dated]) -> Iterator[Dated]:
    """Of a row of equal prices the first, which says since when, and the last, which says that it still holds."""
    for _, row in groupby(ordered, key=lambda each: (each[0], each[1].bands)):
        equal = list(row)
        yield equal[0]
        yield from equal[1:][-1:]


def _written(place: Place, price: Price) -> dict[str, Any]:
    bands = [[str(band.up_to), str(band.usd)] for band in price.bands]
    return {"place": place, "bands": bands, "as_of": price.as_of, "source": price.source, "read": price.read}


def _read(kept: Mapping[str, Any]) -> Dated:
    item, region, architecture = kept["place"]
    bands = tuple(Band(Decimal(up_to), Decimal(usd)) for up_to, usd in kept["bands"])
    return (Item(item), region, architecture), Price(bands, kept["as_of"], kept["source"], kept.get("read", ""))
