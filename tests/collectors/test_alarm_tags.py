from collectors import alarm_tags, bands
from collectors.records import AlarmTags, FailureKind, Kind, Metric, Window
from tests.collecting import collected, only
from tests.conftest import NOON
from tests.factories import an_identity


def test_the_tags_of_every_tagged_alarm_are_read_in_one_go(an_aws_of):
    outcome, records = collected(alarm_tags, an_aws_of(0))
    [found] = only(AlarmTags, records)
    assert outcome.ok
    assert dict(found.tags)["checkout-api error rate"] == (("team", "storefront"),)
    assert "price-sync runs" not in dict(found.tags)


def test_tags_that_may_not_be_read_are_told(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:tag:GetResources")
    outcome, records = collected(alarm_tags, an_aws_of(0))
    assert only(AlarmTags, records) == []
    assert [failure.kind for failure in outcome.failures] == [FailureKind.DENIED]


def test_the_edges_of_a_band_come_a_value_a_period_whatever_the_order_and_the_pages(an_aws_of, embedded_aws):
    window, errors = Window(NOON - 3_600, NOON, 60), Metric("value", "Errors", "Sum", "", None)
    asked = (an_identity("checkout-api"), errors, 2.0, window)
    plain = bands.band(an_aws_of(0), *asked)
    embedded_aws.faults("pages:7:cloudwatch:GetMetricData", "shuffle:cloudwatch:GetMetricData")
    assert bands.band(an_aws_of(0), *asked) == plain
    lower, upper = plain
    assert len(lower) == len(upper) == 60
    assert all(low < high for low, high in zip(lower, upper, strict=True))


def test_a_metric_that_nobody_knows_has_no_band(an_aws_of):
    window, metric = Window(NOON - 600, NOON, 60), Metric("value", "Errors", "Sum", "", None)
    lower, upper = bands.band(an_aws_of(0), an_identity("nobody", Kind.FUNCTION), metric, 2.0, window)
    assert set(lower) == set(upper) == {None}
