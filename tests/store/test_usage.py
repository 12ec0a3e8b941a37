"""What functions used each day, in and out."""

from collectors.records import Kind
from tests.analysis.costs import a_usage
from tests.factories import an_identity
from webapp.analysis.usage import Usage
from webapp.store.usage import first_day, save_day, used, used_by, used_by_place

DAY = 86_400
CHECKOUT, CART = a_usage("checkout-api", requests=5), a_usage("cart-api", requests=7, errors=1)


def saved(store, *days):
    with store.write() as conn:
        for day, *usages in days:
            save_day(conn, day * DAY, usages)


def read(store, question, *arguments):
    with store.read() as conn:
        return question(conn, *arguments)


def test_days_add_up_for_each_function_and_architecture(store):
    arm = a_usage("checkout-api", requests=3, architecture="arm64")
    saved(store, (1, CHECKOUT, CART), (2, CHECKOUT, arm), (3, CART))
    found = {(each.identity.name, each.architecture): each for each in read(store, used, DAY, 3 * DAY)}
    assert {key: each.requests for key, each in found.items()} == {
        ("checkout-api", "x86_64"): 10,
        ("checkout-api", "arm64"): 3,
        ("cart-api", "x86_64"): 7,
    }
    assert found["cart-api", "x86_64"] == CART


def test_a_day_that_is_saved_again_is_overwritten(store):
    saved(store, (1, CHECKOUT), (1, a_usage("checkout-api", requests=6)))
    assert [each.requests for each in read(store, used, 0, 2 * DAY)] == [6]


def test_each_day_is_added_up_by_account_region_and_architecture(store):
    far = a_usage(identity=an_identity("checkout-api", region="us-east-1"), requests=1)
    saved(store, (1, CHECKOUT, CART, far), (2, CART))
    found = [(day // DAY, each.identity.region, each.requests) for day, each in read(store, used_by_place, 0, 3 * DAY)]
    assert found == [(1, "eu-west-1", 12), (1, "us-east-1", 1), (2, "eu-west-1", 7)]
    assert read(store, used_by_place, 0, DAY * 3)[0][1].identity == an_identity("", Kind.ACCOUNT)


def test_one_functions_days_are_its_own(store):
    saved(store, (1, CHECKOUT, CART), (2, CHECKOUT))
    assert read(store, used_by, CART.identity, 0, 3 * DAY) == [(DAY, CART)]
    assert read(store, used_by, an_identity("nobody"), 0, 3 * DAY) == []


def test_large_quantities_keep_their_last_digit(store):
    huge = Usage(an_identity(), "arm64", requests=1, mb_ms=2**60 + 1)
    saved(store, (1, huge))
    assert read(store, used, 0, 2 * DAY) == [huge]


def test_the_first_day_is_known(store):
    assert read(store, first_day) is None
    saved(store, (4, CART), (2, CART))
    assert read(store, first_day) == 2 * DAY
