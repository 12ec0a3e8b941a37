"""The price book as it holds for this store: what came with the program, and what was refreshed since."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

from webapp.analysis.prices import Band, Item, Place, Price, PriceBook
from webapp.prices.reading import shipped
from webapp.store import Connection
from webapp.store.settings import save_setting, setting

_SETTING = "prices"


def book_of(conn: Connection) -> PriceBook:
    """The prices to count with."""
    refreshed = kept(conn)
    return shipped().with_prices(refreshed) if refreshed else shipped()


def kept(conn: Connection) -> dict[Place, Price]:
    """The prices that were refreshed."""
    return dict(map(_read, orjson.loads(setting(conn, _SETTING) or "[]")))


def keep(conn: Connection, prices: Mapping[Place, Price]) -> None:
    """Keep refreshed prices instead of those that were kept before."""
    save_setting(conn, _SETTING, orjson.dumps([_written(*each) for each in prices.items()]).decode())


def _written(place: Place, price: Price) -> dict[str, Any]:
    bands = [[str(band.up_to), str(band.usd)] for band in price.bands]
    return {"place": place, "bands": bands, "as_of": price.as_of, "source": price.source}


def _read(kept: Mapping[str, Any]) -> tuple[Place, Price]:
    item, region, architecture = kept["place"]
    bands = tuple(Band(Decimal(up_to), Decimal(usd)) for up_to, usd in kept["bands"])
    return (Item(item), region, architecture), Price(bands, kept["as_of"], kept["source"])
