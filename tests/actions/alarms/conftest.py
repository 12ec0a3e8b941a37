"""Acting on the alarms of the embedded AWS, over a real store."""

import pytest

from collectors.records import Kind
from tests.collecting import an_embedded_target, use_keys
from tests.factories import an_identity
from tests.fleets import a_config
from tests.personas import OPERATOR
from webapp.actions.door import Door
from webapp.actions.kinds import job_kinds
from webapp.actions.plans import Acting, confirm
from webapp.jobs import Jobs
from webapp.store.jobs import job_of
from webapp.store.plans import save_plan
from webapp.store.targets import save_target

PLACES = {0: an_identity("", Kind.ACCOUNT), 1: an_identity("", Kind.ACCOUNT, region="us-east-1")}


def an_alarm(name, **place):
    return an_identity(name, Kind.ALARM, **place)


@pytest.fixture
def acting(store, clock, embedded_aws, monkeypatch):
    use_keys(embedded_aws, monkeypatch)
    targets = tuple(an_embedded_target(embedded_aws, index) for index in PLACES)
    with store.write() as conn:
        for target, account in zip(targets, PLACES.values(), strict=True):
            save_target(conn, target.name, account)
    return Acting(a_config(targets=targets), store, clock, Door(targets))


@pytest.fixture
def cloudwatch(embedded_aws):
    return embedded_aws.client("cloudwatch")


@pytest.fixture
def work(acting):
    """Perform the jobs that are due, as a collecting process would."""

    def run():
        jobs = Jobs(acting.store, acting.clock, job_kinds(acting), "me")
        jobs.tick()
        jobs.close()

    return run


@pytest.fixture
def do(acting, work):
    """Confirm a plan and perform it; the job."""

    def run(plan, person=OPERATOR):
        with acting.store.write() as conn:
            save_plan(conn, plan)
            key = confirm(conn, plan.id, plan.hash, person, acting.clock.now())
        work()
        with acting.store.read() as conn:
            return job_of(conn, key)

    return run
