"""Check the settings, then try every permission on every target, and say what is missing.

Each IAM action that a collector needs is tried with its cheapest harmless read. Nothing is changed in AWS. Where
prices.cost_explorer is on, Cost Explorer is tried, too, which costs $0.01 a target.
With --cost, what looking would cost a month is told instead, from one list of functions and of their metrics.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import chain, groupby

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
    """One action, the failure that came of it, if any, and what else is to be said of it.

    What is not `needed` is only for a command that few use.
    """

    action: str
    failure: Failure | None
    note: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """What came of a target; without an account where nobody gets in."""

    target: str
    account: str
    rows: tuple[Tried, ...]

    @property
    def complete(self) -> bool:
        """Whether all that is needed works."""
        return not any(row.failure and row.needed for row in self.rows)


def run(arguments: argparse.Namespace) -> int:
    """Print a table for each target; 1 when something does not work."""
    config = config_of(arguments)
    print(f"{arguments.config} is fine: {len(config.targets)} target{'s' if len(config.targets) > 1 else ''}.")
    if arguments.cost:
        return predicting.tell(config)
    print(
        f"Trying {len(needed())} permissions on each; what does not answer is given up after {SILENCE_S} s.", flush=True
    )
    tables: list[Table] = []
    with ThreadPoolExecutor(max_workers=8) as pool:
        bill = config.prices.cost_explorer
        for done in as_completed([pool.submit(tried, target, bill) for target in config.targets]):
            tables.append(done.result())
            print("\n" + "\n".join(lines(tables[-1])), flush=True)
    print("\n" + "\n".join(summary(tables)))
    return int(not all(table.complete for table in tables))


def tried(target: Target, bill: bool = False) -> Table:
    """Each needed action tried on the target, Cost Explorer's where the `bill` is wanted; one row only where nobody
    gets in at all."""
    aws = Aws(target, attempts=ATTEMPTS)
    try:
        account = aws.account().account
    except AwsError as error:
        return Table(target.name, "", (Tried(error.failure.action, error.failure),))
    return Table(target.name, account, tuple(_rows(aws, target, bill)))


def _rows(aws: Aws, target: Target, bill: bool) -> Iterator[Tried]:
    yield from _side_by_side(aws, needed())
    there = Aws(replace(target, region=price_list.ENDPOINT_REGION), attempts=ATTEMPTS)
    for action in price_list.NEEDS:
        yield Tried(action, probe(there, action), "only for `oncall prices refresh`", needed=False)
    if bill:
        asked = f"asking cost ${USD_A_COST_EXPLORER_PAGE:g}"
        yield from (Tried(action, probe(aws, action), asked) for action in cost_explorer.NEEDS)


def _side_by_side(aws: Aws, actions: list[str]) -> list[Tried]:
    """The services at the same time, so that several that do not answer are waited for once; in the order given."""
    services = [list(of_one) for _, of_one in groupby(actions, key=lambda action: action.partition(":")[0])]
    with ThreadPoolExecutor(len(services)) as pool:
        return list(chain(*pool.map(lambda of_one: [Tried(each, probe(aws, each)) for each in of_one], services)))


def lines(table: Table) -> Iterator[str]:
    """The target's table, with what to do under each row that does not work."""
    yield f"{table.target} in account {table.account}" if table.account else f"{table.target}: nobody gets in"
    width = max(len(row.action) for row in table.rows)
    said = ""
    for row in table.rows:
        kind = row.failure.kind if row.failure else None
        yield f"  {row.action:<{width}}  {WORDS.get(kind, str(kind).upper())}{f' ({row.note})' if row.note else ''}"
        advice = row.failure.brief if row.failure else ""
        if advice not in ("", said):
            yield f"  {'':<{width}}  {advice}"
        said = advice
    denied = [row.action for row in table.rows if row.failure and row.failure.kind is FailureKind.DENIED]
    if denied and table.account:
        yield f"  Missing: {', '.join(denied)}. `oncall policy` prints the whole policy."


def summary(tables: list[Table]) -> Iterator[str]:
    """What a person reads who sees only the end of it."""
    broken = sorted(table.target for table in tables if not table.complete)
    if not broken:
        yield "Everything works. `oncall check --cost` predicts what looking costs; `oncall run` begins."
        return
    yield f"Not everything works in {', '.join(broken)}: see above."
    yield "`oncall run` shows what can be read all the same, and says on its pages what cannot."
