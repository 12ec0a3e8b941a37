"""Why messages died, asked of the logs of the embedded company: partial batch answers, and requests that failed."""

from dataclasses import replace

import pytest

from collectors.aws import Aws
from collectors.records import Function, Kind, Mapping
from tests.actions.redriving import ACCOUNT, EU, SHOP, acting_on
from tests.collecting import UNPACED, collected, only
from tests.conftest import NOON
from tests.factories import an_identity
from tests.personas import OPERATOR, post, signed_in
from webapp.actions import log_causes
from webapp.actions.asked import Asked
from webapp.actions.kinds import job_kinds
from webapp.actions.peek import peek
from webapp.actions.redrive_plan import make
from webapp.analysis.dead_letters import Wanted
from webapp.analysis.redrive_ways import Way
from webapp.app import create_app
from webapp.jobs import JobRefused, Jobs, Working
from webapp.pages import cause_question
from webapp.store import jobs, peeks
from webapp.store.functions import save_functions
from webapp.store.mappings import save_mappings
from webapp.store.queues import save_queues
from webapp.store.runs import spent_usd
from webapp.store.targets import save_target


@pytest.fixture
def acting(aws, store, clock):
    """The shop as the collector has read it."""
    from collectors import functions, mappings
    from collectors.queue_attributes import read_queue

    aws.clock(now=NOON)
    made = replace(acting_on(store, aws.url), clock=clock)
    here = Aws(made.config.targets[0], calls_a_second=UNPACED)
    records = collected(functions, here)[1] + collected(mappings, here)[1]
    names = ("order-intake", "order-intake-dlq", "email-outbox", "email-outbox-dlq")
    read = [read_queue(here, f"arn:aws:sqs:{EU}:{SHOP}:{name}", None, NOON)[0] for name in names]
    with store.write() as conn:
        save_target(conn, "shop", ACCOUNT)
        save_functions(conn, only(Function, records), NOON)
        save_mappings(conn, only(Mapping, records), NOON)
        save_queues(conn, read)
    return made


def looked(acting, name):
    queue = an_identity(name, Kind.QUEUE)
    peek(acting, OPERATOR, queue, 20)
    return queue


def offered(acting, queue, may_read=lambda _: True):
    with acting.store.read() as conn:
        return cause_question.question(conn, queue, may_read, NOON)


def asked(acting, queue):
    """The result of the job, and the causes of the look by then."""
    question = offered(acting, queue)
    with acting.store.write() as conn:
        log_causes.ask(conn, queue, question, "omar", NOON)
        working = Working(jobs.claim(conn, "me", NOON, 60), acting.store, acting.clock)
    result = log_causes.perform(acting, working)
    with acting.store.read() as conn:
        return result, peeks.peek_of(conn, queue, NOON)


@pytest.mark.parametrize(
    ("name", "said"),
    [("email-outbox-dlq", "AddressMissing: order"), ("order-intake-dlq", "InvalidVatNumber: VAT number")],
)
def test_the_logs_tell_why(acting, name, said):
    queue = looked(acting, name)
    result, found = asked(acting, queue)
    assert result["told"] == result["asked"] == 20
    assert any(cause.text.startswith(said) for cause in found.causes)
    assert all(letter.cause for letter in found.letters)
    assert sum(cause.messages for cause in found.causes) == 20
    assert len(found.causes) < 4
    assert offered(acting, queue) is None
    with acting.store.read() as conn:
        assert spent_usd(conn, NOON - 1, NOON + 1) > 0


def test_a_redrive_of_one_cause_knows_which_messages_are_meant(acting):
    queue = looked(acting, "email-outbox-dlq")
    _, found = asked(acting, queue)
    cause = found.causes[0]
    plan = make(acting, OPERATOR, queue, Asked(Way.SELECTIVE, wanted=Wanted(cause=cause.text)))
    assert len(plan.asked["causes"]) == 20
    assert "The logs were asked" in " ".join(plan.steps)
    assert plan.shown["journaled"]["causes"] == 20


def test_nothing_is_offered_where_nobody_looked_or_the_logs_may_not_be_read(acting):
    queue = an_identity("order-intake-dlq", Kind.QUEUE)
    assert offered(acting, queue) is None
    looked(acting, "order-intake-dlq")
    assert offered(acting, queue, may_read=lambda _: False) is None
    question = offered(acting, queue)
    assert question.groups == ("/aws/lambda/order-intake-worker",)
    assert question.start < NOON - 60


def test_what_the_logs_refuse_is_said_and_nothing_is_made_up(aws, acting):
    queue = looked(acting, "order-intake-dlq")
    aws.faults("deny:logs:StartQuery")
    with pytest.raises(JobRefused, match="not authorized"):
        asked(acting, queue)
    with acting.store.read() as conn:
        assert not any(letter.cause for letter in peeks.peek_of(conn, queue, NOON).letters)


def test_a_script_asks_by_the_api_and_reads_the_causes(acting):
    looked(acting, "email-outbox-dlq")
    client = signed_in(create_app(acting.config, acting.store, acting.clock), acting.store, NOON, OPERATOR)
    path = f"/api/v1/queues/{SHOP}/{EU}/email-outbox-dlq/causes"
    offer = client.get(path).json
    assert (offer["messages"], offer["groups"]) == (20, ["/aws/lambda/email-sender"])
    assert (offer["usd"], offer["refusal"]) == (0.0, "")  # nothing is known yet of what the group holds
    begun = post(client, path).json
    assert (begun["running"], begun["causes"]) == (True, None)
    here = Jobs(acting.store, acting.clock, job_kinds(acting), "here")
    here.tick()
    here.close()
    told = client.get(f"{path}/{begun['id']}").json
    assert (told["told"], told["error"]) == (20, "")
    assert told["causes"][0]["text"].startswith("AddressMissing")
    assert post(client, path).status_code == 409
    assert client.get(f"{path}/{begun['id'] + 1}").status_code == 404
