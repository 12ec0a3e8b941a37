"""The rules of composite alarms: read as CloudWatch documents them, and replayed over the states of their alarms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.analysis.alarm_backtest.composite import BadRule, combined, composite_replay, rule_of
from webapp.analysis.alarm_backtest.replay import Moved

A, O, I = "ALARM", "OK", "INSUFFICIENT_DATA"  # noqa: E741


@pytest.mark.parametrize(
    ("rule", "states", "holds"),
    [
        ("ALARM(a) AND ALARM(b)", {"a": A, "b": O}, False),
        ("ALARM(a) OR ALARM(b)", {"a": A, "b": O}, True),
        ("ALARM(a) AND NOT ALARM(b)", {"a": A, "b": O}, True),
        ("(ALARM(a) OR ALARM(b)) AND OK(c)", {"a": O, "b": A, "c": O}, True),
        ("ALARM(a) OR ALARM(b) AND OK(c)", {"a": A, "b": O, "c": A}, True),
        ('INSUFFICIENT_DATA("a b (c) AND d")', {"a b (c) AND d": I}, True),
        ("ALARM(two words)", {"two words": A}, True),
        ('ALARM("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a")', {"a": A}, True),
        ("true and not False", {}, True),
        ("AT_LEAST(2, ALARM, (a, b, c))", {"a": A, "b": O, "c": A}, True),
        ("AT_LEAST(50%, NOT OK, (a, b, c))", {"a": A, "b": O, "c": O}, False),
    ],
)
def test_a_rule_holds_or_not(rule, states, holds):
    assert rule_of(rule).holds(states.__getitem__) is holds


@pytest.mark.parametrize(
    "rule", ["", "ALARM(a", "ALARM(a) ALARM(b)", "FIRING(a)", 'ALARM("a)', "ALARM(a) AND", "AT_LEAST(x, OK, (a))", ")"]
)
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises(BadRule):
        rule_of(rule)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=5, unique=True)
)
def test_any_names_can_be_combined_and_read_again(names):
    assert rule_of(combined(names, "OR")).children == tuple(name.rpartition(":alarm:")[2] for name in names)


MOVES = st.lists(st.tuples(st.integers(1, 50), st.sampled_from([A, O, I])), max_size=8)


@given(MOVES, MOVES, st.sampled_from(["ALARM(a) AND ALARM(b)", "ALARM(a) OR NOT OK(b)", "INSUFFICIENT_DATA(a)"]))
def test_the_replay_is_the_rule_at_every_moment(first, second, text):
    moves = {
        name: [Moved(0, O), *(Moved(at, s) for at, s in sorted(told))]
        for name, told in zip("ab", (first, second), strict=True)
    }
    found = composite_replay(rule_of(text), moves, 0, 60)
    for at in range(61):
        states = {name: [m.state for m in told if m.at <= at][-1] for name, told in moves.items()}
        here = [m.state for m in found.transitions if m.at <= at][-1]
        assert here == (A if rule_of(text).holds(states.__getitem__) else O)
