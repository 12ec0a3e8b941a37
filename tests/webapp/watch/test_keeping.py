"""The housekeeper: one process at a time, however long a round takes."""

import pytest

from tests.fleets import a_config
from webapp.store.lease import holders, lease_of
from webapp.watch.holding import LEASE_S
from webapp.watch.keeping import EVERY_S, Keeping


@pytest.fixture
def keeping(store, clock):
    made = Keeping(a_config(), store, clock, "me")
    yield made
    made.close()


def test_the_lease_is_renewed_between_two_rounds(keeping, store, clock):
    keeping.tick()
    keeping.settle()
    clock.advance(EVERY_S // 2)
    keeping.tick()
    with store.read() as conn:
        assert holders(conn)[lease_of("housekeeping")].until == clock.now() + LEASE_S
