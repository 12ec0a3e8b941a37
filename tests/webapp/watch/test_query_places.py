"""Places for log queries are shared by all collectors of a store, and those of a killed one come free again."""

import pytest

from collectors.insights import Insights, Query
from collectors.records import Kind
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.store import lease
from webapp.store.database import Store
from webapp.watch.query_places import LEASE_S, RENEW_S, QueryPlaces

ACCOUNT = an_identity("", Kind.ACCOUNT)
ELSEWHERE = an_identity("", Kind.ACCOUNT, region="us-east-1")


class Waited(Exception):
    """Somebody has to wait."""


@pytest.fixture
def collector(store, clock):
    """A collector in a process of its own: `wait` is what it does while there is no place."""

    def start(name, wait=None):
        def must_wait(_seconds):
            raise Waited

        return QueryPlaces(store, clock, name, wait or must_wait)

    return start


def test_there_are_no_more_places_than_configured_whoever_asks(collector):
    one, other = collector("one"), collector("other")
    with one(ACCOUNT, 2), other(ACCOUNT, 2), pytest.raises(Waited), collector("third")(ACCOUNT, 2):
        pass


def test_each_account_and_region_has_its_own(collector):
    with collector("one")(ACCOUNT, 1), collector("other")(ELSEWHERE, 1):
        pass


def test_who_waits_goes_on_when_a_place_comes_free(collector):
    held = collector("one")(ACCOUNT, 1)
    held.__enter__()
    with collector("other", lambda _seconds: held.__exit__(None, None, None))(ACCOUNT, 1):
        pass


def test_the_place_of_a_killed_collector_comes_free_and_that_of_a_slow_one_does_not(collector, clock):
    killed = collector("killed")(ACCOUNT, 1)
    killed.__enter__()
    clock.advance(LEASE_S)
    with collector("slow")(ACCOUNT, 1) as hold:
        for _ in range(2 * LEASE_S // RENEW_S):
            clock.advance(RENEW_S)
            hold()
        with pytest.raises(Waited), collector("other")(ACCOUNT, 1):
            pass


def test_a_store_that_does_not_answer_keeps_nobody_from_asking(tmp_path, clock):
    store = Store.open(f"sqlite:///{tmp_path / 'oncall.db'}")
    places = QueryPlaces(store, clock, "one")
    store.close()
    (tmp_path / "oncall.db").unlink()
    (tmp_path / "oncall.db").mkdir()
    with places(ACCOUNT, 1) as hold:
        clock.advance(RENEW_S)
        hold()


def test_a_query_takes_a_place_while_it_is_under_way(store, clock, monkeypatch):
    monkeypatch.setattr(Insights, "places", QueryPlaces(store, clock, "one"))
    held = []

    class Answering:
        def account(self):
            return ACCOUNT

        def call(self, _service, method, *_subject, **_asked):
            with store.read() as conn:
                held.append((method, [each.until for each in lease.holders(conn).values()]))
            return {"queryId": "q", "status": "Complete"}

    Insights(Answering(), NOON, 1).ask(Query("limit 1", ("g",), NOON - 60, NOON))
    assert held == [("start_query", [NOON + LEASE_S]), ("get_query_results", [NOON + LEASE_S])]
    with store.read() as conn:
        assert [each.until for each in lease.holders(conn).values()] == [0]
