"""Check the settings, then try every permission on every target, and say what is missing.

Each IAM action that a collector needs is tried with its cheapest harmless read. Nothing is changed in AWS. Where
prices.cost_explorer is on, Cost Explorer is tried, too, which costs $0.01 a target.
With --cost, what looking would cost a month is told instead, from one list of functions and of their metrics.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from collectors import cost_explorer, price_list
from collectors.aws import Aws
from collectors.costs import USD_A_COST_EXPLORER_PAGE
from collectors.failures import AwsError
from collectors.permissions import probe
from collectors.records import Failure, FailureKind
from collectors.session import ANSWER_S
from collectors.targets import Target
from webapp.commands import predicting
from webapp.commands.options import add_config, config_of
from webapp.commands.policy import needed

ATTEMPTS = 2
SILENCE_S = ATTEMPTS * ANSWER_S
"""A person waits: what does not answer is asked once again, not three times as by the collectors."""

WORDS = {None: "works", FailureKind.DENIED: "DENIED", FailureKind.UNREACHABLE: "UNREACHABLE"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall check`."""
    add_config(parser)
    parser.add_argument("--cost", action="store_true", help="predict what looking costs a month, before it is begun")


@dataclass(frozen=True, slots=True)
class Tried:
    """One action on one target, the failure that came of it, if any, and what else is to be said of it.

    What is not `needed` is only for a command that few use.
    """

    target: str
    action: str
    failure: Failure | None
    note: str = ""
    needed: bool = True


def run(arguments: argparse.Namespace) -> int:
    """Print a table for each target; 1 when something does not work."""
    config = config_of(arguments)
    print(f"{arguments.config} is fine: {len(config.targets)} target{'s' if len(config.targets) > 1 else ''}.")
    if arguments.cost:
        return predicting.tell(config)
    print(f"Trying {len(needed())} permissions on each; where nothing answers, that takes {SILENCE_S} s.", flush=True)
    tables: list[list[Tried]] = []
    with ThreadPoolExecutor(max_workers=8) as pool:
        bill = config.prices.cost_explorer
        trying = {pool.submit(lambda each: list(tried(each, bill)), target): target for target in config.targets}
        for done in as_completed(trying):
            tables.append(done.result())
            print("\n" + "\n".join(lines(trying[done], tables[-1])), flush=True)
    return int(any(row.failure and row.needed for table in tables for row in table))


def tried(target: Target, bill: bool = False) -> Iterator[Tried]:
    """Each needed action tried on the target, Cost Explorer's where the `bill` is wanted; one line only where nobody
    gets in at all."""
    aws = Aws(target, attempts=ATTEMPTS)
    try:
        aws.account()
    except AwsError as error:
        yield Tried(target.name, error.failure.action, error.failure)
        return
    for action in needed():
        yield Tried(target.name, action, probe(aws, action))
    there = Aws(replace(target, region=price_list.ENDPOINT_REGION), attempts=ATTEMPTS)
    for action in price_list.NEEDS:
        yield Tried(target.name, action, probe(there, action), "only for `oncall prices refresh`", needed=False)
    if bill:
        asked = f"asking cost ${USD_A_COST_EXPLORER_PAGE:g}"
        yield from (Tried(target.name, action, probe(aws, action), asked) for action in cost_explorer.NEEDS)


def lines(target: Target, table: list[Tried]) -> Iterator[str]:
    """The target's table, with what to do under each row that does not work."""
    yield f"{target.name} ({target.region})"
    width = max(len(row.action) for row in table)
    for row in table:
        kind = row.failure.kind if row.failure else None
        yield f"  {row.action:<{width}}  {WORDS.get(kind, str(kind).upper())}{f' ({row.note})' if row.note else ''}"
        if row.failure:
            yield f"  {'':<{width}}  {row.failure.advice or row.failure.message}"
    denied = [row.action for row in table if row.failure and row.failure.kind is FailureKind.DENIED]
    if denied:
        yield f"  Missing: {', '.join(denied)}. `oncall policy` prints the whole policy."
