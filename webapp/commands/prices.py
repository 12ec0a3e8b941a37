"""Read AWS's price list of Lambda for the regions of the targets, say what changed, and keep it.

`oncall prices refresh` asks the AWS Price List API (pricing:GetProducts, which costs nothing) with the credentials of
the first target in each region. What it tells goes before the prices that come with the program, in this store; older
prices stay for the days on which they held.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping

from collectors import price_list
from collectors.failures import AwsError
from collectors.price_list import ListPrice
from webapp.analysis.months import date_of
from webapp.analysis.prices import Band, Item, Place, Price, PriceBook
from webapp.clock import SystemClock
from webapp.commands.options import add_config, config_of
from webapp.config import Config
from webapp.prices import stored
from webapp.store import Store

SOURCE = "AWS Price List API"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall prices`."""
    parser.add_argument("what", choices=("refresh",), help="refresh: ask AWS for today's prices")
    add_config(parser)


def run(arguments: argparse.Namespace) -> int:
    """Refresh; 1 when the prices of some region could not be read."""
    config = config_of(arguments)
    store = Store.open(config.store_url)
    try:
        return refresh(config, store, date_of(SystemClock().now()))
    finally:
        store.close()


def refresh(config: Config, store: Store, today: str, say: Callable[[str], object] = print) -> int:
    """Ask for each region once, say what differs from the book, and keep what was told `today` (ISO)."""
    told: dict[Place, Price] = {}
    failed = 0
    for region, target in {target.region: target for target in reversed(config.targets)}.items():
        try:
            told |= prices_of(price_list.read(target, region), today)
        except AwsError as error:
            failed += 1
            say(f"{region}: not read. {error.failure.message} {error.failure.advice}")
    with store.write() as conn:
        book = stored.book_of(conn)
        say("\n".join(differences(book, told)) or "Nothing changed.")
        stored.keep(conn, told)
    say(f"{len(told)} prices are kept, of {max((price.as_of for price in told.values()), default='no day')}.")
    return int(failed > 0)


def prices_of(listed: list[ListPrice], today: str) -> dict[Place, Price]:
    """What AWS told today, as prices of the book."""
    return {
        (Item(each.item), each.region, each.architecture): Price(
            tuple(Band(up_to, usd) for up_to, usd in each.bands), each.since, SOURCE, today
        )
        for each in listed
    }


def differences(book: PriceBook, newer: Mapping[Place, Price]) -> Iterator[str]:
    """A line for each price that is new or another one."""
    for place, price in sorted(newer.items(), key=lambda each: each[0]):
        item, region, architecture = place
        known = book.price(item, region, architecture)
        if known is None or [(b.up_to, b.usd) for b in known.bands] != [(b.up_to, b.usd) for b in price.bands]:
            before = _written(known) if known else "no price"
            words = " ".join(filter(None, (region, str(item).replace("_", " "), architecture)))
            yield f"{words}: {before} -> {_written(price)}"


def _written(price: Price) -> str:
    return " / ".join(f"${band.usd.normalize():f}" for band in price.bands)
