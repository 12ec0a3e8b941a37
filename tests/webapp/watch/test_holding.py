from tests.store.opening import unwritable
from webapp.watch.holding import Holding


def test_two_collectors_do_not_work_on_one_target(store, clock):
    first, second = Holding(store, clock, "prod", "a"), Holding(store, clock, "prod", "b")
    assert first.keep()
    assert second.keep() is None


def test_who_waits_for_a_target_writes_nothing(store, clock):
    first, second = Holding(store, clock, "prod", "a"), Holding(store, clock, "prod", "b")
    assert first.keep()
    with unwritable(store):
        assert second.keep() is None


def test_a_lease_that_is_kept_stays(store, clock):
    first, second = Holding(store, clock, "prod", "a"), Holding(store, clock, "prod", "b")
    token = first.keep().token
    for _ in range(20):
        clock.advance(20)
        assert first.keep().token == token
        assert second.keep() is None


def test_a_dead_collectors_target_is_taken_over(store, clock):
    first, second = Holding(store, clock, "prod", "a"), Holding(store, clock, "prod", "b")
    old = first.keep()
    clock.advance(61)
    assert second.keep().token > old.token
    assert first.keep() is None


def test_a_target_that_is_given_back_is_free_at_once(store, clock):
    first, second = Holding(store, clock, "prod", "a"), Holding(store, clock, "prod", "b")
    first.keep()
    first.give_back()
    assert second.keep()


def test_after_a_jump_of_the_clock_the_lease_is_taken_anew(store, clock):
    holding = Holding(store, clock, "prod", "a")
    old = holding.keep()
    clock.advance(86_400)
    assert holding.keep().token > old.token
    clock.advance(-86_400 * 2)
    assert holding.keep()
