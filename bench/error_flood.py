"""Peak memory of a look at the errors of an hour: a million records must take no more than a few thousand."""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.memory import peak_mb
from bench.rows import Row
from collectors import log_errors
from collectors.aws import Aws
from collectors.records import Ask, Chunk, Window
from collectors.runner import run
from collectors.targets import Target
from tests.conftest import NOON
from tests.embedded import EmbeddedAws
from tests.factories import a_function
from webapp.store.database import Store
from webapp.watch.saving import save_records

FEW, MANY, QUICK = 2_000, 1_000_000, 10_000
GROUP, STREAM = "/flood", "2026/11/01/[7]a"
A_CALL = 10_000


def measure(quick: bool) -> list[Row]:
    """The peak of a process that reads, groups and saves few records, and of one that does so with many."""
    many = QUICK if quick else MANY
    few_mb, many_mb = _peak_mb(FEW), _peak_mb(many)
    return [
        Row("error_flood_rss_mb", many_mb, "MB", note=f"peak, {many:,} error records in an hour"),
        Row("error_flood_rss_ratio", many_mb / few_mb, "", 1.25, f"against {FEW:,} records"),
    ]


def _peak_mb(records: int) -> float:
    with EmbeddedAws("--now", str(NOON)) as aws:
        logs = aws.client("logs")
        logs.create_log_group(logGroupName=GROUP)
        logs.create_log_stream(logGroupName=GROUP, logStreamName=STREAM)
        for first in range(0, records, A_CALL):
            some = [_event(n, records) for n in range(first, min(records, first + A_CALL))]
            logs.put_log_events(logGroupName=GROUP, logStreamName=STREAM, logEvents=some)
        command = [sys.executable, "-m", "bench.error_flood", aws.url, str(records)]
        told = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=aws.environment | {"PATH": ""})
    return float(json.loads(told.stdout))


def _event(number: int, records: int) -> dict[str, object]:
    at = (NOON - 3600) * 1000 + number * 3_590_000 // records
    return {"timestamp": at, "message": json.dumps({"level": "ERROR", "message": f"no stock of {number}"})}


def _read(url: str, records: int) -> None:
    """What the child does: one look, saved chunk by chunk as the watch does; it prints its peak in MB."""
    target = Target("flood", "eu-west-1", endpoint_url=url)
    function = replace(a_function(), log_group=GROUP)
    counted = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'oncall.db'}")

        def deliver(chunk: Chunk) -> None:
            nonlocal counted
            counted += sum(count.records for read in chunk.records for count in getattr(read, "counts", ()))
            with store.write() as conn:
                save_records(conn, target.name, chunk.records, NOON)

        ask = Ask(functions=(function,), windows=(Window(NOON - 3600, NOON, 300),))
        outcome = run(log_errors, Aws(target), target, ask, NOON, deliver)
        store.close()
    assert outcome.ok, outcome.failures
    assert counted == records, counted
    print(peak_mb())


if __name__ == "__main__":
    _read(sys.argv[1], int(sys.argv[2]))
