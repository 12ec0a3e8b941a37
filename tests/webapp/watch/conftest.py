"""A watch over the embedded AWS whose clocks move together."""

import pytest

from collectors.records import Kind, Points
from collectors.targets import Target
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.config import Config
from webapp.store.points import series
from webapp.watch.watching import Watch

PAYMENTS = "meadow-payments/eu-west-1"


class Watched:
    """A watch, its clock and the embedded AWS's, moved together."""

    def __init__(self, store, clock, aws, config):
        self.store, self.clock, self.aws, self.config = store, clock, aws, config
        self.watch = Watch(config, store, clock)

    def restart(self):
        self.watch.close()
        self.watch = Watch(self.config, self.store, self.clock)

    def tick(self, rounds=1, history=False):
        """Do what is due now, and what that makes due."""
        outcomes = []
        for _ in range(rounds):
            self.watch.tick(with_history=history)
            outcomes += self.watch.settle()
        return outcomes

    def go(self, minutes, step=1, history=False):
        """Let the time pass, with one tick every `step` minutes."""
        outcomes = []
        for _ in range(0, minutes, step):
            self.jump(60 * step)
            outcomes += self.tick(history=history)
        return outcomes

    def jump(self, seconds):
        self.aws.clock(now=self.clock.advance(seconds))

    def stored(self, name, start, end, column="invocations", account="444455556666"):
        """{minute: value} as the store has it."""
        with self.store.read() as conn:
            found = series(conn, an_identity(name, account=account), start, end, columns=(column,))
        return {at: value for at, (value,) in found.rows if value is not None}

    def truth(self, name, start, end, metric="Invocations", stat="Sum", period=60):
        """{minute: value} as CloudWatch has it."""
        stat = {
            "Metric": {
                "Namespace": "AWS/Lambda",
                "MetricName": metric,
                "Dimensions": [{"Name": "FunctionName", "Value": name}],
            },
            "Period": period,
            "Stat": stat,
        }
        target = next(t for t in self.aws.targets if t["name"] == PAYMENTS)
        client = self.aws.client("cloudwatch", **self.aws.assumed(target))
        pages = client.get_paginator("get_metric_data").paginate(
            StartTime=start, EndTime=end, MetricDataQueries=[{"Id": "a", "MetricStat": stat}]
        )
        found = [result for page in pages for result in page["MetricDataResults"]]
        return {
            int(at.timestamp()): value
            for result in found
            for at, value in zip(result["Timestamps"], result["Values"], strict=True)
        }


@pytest.fixture
def target(embedded_aws, monkeypatch):
    """The embedded AWS's targets by name, and the credentials for them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", embedded_aws.ready["access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", embedded_aws.ready["secret_access_key"])

    def named(name):
        found = next(target for target in embedded_aws.targets if target["name"] == name)
        return Target(**found, endpoint_url=embedded_aws.url)

    return named


@pytest.fixture
def watched(store, clock, embedded_aws, target):
    """Starts a watch; of the payments account alone, where nothing else is asked."""
    made = []

    def start(*names, own_store=store, **settings):
        targets = tuple(target(name) for name in names or (PAYMENTS,))
        made.append(Watched(own_store, clock, embedded_aws, Config(targets=targets, store_url="", **settings)))
        return made[-1]

    embedded_aws.clock(now=NOON)
    yield start
    embedded_aws.reset()
    for each in made:
        each.watch.close()


def account_points(rows):
    return Points(an_identity("", Kind.ACCOUNT), 60, ("errors", "throttles"), rows)
