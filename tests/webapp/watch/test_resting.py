"""What the circuit breakers of a target keep from being asked stands in the store, and goes when AWS answers again."""

from collectors.breaker import FIRST_REST_S
from tests.conftest import NOON
from tests.webapp.watch.conftest import PAYMENTS
from webapp.store.rests import rests


def resting(watched):
    with watched.store.read() as conn:
        return rests(conn).get(PAYMENTS, ())


def test_a_service_that_does_not_answer_is_known_to_rest_until_it_answers(watched):
    watch = watched()
    watch.aws.faults("cut:cloudwatch:*@444455556666")
    watch.go(5, step=5)
    (rest,) = resting(watch)
    assert (rest.service, rest.why) == ("cloudwatch", "unreachable")
    assert NOON + 300 < rest.until <= NOON + 300 + FIRST_REST_S
    watch.aws.faults()
    watch.restart()
    watch.go(5, step=5)
    assert resting(watch) == ()
