"""A pack whose process is killed at any of its alarms goes on where it was: nothing made twice, nothing left out."""

import os
import signal
import subprocess
import sys

import pytest

from tests.actions.alarms.conftest import an_alarm
from tests.actions.alarms.test_setting import WANTED
from tests.actions.conftest import aws
from tests.actions.redriving import ACCOUNT, acting_on
from tests.embedded import ROOT
from tests.personas import OPERATOR
from webapp.actions.alarms.planning import Wish, add, plan
from webapp.actions.plans import confirm
from webapp.store.jobs import JobState, job_of, jobs
from webapp.store.journal import entry_in, rows_in_order
from webapp.store.plans import save_plan
from webapp.store.targets import save_target

__all__ = ["aws"]
NAMES = [f"pack {number}" for number in range(5)]
PUT = "cloudwatch:PutMetricAlarm"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'oncall.db'}"


@pytest.fixture
def pack(aws, store):
    """The job of a pack of alarms that are missing."""
    acting = acting_on(store, aws.url)
    with store.write() as conn:
        save_target(conn, "shop", ACCOUNT)
    changes = {an_alarm(name): add({**WANTED, "AlarmName": name}) for name in NAMES}
    made = plan(acting, OPERATOR, Wish("alarm_pack", "A pack", changes))
    with store.write() as conn:
        save_plan(conn, made)
        return confirm(conn, made.id, made.hash, OPERATOR, acting.clock.now())


def killed_at_each(aws, store, url):
    """Perform it in processes that are killed as soon as one alarm more has been put, and one that is left alone."""
    command = [sys.executable, "-m", "tests.actions.redriving", url, aws.url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        for put in range(1, len(NAMES) + 1):
            print("go", file=starter.stdin, flush=True)
            child = int(starter.stdout.readline())
            if put < len(NAMES):
                assert aws.await_calls(PUT, put)
                os.kill(child, signal.SIGKILL)
            assert int(starter.stdout.readline()) == (-signal.SIGKILL if put < len(NAMES) else 0)
            with store.write() as conn:
                conn.execute(jobs.update().where(jobs.c.state == JobState.RUNNING).values(lease_until=0))
        starter.stdin.close()


@pytest.mark.timeout(120)
def test_a_pack_survives_a_kill_at_every_alarm(aws, store, url, pack):
    aws.forget_calls()
    killed_at_each(aws, store, url)
    with store.read() as conn:
        job, rows = job_of(conn, pack), [entry_in(row) for row in rows_in_order(conn)]
    assert (job.state, job.result["outcome"], job.attempts) == (JobState.DONE, "done", len(NAMES))
    assert set(job.result["alarms"].values()) <= {"created", "was so already"}
    assert aws.calls(PUT)["total"] == len(NAMES)
    found = aws.client("cloudwatch").describe_alarms(AlarmNamePrefix="pack ")["MetricAlarms"]
    assert [alarm["AlarmName"] for alarm in found] == NAMES
    assert [row.action for row in rows] == ["alarm_pack", "alarm_pack"]
    assert rows[1].result == "done"
