"""Plans and their doing over a real store."""

import pytest

from tests.fleets import a_config
from webapp.actions.door import Door
from webapp.actions.plans import Acting


@pytest.fixture
def acting(store, clock):
    config = a_config()
    return Acting(config, store, clock, Door(config.targets))
