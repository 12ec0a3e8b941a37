"""Identities: one id a thing for ever, nothing deleted."""

import pytest

from collectors.records import Kind, Listed
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from webapp.store.functions import functions, save_functions
from webapp.store.identities import find, gone_at, identities_by_id, identity_of, ids_of, mark_gone

CHECKOUT, WORKER = an_identity("checkout-api"), an_identity("order-worker")


def listing(*names, kind=Kind.FUNCTION, region="eu-west-1"):
    return Listed("aws", "111122223333", region, kind, frozenset(names))


def test_a_thing_keeps_its_id(store):
    with store.write() as conn:
        first = ids_of(conn, [CHECKOUT])
    with store.write() as conn:
        assert ids_of(conn, [WORKER, CHECKOUT, CHECKOUT])[CHECKOUT] == first[CHECKOUT]


def test_ids_lead_back_to_what_they_are_of(store):
    many = [an_identity(f"f-{at}") for at in range(1_100)]
    with store.write() as conn:
        ids = ids_of(conn, [*many, WORKER])
        found = identities_by_id(conn, [*(ids[each] for each in many), 10**9])
    assert found == {ids[each]: each for each in many}


def test_the_same_name_elsewhere_or_of_another_kind_is_another_thing(store):
    others = [
        CHECKOUT,
        an_identity(region="us-east-1"),
        an_identity(account="001234567012"),
        an_identity(kind=Kind.QUEUE),
        an_identity(partition="aws-cn"),
    ]
    with store.write() as conn:
        ids = ids_of(conn, others)
        assert len(set(ids.values())) == 5
        assert [identity_of(conn, ids[each]) for each in others] == others


def test_more_names_than_one_query_may_hold_all_get_an_id(store):
    many = [an_identity(f"function-{number}") for number in range(1201)]
    with store.write() as conn:
        assert len(set(ids_of(conn, many).values())) == 1201


def test_a_thing_is_found_by_what_its_url_says(store):
    with store.write() as conn:
        key = ids_of(conn, [CHECKOUT])[CHECKOUT]
        place = {"account": "111122223333", "region": "eu-west-1", "kind": Kind.FUNCTION}
        assert find(conn, **place, name="checkout-api") == key
        assert find(conn, **place, name="Checkout-api") is None


def test_an_id_that_was_never_given_is_a_key_error(store):
    with store.read() as conn, pytest.raises(KeyError):
        identity_of(conn, -1)


def test_what_is_no_longer_listed_is_gone_but_not_forgotten(store):
    with store.write() as conn:
        save_functions(conn, [a_function("checkout-api"), a_function("order-worker")], NOON)
        assert mark_gone(conn, listing("checkout-api"), NOON + 60) == [WORKER]
        assert mark_gone(conn, listing("checkout-api"), NOON + 120) == []
        assert gone_at(conn, WORKER) == NOON + 60
        assert [each.identity for each in functions(conn)] == [CHECKOUT]
        assert [each.identity for each in functions(conn, gone=True)] == [CHECKOUT, WORKER]


def test_a_listing_of_one_region_says_nothing_about_another(store):
    with store.write() as conn:
        save_functions(conn, [a_function("checkout-api")], NOON)
        assert mark_gone(conn, listing(region="us-east-1"), NOON + 60) == []
        assert mark_gone(conn, listing(kind=Kind.QUEUE), NOON + 60) == []


def test_a_function_that_is_made_again_is_there_again(store):
    with store.write() as conn:
        save_functions(conn, [a_function("checkout-api")], NOON)
        mark_gone(conn, listing(), NOON + 60)
        save_functions(conn, [a_function("checkout-api")], NOON + 120)
        assert gone_at(conn, CHECKOUT) is None
        assert len(functions(conn)) == 1
