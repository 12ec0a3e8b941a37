"""The lease: one holder at a time, and who lost it finds out before writing."""

from tests.conftest import NOON
from webapp.store.lease import Holder, holders, holds, is_free, release, renew, take


def test_a_lease_is_held_by_one(store):
    with store.write() as conn:
        assert take(conn, "prod", "one", NOON, 30) == 1
        assert take(conn, "prod", "two", NOON + 29, 30) is None
        assert take(conn, "staging", "two", NOON, 30) == 1


def test_an_expired_lease_goes_to_the_next_with_a_higher_token(store):
    with store.write() as conn:
        first = take(conn, "prod", "one", NOON, 30)
        second = take(conn, "prod", "two", NOON + 30, 30)
        assert second > first
        assert not holds(conn, "prod", first, NOON + 31)
        assert holds(conn, "prod", second, NOON + 31)


def test_who_lost_it_can_neither_renew_nor_release_it(store):
    with store.write() as conn:
        first = take(conn, "prod", "one", NOON, 30)
        second = take(conn, "prod", "two", NOON + 30, 30)
        assert not renew(conn, "prod", first, NOON + 31, 30)
        release(conn, "prod", first)
        assert holds(conn, "prod", second, NOON + 31)


def test_renewing_keeps_it(store):
    with store.write() as conn:
        token = take(conn, "prod", "one", NOON, 30)
        assert renew(conn, "prod", token, NOON + 20, 30)
        assert take(conn, "prod", "two", NOON + 49, 30) is None
        assert not renew(conn, "prod", token, NOON + 51, 30)


def test_a_released_lease_is_free_at_once_and_its_token_grows_on(store):
    with store.write() as conn:
        token = take(conn, "prod", "one", NOON, 30)
        release(conn, "prod", token)
        assert not holds(conn, "prod", token, NOON + 1)
        assert take(conn, "prod", "two", NOON + 1, 30) == token + 1


def test_taking_it_again_fences_off_ones_own_past(store):
    with store.write() as conn:
        before = take(conn, "prod", "one", NOON, 30)
        after = take(conn, "prod", "one", NOON + 5, 30)
        assert not holds(conn, "prod", before, NOON + 6)
        assert holds(conn, "prod", after, NOON + 6)


def test_it_is_known_who_holds_it_since_when_and_who_let_it_expire(store):
    with store.write() as conn:
        first = take(conn, "prod", "one", NOON, 30)
        renew(conn, "prod", first, NOON + 20, 30)
        assert holders(conn) == {"prod": Holder("one", NOON, NOON + 50, "")}
        second = take(conn, "prod", "two", NOON + 50, 30)
        assert holders(conn) == {"prod": Holder("two", NOON + 50, NOON + 80, "one")}
        release(conn, "prod", second)
        take(conn, "prod", "three", NOON + 60, 30)
        assert holders(conn) == {"prod": Holder("three", NOON + 60, NOON + 90, "")}


def test_a_lease_that_was_taken_while_a_clock_was_ahead_holds_nobody_back(store):
    with store.write() as conn:
        ahead = take(conn, "prod", "one", NOON + 3_600, 60)
        assert not holders(conn)["prod"].holds(NOON)
        assert is_free(conn, "prod", "two", NOON)
        assert take(conn, "prod", "two", NOON, 60) > ahead
        assert holders(conn)["prod"].holds(NOON)


def test_a_lease_of_somebody_whose_clock_differs_by_little_is_respected(store):
    with store.write() as conn:
        take(conn, "prod", "one", NOON + 240, 60)
        assert not is_free(conn, "prod", "two", NOON)
        assert take(conn, "prod", "two", NOON, 60) is None
