"""A collector that is killed at any instant leaves a store that opens and tells no lie."""

import json
import random
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import text

from collectors.durations import DAY, HOUR
from collectors.records import FUNCTION_METRICS
from tests.conftest import NOON
from tests.webapp.watch.conftest import PAYMENTS, signed_in, targets_of
from webapp.store.coverage import covered
from webapp.store.database import Store
from webapp.store.functions import functions
from webapp.store.points import series

KILLS = 10
TICKS = (0, 0, 1)
"""Most are killed within their first tick, and every third after it, so that it goes on however slow the machine is."""
ROOT = Path(__file__).parents[3]
COLUMNS = {metric.column: (metric.name, metric.statistic) for metric in FUNCTION_METRICS[:9]}


@pytest.fixture(scope="module")
def truth(running_aws):
    """{(function, column): {minute: value}} of all that may be read, as CloudWatch has it."""
    running_aws.reset()
    running_aws.clock(now=NOON + DAY)
    target = next(each for each in running_aws.targets if each["name"] == PAYMENTS)
    client = running_aws.client("cloudwatch", **running_aws.assumed(target))

    def read(name, column):
        metric, stat = COLUMNS[column]
        dimensions = [{"Name": "FunctionName", "Value": name}]
        metric = {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": dimensions}
        query = {"Id": "a", "MetricStat": {"Metric": metric, "Period": 60, "Stat": stat}}
        pages = client.get_paginator("get_metric_data").paginate(
            StartTime=NOON - 2 * DAY, EndTime=NOON + DAY, MetricDataQueries=[query]
        )
        found = [result for page in pages for result in page["MetricDataResults"]]
        return {
            int(at.timestamp()): value
            for result in found
            for at, value in zip(result["Timestamps"], result["Values"], strict=True)
        }

    return lambda names: {(name, column): read(name, column) for name in names for column in COLUMNS}


def killed(store_url, target, start, ticks, seconds):
    """Run a collector and kill it so many seconds after it has begun, or after so many ticks."""
    command = [sys.executable, "-m", "tests.webapp.watch.collector", store_url, json.dumps(asdict(target)), str(start)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        for line in (b"ticking\n", *[b"ticked\n"] * ticks):
            assert process.stdout.readline() == line
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()


def test_killed_at_random_points_it_leaves_no_half_minute_and_no_false_coverage(
    looked_file, truth, tmp_path, embedded_aws, monkeypatch
):
    embedded_aws.clock(now=NOON + DAY)
    signed_in(monkeypatch, embedded_aws)
    (target,) = targets_of(embedded_aws, PAYMENTS)
    path = tmp_path / "oncall.db"
    path.write_bytes(Path(looked_file).read_bytes())
    chance = random.Random(4711)
    said = None
    for kill in range(KILLS):
        killed(f"sqlite:///{path}", target, NOON + (kill + 1) * HOUR, TICKS[kill % 3], chance.uniform(0.05, 1.0))
        store = Store.open(f"sqlite:///{path}")
        with store.read() as conn:
            assert conn.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            known = functions(conn, target=PAYMENTS)
            said = said or truth([function.identity.name for function in known])
            intervals = [each for each in covered(conn, PAYMENTS, "metrics", 60, NOON - 2 * DAY, NOON + DAY)]
            for function in known:
                points = series(conn, function.identity, NOON - 2 * DAY, NOON + DAY, columns=tuple(COLUMNS))
                agrees(function.identity.name, points, intervals, said)
        store.close()
    assert sum(each.end - each.start for each in intervals) > 5 * HOUR


def agrees(name, points, intervals, said):
    """Every stored minute is whole and right, and no covered minute lacks its points."""
    stored = dict(points.rows)
    for at, row in stored.items():
        assert row == tuple(said[name, column].get(at) for column in COLUMNS), f"{name} at {at}"
    ok = [each for each in intervals if each.result == "ok"]
    for at in said[name, "invocations"]:
        if any(each.start <= at < each.end for each in ok):
            assert at in stored, f"{name} lacks {at} though it is covered"
