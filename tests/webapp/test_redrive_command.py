"""`oncall redrive` as a person or a script uses it."""

import getpass
import threading

import pytest
import yaml

from tests.actions.redriving import ACCOUNT, EU, SHOP, Redriving, arn
from webapp.cli import main
from webapp.clock import SystemClock
from webapp.store.jobs import cancel_requested
from webapp.store.journal import entry_in, rows_in_order
from webapp.store.targets import save_target

QUEUE = f"{SHOP}/{EU}/orders-dlq"


@pytest.fixture
def orders(embedded_aws, store, monkeypatch):
    for name, value in embedded_aws.environment.items():
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    monkeypatch.setattr("webapp.actions.redrive.wait_of", lambda queue: 0)
    monkeypatch.setattr("webapp.commands.redrive.LOOK_EVERY_S", 0.05)
    embedded_aws.clock(now=SystemClock().now(), speed=1)
    return Redriving(embedded_aws, store)


@pytest.fixture
def oncall(orders, store, tmp_path, capsys):
    """The command with its words; its exit status and what it printed: (status, out, err)."""
    target = {"name": "shop", "regions": [EU], "endpoint_url": orders.aws.url}
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({"targets": [target], "store": {"url": f"sqlite:///{store.where}"}}))
    with store.write() as conn:
        save_target(conn, f"shop/{EU}", ACCOUNT)

    def say(what, *words):
        status = main(["redrive", what, "--config", str(path), *map(str, words)])
        return status, *capsys.readouterr()

    return say


@pytest.fixture
def collector(orders):
    """Performs what waits, as the collector does, while the command looks on."""

    def perform():
        working = orders.working()
        while not ended.is_set():
            working.tick()
            ended.wait(0.05)
        working.close()

    ended = threading.Event()
    thread = threading.Thread(target=perform)
    thread.start()
    yield
    ended.set()
    thread.join()


def test_a_plan_is_told_and_nothing_is_begun(orders, oncall):
    orders.fill(12)
    status, out, _ = oncall("plan", QUEUE)
    assert status == 0
    assert "Send 10 messages first" in out
    assert "? No function is known to read" in out
    assert oncall("list") == (0, "", "")


def test_what_warns_needs_a_yes(orders, oncall):
    orders.fill(1)
    status, _, err = oncall("start", QUEUE)
    assert (status, "--yes goes on" in err) == (1, True)
    assert oncall("list")[1] == ""


@pytest.mark.usefixtures("collector")
def test_a_redrive_is_begun_waited_for_listed_and_shown(orders, oncall, store):
    orders.fill(12)
    status, out, _ = oncall("start", QUEUE, "--yes", "--wait", "--canary", 0)
    assert status == 0, out
    assert "Redrive 1 has begun" in out
    assert "1  done  selective  orders-dlq  moved 12, came back 0 (matched), left 0, possibly twice 0" in out
    assert "1  done" in oncall("list")[1]
    assert "Everything is sent" in oncall("show", 1)[1]
    with store.read() as conn:
        entry = entry_in(next(iter(rows_in_order(conn))))
    assert (entry.person, entry.action) == (getpass.getuser(), "redrive")


@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (["--text", "red"], 2),
        (["--field", "colour=blue"], 4),
        (["--cause", "NoStock"], 0),
        (["--cause", ""], 6),
        (["--older", "60"], 0),
        (["--younger", "60"], 6),
        (["--to", arn("orders")], 6),
        (["--way", "move", "--to", arn("orders")], 6),
    ],
)
def test_what_is_chosen_is_what_is_sent(orders, oncall, words, moved):
    orders.fill(6, body=lambda at: '{"colour": "%s"}' % ("blue" if at % 3 else "red"))
    status, out, _ = oncall("start", QUEUE, "--yes", "--wait", "--canary", 0, "--rate", 0, *words)
    assert status == 0, out
    assert f"moved {moved}," in out
    assert len(orders.drained(orders.alive)) == moved


@pytest.mark.usefixtures("collector")
def test_single_messages_are_named_by_their_ids(orders, oncall):
    chosen = list(orders.fill(5))[:2]
    status, out, _ = oncall("start", QUEUE, "--yes", "--wait", "--canary", 0, "--id", chosen[0], "--id", chosen[1])
    assert (status, "moved 2," in out) == (0, True)


def test_the_same_key_begins_nothing_new_and_a_cancel_is_asked_for(orders, oncall, store):
    orders.fill(1)
    assert "Redrive 1 has begun" in oncall("start", QUEUE, "--yes", "--key", "k")[1]
    assert oncall("start", QUEUE, "--yes", "--key", "k")[1].startswith("1  waiting")
    status, _, err = oncall("start", QUEUE, "--yes", "--key", "another")
    assert (status, "Another redrive" in err or "is under way" in err) == (1, True)
    assert "was asked to end" in oncall("cancel", 1)[1]
    with store.read() as conn:
        assert cancel_requested(conn, 1)


@pytest.mark.usefixtures("collector")
def test_a_redrive_that_does_not_go_well_ends_with_1(orders, oncall):
    orders.fill(2)
    orders.sqs.set_queue_attributes(QueueUrl=orders.alive, Attributes={"MaximumMessageSize": "1024"})
    orders.sqs.send_message(QueueUrl=orders.dead, MessageBody="x" * 2_000)
    status, out, _ = oncall("start", QUEUE, "--yes", "--wait", "--canary", 0)
    assert status == 1
    assert "moved 2, came back 0 (matched), left 1" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([f"{SHOP}/{EU}/nobody"], "No queue"),
        (["orders-dlq"], "No queue"),
        ([QUEUE, "--to", "orders"], "not the ARN of a queue"),
        ([QUEUE, "--to", arn("never-was")], "never-was"),
        ([QUEUE, "--rate", "-1"], "rate is -1"),
        ([QUEUE, "--canary", "2000"], "canary is 2000"),
        ([QUEUE, "--stop", "101"], "stop_percent is 101"),
        ([QUEUE, "--field", "colour"], "A field needs the value"),
        ([QUEUE, "--older", "-5"], "An age is not less"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_does(orders, oncall, words, said):
    orders.fill(1)
    status, out, err = oncall("plan", *words)
    assert status != 0
    assert said in out + err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [("show", 9), ("cancel", 9)])
def test_a_redrive_that_never_was_is_said(oncall, words):
    assert oncall(*words) == (1, "", "There is no redrive 9.\n")


@pytest.mark.parametrize("words", [[], ["start"], ["show", "x"], ["start", QUEUE, "--way", "discard"], ["fly"]])
def test_words_that_are_missing_or_unknown_are_told(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["redrive", *words])
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_what_cannot_be_done_is_refused_and_says_why(orders, oncall):
    status, out, _ = oncall("plan", QUEUE, "--way", "replay", "--function", "x")
    assert status == 1
    assert "! " in out
