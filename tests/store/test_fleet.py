"""The fleet's rows: worst first, filtered, paged by key, and never green when nobody judges any more."""

from dataclasses import replace

import pytest

from collectors.records import Kind, Listed
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.store.fleet import FleetRow, save_fleet
from webapp.store.fleet_search import FleetQuery, fleet_choices, fleet_rows
from webapp.store.identities import mark_gone


def a_row(name="checkout-api", state=State.OK, judged_at=NOON, **fields):
    place = {key: fields.pop(key) for key in ("account", "region") if key in fields}
    identity = an_identity(name, **place)
    verdict = Verdict(identity, state, NOON - 300, judged_at, (Reason("error_rate", state, "It failed"),))
    return FleetRow(identity, verdict, **{"runtime": "python3.13"} | fields)


@pytest.fixture
def search(store):
    def searched(*rows, now=NOON, **query):
        with store.write() as conn:
            save_fleet(conn, rows)
        with store.read() as conn:
            return fleet_rows(conn, FleetQuery(**query), now)

    return searched


def names(found):
    return [row.identity.name for row in found.rows]


def test_a_row_comes_back_as_it_was_judged(search):
    row = a_row(tags=(("team", "payments"),), invocations=12.0, spark=(1.0, None, 3.5), dlq_depth=4, data_until=NOON)
    assert search(row).rows == (row,)


def test_a_row_judged_again_replaces_the_one_before(search):
    search(a_row(state=State.BAD, judged_at=NOON - 300))
    assert search(a_row(state=State.OK)).counts == {State.OK: 1}


def test_worst_comes_first_then_what_lost_most_requests_then_the_name(search):
    rows = [
        a_row("idle", State.IDLE),
        a_row("fine", State.OK),
        a_row("few", State.BAD, errors=2.0),
        a_row("many", State.BAD, errors=2.0, throttles=5.0),
        a_row("also-few", State.BAD, errors=2.0),
        a_row("dark", State.UNKNOWN),
        a_row("warned", State.WARN, errors=900.0),
    ]
    assert names(search(*rows)) == ["many", "also-few", "few", "warned", "dark", "fine", "idle"]


def test_what_was_judged_too_long_ago_is_unknown_and_says_so(search):
    found = search(a_row("old", judged_at=NOON - 601), a_row("new", judged_at=NOON - 600))
    assert names(found) == ["old", "new"]
    assert found.counts == {State.UNKNOWN: 1, State.OK: 1}
    verdict = found.rows[0].verdict
    assert (verdict.state, verdict.since, verdict.reasons[0].rule) == (State.UNKNOWN, NOON - 601, "not_judged")
    assert [reason.rule for reason in verdict.reasons] == ["not_judged", "error_rate"]


def test_a_stale_row_is_found_as_unknown_not_as_what_it_was(search):
    stale = a_row(judged_at=NOON - 3600)
    assert search(stale, states=(State.OK,)).rows == ()
    assert names(search(stale, states=(State.UNKNOWN,))) == ["checkout-api"]


def test_pages_follow_each_other_without_gap_or_repetition(search):
    rows = [a_row(f"function-{at:02}", list(State)[at % 5], errors=float(at % 3)) for at in range(23)]
    pages, after = [], ""
    while True:
        found = search(*rows, limit=5, after=after)
        pages.append(names(found))
        after = found.next
        if not after:
            break
    assert [len(page) for page in pages] == [5, 5, 5, 5, 3]
    assert [name for page in pages for name in page] == names(search(limit=100))


def test_a_page_key_that_somebody_edited_begins_at_the_front(search):
    assert names(search(a_row(), after="1:x")) == names(search(after="")) == ["checkout-api"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"account": "444455556666"}, ["other-account"]),
        ({"region": "us-east-1"}, ["other-region"]),
        ({"runtime": "nodejs22.x"}, ["other-runtime"]),
        ({"states": (State.BAD, State.WARN)}, ["other-state"]),
        ({"tag": "team=Payments"}, ["tagged"]),
        ({"tag": "TEAM"}, ["tagged"]),
        ({"tag": "team=pay"}, []),
        ({"tag": "eam=payments"}, []),
        ({"text": "TAGG"}, ["tagged"]),
        ({"text": "other-", "region": "us-east-1"}, ["other-region"]),
    ],
)
def test_filters_hold_together(search, query, expected):
    rows = [
        a_row("other-account", account="444455556666"),
        a_row("other-region", region="us-east-1"),
        a_row("other-runtime", runtime="nodejs22.x"),
        a_row("other-state", State.BAD),
        a_row("tagged", tags=(("Team", "payments"), ("stage", "prod"))),
    ]
    assert names(search(*rows, **query)) == expected


@pytest.mark.parametrize("text", ["%", "_", "\\", "a%b", "'; DROP TABLE fleet; --", "/"])
def test_text_is_searched_literally(search, text):
    assert names(search(a_row("plain"), a_row(f"odd{text}name"), text=text)) == [f"odd{text}name"]


def test_counts_are_of_every_state_under_the_other_filters(search):
    rows = [
        a_row("a", State.BAD),
        a_row("b", State.OK),
        a_row("c", State.OK),
        a_row("d", State.BAD, region="us-east-1"),
    ]
    found = search(*rows, states=(State.OK,), region="eu-west-1", limit=1)
    assert found.counts == {State.BAD: 1, State.OK: 2}
    assert (found.total, len(found.rows)) == (2, 1)


def test_a_function_that_is_gone_is_not_shown(store, search):
    search(a_row("here"), a_row("gone"))
    with store.write() as conn:
        mark_gone(conn, Listed("aws", "111122223333", "eu-west-1", Kind.FUNCTION, frozenset({"here"})), NOON)
    assert names(search()) == ["here"]
    assert search().total == 1


def test_there_is_a_choice_of_what_is_there(store, search):
    search(a_row("a"), replace(a_row("b", region="us-east-1"), runtime=None))
    with store.read() as conn:
        assert fleet_choices(conn) == {
            "account": ["111122223333"],
            "region": ["eu-west-1", "us-east-1"],
            "runtime": ["python3.13"],
        }
