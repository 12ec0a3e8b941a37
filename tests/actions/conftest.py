"""Plans and their doing over a real store, and queues of the embedded AWS."""

import pytest

from tests.actions.redriving import Redriving
from tests.fleets import a_config
from webapp.actions.door import Door
from webapp.actions.plans import Acting


@pytest.fixture
def acting(store, clock):
    config = a_config()
    return Acting(config, store, clock, Door(config.targets))


@pytest.fixture
def aws(embedded_aws, monkeypatch):
    """The embedded AWS, whose time passes as ours does."""
    for name, value in embedded_aws.environment.items():
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    embedded_aws.clock(speed=1)
    return embedded_aws


@pytest.fixture
def orders(aws, store):
    """A dead-letter queue whose source nobody reads from."""
    return Redriving(aws, store)
