"""`oncall redrive causes` as a person or a script uses it: it names the price, asks the logs and prints the causes."""

import io
import threading

import pytest
import yaml

from collectors.aws import Aws
from collectors.queue_attributes import read_queue
from collectors.targets import Target
from tests.actions.redriving import ACCOUNT, EU, SHOP, arn
from tests.conftest import NOON
from tests.factories import a_function, a_mapping
from tests.fleets import an_outcome
from webapp.actions.door import Door
from webapp.actions.kinds import job_kinds
from webapp.actions.plans import Acting
from webapp.cli import main
from webapp.config import Config
from webapp.jobs import Jobs
from webapp.store.functions import save_functions
from webapp.store.mappings import mappings_table, save_mappings
from webapp.store.queues import save_queues
from webapp.store.runs import save_outcome
from webapp.store.targets import save_target

QUEUE = f"{SHOP}/{EU}/email-outbox-dlq"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def acting(embedded_aws, store, clock, monkeypatch):
    """The queue, its source and who reads from it, as the collector has read them at noon."""
    for name, value in embedded_aws.environment.items():
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    embedded_aws.clock(now=NOON)
    target = Target(f"shop/{EU}", EU, endpoint_url=embedded_aws.url)
    here = Aws(target)
    read = [read_queue(here, arn(name), None, NOON)[0] for name in ("email-outbox", "email-outbox-dlq")]
    sender = a_function("email-sender")
    with store.write() as conn:
        save_target(conn, target.name, ACCOUNT)
        save_functions(conn, [sender], NOON)
        save_mappings(conn, [a_mapping(sender.identity, arn("email-outbox"))], NOON)
        save_queues(conn, read)
    config = Config((target,), store_url="")
    return Acting(config, store, clock, Door(config.targets))


@pytest.fixture
def causes(acting, store, clock, tmp_path, monkeypatch, capsys):
    """The command with its words; its exit status and what it printed: (status, out, err)."""
    target = {"name": "shop", "regions": [EU], "endpoint_url": acting.config.targets[0].endpoint_url}
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({"targets": [target], "store": {"url": f"sqlite:///{store.where}"}}))
    monkeypatch.setattr("webapp.commands.redrive.SystemClock", lambda: clock)
    monkeypatch.setattr("webapp.commands.causes.LOOK_EVERY_S", 0.05)

    def say(*words, typed=None):
        monkeypatch.setattr("sys.stdin", io.StringIO() if typed is None else Terminal(typed))
        status = main(["redrive", "causes", "--config", str(path), *map(str, words)])
        return status, *capsys.readouterr()

    return say


@pytest.fixture
def collector(acting):
    """Performs what waits, as the collector does, while the command looks on."""

    def perform():
        while not ended.is_set():
            working.tick()
            ended.wait(0.05)

    ended, working = threading.Event(), Jobs(acting.store, acting.clock, job_kinds(acting), "here")
    thread = threading.Thread(target=perform)
    thread.start()
    yield
    ended.set()
    thread.join()
    working.close()


def queries(aws):
    return aws.calls("logs:StartQuery")["total"]


def test_a_script_that_did_not_agree_learns_the_price_and_nothing_is_asked(embedded_aws, causes):
    status, out, err = causes(QUEUE)
    assert status == 1
    assert "20 messages looked at 2026-11-01 12:00 UTC:\n    20  unknown" in out
    assert "The logs in /aws/lambda/email-sender can be asked about 20 messages, from 2026-" in out
    assert "at most $0.00 and what /aws/lambda/email-sender holds." in out
    assert err == "They were not asked; --yes asks.\n"
    assert queries(embedded_aws) == 0


@pytest.mark.usefixtures("collector")
def test_a_yes_asks_and_prints_the_causes_and_then_nothing_is_left_to_ask(embedded_aws, causes):
    status, out, err = causes(QUEUE, "--yes")
    assert (status, err) == (0, "")
    assert "The logs told of 20 of 20 messages." in out
    assert "AddressMissing: order" in out
    asked = queries(embedded_aws)
    status, out, err = causes(QUEUE)
    assert (status, err, queries(embedded_aws)) == (0, "", asked)
    assert "AddressMissing" in out
    assert "can be asked" not in out


@pytest.mark.usefixtures("collector")
def test_a_printed_cause_is_what_a_redrive_takes(causes, capsys, tmp_path):
    printed = causes(QUEUE, "--yes")[1].splitlines()[-1].split(maxsplit=1)[1]
    main(["redrive", "plan", "--config", str(tmp_path / "config.yaml"), QUEUE, "--cause", printed])
    assert "The logs were asked" in capsys.readouterr().out


@pytest.mark.usefixtures("collector")
def test_in_a_terminal_a_y_asks(causes):
    status, out, _ = causes(QUEUE, "--messages", 5, typed="y\n")
    assert status == 0
    assert "Ask them? [y/N] " in out
    assert "The logs told of 5 of 5 messages." in out


@pytest.mark.parametrize("typed", ["n\n", "\n", ""])
def test_in_a_terminal_anything_else_does_not(embedded_aws, causes, typed):
    assert causes(QUEUE, typed=typed)[0] == 1
    assert queries(embedded_aws) == 0


def test_a_look_of_the_last_hour_is_used_unless_a_new_one_is_wanted(embedded_aws, causes):
    causes(QUEUE, "--messages", 3)
    received = embedded_aws.calls("sqs:ReceiveMessage")["total"]
    assert "3 messages looked at" in causes(QUEUE)[1]
    assert embedded_aws.calls("sqs:ReceiveMessage")["total"] == received
    embedded_aws.clock(now=NOON + 60)
    assert "7 messages looked at" in causes(QUEUE, "--messages", 7, "--again")[1]


@pytest.mark.usefixtures("collector")
def test_what_the_logs_refuse_is_said_and_ends_with_1(embedded_aws, causes):
    embedded_aws.faults("deny:logs:StartQuery")
    status, out, err = causes(QUEUE, "--yes")
    assert (status, "not authorized" in err) == (1, True)
    assert "The logs told" not in out


def test_a_queue_without_a_known_reader_has_no_logs_to_ask(causes, store):
    with store.write() as conn:
        conn.execute(mappings_table.delete())
    status, out, err = causes(QUEUE)
    assert (status, err) == (1, "No function whose logs could tell is known to read from its source.\n")
    assert "20  unknown" in out


def test_a_budget_that_is_spent_is_said_before_anything_is_asked(embedded_aws, causes, store):
    with store.write() as conn:
        save_outcome(conn, an_outcome(now=NOON, usd=99.0))
    status, _, err = causes(QUEUE, "--yes")
    assert (status, "of today's budget is left" in err) == (1, True)
    assert queries(embedded_aws) == 0


def test_a_queue_that_is_not_known_is_said(causes):
    status, out, err = causes(f"{SHOP}/{EU}/nobody")
    assert (status, out) == (1, "")
    assert err.startswith(f"No queue '{SHOP}/{EU}/nobody' is known here")
