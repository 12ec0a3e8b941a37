"""Collect from AWS, on schedule, until stopped: the collector without the dashboard.

One collector works on a target at a time; a second one waits and takes over when the first is gone.
With --once each run is told as it ends, and the exit code is 1 when something could not be read or saved.
"""

import argparse

from webapp.clock import SystemClock
from webapp.collecting import Collecting
from webapp.commands.options import add_config, config_of
from webapp.commands.telling import Telling
from webapp.processes import stop_requested, stop_with_parent
from webapp.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall collect`."""
    add_config(parser)
    parser.add_argument("--once", action="store_true", help="run everything that is due once, then end")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Collect until SIGTERM (or once); 1 when a single round could not look everywhere."""
    config = config_of(arguments)
    store = Store.open(config.store_url)
    try:
        collecting = Collecting(config, store, SystemClock())
        if arguments.once:
            telling = Telling()
            return telling.done(collecting.once(telling))
        stop = stop_requested()
        if arguments.child:
            stop_with_parent(stop)
        collecting.run(stop)
    finally:
        store.close()
    return 0
