"""The queues and one queue: what the pages and the JSON say."""

import re

import pytest

from collectors.arns import arn_of
from collectors.records import Kind
from tests.conftest import NOON
from tests.factories import a_function, a_mapping, a_queue, an_identity
from tests.fleets import PROD, a_denial, an_outcome, save_looking
from tests.markup import text_of
from tests.stories import DAY, a_bad_deploy, queue_minutes, save_account, save_series
from webapp.analysis.loss_clock import Sample
from webapp.analysis.verdict import State, Verdict
from webapp.pages.queue_roles import is_dead_letter, redrive_of, ties_of
from webapp.store import functions, peeks, queues, verdicts

ONE = "/queues/111122223333/eu-west-1/orders-dlq"


def save_queues(store, *known, state=State.OK):
    with store.write() as conn:
        queues.save_queues(conn, known)
        verdicts.save_verdicts(conn, [Verdict(each.identity, state, NOON, NOON) for each in known])


def names(html):
    return re.findall(r"data-row-link>([^<]+)</a>", html)


def test_the_soonest_loss_stands_first(store, client):
    late = a_queue(
        "late-dlq", visible=9_000, retention_s=14 * DAY, sources=("arn:aws:sqs:eu-west-1:1:a",), read_at=NOON
    )
    soon = a_queue("soon-dlq", visible=3, retention_s=4 * DAY, sources=("arn:aws:sqs:eu-west-1:1:b",), read_at=NOON)
    save_queues(store, late, soon)
    save_series(store, queue_minutes(late.identity, NOON, 90, 9_000), queue_minutes(soon.identity, NOON, 90, 3))
    assert names(client.get("/queues").text) == ["soon-dlq", "late-dlq"]


def test_a_worse_state_stands_before_a_sooner_loss(store, client):
    well = a_queue("well-dlq", visible=1, retention_s=DAY, sources=("arn:aws:sqs:eu-west-1:1:a",), read_at=NOON)
    bad = a_queue("bad-dlq", visible=900, retention_s=14 * DAY, sources=("arn:aws:sqs:eu-west-1:1:b",), read_at=NOON)
    save_queues(store, well)
    save_queues(store, bad, state=State.BAD)
    assert names(client.get("/queues").text) == ["bad-dlq", "well-dlq"]


def test_a_queue_that_was_not_judged_is_unknown(store, client):
    with store.write() as conn:
        queues.save_queues(conn, [a_queue(read_at=NOON)])
    assert client.get("/api/v1/queues").json["queues"][0]["state"] == "UNKNOWN"


def test_growth_and_loss_are_told_with_their_doubt(store, client):
    source = a_queue("orders", retention_s=2 * DAY, read_at=NOON)
    dead = a_queue(visible=120, retention_s=4 * DAY, sources=(source.arn,), read_at=NOON)
    save_queues(store, source, dead)
    save_series(store, queue_minutes(dead.identity, NOON, 120, 120))
    row = client.get("/api/v1/queues").json["queues"][0]
    assert row["growth_1h"] == pytest.approx(65, abs=2)
    assert row["is_dlq"]
    assert row["loss_clock"]["first_at"] - row["loss_clock"]["earliest_at"] == 2 * DAY
    assert not row.keys() & {"dead_letters", "lost_earliest", "lost_latest"}
    text = text_of(client.get(ONE).text)
    assert "will be deleted in 3 d at the latest, in 1 d at the earliest" in text
    assert "SQS can move them back to orders." in text


def test_who_sends_and_who_reads_is_linked(store, client):
    a_bad_deploy(store, NOON)
    html = client.get("/queues").text
    assert "dead letters of" in text_of(html)
    assert 'href="/functions/111122223333/eu-west-1/checkout-api"' in html
    assert 'href="/queues/111122223333/eu-west-1/orders.fifo"' in html


def test_failed_events_cannot_be_moved_by_sqs():
    dead = a_queue(sources=())
    ties = ties_of([a_function(dead_letter_arn=dead.arn)], [], [dead])[dead.arn]
    assert is_dead_letter(ties, dead)
    redrive = redrive_of(ties, dead)
    assert redrive.possible is False
    assert "to be sent to checkout-api again" in redrive.text


def test_failed_stream_records_are_told_apart():
    dead = a_queue(sources=())
    stream = a_mapping(an_identity(), "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks", on_failure_arn=dead.arn)
    redrive = redrive_of(ties_of([], [stream], [dead])[dead.arn], dead)
    assert redrive.possible is False
    assert "do not hold them" in redrive.text


def test_sources_that_could_not_be_read_are_not_none():
    redrive = redrive_of((), a_queue(sources=None))
    assert redrive.possible is None
    assert "sqs:ListDeadLetterSourceQueues" in redrive.text


def test_a_queue_that_feeds_a_function_is_no_dead_letter_queue():
    queue = a_queue("orders", sources=())
    ties = ties_of([], [a_mapping(an_identity(), queue.arn)], [queue])[queue.arn]
    assert not is_dead_letter(ties, queue)


def test_a_queue_named_by_a_function_that_is_gone_keeps_its_page(store, client):
    save_queues(store, a_queue(read_at=NOON))
    with store.write() as conn:
        functions.save_functions(
            conn, [a_function(dead_letter_arn=arn_of(an_identity("orders-dlq", Kind.QUEUE)))], NOON
        )
    assert client.get(ONE).status_code == 200


@pytest.mark.parametrize("name", ["a.fifo", "A_b-9", "x" * 80])
def test_every_legal_name_has_its_page(store, client, name):
    save_queues(store, a_queue(name, read_at=NOON))
    assert client.get(f"/queues/111122223333/eu-west-1/{name}").status_code == 200
    assert client.get(f"/charts/queues/111122223333/eu-west-1/{name}/age").status_code == 200
    assert client.get(f"/api/v1/queues/111122223333/eu-west-1/{name}").json["name"] == name
    assert client.get(f"/api/v1/queues/111122223333/eu-west-1/{name}/series").json["period_s"] == 60


def test_a_queue_that_nobody_saw_is_told(client):
    assert client.get(ONE).status_code == 404
    assert client.get(f"/api/v1{ONE}").status_code == 404


def test_without_queues_the_page_says_when_there_would_be_some(client, store):
    save_looking(store, NOON)
    assert "Queues appear here when" in client.get("/queues").text


def test_a_depth_an_hour_ago_that_is_not_known_gives_no_growth(store, client):
    dead = a_queue(visible=5, sources=("arn:aws:sqs:eu-west-1:1:a",), read_at=NOON)
    save_queues(store, dead)
    save_series(store, queue_minutes(dead.identity, NOON, 10, 5))
    assert client.get("/api/v1/queues").json["queues"][0]["growth_1h"] is None


def test_a_long_list_comes_a_hundred_at_a_time_the_urgent_first(store, client):
    dead = [a_queue(f"q{at:03}-dlq", visible=at, sources=("arn:aws:sqs:eu-west-1:1:a",)) for at in range(70)]
    save_queues(store, *dead, *(a_queue(f"q{at:03}", visible=0) for at in range(50)))
    first, second = client.get("/queues").text, client.get("/queues?after=100").text
    assert names(first)[:2] == ["q069-dlq", "q068-dlq"]
    assert len(names(first)) == 100
    assert len(names(second)) == 20
    for html in (first, second):
        assert "2,415 dead letters wait" in text_of(html)
        assert "70 dead-letter queues" in text_of(html)
        assert "50 other queues" in text_of(html)
    assert len(client.get("/api/v1/queues").json["queues"]) == 120


def test_a_queue_is_found_by_a_part_of_its_name(store, client):
    save_queues(store, a_queue("orders-dlq", visible=2, sources=("arn:aws:sqs:eu-west-1:1:a",)), a_queue("mail"))
    assert names(client.get("/queues?text=ORD").text) == ["orders-dlq"]
    nothing = client.get("/queues?text=nosuch").text
    assert "No queue matches" in text_of(nothing)
    assert "No queues Queues appear" not in text_of(nothing)


def test_the_list_tells_of_a_look_into_a_queue_as_its_own_page_does(store, client):
    looked = a_queue(visible=3, retention_s=4 * DAY, sources=("arn:aws:sqs:eu-west-1:1:a",), read_at=NOON)
    save_queues(store, looked)
    with store.write() as conn:
        peeks.save_peek(conn, looked.identity, peeks.Peek(NOON - 60, Sample(NOON - 60, (NOON - DAY,), 3), (), ()))
    row = client.get("/api/v1/queues").json["queues"][0]
    assert row["loss_clock"]["sampled"] == 1
    assert row["loss_clock"] == client.get(f"/api/v1{ONE}").json["loss_clock"]


def test_a_dead_letter_queue_may_be_there_where_its_source_could_not_be_read(client, store):
    save_account(store, NOON)
    denied = a_denial(action="sqs:GetQueueAttributes", advice="Allow it.", subjects=("orders",))
    save_looking(store, NOON, an_outcome(PROD, "queues", NOON, started_at=NOON - 30, failures=(denied,)))
    answer = client.get("/queues/111122223333/eu-west-1/orders-dlq")
    assert answer.status_code == 404
    assert "It may be there: sqs:GetQueueAttributes denied. Allow it." in text_of(answer.text)
