"""Verify the journal: whether a row was removed, altered or moved since it was written.

Prints the newest hash. Note it somewhere else, and give it next time as --expect: then even somebody who can write the
whole store cannot have written a new journal unseen.
"""

import argparse

from webapp.commands.options import add_config
from webapp.config import load
from webapp.store import Store
from webapp.store.journal_chain import verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words and options of `oncall journal`."""
    words = parser.add_subparsers(dest="what", required=True, metavar="verify")
    word = words.add_parser("verify", help="walk the chain of hashes")
    add_config(word)
    word.add_argument("--expect", default="", metavar="HASH", help="a hash that was printed before")


def run(arguments: argparse.Namespace) -> int:
    """Print what was found; 1 where the journal is not as it was written."""
    store = Store.open(load(arguments.config).store_url)
    try:
        with store.read() as conn:
            chain = verify(conn, arguments.expect)
    finally:
        store.close()
    print(chain.problem or f"{chain.rows} rows, each as it was written.")
    print(f"Newest hash: {chain.head}")
    return int(bool(chain.problem))
