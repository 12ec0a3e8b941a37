"""Jobs: performed once, resumed after a crash, stopped when asked."""

from tests.conftest import NOON
from webapp.store.jobs import (
    JobState,
    add,
    cancel_requested,
    claim,
    finish,
    job_of,
    progress,
    request_cancel,
)


def test_jobs_are_claimed_oldest_first_each_by_one(store):
    with store.write() as conn:
        first, second = (add(conn, "redrive", {"queue": name}, NOON) for name in ("a", "b"))
        claimed = [claim(conn, owner, NOON + 1, 30) for owner in ("one", "two", "three")]
        assert [job.id for job in claimed if job] == [first, second]
        assert claimed[0].payload == {"queue": "a"}
        assert (claimed[0].owner, claimed[0].state, claimed[0].attempts) == ("one", JobState.RUNNING, 1)


def test_the_same_key_is_the_same_job(store):
    with store.write() as conn:
        key = add(conn, "redrive", {}, NOON, "plan-7")
        assert add(conn, "redrive", {"other": 1}, NOON + 1, "plan-7") == key
        assert add(conn, "redrive", {}, NOON) != add(conn, "redrive", {}, NOON)


def test_a_job_whose_worker_died_is_claimed_again_with_its_progress(store):
    with store.write() as conn:
        add(conn, "redrive", {}, NOON)
        lost = claim(conn, "one", NOON, 30)
        assert progress(conn, lost, {"moved": 40}, NOON + 10, 30)
        assert claim(conn, "two", NOON + 39, 30) is None
        again = claim(conn, "two", NOON + 40, 30)
        assert (again.id, again.attempts, again.progress) == (lost.id, 2, {"moved": 40})


def test_a_worker_that_lost_its_job_changes_nothing_any_more(store):
    with store.write() as conn:
        add(conn, "redrive", {}, NOON)
        lost = claim(conn, "one", NOON, 30)
        again = claim(conn, "two", NOON + 30, 30)
        assert not progress(conn, lost, {"moved": 1}, NOON + 31, 30)
        assert not finish(conn, lost, JobState.FAILED, {}, NOON + 31)
        assert finish(conn, again, JobState.DONE, {"moved": 50}, NOON + 32)
        done = job_of(conn, lost.id)
        assert (done.state, done.result, done.finished_at) == (JobState.DONE, {"moved": 50}, NOON + 32)


def test_a_finished_job_is_not_claimed_again(store):
    with store.write() as conn:
        add(conn, "redrive", {}, NOON)
        finish(conn, claim(conn, "one", NOON, 30), JobState.DONE, {}, NOON + 1)
        assert claim(conn, "two", NOON + 3600, 30) is None


def test_a_job_can_be_asked_to_stop(store):
    with store.write() as conn:
        key = add(conn, "redrive", {}, NOON)
        assert not cancel_requested(conn, key)
        request_cancel(conn, key)
        assert cancel_requested(conn, key)
        assert claim(conn, "one", NOON, 30).cancel_requested


def test_there_is_no_job_of_an_unknown_id(store):
    with store.read() as conn:
        assert job_of(conn, -1) is None
