"""What log groups took in, as the embedded AWS's CloudWatch tells it."""

from collectors import log_ingestion
from collectors.durations import DAY
from collectors.records import Kind, Window
from tests.collecting import collected
from tests.conftest import NOON
from tests.factories import a_function

MIDNIGHT = NOON - NOON % DAY
DAYS = Window(MIDNIGHT - 2 * DAY, MIDNIGHT + DAY, DAY)


def read(aws, *groups, windows=(DAYS,)):
    functions = tuple(a_function(f"f{i}", log_group=group) for i, group in enumerate(groups))
    return collected(log_ingestion, aws, functions=functions, windows=windows)


def test_each_day_of_a_log_group_comes_for_the_price_of_one_metric(an_aws_of):
    outcome, found = read(an_aws_of(), "/aws/lambda/checkout-api", "/aws/lambda/cart-api")
    assert outcome.ok
    assert outcome.metrics_requested == 2
    assert outcome.usd == outcome.usd_upper == 2 * 0.01 / 1000
    assert {(each.identity.name, each.day) for each in found} == {
        (f"/aws/lambda/{name}", MIDNIGHT + back * DAY) for name in ("checkout-api", "cart-api") for back in (-2, -1, 0)
    }
    assert {each.identity.kind for each in found} == {Kind.LOG_GROUP}
    half, whole = (next(each.bytes for each in found if each.day == day) for day in (MIDNIGHT, MIDNIGHT - DAY))
    assert 0 < half < whole


def test_a_log_group_that_functions_share_is_asked_for_once(an_aws_of):
    outcome, _ = read(an_aws_of(), "/aws/lambda/checkout-api", "/aws/lambda/checkout-api")
    assert outcome.metrics_requested == 1


def test_a_denial_is_told_and_covers_nothing(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:cloudwatch:GetMetricData")
    outcome, found = read(an_aws_of(), "/aws/lambda/checkout-api")
    assert [failure.action for failure in outcome.failures] == ["cloudwatch:GetMetricData"]
    assert found == []
