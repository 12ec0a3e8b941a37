"""The console command as a person uses it: what it prints, how it ends, what it says when it cannot start."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from collectors import catalog
from tests.fleets import a_denial, an_outcome
from tests.webapp.test_processes import has_ended
from webapp.cli import COMMANDS, main
from webapp.clock import SystemClock
from webapp.commands import check
from webapp.commands.demo import apart
from webapp.commands.telling import Telling
from webapp.store import Store, lease
from webapp.store.errors import StoreError
from webapp.watch import holding


@pytest.fixture
def account(embedded_aws, monkeypatch, tmp_path):
    """A configuration for the embedded AWS's first account; its path."""
    for name, value in embedded_aws.environment.items():
        monkeypatch.setenv(name, value)
    target = {"name": "shop", "regions": ["eu-west-1"], "endpoint_url": embedded_aws.url}
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({"targets": [target]}))
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out) > 200


def test_the_policy_is_what_the_collectors_need(capsys):
    assert main(["policy"]) == 0
    policy = json.loads(capsys.readouterr().out)
    statement, *_ = policy["Statement"]
    assert set(statement["Action"]) == {action for collector in catalog.CATALOG for action in collector.NEEDS}
    assert not [action for action in statement["Action"] if re.search(r":(Put|Delete|Create|Update|Send|Set)", action)]


def test_check_says_that_everything_works(account, capsys):
    assert main(["check", "--config", str(account)]) == 0
    printed = capsys.readouterr().out
    assert "is fine: 1 target." in printed
    assert re.search(r"lambda:ListFunctions +works", printed)
    assert "shop/eu-west-1 in account 111122223333" in printed
    assert printed.splitlines()[-1].startswith("Everything works.")


def test_check_names_the_missing_action(account, embedded_aws, capsys):
    embedded_aws.faults("deny:lambda:ListAliases")
    assert main(["check", "--config", str(account)]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"lambda:ListAliases +DENIED", printed)
    assert "Missing: lambda:ListAliases" in printed
    assert "Not everything works in shop/eu-west-1" in printed.splitlines()[-2]
    assert re.search(r"lambda:ListFunctions +works", printed)


def test_check_says_what_aws_answered_where_nobody_foresaw_it(account, capsys):
    settings = yaml.safe_load(account.read_text())
    settings["targets"][0] |= {"role_arn": "arn:aws:iam::444455556666:role/reader", "external_id": "x"}
    account.write_text(yaml.safe_dump(settings))
    assert main(["check", "--config", str(account)]) == 1
    assert "Invalid length for parameter ExternalId" in capsys.readouterr().out


def test_check_says_first_what_it_tries_and_asks_once_again_what_does_not_answer(account, embedded_aws, capsys):
    embedded_aws.forget_calls()
    embedded_aws.faults("cut:1:lambda:GetAccountSettings")
    assert main(["check", "--config", str(account)]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"GetAccountSettings +UNREACHABLE", printed)
    assert (
        0
        < printed.index("what does not answer is given up after 20 s")
        < printed.index("shop/eu-west-1 in account 111122223333")
    )
    assert embedded_aws.calls("lambda:GetAccountSettings")["total"] == 2


def test_check_waits_for_services_that_do_not_answer_at_the_same_time_and_advises_once_for_each(
    account, embedded_aws, capsys, monkeypatch
):
    monkeypatch.setattr(check, "ATTEMPTS", 1)
    embedded_aws.forget_calls()
    slow = ("lambda:GetAccountSettings", "sqs:ListQueues", "sns:ListTopics")
    embedded_aws.faults(*(f"delay:600:{action}" for action in slow))

    def answer_when_all_are_asked():
        asked = [embedded_aws.await_calls(action) for action in slow]
        embedded_aws.faults()
        return asked

    with ThreadPoolExecutor(1) as beside:
        answered = beside.submit(answer_when_all_are_asked)
        assert main(["check", "--config", str(account)]) == 0
        assert all(answered.result())
    embedded_aws.faults("cut:1:sqs:*")
    assert main(["check", "--config", str(account)]) == 1
    printed = capsys.readouterr().out
    assert len(re.findall(r"sqs:\w+ +UNREACHABLE", printed)) == 4
    assert printed.count("sqs did not answer") == 1


def test_check_does_not_send_for_the_policy_where_a_role_lets_nobody_in(account, capsys):
    settings = yaml.safe_load(account.read_text())
    settings["targets"][0] |= {"role_arn": "arn:aws:iam::444455556666:role/lambda-oncall-reader", "external_id": "no"}
    account.write_text(yaml.safe_dump(settings))
    assert main(["check", "--config", str(account)]) == 1
    printed = capsys.readouterr().out
    assert "shop/eu-west-1: nobody gets in" in printed
    assert "trust policy" in printed
    assert "oncall policy" not in printed


def test_check_does_not_fail_for_what_few_need(account, embedded_aws, capsys):
    embedded_aws.faults("deny:pricing:GetProducts")
    assert main(["check", "--config", str(account)]) == 0
    assert re.search(r"pricing:GetProducts +DENIED \(only for `oncall prices refresh`\)", capsys.readouterr().out)


def test_check_asks_cost_explorer_only_where_it_is_wanted_and_says_what_that_cost(
    account, embedded_aws, capsys, monkeypatch
):
    embedded_aws.forget_calls()
    assert main(["check", "--config", str(account)]) == 0
    assert embedded_aws.calls("ce:GetCostAndUsage")["total"] == 0
    monkeypatch.setenv("ONCALL_PRICES__COST_EXPLORER", "true")
    assert main(["check", "--config", str(account)]) == 0
    assert embedded_aws.calls("ce:GetCostAndUsage")["total"] == 1
    assert re.search(r"ce:GetCostAndUsage +works \(asking cost \$0.01\)", capsys.readouterr().out)
    embedded_aws.faults("deny:ce:GetCostAndUsage")
    assert main(["check", "--config", str(account)]) == 1
    assert "Missing: ce:GetCostAndUsage" in capsys.readouterr().out


def test_check_says_once_that_wrong_credentials_open_nothing(account, monkeypatch, capsys):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRONGWRONGWRONG1")
    assert main(["check", "--config", str(account)]) == 1
    printed = capsys.readouterr().out
    assert printed.count("CREDENTIALS") == 1
    assert "AKIAWRONG" not in printed


def test_collect_once_fills_the_store_and_says_what_it_could_not_read(account, embedded_aws, capsys, monkeypatch):
    monkeypatch.setattr(holding, "LEASE_S", 4)
    monkeypatch.setattr(holding, "RENEW_S", 1)
    embedded_aws.faults("deny:cloudtrail:LookupEvents", "delay:6:lambda:ListEventSourceMappings")
    assert main(["collect", "--once", "--config", str(account)]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"shop/eu-west-1 functions: \d\d records", printed)
    assert re.search(r"shop/eu-west-1 mappings: \d\d records", printed), "it takes longer than a lease lives"
    assert "cloudtrail:LookupEvents denied in shop/eu-west-1." in printed
    assert (account.parent / "var" / "oncall.db").exists()


@pytest.mark.parametrize("command", ["run", "web"])
def test_an_address_beyond_this_machine_is_refused(command, account, capsys):
    assert main([command, "--config", str(account), "--host", "0.0.0.0"]) == 2
    said = capsys.readouterr().err
    assert "bind.host: can be reached from other machines" in said
    assert "oncall user add NAME --role admin" in said


def test_a_port_in_use_is_said(account, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["web", "--config", str(account), "--port", str(taken.getsockname()[1])]) == 2
    assert "another program listens there" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["-1", "65536", "http"])
def test_a_port_that_cannot_be_is_refused(given, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["web", "--port", given])
    assert ended.value.code == 2
    assert "is not a port: a number from 0 (any free one) to 65535" in capsys.readouterr().err


def test_an_address_that_this_machine_does_not_have_is_said(account, capsys):
    assert main(["web", "--config", str(account), "--host", "nohost.invalid"]) == 2
    said = capsys.readouterr().err
    assert "could not start: cannot listen on nohost.invalid" in said
    assert "Choose an address of this machine" in said


def test_a_folder_that_cannot_be_written_is_said(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert main(["demo", "--port", "0", "--folder", str(tmp_path / "taken")]) == 2
    assert "Name another file or folder" in capsys.readouterr().err


def test_a_broken_configuration_is_said_without_a_traceback(tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("budgit: 3\n")
    assert main(["run", "--config", str(tmp_path / "config.yaml")]) == 2
    assert "The configuration has 1 problem:" in capsys.readouterr().err


def test_a_profile_that_does_not_exist_is_said_without_a_traceback(tmp_path, capsys):
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({"targets": [{"name": "shop", "profile": "nobody"}]}))
    assert main(["check", "--config", str(path)]) == 2
    said = capsys.readouterr().err
    assert "The config profile (nobody) could not be found" in said
    assert "Correct this target's profile" in said


def test_collect_once_says_that_another_collector_has_the_target_and_does_nothing(account, embedded_aws, capsys):
    store = Store.open(f"sqlite:///{account.parent}/var/oncall.db")
    with store.write() as conn:
        lease.take(conn, lease.lease_of("shop/eu-west-1"), "db-1:311:f00", SystemClock().now(), 60)
    store.close()
    embedded_aws.forget_calls()
    assert main(["collect", "--once", "--config", str(account)]) == 1
    assert "shop/eu-west-1: left alone, because another collector works on it" in capsys.readouterr().out
    assert embedded_aws.calls()["total"] == 0


def test_collect_once_does_not_call_what_was_not_saved_a_success(capsys):
    telling = Telling()
    telling("shop", "metrics", StoreError("The store x has no room left", "Free disk space."))
    assert telling.done([]) == 1
    assert "shop metrics: not saved. The store x has no room left. Free disk space." in capsys.readouterr().out


def test_what_could_not_be_read_is_said_once_at_the_end_however_often_it_was_tried(capsys):
    telling = Telling()
    for name in ("checkout-api", "cart-api"):
        telling("prod", "history", an_outcome(failures=(a_denial(subjects=(name,)),)))
    assert telling.done([]) == 1
    said = capsys.readouterr().out.partition("Some could not be read:")[2]
    where = "lambda:ListFunctions denied in prod/eu-west-1, for cart-api, checkout-api. Add lambda:ListFunctions"
    assert said.count(where) == 1


def test_a_round_in_which_nothing_was_due_says_so(capsys):
    assert Telling().done([]) == 0
    assert "Nothing was due" in capsys.readouterr().out


def test_names_without_the_operators_policy_are_refused_instead_of_left_out(capsys):
    assert main(["policy", "--names", "payments-*"]) == 2
    said = capsys.readouterr()
    assert "add --operator" in said.err
    assert not said.out


def test_the_demo_takes_no_setting_of_a_real_account_or_store():
    there = {"AWS_PROFILE": "prod", "ONCALL_STORE__URL": "postgresql://prod/oncall", "HOME": "/home/ada"}
    assert apart(there) == {"HOME": "/home/ada"}


def test_a_store_that_is_no_database_is_said(account, capsys):
    store = account.parent / "var" / "oncall.db"
    store.parent.mkdir()
    store.write_bytes(b"this is not a database at all" * 100)
    assert main(["collect", "--once", "--config", str(account)]) == 2
    assert "is not a database" in capsys.readouterr().err


def comes_true(condition, seconds: float) -> bool:
    """Whether it does in time: a program of its own goes by the machine's clock, and is asked again and again."""
    end = time.monotonic() + seconds
    while not (true := condition()) and time.monotonic() < end:
        time.sleep(0.25)
    return true


class Demo:
    """`oncall demo` as a process of its own; what it leaves behind when it is killed lies in `folder`."""

    def __init__(self, folder: Path, log: int = subprocess.DEVNULL) -> None:
        command = [sys.executable, "-m", "webapp.cli", "demo", "--port", "0", "--folder", str(folder)]
        here = os.environ | {"TMPDIR": str(folder)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=here, text=True)
        line = next(line for line in self.process.stdout if " is at " in line)
        self.url = line.split()[-1]

    def get(self, path: str) -> dict:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=60) as answer:
            return json.load(answer)

    def children(self) -> list[int]:
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return [int(pid) for pid in listed.stdout.split()]

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        code = self.process.wait(120)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()
        return code


@pytest.fixture
def start_demo(tmp_path):
    started = []

    def start(**settings):
        started.append(Demo(tmp_path, **settings))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.end(signal.SIGKILL)


@pytest.fixture
def demo(start_demo):
    return start_demo()


def test_the_demo_shows_its_fleet_and_ends_with_all_its_children(demo):
    assert comes_true(lambda: len(demo.get("api/v1/functions?limit=100")["functions"]) >= 40, 120)
    children = demo.children()
    assert len(children) == 3, "the embedded AWS, the collector, and who has read the price list"
    assert demo.end(signal.SIGTERM) == 0
    assert all(has_ended(pid) for pid in children)


def test_a_killed_demo_leaves_no_children_and_a_second_runs_beside_it(demo, start_demo):
    beside = start_demo()
    assert beside.url != demo.url
    assert beside.end(signal.SIGTERM) == 0
    children = demo.children()
    demo.end(signal.SIGKILL)
    assert children
    assert all(has_ended(pid) for pid in children)


def test_a_collector_that_dies_is_started_again(start_demo):
    demo = start_demo(log=subprocess.PIPE)
    before = set(demo.children())
    assert before
    for pid in before:
        with open(f"/proc/{pid}/cmdline") as line:
            if "collect" in line.read():
                os.kill(pid, signal.SIGKILL)
    assert any("child_died" in line for line in demo.process.stderr)
    assert len(set(demo.children()) - before) == 1
    assert demo.end(signal.SIGTERM) == 0


def test_check_predicts_the_cost_of_looking_and_says_its_own(account, embedded_aws, capsys):
    assert main(["check", "--cost", "--config", str(account)]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"shop/eu-west-1: \d+ functions, \d+ awake", printed)
    low, high = map(float, re.search(r"Collecting costs \$([\d.]+) to \$([\d.]+) a month", printed).groups())
    assert 0 < low < high
    assert "Counting this cost $0.00003." in printed
    assert embedded_aws.calls("cloudwatch:GetMetricData")["total"] == 0


def test_a_prediction_beyond_the_budget_says_what_goes_first(account, capsys, monkeypatch):
    monkeypatch.setenv("ONCALL_BUDGET__USD_A_DAY", "0.05")
    assert main(["check", "--cost", "--config", str(account)]) == 0
    assert (
        "The budget of $0.05 a day holds it at $1.52: intervals widen, log ingestion first." in capsys.readouterr().out
    )


def test_a_target_that_cannot_be_counted_says_why(account, embedded_aws, capsys):
    embedded_aws.faults("deny:lambda:ListFunctions")
    assert main(["check", "--cost", "--config", str(account)]) == 1
    printed = capsys.readouterr().out
    assert "shop/eu-west-1: could not be counted: lambda:ListFunctions denied.\n  Allow lambda:ListFunctions" in printed
    assert "1 of 1 targets could not be counted" in printed
    assert "Collecting costs" not in printed, "no sum of nothing"
