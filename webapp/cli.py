"""The console command `oncall`: one module of `webapp/commands` a word."""

import argparse
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did its work, 1 when it found something wrong, 2 when it could not start."""
    arguments = parser().parse_args(argv)
    log.configure()
    try:
        return int(COMMANDS[arguments.command].run(arguments))
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
