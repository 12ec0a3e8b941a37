"""A watch over the embedded AWS whose clocks move together."""

import shutil

import pytest

from collectors import metrics, tripwire
from collectors.aws import CALLS_A_SECOND
from collectors.catalog import CATALOG
from collectors.targets import Target
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.clock import SetClock
from webapp.config import Config
from webapp.store.database import Store
from webapp.store.points import series
from webapp.watch.watching import Watch

PAYMENTS = "meadow-payments/eu-west-1"


class Watched:
    """A watch, its clock and the embedded AWS's, moved together."""

    def __init__(self, store, clock, aws, config, catalog=CATALOG):
        self.store, self.clock, self.aws, self.config, self.catalog = store, clock, aws, config, catalog
        self.watch = Watch(config, store, clock, catalog)

    def restart(self):
        self.watch.close()
        self.watch = Watch(self.config, self.store, self.clock, self.catalog)

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

    def stored(self, name, start, end, column="invocations", account="444455556666", **place):
        """{minute: value} as the store has it."""
        with self.store.read() as conn:
            found = series(conn, an_identity(name, account=account, **place), start, end, columns=(column,))
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


def targets_of(aws, *names):
    """Targets of the embedded AWS, as a configuration has them."""
    return tuple(Target(**each, endpoint_url=aws.url) for each in aws.targets if each["name"] in names)


@pytest.fixture(scope="session")
def looked_file(migrated_file, running_aws, tmp_path_factory):
    """A store after the first ticks at noon, made once."""
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("looked") / "oncall.db")
    running_aws.reset()
    store = Store.open(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        signed_in(patch, running_aws)
        unpaced(patch)
        config = Config(targets_of(running_aws, PAYMENTS), "", backfill_days=1)
        first = Watched(store, SetClock(NOON), running_aws, config)
        first.tick(rounds=3)
        first.watch.close()
    store.close()
    return path


@pytest.fixture
def looked(looked_file, tmp_path):
    """A store after the first ticks at noon."""
    opened = Store.open(f"sqlite:///{shutil.copy(looked_file, tmp_path / 'looked.db')}")
    yield opened
    opened.close()


def signed_in(patch, aws):
    patch.setenv("AWS_ACCESS_KEY_ID", aws.ready["access_key_id"])
    patch.setenv("AWS_SECRET_ACCESS_KEY", aws.ready["secret_access_key"])


def unpaced(patch):
    """The embedded AWS leaves room for others without being spared."""
    for service in tuple(CALLS_A_SECOND):
        patch.delitem(CALLS_A_SECOND, service)


@pytest.fixture
def watched(looked, clock, embedded_aws, monkeypatch):
    """Starts a watch over metrics that goes on after the first ticks; of one account, where nothing else is asked."""
    made = []

    def start(*names, store=looked, catalog=(metrics, tripwire), **settings):
        config = Config(targets_of(embedded_aws, *(names or (PAYMENTS,))), "", **settings)
        made.append(Watched(store, clock, embedded_aws, config, catalog))
        return made[-1]

    signed_in(monkeypatch, embedded_aws)
    unpaced(monkeypatch)
    yield start
    embedded_aws.reset()
    for each in made:
        each.watch.close()
