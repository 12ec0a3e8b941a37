"""Failed actions of alarms and asked series come back as they were told."""

from dataclasses import replace

from collectors.records import ActionFailure, Kind
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.alarm_backtest.history import Asked
from webapp.config import Retention
from webapp.store.action_failures import failures_since, save_action_failures
from webapp.store.asked_series import asked_of, save_asked
from webapp.store.retention import prune_some

PAGER = "arn:aws:sns:eu-west-1:111122223333:pager"
P90 = Asked("Duration", "p90", 300, NOON - 900, [1.5, None, 3.0])


def test_a_failed_action_words_twice_is_stored_once(store):
    failed = ActionFailure(an_identity("errors", Kind.ALARM), NOON, PAGER, "gone")
    with store.write() as conn:
        save_action_failures(conn, [failed, failed])
        save_action_failures(conn, [failed])
        assert failures_since(conn, NOON) == [failed]
        assert failures_since(conn, NOON + 1) == []


def test_a_series_comes_back_with_its_gaps_until_it_is_too_old(store):
    function = an_identity()
    with store.write() as conn:
        save_asked(conn, function, replace(P90, values=[9.0]), NOON)
        save_asked(conn, function, P90, NOON)
        assert asked_of(conn, function) == (P90,)
        assert asked_of(conn, an_identity("other")) == ()
        assert prune_some(conn, Retention(), NOON + 15 * 86_400) == 0
        assert prune_some(conn, Retention(), NOON + 16 * 86_400) == 1
