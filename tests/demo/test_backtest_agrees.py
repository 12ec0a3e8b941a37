"""Two that share no code come to the same: the embedded AWS's evaluation of its alarms, and the product's back-test."""

from dataclasses import replace
from functools import cache

import pytest

from collectors.alarms import metric_alarm
from collectors.records import Kind
from demo.cloudwatch.alarms.definition import Alarm
from demo.cloudwatch.alarms.points import data_points as points_there
from demo.cloudwatch.alarms.store import Alarms
from demo.cloudwatch.alarms.track import unchecked
from demo.cloudwatch.bands import ABOVE, BELOW, OUTSIDE, edges
from demo.cloudwatch.series import series_of
from demo.cloudwatch.sources import Viewer, source_of
from demo.world.fleet import FLEET
from demo.world.queue_minutes import nothing_removed
from demo.world.world import World
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.alarm_backtest.bands import banded, edge_name
from webapp.analysis.alarm_backtest.composite import composite_replay, rule_of
from webapp.analysis.alarm_backtest.data_points import data_points
from webapp.analysis.alarm_backtest.history import Asked, History
from webapp.analysis.alarm_backtest.recipes import recipe_of
from webapp.analysis.alarm_backtest.replay import Moved, replay
from webapp.analysis.alarm_definitions.reading import draft_of
from webapp.analysis.alarm_definitions.suggestions import condition_of

HOUR, MINUTE = 3600, 60
ACCOUNT, REGION = "111122223333", "eu-west-1"
TRIED = 3 * HOUR
METRIC_ALARMS = [alarm for alarm in FLEET.alarms if not alarm.rule]
SLOW = 180.0


@cache
def world():
    return World(1, NOON)


@cache
def the_alarm(spec, late=0.0):
    """The alarm as the embedded AWS has it, alone, evaluated over the last hours, however late its data is."""
    alarms, place = Alarms(world(), nothing_removed, lambda _place: late), (spec.account, spec.region)
    alarm = alarms.by_place[place][spec.name]
    alarms.by_place[place] = {spec.name: alarm}
    alarms._begin(place, alarm, NOON - TRIED, NOON - TRIED)
    return alarms.at(place, NOON)[spec.name]


def history(draft, spec, end):
    """The minutes that the product would have stored, and what it would have asked for."""
    start = end - TRIED - 26 * HOUR if draft.period > HOUR else end - TRIED - 3 * HOUR
    viewer = Viewer(world(), spec.account, spec.region, end, nothing_removed)
    columns, asked = {}, []
    for line in draft.metrics:
        source = source_of(viewer, line.namespace, line.metric, dict(line.dimensions))
        series = series_of(source, [line.statistic], range(start, end, MINUTE), end)[line.statistic] if source else {}
        values = [series.get(ts) for ts in range(start, end, MINUTE)]
        recipe = recipe_of(draft.watched.kind, line.namespace, line.metric, line.statistic, draft.period)
        if recipe:
            columns[recipe.column] = values
        else:
            asked.append(Asked(line.metric, line.statistic, MINUTE, start, values))
    return History(draft.watched.kind, start, (end - start) // MINUTE, columns, (), tuple(asked))


def tried(alarm, spec, begin):
    place = an_identity("", Kind.ACCOUNT, account=spec.account, region=spec.region)
    draft = draft_of(metric_alarm(alarm.body | {"StateValue": "OK"}, place))
    points = data_points(draft.lines, draft.period, history(draft, spec, NOON))
    return points, replay(points, condition_of(draft), NOON - TRIED, NOON, begin=begin)


def minutes(state_at):
    return {at: state_at(at) for at in range(NOON - TRIED + MINUTE, NOON + 1, MINUTE)}


def states_there(alarm):
    return minutes(lambda at: alarm.track.at(at).state)


def states_here(found):
    return minutes(lambda at: next(m.state for m in reversed(found.transitions) if m.at <= at))


@pytest.mark.parametrize("spec", METRIC_ALARMS, ids=lambda spec: spec.name)
def test_every_alarm_of_the_company_is_in_the_same_state_at_every_minute(spec):
    alarm = the_alarm(spec)
    _, found = tried(alarm, spec, alarm.track.at(NOON - TRIED).state)
    assert states_here(found) == states_there(alarm)


def test_the_company_has_alarms_that_move():
    assert sum(len(set(states_there(the_alarm(spec)).values())) > 1 for spec in METRIC_ALARMS) >= 3


@pytest.mark.parametrize("spec", METRIC_ALARMS, ids=lambda spec: spec.name)
def test_late_data_makes_a_difference_only_where_it_changed_what_was_evaluated(spec):
    alarm = the_alarm(spec, SLOW)
    points, found = tried(alarm, spec, alarm.track.at(NOON - TRIED).state)
    here, there = states_here(found), states_there(alarm)
    apart = False
    for at in here:
        apart = here[at] != there[at] and (apart or saw_otherwise(alarm, spec, at, points))
        assert here[at] == there[at] or apart, f"at {at} for no reason"


def saw_otherwise(alarm, spec, at, points):
    """Whether the evaluation at that minute saw other breaching points than there are now."""
    viewer = Viewer(world(), spec.account, spec.region, at, nothing_removed, SLOW)
    condition = alarm.condition
    then = points_there(alarm, viewer, at - (condition.reach + 1) * alarm.period, at)
    ends = range(at - (condition.reach - 1) * alarm.period, at + 1, alarm.period)
    now = {end: points.values[(end - points.first) // points.step] for end in ends}
    return [breaches(condition, then.get(end)) for end in ends] != [breaches(condition, now[end]) for end in ends]


def breaches(condition, value):
    return None if value is None else condition.breaches(value)


def test_late_data_changes_something():
    different = [s for s in METRIC_ALARMS if states_there(the_alarm(s, SLOW)) != states_there(the_alarm(s))]
    assert different


BANDED = [("checkout-api", "Errors", "Sum", ABOVE), ("cart-api", "Invocations", "Sum", OUTSIDE),
          ("stock-level-api", "Duration", "Average", BELOW)]  # fmt: skip
WIDTH = 1.5


def a_banded_body(function, metric, statistic, comparison):
    named = {
        "Namespace": "AWS/Lambda",
        "MetricName": metric,
        "Dimensions": [{"Name": "FunctionName", "Value": function}],
    }
    stat = {"Metric": named, "Period": MINUTE, "Stat": statistic}
    band = f"ANOMALY_DETECTION_BAND(m1, {WIDTH})"
    return {
        "AlarmName": "banded",
        "ComparisonOperator": comparison,
        "ThresholdMetricId": "band",
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "Metrics": [{"Id": "m1", "MetricStat": stat}, {"Id": "band", "Expression": band}],
    }


@pytest.mark.parametrize("asked", BANDED, ids=lambda asked: f"{asked[0]} {asked[1]}")
def test_an_alarm_on_an_anomaly_band_is_in_the_same_state_at_every_minute(asked):
    place, body = (ACCOUNT, REGION), a_banded_body(*asked)
    alarms = Alarms(world(), nothing_removed)
    banded_alarm = Alarm("banded", "arn", body, {}, 0, 0, unchecked(NOON - TRIED))
    alarms.by_place[place] = {"banded": banded_alarm}
    alarms.at(place, NOON)
    draft = draft_of(metric_alarm(body | {"StateValue": "OK"}, an_identity("", Kind.ACCOUNT)))
    start = NOON - TRIED - HOUR
    source = source_of(Viewer(world(), *place, NOON, nothing_removed), *asked_of(draft.lines[0]))
    grid = range(start, NOON, MINUTE)
    told = dict(zip(("lower", "upper"), edges(source, asked[2], grid, WIDTH, NOON), strict=True))
    told |= {"": series_of(source, [asked[2]], grid, NOON)[asked[2]]}
    series = [
        Asked(
            asked[1],
            edge_name(asked[2], edge, WIDTH) if edge else asked[2],
            MINUTE,
            start,
            [values.get(ts) for ts in grid],
        )
        for edge, values in told.items()
    ]
    known = History(Kind.FUNCTION, start, len(grid), {}, (), tuple(series))
    points = data_points(banded(draft.lines[0], draft.comparison, draft.band), MINUTE, known)
    condition = replace(condition_of(draft), comparison="GreaterThanThreshold", threshold=0.0)
    found = replay(points, condition, NOON - TRIED, NOON, begin="INSUFFICIENT_DATA")
    assert states_here(found) == states_there(banded_alarm)
    assert len(found.transitions) > 1


def asked_of(line):
    return line.namespace, line.metric, dict(line.dimensions)


def test_the_composite_alarm_of_the_company_is_in_the_same_state_at_every_moment():
    alarms = Alarms(world(), nothing_removed)
    [spec] = [each for each in FLEET.alarms if each.rule]
    there = alarms.at((spec.account, spec.region), NOON)
    rule = rule_of(spec.rule)
    moves = {name: [Moved(int(t.at), t.state) for t in there[name].track.transitions] for name in rule.children}
    found = composite_replay(rule, moves, NOON - TRIED, NOON)
    assert states_here(found) == states_there(there[spec.name])
    assert found.fired
