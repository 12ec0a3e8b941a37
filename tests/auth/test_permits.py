"""Limits by function and by target: what an operator for payments may change, and what viewers may read."""

import pytest

from collectors.arns import arn_of
from collectors.records import Kind
from tests.conftest import NOON
from tests.factories import a_function, a_mapping, a_queue, an_alarm, an_identity
from tests.fleets import PROD, PROD_ACCOUNT, a_config
from tests.personas import ADMIN, OPERATOR, OPERATOR_ELSEWHERE, VIEWER
from webapp.app import create_app
from webapp.auth.gate import may_read_text, may_write
from webapp.auth.permits import Text
from webapp.config.model import Privacy
from webapp.person import How, Person, Reach, Role
from webapp.store import alarms, functions, mappings, queues, targets

PAYMENTS, CHECKOUT = an_identity("payments-api"), an_identity("checkout-api")


@pytest.fixture
def app(store, clock):
    """Payments and checkout, each with a queue and a dead-letter queue of its own, one queue of both, and alarms."""
    own = a_queue("jobs", dlq_arn=arn_of(an_identity("jobs-dlq", Kind.QUEUE)))
    dead = a_queue("jobs-dlq", sources=(own.arn,))
    shared, theirs = a_queue("shared-dlq"), a_queue("payments-of-checkout")
    fleet = [
        a_function("payments-api", dead_letter_arn=shared.arn, log_group="/aws/lambda/payments-api"),
        a_function("checkout-api", dead_letter_arn=shared.arn, on_failure_arn=theirs.arn),
    ]
    watching = [
        an_alarm("all is lost", watches=(PAYMENTS,)),
        an_alarm("payments-checkout", watches=(CHECKOUT,)),
        an_alarm("queue is deep", watches=(dead.identity,)),
        an_alarm("payments-account", watches=(PROD_ACCOUNT,)),
    ]
    with store.write() as conn:
        targets.save_target(conn, PROD.name, PROD_ACCOUNT)
        functions.save_functions(conn, fleet, NOON)
        queues.save_queues(conn, [own, dead, shared, theirs])
        mappings.save_mappings(conn, [a_mapping(PAYMENTS, own.arn)], NOON)
        alarms.save_alarms(conn, watching, NOON)
    return create_app(a_config(), store, clock)


def may(app, person, identity):
    with app.test_request_context():
        return may_write(person, identity)


@pytest.mark.parametrize(
    ("kind", "name", "may_elsewhere"),
    [
        (Kind.FUNCTION, "payments-api", True),
        (Kind.FUNCTION, "checkout-api", False),
        (Kind.QUEUE, "jobs", True),
        (Kind.QUEUE, "jobs-dlq", True),
        (Kind.QUEUE, "shared-dlq", False),
        (Kind.QUEUE, "payments-of-checkout", False),
        (Kind.QUEUE, "payments-unknown", True),
        (Kind.QUEUE, "unknown", False),
        (Kind.ALARM, "all is lost", True),
        (Kind.ALARM, "queue is deep", True),
        (Kind.ALARM, "payments-checkout", False),
        (Kind.ALARM, "payments-account", False),
        (Kind.LOG_GROUP, "/aws/lambda/payments-api", True),
        (Kind.LOG_GROUP, "/aws/lambda/checkout-api", False),
    ],
)
def test_an_operator_of_payments_changes_what_serves_payments_alone(app, kind, name, may_elsewhere):
    thing = an_identity(name, kind)
    assert may(app, OPERATOR_ELSEWHERE, thing) is may_elsewhere
    assert may(app, OPERATOR, thing)
    assert may(app, ADMIN, thing)
    assert not may(app, VIEWER, thing)


def somebody(role=Role.OPERATOR, **reach):
    return Person("elsa", role, How.PASSWORD, "", Reach(**reach))


def test_a_target_limits_as_well(app):
    assert may(app, somebody(targets=("prod/*",)), CHECKOUT)
    assert not may(app, somebody(targets=("lab/*",)), CHECKOUT)
    assert may(app, somebody(targets=("prod/*",), functions=("checkout-*",)), CHECKOUT)
    assert not may(app, somebody(targets=("prod/*",), functions=("payments-*",)), CHECKOUT)
    assert not may(app, somebody(targets=("*",)), an_identity("x", account="999999999999"))


def test_a_limit_binds_the_reading_of_text_too(app):
    with app.test_request_context():
        assert may_read_text(OPERATOR_ELSEWHERE, PAYMENTS)
        assert not may_read_text(OPERATOR_ELSEWHERE, CHECKOUT)
        assert not may_read_text(somebody(Role.VIEWER, functions=("payments-*",)), CHECKOUT)
        assert may_read_text(VIEWER, CHECKOUT)


def test_text_can_be_withheld_from_viewers(store, clock):
    app = create_app(a_config(privacy=Privacy(("message_bodies",))), store, clock)
    with app.test_request_context():
        assert not may_read_text(VIEWER, CHECKOUT, Text.BODIES)
        assert may_read_text(VIEWER, CHECKOUT, Text.LOGS)
        assert may_read_text(OPERATOR, CHECKOUT, Text.BODIES)
