"""The circuit breaker: when it opens, who may try, when it closes."""

from collectors.breaker import FIRST_REST_S, LONGEST_REST_S, OPENS_AT, Breaker


def after(why: str, times: int, breaker: Breaker | None = None, now: float = 100.0) -> Breaker:
    breaker = breaker or Breaker()
    for _ in range(times):
        breaker = breaker.failed(why, now)
    return breaker


def test_a_new_breaker_lets_everything_through():
    assert not Breaker().is_open(0.0)
    assert Breaker().let_through(0.0) == Breaker()


def test_four_attempts_without_an_answer_open_it():
    assert not after("unreachable", 3).is_open(100.0)
    assert after("unreachable", 4).is_open(100.0)


def test_throttling_opens_it_only_when_nothing_else_comes_back():
    assert not after("throttled", OPENS_AT - 1).is_open(100.0)
    assert after("throttled", OPENS_AT).is_open(100.0)


def test_after_the_rest_one_call_tries_and_the_others_wait():
    rested = after("unreachable", 4)
    later = 100.0 + FIRST_REST_S
    assert not rested.is_open(later)
    assert rested.let_through(later).is_open(later)


def test_a_failed_trial_doubles_the_rest_up_to_the_longest():
    breaker, now = after("unreachable", 4), 100.0
    rests = []
    for _ in range(6):
        now = breaker.rests_until
        breaker = breaker.let_through(now).failed("unreachable", now)
        rests.append(breaker.rests_until - now)
    assert rests == [30.0, 60.0, 120.0, LONGEST_REST_S, LONGEST_REST_S, LONGEST_REST_S]


def test_calls_that_were_under_way_when_it_opened_do_not_prolong_the_rest():
    opened = after("unreachable", 4)
    assert after("unreachable", 5, opened, now=101.0) == opened
