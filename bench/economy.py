"""What a day of looking at 1,000 functions costs, a tenth of them active, beside polling everything each minute."""

import os
from collections.abc import Iterator
from contextlib import closing
from tempfile import TemporaryDirectory

from bench.collection import NOW, answering, seed
from bench.rows import Row
from collectors import metrics, tripwire
from collectors.costs import USD_A_METRIC
from collectors.metrics import questions_about
from collectors.records import FUNCTION_METRICS, Outcome
from collectors.targets import Target
from webapp.clock import SetClock
from webapp.config import Config
from webapp.store import Store
from webapp.store.functions import functions
from webapp.watch.watching import Watch

FUNCTIONS, ACTIVE = 1_000, 100
MINUTES_A_DAY = 1_440


def measure(quick: bool) -> list[Row]:
    """Metrics requested a day as a ratio, measured over some hours after the first filling, and both in dollars."""
    hours = 0.5 if quick else 4
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "AKIABENCH")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "bench")
    with TemporaryDirectory() as folder, closing(Store.open(f"sqlite:///{folder}/oncall.db")) as store:
        seed(store, FUNCTIONS)
        everything = MINUTES_A_DAY * sum(_billed(store))
        with answering(ACTIVE) as url:
            outcomes = list(_watched(Target("bench", "eu-west-1", endpoint_url=url), store, hours))
    ours = sum(outcome.metrics_requested for outcome in outcomes) * 24 / hours
    usd = sum(outcome.usd for outcome in outcomes) * 24 / hours
    note = f"{FUNCTIONS:,} functions, {ACTIVE} active; {hours} h measured; {ours:,.0f} of {everything:,} metrics a day"
    return [
        Row("economy_ratio", ours / everything, "x", 0.1, note),
        Row("economy_usd_a_day", usd, "$", note="listing and the trip-wire included"),
        Row("economy_every_minute_usd_a_day", everything * USD_A_METRIC, "$", note="everything, each minute"),
    ]


def _billed(store: Store) -> Iterator[int]:
    """How many metrics each function is billed for: five statistics of one metric are one."""
    with store.read() as conn:
        known = functions(conn)
    for question in questions_about(known, (), frozenset(), FUNCTION_METRICS, 60):
        yield len({metric.name for metric in question.metrics})


def _watched(target: Target, store: Store, hours: float) -> Iterator[Outcome]:
    clock = SetClock(NOW)
    watch = Watch(Config((target,), "", backfill_days=1), store, clock, (metrics, tripwire))
    try:
        for _ in range(5):
            watch.tick()
            watch.settle()
            clock.advance(60)
        for _ in range(int(60 * hours)):
            watch.tick()
            yield from watch.settle()
            clock.advance(60)
    finally:
        watch.close()
