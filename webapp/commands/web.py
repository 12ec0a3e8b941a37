"""Serve the dashboard from the store, without collecting.

For several replicas: any number of `oncall web` beside one or more `oncall collect` on the same store.
"""

import argparse

from webapp.auth.door import check_door
from webapp.clock import SystemClock
from webapp.commands.options import add_bind, add_config, config_of
from webapp.processes import stop_requested
from webapp.serving import listen, serve
from webapp.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall web`."""
    add_config(parser)
    add_bind(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM."""
    config = config_of(arguments)
    with listen(config.bind) as socket:
        store = Store.open(config.store_url)
        try:
            check_door(config, store)
            serve(config, store, SystemClock(), socket, stop_requested())
        finally:
            store.close()
    return 0
