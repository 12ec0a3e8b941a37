"""What is paid for invocations that come to nothing, and for their beginning."""

from collections.abc import Iterator
from decimal import Decimal

from webapp.analysis.prices import PriceBook
from webapp.analysis.savings.spending import Confidence, Saving, Spending


def errors(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """What fails, and is paid like the rest."""
    usage = spending.usage
    if not usage.errors or not usage.requests:
        return
    share = min(Decimal(1), Decimal(usage.errors) / usage.requests)
    why = f" Its failures come back to it through {spending.feeds_itself}." if spending.feeds_itself else ""
    yield Saving(
        spending.function.identity,
        "dlq_loop" if spending.feeds_itself else "errors",
        "Failures that go round in a loop" if spending.feeds_itself else "Invocations that fail",
        f"{100 * share:.2g} % of its invocations fail, retries among them, and are paid like the others.{why}",
        "None: this is money for nothing. The sum takes failures to last as long as the others.",
        Confidence.MEDIUM,
        spending.execution_usd * share,
    )


def retries(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """What is tried again and fails again."""
    usage, tries = spending.usage, spending.tries
    if not usage.errors or not usage.requests or not tries or tries < 2:
        return
    again = min(usage.errors, usage.requests) * (tries - 1) // tries
    yield Saving(
        spending.function.identity,
        "retries",
        f"One try instead of {tries} of what fails",
        f"An event that fails is tried {tries} times: up to {again:,} invocations a month repeat a failure.",
        "What would pass at the second try is lost or dead-lettered: keep retries for what is transient, and reject in "
        "the handler what never can pass.",
        Confidence.LOW,
        spending.execution_usd * again / usage.requests,
    )


def timeouts(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """What waits for a timeout that is much longer than the usual duration."""
    runs, usage = spending.runs, spending.usage
    others = usage.requests - runs.timeouts
    if not runs.timeouts or others <= 0:
        return
    usual_ms = max(0, usage.duration_ms - runs.timeout_ms) // others
    shorter_s = max(3, -(-usual_ms * 3 // 1000))
    if shorter_s >= spending.function.timeout_s:
        return
    saved_ms = runs.timeout_ms - runs.timeouts * shorter_s * 1000
    yield Saving(
        spending.function.identity,
        "timeout",
        f"A timeout of {shorter_s} s instead of {spending.function.timeout_s} s",
        f"{runs.timeouts:,} invocations a month wait for the whole timeout and fail; the others take {usual_ms} ms.",
        "Slow invocations that would have succeeded are cut off; a timeout in the client inside is better still.",
        Confidence.MEDIUM,
        spending.usd_of_ms(max(0, saved_ms)),
    )


def cold_starts(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """The time that Init takes, where it is charged."""
    runs = spending.runs
    if not runs.init_ms:
        return
    yield Saving(
        spending.function.identity,
        "cold_starts",
        "Time that cold starts take",
        f"{runs.cold_starts:,} cold starts a month of {runs.init_ms // max(1, runs.cold_starts)} ms each are charged.",
        "A smaller package, fewer imports or SnapStart shorten them; provisioned concurrency costs more than it saves.",
        Confidence.LOW,
        spending.usd_of_ms(runs.init_ms),
    )
