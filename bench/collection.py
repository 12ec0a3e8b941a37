"""A metrics cycle of 10,000 functions, saved and judged, beside a bare boto3 loop that throws the answers away.

Both make the same GetMetricData calls with the same number of threads, each in a process of its own, against a server
that has its answers ready. The cycles measured are ordinary ones of five minutes; the one before filled three hours.
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from math import ceil
from statistics import median
from subprocess import PIPE
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import boto3

from bench.answers import name_of
from bench.memory import peak_mb
from bench.rows import Row
from collectors import metrics
from collectors.metric_data import THREADS
from collectors.records import Function, Identity, Kind, Outcome
from collectors.targets import Target
from tests.answering import ACCOUNT
from webapp.clock import SetClock
from webapp.collecting import collect_garbage_seldom
from webapp.config import Config, Intervals
from webapp.config.model import Budget
from webapp.store import Store
from webapp.store.functions import save_functions
from webapp.store.runs import save_outcome
from webapp.watch.budget import Pace
from webapp.watch.watching import Watch

NOW = 1_793_534_400
FUNCTIONS = 10_000
CYCLES, QUICK_CYCLES = 5, 3
PACE = Pace(0.0, 10_000.0)


def measure(quick: bool) -> list[Row]:
    """Wall time as a ratio, calls beside the fewest possible, our CPU and memory; a tenth of all active, then all."""
    if quick:
        return list(_rows("_tenth_active", FUNCTIONS // 10, QUICK_CYCLES))
    return [*_rows("", FUNCTIONS, CYCLES), *_rows("_tenth_active", FUNCTIONS // 10, CYCLES)]


def _rows(suffix: str, active: int, cycles: int) -> Iterator[Row]:
    """The two take turns, so that what else the machine does concerns both; each cycle is held against its bare one."""
    with answering(active) as url, Child("ours", url) as ours, Child("bare", url) as bare:
        rounds = [_round(url, ours, bare) for _ in range(cycles)]
        rss_mb = ours.does({"ended": True})["rss_mb"]
    wall = {who: median(each[who]["seconds"] for each in rounds) for who in ("ours", "bare")}
    cpu = {who: median(each[who]["cpu"] for each in rounds) for who in ("ours", "bare")}
    ratio = median(each["ours"]["seconds"] / each["bare"]["seconds"] for each in rounds)
    calls, queries = rounds[-1]["calls"], rounds[-1]["queries"]
    note = f"{FUNCTIONS:,} functions, {active:,} active, {calls} calls, {THREADS} threads"
    yield Row(f"collection_ratio{suffix}", ratio, "x", 1.3, note)
    yield Row(f"collection_s{suffix}", wall["ours"], "s", note=f"bare boto3: {wall['bare']:.2f} s")
    yield Row(
        f"collection_added_cpu_s{suffix}", cpu["ours"] - cpu["bare"], "s", note=f"bare boto3: {cpu['bare']:.2f} s"
    )
    yield Row(f"collection_calls_ratio{suffix}", calls / ceil(queries / 500), "x", 1.05, "of ceil(queries / 500)")
    yield Row(f"collection_rss_mb{suffix}", rss_mb, "MB", 500, "peak, three hours of first filling included")


def _round(url: str, ours: "Child", bare: "Child") -> dict[str, Any]:
    """A cycle of ours, and its calls once more by the other."""
    spent = ours.does({})
    requests = asked(url)
    queries = sum(len(each["MetricDataQueries"]) for each in requests)
    found = {"ours": spent, "bare": bare.does({"requests": requests}), "calls": len(requests), "queries": queries}
    asked(url)
    return found


@contextmanager
def answering(active: int) -> Iterator[str]:
    """The URL of a server that knows `active` functions."""
    command = [sys.executable, "-m", "bench.answers", str(active)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


class Child:
    """A process that does something each time that it is told a line of JSON, and answers with one."""

    def __init__(self, what: str, url: str) -> None:
        keys = {"AWS_ACCESS_KEY_ID": "AKIABENCH", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_EC2_METADATA_DISABLED": "true"}
        command = [sys.executable, "-m", "bench.collection", what, url]
        self._process = subprocess.Popen(command, env=os.environ | keys, stdin=PIPE, stdout=PIPE, text=True)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def does(self, told: dict[str, Any]) -> dict[str, Any]:
        """Tell it, and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(told), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def ours(url: str) -> None:
    """Cycles of the watch, each five minutes after the last."""
    collect_garbage_seldom()
    with TemporaryDirectory() as folder, closing(Store.open(f"sqlite:///{folder}/oncall.db")) as store:
        seed(store, FUNCTIONS)
        clock = SetClock(NOW)
        target = Target("bench", "eu-west-1", endpoint_url=url)
        config = Config((target,), "", intervals=Intervals(trouble_s=3600), budget=Budget(usd_a_day=PACE.usd_a_day))
        watch = Watch(config, store, clock, (metrics,))
        _cycle(watch)
        asked(url)
        for line in sys.stdin:
            if "ended" in line:
                break
            clock.advance(300)
            note_listed(store, FUNCTIONS, clock.now())
            print(json.dumps(_cycle(watch)), flush=True)
        watch.close()
    print(json.dumps({"rss_mb": peak_mb()}), flush=True)


def bare(url: str) -> None:
    """The same calls with boto3 as it comes."""
    client = boto3.client("cloudwatch", region_name="eu-west-1", endpoint_url=url)
    for line in sys.stdin:
        requests = json.loads(line)["requests"]
        began, cpu = perf_counter(), process_time()
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in pool.map(lambda request: client.get_metric_data(**request), requests):
                pass
        print(json.dumps({"seconds": perf_counter() - began, "cpu": process_time() - cpu}), flush=True)


def seed(store: Store, functions: int) -> None:
    """Functions that were listed before."""
    account = Identity("aws", ACCOUNT, "eu-west-1", Kind.ACCOUNT, "")
    listed = [_function(account, number) for number in range(functions)]
    note_listed(store, functions, NOW)
    with store.write() as conn:
        save_functions(conn, listed, NOW - 60)


def note_listed(store: Store, functions: int, now: int) -> None:
    """Functions and mappings were listed a minute ago, as they are again and again: else all would be UNKNOWN."""
    account = Identity("aws", ACCOUNT, "eu-west-1", Kind.ACCOUNT, "")
    with store.write() as conn:
        for name in ("functions", "mappings"):
            save_outcome(conn, Outcome("bench", name, now - 60, 1.0, records=functions, identity=account))


def _function(account: Identity, number: int) -> Function:
    identity = replace(account, kind=Kind.FUNCTION, name=name_of(number))
    return Function(
        identity=identity,
        arn=f"arn:aws:lambda:{identity.region}:{identity.account}:function:{identity.name}",
        runtime="python3.13",
        architecture="arm64",
        memory_mb=512,
        timeout_s=(3, 30, 60, 120)[number % 4],
        ephemeral_mb=512,
        package_type="Zip",
        code_sha256="0" * 44,
        code_bytes=1_000_000,
        last_modified=NOW - 9_000_000,
        tags=(("team", f"team-{number % 40}"),),
    )


def _cycle(watch: Watch) -> dict[str, float]:
    """Until the verdicts are saved; the housekeeper, who has a thread and a time of his own, comes afterwards."""
    (target,) = watch.targets
    began, cpu = perf_counter(), process_time()
    target.tick(PACE, with_history=False)
    (outcome,) = [each for each in target.settle() if each.collector == "metrics"]
    spent = {"seconds": perf_counter() - began, "cpu": process_time() - cpu}
    assert outcome.ok, outcome.failures
    watch.tick(with_history=False)
    watch.settle()
    return spent


def asked(url: str) -> list[dict]:
    """The GetMetricData requests since the last question."""
    with urllib.request.urlopen(f"{url}/asked", timeout=60) as answer:
        return json.load(answer)


if __name__ == "__main__":
    what, url = sys.argv[1:]
    {"ours": ours, "bare": bare}[what](url)
