"""What a judgement saves: news whole, what says the same only dated anew, and never less than the store lacks."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.store.fleet import FleetRow, fleet
from webapp.store.fleet_search import FleetQuery, fleet_rows
from webapp.store.identities import ids_of
from webapp.store.lease import take
from webapp.store.verdicts import verdict_of, verdicts_since
from webapp.watch.saving import LeaseLost, Saving
from webapp.watch.standing import Standing

CHECKOUT = an_identity()
FAILING = Reason("error_rate", State.BAD, "12 % of invocations failed", 12.0, 10.0, "percent", NOON - 300)


def judged(at, state=State.OK, reasons=(), **numbers):
    verdict = Verdict(CHECKOUT, state, NOON - 600, at, reasons)
    return FleetRow(CHECKOUT, verdict, "python3.13", data_until=at - 60, **numbers)


@pytest.fixture
def saving(store, clock):
    with store.write() as conn:
        token = take(conn, "target:prod", "me", clock.now(), 60)
    return Saving(store, clock, "prod", "target:prod", token)


@pytest.fixture
def save(saving):
    standing = Standing()
    with saving.store.write() as conn:
        key = ids_of(conn, [CHECKOUT])[CHECKOUT]

    def saved(row, by=saving):
        standing.save(by, {key: row})
        with saving.store.read() as conn:
            (shown,) = fleet_rows(conn, FleetQuery(), NOON).rows
            return shown, verdict_of(conn, CHECKOUT)

    return saved


def test_a_judgement_that_says_the_same_is_as_fresh_as_any(save):
    save(judged(NOON, invocations=5.0))
    again = judged(NOON + 300, invocations=5.0)
    assert save(again) == (again, again.verdict)


def test_what_says_the_same_is_not_written_again(save, saving):
    save(judged(NOON))
    with saving.store.write() as conn:
        conn.execute(update(fleet).values(runtime="as it stood"))
    save(judged(NOON + 300))
    with saving.store.read() as conn:
        assert conn.execute(select(fleet.c.runtime)).scalar() == "as it stood"


def test_other_numbers_are_news_though_the_verdict_is_the_same(save):
    save(judged(NOON, invocations=5.0))
    news = judged(NOON + 300, invocations=7.0)
    assert save(news) == (news, news.verdict)


def test_another_verdict_is_news_though_the_numbers_are_the_same(save, saving):
    save(judged(NOON))
    news = judged(NOON + 300, State.BAD, (FAILING,))
    assert save(news) == (news, news.verdict)
    worded = judged(NOON + 600, State.BAD, (replace(FAILING, text="13 % of invocations failed"),))
    assert save(worded) == (worded, worded.verdict)
    with saving.store.read() as conn:
        assert [each.state for each in verdicts_since(conn, NOON, NOON + 3600)] == [State.BAD, State.OK]


def test_what_could_not_be_written_is_written_whole_the_next_time(save, saving):
    save(judged(NOON))
    news = judged(NOON + 300, State.BAD, (FAILING,))
    with pytest.raises(LeaseLost):
        save(news, replace(saving, token=saving.token - 1))
    assert save(news) == (news, news.verdict)
    with pytest.raises(LeaseLost):
        save(judged(NOON + 600), replace(saving, token=saving.token - 1))
    assert save(news) == (news, news.verdict)
