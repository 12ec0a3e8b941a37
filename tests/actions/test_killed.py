"""A redrive whose process is killed again and again, on a server that fails, loses no message and knows its doubles."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from tests.actions.redriving import Redriving, shown_again
from tests.actions.test_selective import in_order
from tests.embedded import ROOT
from webapp.analysis.redrive_counts import Fate

FAILS = ("fail:0.1:sqs:*", "partial:0.1:sqs:SendMessage", "partial:0.1:sqs:DeleteMessageBatch")
LOSES = ("lose:0.04:sqs:SendMessage",)
ACTIONS = ("sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessageBatch")
SEED = 7


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'oncall.db'}"


def calls(orders: Redriving, action: str) -> int:
    return int(orders.aws.calls(action)["total"])


def is_there(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True


def killed_and_resumed(orders: Redriving, url: str, kills: int, most: int) -> int:
    """Perform the redrive in processes that are killed while they receive, send or delete for the n-th time, n at
    random up to `most`; how many were.
    """
    chance, killed = random.Random(SEED), 0
    command = [sys.executable, "-m", "tests.actions.redriving", url, orders.aws.url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        while True:
            print("go", file=starter.stdin, flush=True)
            child = int(starter.stdout.readline())
            if killed < kills:
                action = chance.choice(ACTIONS)
                goal = calls(orders, action) + chance.randint(1, most)
                while not orders.aws.await_calls(action, goal, 1) and is_there(child):
                    pass
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            status = int(starter.stdout.readline())
            if status == 0:
                starter.stdin.close()
                return killed
            assert status == -signal.SIGKILL
            killed += 1
            orders.let_lease_expire()


def redriven(aws, store, url, messages, kills, rate, groups=0):
    """(the redriving, bodies by id, redrive, its lines, what arrived, what is left), all made quiet again."""
    orders = Redriving(aws, store, ".fifo" if groups else "")
    sent = orders.fill(messages, groups)
    key = orders.begin(rate=rate)
    aws.faults(*FAILS, *LOSES)
    killed = killed_and_resumed(orders, url, kills, messages // (15 * kills))
    aws.faults()
    assert killed == kills
    shown_again(aws)
    return orders, sent, orders.row(key), orders.lines(key), orders.drained(orders.alive), orders.drained(orders.dead)


def nothing_is_lost_and_doubles_are_known(sent, found, lines, arrived, left):
    times = Counter(message["Body"] for message in arrived) + Counter(message["Body"] for message in left)
    assert set(times) == set(sent.values())
    possible = {sent[name] for name, line in lines.items() if line.doubtful or line.fate is not Fate.DELETED}
    assert {body for body, number in times.items() if number > 1} <= possible
    assert found.state == "done"
    assert found.outcome.possibly_twice < len(sent) / 2


@pytest.mark.timeout(170)
def test_300_messages_survive_6_kills(aws, store, url):
    _, sent, found, lines, arrived, left = redriven(aws, store, url, 300, 6, rate=80)
    nothing_is_lost_and_doubles_are_known(sent, found, lines, arrived, left)


@pytest.mark.timeout(170)
def test_120_fifo_messages_survive_3_kills_in_order(aws, store, url):
    _, sent, found, lines, arrived, left = redriven(aws, store, url, 120, 3, rate=30, groups=12)
    nothing_is_lost_and_doubles_are_known(sent, found, lines, arrived, left)
    in_order(arrived, 12, 120)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_2000_messages_survive_20_kills(aws, store, url):
    _, sent, found, lines, arrived, left = redriven(aws, store, url, 2_000, 20, rate=150)
    nothing_is_lost_and_doubles_are_known(sent, found, lines, arrived, left)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_2000_fifo_messages_survive_20_kills_in_order(aws, store, url):
    _, sent, found, lines, arrived, left = redriven(aws, store, url, 2_000, 20, rate=150, groups=100)
    nothing_is_lost_and_doubles_are_known(sent, found, lines, arrived, left)
    in_order(arrived, 100, 2_000)
