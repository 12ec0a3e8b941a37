from dataclasses import replace

import pytest

from collectors.records import Kind
from tests.conftest import NOON
from tests.factories import an_identity
from tests.personas import ADMIN, OPERATOR
from webapp.actions.plans import LASTS_S, Action, PlanRefused, confirm, perform
from webapp.jobs import Jobs
from webapp.store import journal
from webapp.store.jobs import JobState, job_of
from webapp.store.plans import Plan, plan_of, save_plan

QUEUE = an_identity("orders-dlq", Kind.QUEUE)
FACTS = {"retention_s": 60, "sources": ["orders"]}


def a_plan(**fields):
    made = {
        "id": "p1",
        "kind": "test",
        "person": OPERATOR,
        "identity": QUEUE,
        "asked": {"way": "move"},
        "facts": FACTS,
        "steps": ("Move everything.",),
        "warnings": (),
        "created_at": NOON,
        "expires_at": NOON + LASTS_S,
    }
    return Plan(**made | fields)


@pytest.fixture
def kept(store):
    def keep(**fields):
        plan = a_plan(**fields)
        with store.write() as conn:
            save_plan(conn, plan)
        return plan

    return keep


@pytest.fixture
def confirmed(store):
    def press(plan, person=OPERATOR, at=NOON, digest=None):
        with store.write() as conn:
            return confirm(conn, plan.id, digest or plan.hash, person, at)

    return press


@pytest.fixture
def done(acting, confirmed):
    """The job of a plan, once performed."""

    def do(plan, read=lambda acting, plan: FACTS, perform_=lambda acting, plan, working: {"moved": 3}, attempts=1):
        key = confirmed(plan)
        action = Action(read, perform_)
        jobs = Jobs(acting.store, acting.clock, {"test": lambda working: perform(action, acting, working)}, "me")
        jobs.tick()
        jobs.close()
        with acting.store.read() as conn:
            return job_of(conn, key)

    return do


def entries(store):
    with store.read() as conn:
        return [journal.entry_in(row) for row in journal.rows_in_order(conn)]


def test_a_plan_is_read_as_it_was_saved(store, kept):
    plan = kept(warnings=("It may come back.",))
    with store.read() as conn:
        again = plan_of(conn, plan.id)
    assert again == plan
    assert again.hash == plan.hash


def test_a_plan_that_says_something_else_has_another_hash():
    said = {a_plan().hash, a_plan(asked={"way": "all"}).hash, a_plan(facts={}).hash, a_plan(warnings=("!",)).hash}
    assert len(said) == 4
    assert a_plan(person=ADMIN).hash not in said


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"at": NOON + LASTS_S}, "expired"),
        ({"digest": "0" * 64}, "not the plan that was shown"),
        ({"person": ADMIN}, "omar made this plan"),
    ],
)
def test_only_who_made_a_plan_confirms_it_in_time_and_as_shown(kept, confirmed, case, said):
    with pytest.raises(PlanRefused, match=said):
        confirmed(kept(), **case)


def test_a_plan_that_cannot_be_done_cannot_be_confirmed(kept, confirmed):
    with pytest.raises(PlanRefused, match="holds no payload"):
        confirmed(kept(refusals=("A stream record holds no payload.",)))


def test_an_unknown_plan_is_refused(confirmed):
    with pytest.raises(PlanRefused, match="no such plan"):
        confirmed(replace(a_plan(), id="nobody"))


def test_confirming_twice_makes_one_job(kept, confirmed):
    plan = kept()
    assert confirmed(plan) == confirmed(plan)


def test_what_is_done_stands_in_the_journal_before_and_after(store, kept, done):
    seen = []
    job = done(kept(), perform_=lambda acting, plan, working: seen.extend(entries(store)) or {"moved": 3})
    assert (job.state, job.result) == (JobState.DONE, {"moved": 3})
    assert [entry.phase for entry in seen] == ["intent"]
    intent, result = entries(store)
    assert (intent.person, intent.target, intent.plan_id) == ("omar", QUEUE, "p1")
    assert (result.begun_id, result.result, result.detail) == (intent.id, "done", {"moved": 3})


def test_nothing_is_done_where_aws_has_changed(store, kept, done):
    job = done(kept(), read=lambda acting, plan: FACTS | {"retention_s": 120})
    assert job.state is JobState.FAILED
    assert "retention_s was 60 and is 120" in job.result["error"]
    assert entries(store) == []


def test_a_doing_that_fails_stands_in_the_journal(store, kept, done):
    def fail(acting, plan, working):
        raise ValueError("no such queue")

    assert done(kept(), perform_=fail).state is JobState.FAILED
    assert entries(store)[1].result == "failed"
    assert "no such queue" in entries(store)[1].detail["error"]
