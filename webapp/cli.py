"""The console command `oncall`: one module of `webapp/commands` a word."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from collectors.failures import AwsError
from webapp import log
from webapp.commands import backfill, check, collect, demo, journal, policy, prices, redrive, run, user, web
from webapp.commands.failing import told
from webapp.config import ConfigError
from webapp.store.errors import StoreError

COMMANDS = {
    "demo": demo,
    "run": run,
    "web": web,
    "collect": collect,
    "check": check,
    "backfill": backfill,
    "policy": policy,
    "prices": prices,
    "redrive": redrive,
    "user": user,
    "journal": journal,
}


NOBODY_READS = 128 + signal.SIGPIPE
"""What a shell tells of a program that SIGPIPE ended. The signal itself would end us for a broken connection, too."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did its work, 1 when it found something wrong, 2 when it could not start.

    Where nobody reads its words any more (`oncall policy | head -1`) it ends without a further one.
    """
    try:
        return _obeyed(argv)
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # what is still buffered would fail again when the interpreter ends
        os.dup2(nowhere, sys.stderr.fileno())
        return NOBODY_READS


def _obeyed(argv: Sequence[str] | None) -> int:
    try:
        arguments = parser().parse_args(argv)
        log.configure()
        return _done(arguments)
    finally:
        sys.stdout.flush()


def _done(arguments: argparse.Namespace) -> int:
    try:
        return int(COMMANDS[arguments.command].run(arguments))
    except BrokenPipeError:
        raise
    except (ConfigError, StoreError, AwsError, OSError) as error:
        print(told(error, arguments), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The words and options that a person can write."""
    top = argparse.ArgumentParser(
        prog="oncall",
        description="The dashboard that an on-call engineer opens when AWS Lambda functions misbehave.",
        epilog="Start with `oncall demo`; for your own account, `oncall check` and then `oncall run`.",
    )
    words = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        summary, _, description = (module.__doc__ or "").partition("\n")
        word = words.add_parser(name, help=summary, description=f"{summary}\n{description}".strip())
        word.formatter_class = argparse.RawDescriptionHelpFormatter
        module.add_arguments(word)
    return top


if __name__ == "__main__":
    sys.exit(main())
