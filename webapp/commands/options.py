"""Options that several commands share, and what they mean."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from collectors.session import default_region
from webapp.config import Config, load

MOST_PORTS = 65_535


def add_config(parser: argparse.ArgumentParser) -> None:
    """`--config FILE`, else ONCALL_CONFIG, else config.yaml here."""
    default = Path(os.environ.get("ONCALL_CONFIG", "config.yaml"))
    parser.add_argument(
        "--config", type=Path, default=default, metavar="FILE", help=f"the settings (default: {default})"
    )


def add_bind(parser: argparse.ArgumentParser) -> None:
    """`--host` and `--port`, which win over the file."""
    parser.add_argument("--host", help="address to listen on (default: bind.host of the settings)")
    parser.add_argument("--port", type=port, help="port to listen on; 0 takes a free one (default: bind.port)")


def port(text: str) -> int:
    """A port from the command line."""
    if not text.isdecimal() or int(text) > MOST_PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 (any free one) to {MOST_PORTS}")
    return int(text)


def config_of(arguments: argparse.Namespace) -> Config:
    """The configuration that the options name, with regions filled and the options over it."""
    config = load(arguments.config).with_regions(default_region)
    host = getattr(arguments, "host", None) or config.bind.host
    port = config.bind.port if getattr(arguments, "port", None) is None else arguments.port
    return replace(config, bind=replace(config.bind, host=host, port=port))
