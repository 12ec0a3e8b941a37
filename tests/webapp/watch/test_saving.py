import pytest

from collectors.durations import DAY, MINUTE
from collectors.records import Chunk, Coverage, Kind, Listed, Points
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from webapp.store.changes import recent_changes
from webapp.store.coverage import covered, missed
from webapp.store.functions import functions
from webapp.store.lease import take
from webapp.store.points import series
from webapp.watch.saving import ROWS_A_TRANSACTION, LeaseLost, Saving, transactions

ACCOUNT = an_identity("", Kind.ACCOUNT)


def points(name, minutes, end=NOON):
    rows = tuple((end - 60 * n, (float(n),)) for n in range(minutes, 0, -1))
    return Points(an_identity(name), 60, ("invocations",), rows)


@pytest.fixture
def saving(store, clock):
    with store.write() as conn:
        token = take(conn, "target:prod", "me", clock.now(), 60)
    return Saving(store, clock, "prod", "target:prod", token)


def read_before(saving):
    saving.chunk("metrics", Chunk(covered=(Coverage(60, NOON - 20 * DAY, NOON - 300, NOON - 300),)), NOON - 300)


def test_points_are_written_in_transactions_of_about_a_thousand_rows():
    lots = list(transactions([points(f"f{n}", 7) for n in range(400)]))
    assert all(sum(len(each.rows) for each in lot) <= ROWS_A_TRANSACTION + 60 for lot in lots)
    assert sum(len(each.rows) for lot in lots for each in lot) == 2_800


def test_a_long_history_is_written_hour_by_hour_of_all_functions_together():
    lots = list(transactions([points(f"f{n}", 1_440) for n in range(20)]))
    for lot in lots:
        times = [at for each in lot for at, _ in each.rows]
        assert max(times) - min(times) < 3 * 3600


def test_points_come_back_with_what_they_cover(saving):
    whole = Coverage(60, NOON - 300, NOON, NOON)
    saving.chunk("metrics", Chunk((points("checkout-api", 5),), (whole,)), NOON)
    with saving.store.read() as conn:
        assert len(series(conn, an_identity(), NOON - 600, NOON, columns=("invocations",)).rows) == 5
        assert covered(conn, "prod", "metrics", 60, NOON - 600, NOON) == [whole]


def test_who_has_lost_the_lease_writes_nothing(saving, clock):
    clock.advance(61)
    with saving.store.write() as conn:
        take(conn, "target:prod", "another", clock.now(), 60)
    with pytest.raises(LeaseLost):
        saving.chunk("metrics", Chunk((points("checkout-api", 5),), (Coverage(60, NOON - 300, NOON, NOON),)), NOON)
    with saving.store.read() as conn:
        assert series(conn, an_identity(), NOON - 600, NOON).rows == ()
        assert covered(conn, "prod", "metrics", 60, NOON - 600, NOON) == []


def test_functions_that_were_there_from_the_start_are_no_news(saving):
    saving.chunk("functions", Chunk((a_function(),)), NOON)
    with saving.store.read() as conn:
        assert recent_changes(conn, 0, NOON + 1) == []
        assert missed(conn, "prod", "metrics", 60, NOON - DAY, NOON) == {}


def test_a_function_that_turns_up_later_is_a_change_and_its_history_is_to_be_read(saving):
    read_before(saving)
    saving.chunk("functions", Chunk((a_function("new", last_modified=NOON - 60),)), NOON)
    with saving.store.read() as conn:
        assert [change.what for change in recent_changes(conn, 0, NOON + 1)] == ["created"]
        (window,) = missed(conn, "prod", "metrics", 60, NOON - DAY, NOON, asked_before=NOON - 3600)["new"]
        assert (window.start, window.end, window.period) == (NOON - DAY, NOON, MINUTE)


def test_a_function_that_is_no_longer_listed_is_gone_and_said_so(saving):
    read_before(saving)
    saving.chunk("functions", Chunk((a_function("a"), a_function("b"))), NOON)
    listed = Listed("aws", ACCOUNT.account, ACCOUNT.region, Kind.FUNCTION, frozenset({"a"}))
    saving.chunk("functions", Chunk((listed,)), NOON + 300)
    with saving.store.read() as conn:
        assert [function.identity.name for function in functions(conn)] == ["a"]
        assert [c.what for c in recent_changes(conn, NOON + 300, NOON + 301)] == ["deleted"]


def test_a_deploy_between_two_reads_is_a_change(saving):
    read_before(saving)
    saving.chunk("functions", Chunk((a_function(),)), NOON)
    saving.chunk("functions", Chunk((a_function(code_sha256="1" * 44, last_modified=NOON + 100),)), NOON + 300)
    with saving.store.read() as conn:
        assert [(c.what, c.at) for c in recent_changes(conn, NOON + 1, NOON + 301)] == [("deploy", NOON + 100)]


def come_and_gone(saving, **again):
    """What changed about a function that was missed at noon + 300 and is listed again at noon + 900."""
    saving.chunk("functions", Chunk((a_function("a"), a_function("b", last_modified=NOON - DAY))), NOON)
    read_before(saving)
    listed = Listed("aws", ACCOUNT.account, ACCOUNT.region, Kind.FUNCTION, frozenset({"a"}))
    saving.chunk("functions", Chunk((listed,)), NOON + 300)
    saving.chunk("functions", Chunk((a_function("b", **again),)), NOON + 900)
    with saving.store.read() as conn:
        return recent_changes(conn, NOON + 301, NOON + 901), missed(conn, "prod", "metrics", 60, NOON - DAY, NOON + 900)


def test_a_function_that_is_made_again_is_created_and_what_differs_is_told(saving):
    changes, unread = come_and_gone(saving, last_modified=NOON + 700, memory_mb=4096)
    assert {(change.what, change.field, change.at) for change in changes} == {
        ("created", "", NOON + 700),
        ("configuration", "memory_mb", NOON + 700),
    }
    assert [(window.start, window.end) for window in unread["b"]] == [(NOON + 300, NOON + 900)]


def test_a_function_that_was_only_left_out_for_a_while_was_not_created(saving):
    changes, unread = come_and_gone(saving, last_modified=NOON - DAY)
    assert changes == []
    assert [(window.start, window.end) for window in unread["b"]] == [(NOON + 300, NOON + 900)]
