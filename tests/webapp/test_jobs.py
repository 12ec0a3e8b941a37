import threading

import pytest

from tests.store.opening import unwritable
from webapp.jobs import LEASE_S, THREADS, JobRefused, Jobs
from webapp.store import jobs as rows
from webapp.store.jobs import JobState


@pytest.fixture
def working(store, clock):
    made = []

    def start(owner="me", **kinds):
        made.append(Jobs(store, clock, kinds, owner))
        return made[-1]

    yield start
    for jobs in made:
        jobs.close()


@pytest.fixture
def add(store, clock):
    def queue(kind="count", **payload):
        with store.write() as conn:
            return rows.add(conn, kind, payload, clock.now())

    return queue


@pytest.fixture
def seen(store):
    def read(key):
        with store.read() as conn:
            return rows.job_of(conn, key)

    return read


def test_a_job_is_performed_and_its_result_kept(working, add, seen):
    key = add(upto=3)
    jobs = working(count=lambda work: {"counted": work.job.payload["upto"]})
    jobs.tick()
    jobs.close()
    assert (seen(key).state, seen(key).result) == (JobState.DONE, {"counted": 3})


def test_a_job_that_fails_says_why(working, add, seen):
    def fail(work):
        raise ValueError("no such queue")

    key = add()
    jobs = working(count=fail)
    jobs.tick()
    jobs.close()
    assert seen(key).state is JobState.FAILED
    assert "no such queue" in seen(key).result["error"]


def test_a_job_that_must_not_be_done_says_so_in_its_own_words(working, add, seen):
    def refuse(work):
        raise JobRefused("AWS has changed.")

    key = add()
    jobs = working(count=refuse)
    jobs.tick()
    jobs.close()
    assert (seen(key).state, seen(key).result) == (JobState.FAILED, {"error": "AWS has changed."})


def test_a_job_of_an_unknown_kind_fails_and_says_so(working, add, seen):
    key = add("redrive")
    jobs = working()
    jobs.tick()
    jobs.close()
    assert "redrive" in seen(key).result["error"]


def test_progress_is_shown_while_it_works(working, add, seen):
    noted, go_on = threading.Event(), threading.Event()

    def count(work):
        work.note(done=1)
        noted.set()
        go_on.wait(60)
        return {}

    key = add()
    working(count=count).tick()
    assert noted.wait(60)
    assert seen(key).progress == {"done": 1}
    go_on.set()


def test_a_cancel_is_honoured_at_the_next_step(working, add, seen, store):
    begun, go_on = threading.Event(), threading.Event()

    def count(work):
        work.note(done=1)
        begun.set()
        go_on.wait(60)
        work.note(done=2)
        raise AssertionError("it went on")

    key = add()
    jobs = working(count=count)
    jobs.tick()
    assert begun.wait(60)
    with store.write() as conn:
        rows.request_cancel(conn, key)
    go_on.set()
    jobs.close()
    assert seen(key).state is JobState.CANCELLED


def test_a_job_whose_worker_died_is_resumed_where_it_was(working, add, seen, store, clock):
    key = add()
    with store.write() as conn:
        dead = rows.claim(conn, "dead", clock.now(), LEASE_S)
        rows.progress(conn, dead, {"done": 7}, clock.now(), LEASE_S)
    jobs = working(count=lambda work: {"from": work.noted["done"]})
    jobs.tick()
    assert seen(key).owner == "dead"
    clock.advance(LEASE_S + 1)
    jobs.tick()
    jobs.close()
    assert (seen(key).state, seen(key).result) == (JobState.DONE, {"from": 7})


def test_a_job_whose_worker_ends_is_left_after_its_step_and_taken_up_at_once(working, add, seen):
    begun, go_on = threading.Event(), threading.Event()

    def count(work):
        for number in range(work.noted.get("done", 0), 2):
            begun.set()
            go_on.wait(60)
            work.note(done=number + 1)
        return {"done": work.noted["done"], "attempts": work.job.attempts}

    key = add()
    first, second = working(count=count), working("next", count=count)
    first.tick()
    assert begun.wait(60)
    first.leave()
    go_on.set()
    first.close()
    assert (seen(key).state, seen(key).progress) == (JobState.RUNNING, {"done": 1})
    second.tick()
    second.close()
    assert (seen(key).state, seen(key).result) == (JobState.DONE, {"done": 2, "attempts": 2})


def test_a_long_step_keeps_its_job(working, add, seen, clock):
    begun, go_on = threading.Event(), threading.Event()

    def count(work):
        begun.set()
        go_on.wait(60)
        return {}

    key = add()
    jobs, other = working(count=count), working("other", count=count)
    jobs.tick()
    assert begun.wait(60)
    for _ in range(6):
        clock.advance(LEASE_S // 2)
        jobs.tick()
        other.tick()
    assert (seen(key).owner, seen(key).attempts) == ("me", 1)
    go_on.set()


def test_who_has_lost_a_job_stops_and_writes_nothing_more(working, add, seen, store, clock):
    begun, go_on = threading.Event(), threading.Event()

    def count(work):
        begun.set()
        go_on.wait(60)
        work.note(done=1)
        return {"by": "me"}

    key = add()
    jobs = working(count=count)
    jobs.tick()
    assert begun.wait(60)
    clock.advance(LEASE_S + 1)
    with store.write() as conn:
        other = rows.claim(conn, "other", clock.now(), LEASE_S)
    go_on.set()
    jobs.close()
    assert seen(key).state is JobState.RUNNING
    assert (seen(key).owner, seen(key).progress) == ("other", {})
    assert other.attempts == 2


def test_no_more_jobs_are_begun_than_there_are_threads(working, add, seen):
    go_on = threading.Event()
    keys = [add() for _ in range(THREADS + 2)]
    jobs = working(count=lambda work: go_on.wait(60) and {})
    jobs.tick()
    assert [seen(key).state for key in keys].count(JobState.RUNNING) == THREADS
    go_on.set()


def test_a_store_that_could_not_be_written_takes_no_thread_away(working, add, seen, store):
    key = add()
    jobs = working(count=lambda work: {})
    with unwritable(store):
        for _ in range(THREADS + 1):
            jobs.tick()
    jobs.tick()
    jobs.close()
    assert seen(key).state is JobState.DONE
