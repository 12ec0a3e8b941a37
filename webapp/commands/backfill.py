"""Read older metrics now, newest first, and show how far it is.

The collector fills gaps by itself, a little at each look; this does all of it at once. CloudWatch keeps 1-minute
points for 15 days. What is read is counted against nothing but AWS's own price, which is shown before and after.
"""

import argparse
import sys

from webapp.clock import SystemClock
from webapp.collecting import Collecting
from webapp.commands.options import add_config, config_of
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
        outcomes = Collecting(config, store, SystemClock()).backfill(arguments.days, show)
    finally:
        store.close()
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def show(text: str) -> None:
    """One line of progress: rewritten in place on a terminal, a line each elsewhere."""
    print(f"\r\033[K{text}" if sys.stdout.isatty() else text, end="" if sys.stdout.isatty() else "\n", flush=True)
