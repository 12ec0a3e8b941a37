"""What must hold for any stream of points, not only for the examples."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.records import Points
from tests.analysis.cases import COLUMNS, a_look, judged, points, steady
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.usual import Level
from webapp.analysis.verdict import State

USUAL = {NOON - i * 3600: Level(600, 20, 400, 7) for i in range(-1, 6)}

a_minute = st.none() | st.tuples(st.integers(0, 200), st.integers(0, 100))
minutes_of_two_hours = st.lists(a_minute, min_size=1, max_size=120)


def stream(minutes):
    """A row a minute, the newest last; (invocations, how many percent of them failed)."""
    start = NOON - 60 * len(minutes)
    counted = [(start + 60 * i, m) for i, m in enumerate(minutes) if m]
    rows = [(ts, (float(n), float(n * percent // 100))) for ts, (n, percent) in counted]
    return Points(an_identity(), 60, COLUMNS, rows)


@settings(max_examples=150)
@given(minutes_of_two_hours, st.data())
def test_more_failures_never_improve_a_state(minutes, data):
    worse = [m and (m[0], min(100, m[1] + data.draw(st.integers(0, 40)))) for m in minutes]
    assert judged(stream(worse)).state.rank <= judged(stream(minutes)).state.rank


@settings(max_examples=150)
@given(minutes_of_two_hours, st.data())
def test_more_failures_never_improve_a_state_that_was_held(minutes, data):
    before = judged(stream(data.draw(minutes_of_two_hours)))
    worse = [m and (m[0], min(100, m[1] + data.draw(st.integers(0, 40)))) for m in minutes]
    assert judged(stream(worse), before=before).state.rank <= judged(stream(minutes), before=before).state.rank


@settings(max_examples=100)
@given(minutes_of_two_hours, st.randoms())
def test_the_order_of_the_points_and_their_repetition_change_nothing(minutes, random):
    ordered = stream(minutes)
    shuffled = [*ordered.rows, *ordered.rows[::3]]
    random.shuffle(shuffled)
    assert judged(replace(ordered, rows=shuffled), usual=USUAL) == judged(ordered, usual=USUAL)


@settings(max_examples=100)
@given(minutes_of_two_hours, st.integers(0, 2))
def test_unsettled_minutes_that_are_still_missing_make_nothing_silent_or_idle(minutes, missing):
    full = stream(minutes)
    partial = replace(full, rows=[row for row in full.rows if row[0] < NOON - 60 * missing])
    before, after = judged(full, usual=USUAL), judged(partial, usual=USUAL)
    settled_life = any(row[1][0] for row in partial.rows)
    assert after.state is not State.IDLE or not settled_life
    if "silence" in {r.rule for r in after.reasons} - {r.rule for r in before.reasons}:
        assert (
            not any(row[1][0] for row in partial.rows if row[0] >= NOON - 120 - 900)
            or sum(row[1][0] for row in partial.rows if row[0] >= NOON - 120 - 900) < 15
        )


def changes_of_state(per_minute, percent, seed, hours=3):
    """Judge a noisy stream each minute for hours; how often the state changed."""
    random = Random(seed)
    failed = [float(sum(random.random() * 100 < percent for _ in range(per_minute))) for _ in range(hours * 60 + 180)]
    states, before = [], None
    for minute in range(hours * 60):
        now = NOON + 60 * minute
        measured = points(now, invocations=steady(float(per_minute)), errors=failed[minute : minute + 180])
        before = judged(measured, now=now, before=before, metrics=a_look(now))
        states.append(before.state)
    return sum(one is not other for one, other in pairwise(states))


def test_a_stream_at_the_border_of_bad_changes_its_state_a_few_times_in_hours():
    assert max(changes_of_state(100, 10, seed) for seed in range(4)) <= 3


def test_a_stream_at_the_border_of_warn_changes_its_state_a_few_times_in_hours():
    assert max(changes_of_state(100, 1, seed) for seed in range(4)) <= 6


def test_little_traffic_at_the_border_changes_its_state_a_few_times_in_hours():
    assert max(changes_of_state(2, 10, seed) for seed in range(4)) <= 8


def test_noise_well_below_the_limit_makes_no_state():
    assert max(changes_of_state(40, 0.3, seed, hours=4) for seed in range(4)) <= 2


def test_a_late_point_changes_only_what_it_tells():
    early = points(invocations=[10.0] * 178 + [None, None], errors=[0.0] * 178 + [None, None])
    late = points(invocations=[10.0] * 180, errors=[0.0] * 180)
    assert judged(early) == judged(late)
    failing = points(invocations=[10.0] * 180, errors=[0.0] * 175 + [10.0] * 5)
    assert [r.rule for r in judged(failing, before=judged(early)).reasons] == ["error_rate"]
