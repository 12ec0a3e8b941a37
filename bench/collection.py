"""A metrics cycle of 10,000 functions, saved and judged, beside a bare boto3 loop that throws the answers away.

Both make the same GetMetricData calls with the same number of threads, each in a process of its own, against a server
that has its answers ready. The cycle measured is an ordinary one of five minutes; the one before it filled three hours.
"""

import json
import os
import resource
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from math import ceil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import boto3

from bench.answers import ACCOUNT, name_of
from bench.rows import Row
from collectors import metrics
from collectors.metric_data import THREADS
from collectors.records import Function, Identity, Kind, Outcome
from collectors.targets import Target
from webapp.clock import SetClock
from webapp.collecting import collect_garbage_seldom
from webapp.config import Config, Intervals
from webapp.config.model import Budget
from webapp.store import Store
from webapp.store.functions import save_functions
from webapp.store.runs import save_outcome
from webapp.watch.watching import Watch

NOW = 1_793_534_400
FUNCTIONS = 10_000
CYCLES = 3


def measure(quick: bool) -> list[Row]:
    """Wall time as a ratio, calls beside the fewest possible, our CPU and memory; a tenth of all active, then all."""
    tenth = _rows("_tenth_active", FUNCTIONS, FUNCTIONS // 10)
    return list(tenth) if quick else [*_rows("", FUNCTIONS, FUNCTIONS), *tenth]


def _rows(suffix: str, functions: int, active: int) -> Iterator[Row]:
    with answering(active) as url, TemporaryDirectory() as folder:
        ours = _child("ours", url, functions)
        requests = asked(url)
        Path(folder, "requests.json").write_text(json.dumps(requests))
        bare = _child("bare", url, f"{folder}/requests.json")
    calls, queries = len(requests) / CYCLES, sum(len(each["MetricDataQueries"]) for each in requests) / CYCLES
    note = f"{functions:,} functions, {active:,} active, {calls:.0f} calls, {THREADS} threads"
    yield Row(f"collection_ratio{suffix}", ours["seconds"] / bare["seconds"], "x", 1.3, note)
    yield Row(f"collection_s{suffix}", ours["seconds"], "s", note=f"bare boto3: {bare['seconds']:.2f} s")
    yield Row(
        f"collection_added_cpu_s{suffix}", ours["cpu"] - bare["cpu"], "s", note=f"bare boto3: {bare['cpu']:.2f} s"
    )
    yield Row(f"collection_calls_ratio{suffix}", calls / ceil(queries / 500), "x", 1.05, "of ceil(queries / 500)")
    yield Row(f"collection_rss_mb{suffix}", ours["rss_mb"], "MB", 500, "peak, three hours of first filling included")


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


def _child(what: str, url: str, argument: object) -> dict[str, float]:
    keys = {"AWS_ACCESS_KEY_ID": "AKIABENCH", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_EC2_METADATA_DISABLED": "true"}
    command = [sys.executable, "-m", "bench.collection", what, url, str(argument)]
    found: dict[str, float] = json.loads(subprocess.check_output(command, env=os.environ | keys))
    return found


def ours(url: str, functions: int) -> dict[str, float]:
    """The median of some cycles of the watch, each five minutes after the last."""
    collect_garbage_seldom()
    with TemporaryDirectory() as folder, closing(Store.open(f"sqlite:///{folder}/oncall.db")) as store:
        seed(store, functions)
        clock = SetClock(NOW)
        target = Target("bench", "eu-west-1", endpoint_url=url)
        config = Config((target,), "", intervals=Intervals(trouble_s=3600), budget=Budget(usd_a_day=10_000.0))
        watch = Watch(config, store, clock, (metrics,))
        _cycle(watch)
        asked(url)
        spent = []
        for _ in range(CYCLES):
            clock.advance(300)
            spent.append(_cycle(watch))
        watch.close()
    return _middle(spent) | {"rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def bare(url: str, requests: str) -> dict[str, float]:
    """The same calls with boto3 as it comes."""
    client = boto3.client("cloudwatch", region_name="eu-west-1", endpoint_url=url)
    every = json.loads(Path(requests).read_text())
    size = len(every) // CYCLES
    spent = []
    for cycle in range(CYCLES):
        began, cpu = perf_counter(), process_time()
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in pool.map(
                lambda request: client.get_metric_data(**request), every[cycle * size : (cycle + 1) * size]
            ):
                pass
        spent.append((perf_counter() - began, process_time() - cpu))
    return _middle(spent)


def seed(store: Store, functions: int) -> None:
    """Functions that were listed before."""
    account = Identity("aws", ACCOUNT, "eu-west-1", Kind.ACCOUNT, "")
    listed = [_function(account, number) for number in range(functions)]
    with store.write() as conn:
        for name in ("functions", "mappings"):
            save_outcome(conn, Outcome("bench", name, NOW - 60, 1.0, records=functions, identity=account))
        save_functions(conn, listed, NOW - 60)


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


def _cycle(watch: Watch) -> tuple[float, float]:
    began, cpu = perf_counter(), process_time()
    watch.tick(with_history=False)
    (outcome,) = [each for each in watch.settle() if each.collector == "metrics"]
    assert outcome.ok, outcome.failures
    return perf_counter() - began, process_time() - cpu


def _middle(spent: list[tuple[float, float]]) -> dict[str, float]:
    return {"seconds": median(wall for wall, _ in spent), "cpu": median(cpu for _, cpu in spent)}


def asked(url: str) -> list[dict]:
    """The GetMetricData requests since the last question."""
    with urllib.request.urlopen(f"{url}/asked", timeout=60) as answer:
        return json.load(answer)


if __name__ == "__main__":
    what, where, argument = sys.argv[1:]
    print(json.dumps(ours(where, int(argument)) if what == "ours" else bare(where, argument)))
