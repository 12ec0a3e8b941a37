"""What happened is asked for since the last look that missed nothing."""

from collectors.durations import DAY
from collectors.records import Failure, FailureKind, Outcome
from tests.conftest import NOON
from tests.webapp.watch.conftest import PAYMENTS
from webapp.config import Config
from webapp.store.transitions import recent_transitions
from webapp.watch.asks import Situation, ask
from webapp.watch.memory import Memory, remembered

FAILED = (Failure(FailureKind.THROTTLED, "cloudtrail:LookupEvents", "Rate exceeded"),)


def since(store, memory, task="changes"):
    with store.read() as conn:
        return ask(conn, task, Situation(Config((), ""), PAYMENTS, NOON, memory.looked)).since


def test_the_first_look_finds_which_alarms_fired_before(looked):
    with looked.read() as conn:
        assert recent_transitions(conn, NOON - 3 * DAY, NOON)


def test_without_a_look_before_the_collector_says_how_far_back_it_begins(store):
    assert since(store, Memory(last={"changes": NOON - 5})) is None


def test_news_are_asked_for_since_the_last_look_of_the_same_task(store):
    memory = Memory()
    memory.ran(Outcome(PAYMENTS, "changes", NOON - 600, 1.0), set())
    assert (since(store, memory), since(store, memory, "alarms")) == (NOON - 600, None)


def test_a_look_that_failed_is_made_up_for_even_after_a_restart(store, looked):
    memory = Memory()
    memory.ran(Outcome(PAYMENTS, "changes", NOON - 600, 1.0), set())
    memory.ran(Outcome(PAYMENTS, "changes", NOON - 300, 1.0, failures=FAILED), set())
    assert since(store, memory) == NOON - 600
    with looked.read() as conn:
        assert remembered(conn, PAYMENTS).looked["changes"] == NOON
