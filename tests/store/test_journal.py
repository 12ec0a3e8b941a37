"""The journal: two rows an action, one an event, all in one chain."""

import pytest

from tests.conftest import NOON
from tests.factories import an_identity
from tests.personas import OPERATOR
from webapp.store.journal import START, Phase, begin, digest_of, end, entry_in, head, note, rows_in_order


def entries(store):
    with store.read() as conn:
        return [entry_in(row) for row in rows_in_order(conn)]


def test_an_action_leaves_its_intent_and_its_result(store):
    queue = an_identity("payments-dlq")
    with store.write() as conn:
        begun = begin(conn, OPERATOR, "redrive", queue, {"messages": 12}, NOON, plan_id="p1")
    with store.write() as conn:
        end(conn, begun, "done", {"moved": 12}, NOON + 9)
    intent, result = entries(store)
    assert (intent.phase, intent.person, intent.target, intent.plan_id) == (Phase.INTENT, "omar", queue, "p1")
    assert (result.phase, result.begun_id, result.result, result.at) == (Phase.RESULT, intent.id, "done", NOON + 9)
    assert (result.person, result.target, result.plan_id) == ("omar", queue, "p1")
    assert (intent.detail, result.detail) == ({"messages": 12}, {"moved": 12})


def test_only_what_was_begun_can_end(store):
    with store.write() as conn, pytest.raises(KeyError):
        end(conn, 7, "done", {}, NOON)


def test_each_row_carries_the_hash_of_the_one_before(store):
    with store.write() as conn:
        for number in range(3):
            note(conn, OPERATOR, "sign in", {"number": number}, NOON + number)
    first, second, third = entries(store)
    assert (first.previous, second.previous, third.previous) == (START, first.hash, second.hash)
    with store.read() as conn:
        assert head(conn) == (third.id, third.hash)
        assert [digest_of(row._asdict()) for row in rows_in_order(conn)] == [first.hash, second.hash, third.hash]


def test_text_that_no_database_keeps_is_hashed_as_it_is_kept(store):
    with store.write() as conn:
        note(conn, OPERATOR, "x\0y \ud800", {"name": "a\0b \ud800", "at": object}, NOON, result="\0")
    with store.read() as conn:
        (row,) = rows_in_order(conn)
        assert digest_of(row._asdict()) == row.hash


def test_an_action_that_is_undone_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.write() as conn:
        assert 1 / (note(conn, OPERATOR, "sign in", {}, NOON) - 1)
    assert entries(store) == []
