"""What the log says of what could not be looked at: enough to act on, and not at every look."""

import pytest
from structlog.testing import capture_logs

from collectors.records import FailureKind
from tests.fleets import a_denial, an_outcome
from webapp.watch.complaints import Complaints


@pytest.fixture
def told():
    """Give it failures and the time of a run; the lines that the log gets."""
    complaints = Complaints()

    def tell(*failures, now=0, target="prod/eu-west-1"):
        with capture_logs() as lines:
            complaints(target, "metrics", an_outcome(now=now, failures=failures))
        return lines

    return tell


def test_a_denied_action_is_told_with_its_target_and_what_to_do(told):
    (line,) = told(a_denial())
    assert (line["event"], line["log_level"]) == ("could_not_look", "warning")
    assert (line["target"], line["action"], line["kind"]) == ("prod/eu-west-1", "lambda:ListFunctions", "denied")
    assert "oncall policy" in line["advice"]


def test_what_stays_is_told_once_and_what_comes_back_after_a_quiet_hour_again(told):
    assert told(a_denial())
    assert not [line for minute in range(600) for line in told(a_denial(), now=60 * minute)]
    assert told(now=40_000) == []
    assert told(a_denial(), now=50_000)


def test_each_target_has_complaints_of_its_own(told):
    assert told(a_denial())
    assert told(a_denial(), target="lab/us-east-1")


def test_a_service_that_does_not_answer_is_told_once_for_all_its_actions(told):
    actions = ("lambda:ListFunctions", "lambda:ListAliases", "sqs:ListQueues")
    silent = [a_denial(kind=FailureKind.UNREACHABLE, action=action) for action in actions]
    assert [line["action"] for line in told(*silent)] == ["lambda:ListFunctions", "sqs:ListQueues"]


def test_what_was_read_is_not_told(told):
    assert told() == []
