"""A selective redrive beside a bare loop of boto3 calls with as many threads on the same server, and its memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config as BotoConfig

from bench.memory import peak_mb
from bench.rows import Row
from tests.actions.redriving import Redriving
from tests.embedded import EmbeddedAws
from webapp.actions import redrive
from webapp.actions.sweep import THREADS
from webapp.store import Store

LIMIT = 1.5
ROUNDS, QUICK_ROUNDS = 3, 2
"""The best of each counts: what else the machine does makes the others longer."""
FLAT = 1.3
"""Memory for a hundred times as many messages, against a hundredth: what the ledger's pages in cache may add."""


def measure(quick: bool) -> list[Row]:
    """Speed against the bare loop; and memory for few and for many messages, which takes too long where quick."""
    return [_speed(2_000, QUICK_ROUNDS)] if quick else [_speed(10_000, ROUNDS), _memory(1_000, 100_000)]


def _speed(number: int, rounds: int) -> Row:
    with EmbeddedAws() as aws, surroundings(aws):
        took = [(seconds_of_ours(aws, number), seconds_of_bare_loop(aws, number)) for _ in range(rounds)]
    ours, bare = map(min, zip(*took, strict=True))
    note = f"{number:,} messages; bare boto3 loop {bare:.2f} s: {ours / bare:.2f} times"
    return Row("redrive_selective_s", ours, "s", bare * LIMIT, note)


def _memory(few: int, many: int) -> Row:
    small, large = memory_of(few), memory_of(many)
    note = f"{many:,} messages; {few:,} take {small:.0f} MB"
    return Row("redrive_memory_mb", large, "MB", small * FLAT, note)


def seconds_of_ours(aws: Any, number: int) -> float:
    """From the confirmed plan to the account: facts read again, journal, canary-less redrive, digest of the ledger."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/oncall.db")
        aws.reset()
        orders = Redriving(aws, store, "-ours")
        orders.fill(number)
        key = orders.begin(hide_s=60)
        began = time.perf_counter()
        found = orders.done(key)
        took = time.perf_counter() - began
        store.close()
    assert found.outcome
    assert found.outcome.moved == number
    return took


def seconds_of_bare_loop(aws: Any, number: int) -> float:
    """Receive, send, delete: what anybody would write first."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/oncall.db")
        aws.reset()
        orders = Redriving(aws, store, "-bare")
        store.close()
    orders.fill(number)
    sqs = boto3.client("sqs", region_name="eu-west-1", config=BotoConfig(max_pool_connections=THREADS))

    def loop(_: int) -> None:
        while messages := sqs.receive_message(
            QueueUrl=orders.dead,
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        ).get("Messages"):
            entries = [
                {"Id": str(at), "MessageBody": m["Body"], "MessageAttributes": m.get("MessageAttributes", {})}
                for at, m in enumerate(messages)
            ]
            sqs.send_message_batch(QueueUrl=orders.alive, Entries=entries)
            gone = [{"Id": str(at), "ReceiptHandle": m["ReceiptHandle"]} for at, m in enumerate(messages)]
            sqs.delete_message_batch(QueueUrl=orders.dead, Entries=gone)

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(loop, range(THREADS)))
    return time.perf_counter() - began


def memory_of(number: int) -> float:
    """The peak of a process of its own, in MB."""
    command = [sys.executable, "-m", "bench.redrive", str(number)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


@contextmanager
def surroundings(aws: Any) -> Iterator[None]:
    """Our environment with the embedded account's credentials, and no waiting for what comes back."""
    before, waits = dict(os.environ), redrive.wait_of
    os.environ.update(aws.environment)
    redrive.wait_of = lambda queue: 0
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        redrive.wait_of = waits


def main(number: int) -> None:
    """Redrive so many messages and print the peak of this process."""
    with EmbeddedAws() as aws, surroundings(aws):
        seconds_of_ours(aws, number)
    print(peak_mb())


if __name__ == "__main__":
    main(int(sys.argv[1]))
