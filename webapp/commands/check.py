"""Check the settings, then try every permission on every target, and say what is missing.

Each IAM action that a collector needs is tried with its cheapest harmless read. Nothing is changed in AWS.
With --cost, what looking would cost a month is told instead, from one list of functions and of their metrics.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from collectors.aws import Aws
from collectors.failures import AwsError
from collectors.permissions import probe
from collectors.records import Failure, FailureKind
from collectors.targets import Target
from webapp.commands import predicting
from webapp.commands.options import add_config, config_of
from webapp.commands.policy import needed

WORDS = {None: "works", FailureKind.DENIED: "DENIED", FailureKind.UNREACHABLE: "UNREACHABLE"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall check`."""
    add_config(parser)
    parser.add_argument("--cost", action="store_true", help="predict what looking costs a month, before it is begun")


@dataclass(frozen=True, slots=True)
class Tried:
    """One action on one target, and the failure that came of it, if any."""

    target: str
    action: str
    failure: Failure | None


def run(arguments: argparse.Namespace) -> int:
    """Print a table for each target; 1 when something does not work."""
    config = config_of(arguments)
    print(f"{arguments.config} is fine: {len(config.targets)} target{'s' if len(config.targets) > 1 else ''}.")
    if arguments.cost:
        return predicting.tell(config)
    with ThreadPoolExecutor(max_workers=8) as pool:
        tables = list(pool.map(lambda target: list(tried(target)), config.targets))
    for target, table in zip(config.targets, tables, strict=True):
        print("\n" + "\n".join(lines(target, table)))
    return int(any(row.failure for table in tables for row in table))


def tried(target: Target) -> Iterator[Tried]:
    """Each needed action tried on the target; one line only where nobody gets in at all."""
    aws = Aws(target)
    try:
        aws.account()
    except AwsError as error:
        yield Tried(target.name, error.failure.action, error.failure)
        return
    for action in needed():
        yield Tried(target.name, action, probe(aws, action))


def lines(target: Target, table: list[Tried]) -> Iterator[str]:
    """The target's table, with what to do under each row that does not work."""
    yield f"{target.name} ({target.region})"
    width = max(len(row.action) for row in table)
    for row in table:
        kind = row.failure.kind if row.failure else None
        yield f"  {row.action:<{width}}  {WORDS.get(kind, str(kind).upper())}"
        if row.failure:
            yield f"  {'':<{width}}  {row.failure.advice or row.failure.message}"
    denied = [row.action for row in table if row.failure and row.failure.kind is FailureKind.DENIED]
    if denied:
        yield f"  Missing: {', '.join(denied)}. `oncall policy` prints the whole policy."
