"""The alarms stand at the epoch as their own metrics say, by day and by night."""

import operator

import pytest

from demo.cloudwatch.metric_data import MetricData
from demo.cloudwatch.sources import Viewer
from demo.world.fleet import FLEET
from demo.world.queue_minutes import nothing_removed, queue_minute
from demo.world.world import World
from tests.conftest import NOON

COMPARISONS = {"GreaterThanThreshold": operator.gt, "LessThanThreshold": operator.lt}
NIGHT = NOON + 2 * 86_400 + 15 * 3600


def queries_of(alarm):
    if alarm.metrics:
        return [query(m, m.id, m.returned) for m in alarm.metrics]
    return [query(alarm, "m", True)]


def query(line, name, returned):
    if getattr(line, "expression", ""):
        return {"Id": name, "Expression": line.expression, "ReturnData": returned}
    dimensions = [{"Name": key, "Value": value} for key, value in line.dimensions]
    metric = {"Namespace": line.namespace, "MetricName": line.metric, "Dimensions": dimensions}
    return {
        "Id": name,
        "ReturnData": returned,
        "MetricStat": {"Metric": metric, "Period": line.period, "Stat": line.statistic},
    }


def points_of(alarm, epoch):
    viewer = Viewer(World(1, epoch), alarm.account, alarm.region, epoch, nothing_removed)
    start = epoch - alarm.evaluation_periods * alarm.period
    asked = {"MetricDataQueries": queries_of(alarm), "StartTime": start, "EndTime": epoch}
    return MetricData(viewer, asked).results()[0]["Values"]


@pytest.mark.parametrize("epoch", [NOON, NIGHT], ids=["noon", "night"])
@pytest.mark.parametrize("alarm", [a for a in FLEET.alarms if not a.rule], ids=lambda a: a.name)
def test_its_state_follows_from_its_points(alarm, epoch):
    points = points_of(alarm, epoch)
    breaching = sum(COMPARISONS[alarm.comparison](value, alarm.threshold) for value in points)
    quiet = "OK" if points or alarm.missing == "notBreaching" else "INSUFFICIENT_DATA"
    assert alarm.state == ("ALARM" if breaching >= alarm.datapoints else quiet), points


def test_the_alarm_on_messages_sent_stays_silent_while_its_queue_fills():
    silent = next(a for a in FLEET.alarms if a.metric == "NumberOfMessagesSent")
    queue = FLEET.queue(silent.account, silent.region, dict(silent.dimensions)["QueueName"])
    assert queue_minute(World(1, NOON), queue, NOON - 60).visible > 10
    assert silent.state == "OK"
