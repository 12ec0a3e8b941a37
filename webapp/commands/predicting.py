"""What looking will cost a month, from who is there and who is awake; told by `oncall check --cost`."""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from collectors import activity, costs, log_ingestion, tally
from collectors.aws import Aws
from collectors.configuration import function_of
from collectors.durations import DAY
from collectors.failures import AwsError
from collectors.metrics import questions_about
from collectors.records import ACCOUNT_METRICS, FUNCTION_METRICS, Kind
from collectors.targets import Target
from collectors.tripwire import METRICS as TRIPWIRE
from collectors.windows import Question
from webapp.config import Config

MONTH_S = 30.4 * DAY
LISTED_A_PAGE = 500
"""ListMetrics answers 500 metrics a page (CloudWatch API reference)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A target: functions that are watched and those that ran lately, the log groups of the latter, the metrics asked
    about them (up to five statistics of one count as one) and the queries for them, and what the counting cost."""

    target: str
    functions: int
    awake: int
    log_groups: int
    metrics: int
    queries: int
    usd: float


@dataclass(frozen=True, slots=True)
class Charge:
    """Dollars a month of one kind of looking, by the lower and the upper bound of the five-statistics rule."""

    what: str
    usd: float
    usd_upper: float


def tell(config: Config) -> int:
    """Print the prediction of every target and of all; 1 where one could not be counted."""
    failed, total, total_upper, own = 0, 0.0, 0.0, 0.0
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(lambda target: _tried(target, config), config.targets))
    for target, found in zip(config.targets, answers, strict=True):
        if isinstance(found, AwsError):
            failed += 1
            why = found.failure
            print(f"\n{target.name}: could not be counted: {why.action} {why.kind}.\n  {why.brief}")
            continue
        charges = list(predicted(found, config))
        total += sum(charge.usd for charge in charges)
        total_upper += sum(charge.usd_upper for charge in charges)
        own += found.usd
        print("\n" + "\n".join(_lines(found, charges)))
    if failed < len(config.targets):
        print("\n" + "\n".join(_summary(config, total, total_upper, own)))
    if failed:
        print(f"\n{failed} of {len(config.targets)} targets could not be counted and are in no sum.")
    return int(failed > 0)


def counted(target: Target, config: Config) -> Counted:
    """Who is there (ListFunctions) and who ran lately (ListMetrics). Raises AwsError.

    Tags are not read here: a pattern on a tag selects nothing. What feeds a function is not asked for either.
    """
    aws = Aws(target)
    account = aws.account()
    with tally.counting() as spent:
        pages = aws.pages("lambda", "list_functions")
        every = [function_of(answer, account, b"") for page in pages for answer in page.get("Functions", ())]
        listings = (("Invocations", True), ("Throttles", True), ("AsyncEventsReceived", False))
        invoked, throttled, evented = activity.published(aws, Kind.FUNCTION, listings)
    functions = [each for each in every if config.select_functions.selects(each.identity.name, each.tags)]
    awake = [each for each in functions if not config.skip_idle or each.identity.name in invoked | throttled]
    questions = list(questions_about(awake, (), evented, FUNCTION_METRICS, 60))
    metrics, queries = (sum(each) for each in zip((0, 0), *map(_billed, questions), strict=True))
    usd = costs.usd(spent.calls, 0)
    groups = {each.log_group for each in awake}
    return Counted(target.name, len(functions), len(awake), len(groups), metrics, queries, usd)


def predicted(there: Counted, config: Config) -> Iterator[Charge]:
    """What a month of looking at a target costs when nobody is in trouble and nothing is slowed down."""
    every = config.intervals
    polls, minutes = MONTH_S / every.metrics_s, MONTH_S / 60
    account = len(ACCOUNT_METRICS)
    metric = costs.USD_A_METRIC
    yield Charge(
        f"metrics of {there.awake} functions every {every.metrics_s} s",
        polls * (there.metrics + account) * metric,
        polls * (there.queries + account) * metric,
    )
    pages = 3 * max(1, math.ceil(there.awake / LISTED_A_PAGE)) if config.skip_idle else 0
    listing = polls * pages * costs.USD_A_CLOUDWATCH_CALL
    yield Charge("lists of who is awake", listing, listing)
    wire = minutes * len(TRIPWIRE) * metric
    yield Charge("the account's errors and throttles every 60 s", wire, wire)
    logs = MONTH_S / log_ingestion.EVERY * there.log_groups * metric
    yield Charge(f"what {there.log_groups} log groups take in, every {log_ingestion.EVERY // 3600} h", logs, logs)
    alarms = MONTH_S / every.alarms_s * costs.USD_A_CLOUDWATCH_CALL
    yield Charge(f"alarms every {every.alarms_s} s, for each hundred of them", alarms, alarms)


def _billed(question: Question) -> tuple[int, int]:
    names = [metric.name for metric in question.metrics]
    metrics = sum(math.ceil(names.count(name) / tally.STATISTICS_A_METRIC) for name in set(names))
    return metrics, len(names)


def _tried(target: Target, config: Config) -> Counted | AwsError:
    try:
        return counted(target, config)
    except AwsError as error:
        return error


def _lines(there: Counted, charges: list[Charge]) -> Iterator[str]:
    yield f"{there.target}: {there.functions} functions, {there.awake} awake"
    for charge in charges:
        yield f"  {charge.what:<58} {_span(charge.usd, charge.usd_upper):>22}"


def _summary(config: Config, usd: float, usd_upper: float, own: float) -> Iterator[str]:
    yield f"Collecting costs {_span(usd, usd_upper)} a month; the lower sum bills five statistics of a metric as one."
    yield (
        "Not in it: queues (about $0.02 a month each, and their metrics), functions in trouble (looked at every "
        f"{config.intervals.trouble_s} s), the first fill of history."
    )
    cap = config.budget.usd_a_day * 30.4
    if usd > cap:
        yield (
            f"The budget of ${config.budget.usd_a_day:g} a day holds it at ${cap:,.2f}: intervals widen, "
            f"{config.budget.drop_first[0].replace('_', ' ')} first."
        )
    yield f"Counting this cost ${own:.5f}."


def _span(usd: float, usd_upper: float) -> str:
    return f"${usd:,.2f}" if usd_upper <= usd * 1.005 else f"${usd:,.2f} to ${usd_upper:,.2f}"
