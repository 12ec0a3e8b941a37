"""A function whose queues AWS refuses to tell is not called well."""

from collectors import functions, mappings, metrics, queues
from collectors.records import Selection
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


def test_one_queue_that_is_denied_is_told_at_its_function_though_others_are_read(watched, store, embedded_aws):
    embedded_aws.faults("deny:sqs:GetQueueUrl#refunds-dlq")
    watch = watched(PAYMENTS, store=store, catalog=LOOKS)
    watch.tick(rounds=3)
    verdict = judged(watch, "refund-worker")
    (told,) = [reason for reason in verdict.reasons if reason.rule == "blind_queues"]
    assert told.text == "The queue refunds-dlq was never read: AWS denies us sqs:GetQueueUrl."
    assert "Allow sqs:GetQueueUrl" in told.advice
    assert verdict.state is not State.OK
    embedded_aws.reset()
    watch.go(6)
    assert "blind_queues" not in [reason.rule for reason in judged(watch, "refund-worker").reasons]


def test_a_queue_that_is_gone_is_not_called_unread(watched, store, embedded_aws):
    payments = next(each for each in embedded_aws.targets if each["name"] == PAYMENTS)
    sqs = embedded_aws.client("sqs", **embedded_aws.assumed(payments))
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName="refunds-dlq")["QueueUrl"])
    watch = watched(PAYMENTS, store=store, catalog=LOOKS)
    watch.tick(rounds=3)
    assert "blind_queues" not in [reason.rule for reason in judged(watch, "refund-worker").reasons]


def test_a_queue_that_is_excluded_is_not_missed(watched, store, embedded_aws):
    embedded_aws.faults("deny:sqs:GetQueueUrl#refunds-dlq")
    without = Selection(exclude=("refunds-dlq",))
    watch = watched(PAYMENTS, store=store, catalog=LOOKS, select_queues=without)
    watch.tick(rounds=3)
    assert "blind_queues" not in [reason.rule for reason in judged(watch, "refund-worker").reasons]
