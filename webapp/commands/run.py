"""Collect and serve: the dashboard with its collector as a child process.

This is what you want on one machine. Both end together.
"""

import argparse
import os

from webapp.auth.door import check_door
from webapp.clock import SystemClock
from webapp.commands.options import add_bind, add_config, config_of
from webapp.processes import KeptAlive, stop_requested
from webapp.serving import listen, serve
from webapp.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall run`."""
    add_config(parser)
    add_bind(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM, with a collector beside."""
    config = config_of(arguments)
    stop = stop_requested()
    with listen(config.bind) as socket:
        store = Store.open(config.store_url)
        try:
            check_door(config, store)
            command = ["webapp.cli", "collect", "--child", "--config", str(arguments.config)]
            with KeptAlive("collector", command, os.environ):
                serve(config, store, SystemClock(), socket, stop)
        finally:
            store.close()
    return 0
