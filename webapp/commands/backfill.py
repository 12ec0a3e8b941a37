"""Read older metrics now, newest first, and show how far it is.

The collector fills gaps by itself, a little at each look; this does all of it at once. CloudWatch keeps 1-minute
points for 15 days. What it costs is shown as it goes; the budget of config.yaml does not hold it back.
"""

import argparse

from webapp.clock import SystemClock
from webapp.collecting import Collecting
from webapp.commands.options import add_config, config_of
from webapp.commands.telling import Telling
from webapp.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall backfill`."""
    add_config(parser)
    parser.add_argument("--days", type=int, choices=range(1, 16), default=15, metavar="1..15", help="how far back (15)")


def run(arguments: argparse.Namespace) -> int:
    """Fill the gaps of the last days; 1 when some could not be read."""
    config = config_of(arguments)
    store = Store.open(config.store_url)
    try:
        telling = Telling()
        others = Collecting(config, store, SystemClock()).backfill(arguments.days, telling, telling.progress)
        return telling.done(others)
    finally:
        store.close()
