"""A function whose queues AWS refuses to tell is not called well."""

from collectors import functions, mappings, metrics, queues
from tests.webapp.watch.conftest import PAYMENTS
from webapp.analysis.verdict import State
from webapp.store.fleet_search import FleetQuery, fleet_rows

LOOKS = (functions, mappings, queues, metrics)


def judged(watch, name):
    with watch.store.read() as conn:
        (row,) = fleet_rows(conn, FleetQuery(text=name), watch.clock.now()).rows
    return row.verdict


def test_a_function_whose_queues_were_never_read_is_unknown_and_names_the_action(watched, store, embedded_aws):
    embedded_aws.faults("deny:sqs:GetQueueAttributes")
    watch = watched(PAYMENTS, store=store, catalog=LOOKS)
    watch.tick(rounds=3)
    verdict = judged(watch, "refund-worker")
    assert verdict.state is State.UNKNOWN
    assert [reason.text for reason in verdict.reasons] == [
        "Its queues were never read: AWS denies us sqs:GetQueueAttributes."
    ]
    assert judged(watch, "payment-authorizer").state is not State.UNKNOWN
