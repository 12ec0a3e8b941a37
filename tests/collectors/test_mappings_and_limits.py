"""Event source mappings and the account's limits."""

import pytest

from collectors import limits, mappings
from collectors.mappings import mapping_of
from collectors.records import FailureKind, Kind, Listed, Mapping
from tests.collecting import collected, only
from tests.factories import an_identity

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:worker"


def test_every_mapping_of_every_page_is_listed(an_aws_of, embedded_aws):
    embedded_aws.faults("pages:2")
    outcome, records = collected(mappings, an_aws_of())
    assert outcome.calls["lambda:ListEventSourceMappings"] > 2
    assert only(Listed, records)[0].kind is Kind.MAPPING
    assert only(Listed, records)[0].names == {mapping.uuid for mapping in only(Mapping, records)}


def test_a_mapping_is_read_whole():
    answer = {
        "UUID": "u",
        "FunctionArn": ARN + ":live",
        "EventSourceArn": "arn:aws:sqs:eu-west-1:111122223333:jobs",
        "State": "Enabled",
        "BatchSize": 10,
        "ScalingConfig": {"MaximumConcurrency": 5},
        "ParallelizationFactor": 2,
        "MaximumRetryAttempts": -1,
        "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:dlq"}},
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "LastProcessingResult": "OK",
        "LastModified": 1_793_000_000.7,
    }
    mapping = mapping_of(answer)
    assert (mapping.function, mapping.qualifier) == (an_identity("worker"), "live")
    assert (mapping.maximum_concurrency, mapping.parallelization, mapping.maximum_retry_attempts) == (5, 2, -1)
    assert mapping.on_failure_arn.endswith(":dlq")
    assert mapping.reports_batch_item_failures
    assert mapping.last_modified == 1_793_000_000


def test_a_mapping_with_little_in_it_is_read_and_one_without_a_function_left_out():
    mapping = mapping_of({"UUID": "u", "FunctionArn": ARN})
    assert (mapping.source_arn, mapping.qualifier, mapping.batch_size, mapping.state) == ("", "", None, "")
    assert mapping_of({"UUID": "u"}) is None


def test_a_cluster_of_ones_own_is_named_by_servers_and_topics():
    endpoints = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["b1:9092", "b2:9092"]}}
    answer = {"UUID": "u", "FunctionArn": ARN, "SelfManagedEventSource": endpoints, "Topics": ["orders"]}
    assert mapping_of(answer).source_arn == "b1:9092,b2:9092,orders"


def test_the_limits_are_the_accounts(an_aws_of):
    _, (record,) = collected(limits, an_aws_of())
    assert record.identity.kind is Kind.ACCOUNT
    assert record.concurrency >= record.unreserved > 0


@pytest.mark.parametrize("collector", [limits, mappings])
def test_a_denial_is_a_failure_that_names_the_action(an_aws_of, embedded_aws, collector):
    embedded_aws.faults(f"deny:{collector.NEEDS[0]}")
    outcome, records = collected(collector, an_aws_of())
    assert records == []
    assert [(f.kind, f.action) for f in outcome.failures] == [(FailureKind.DENIED, collector.NEEDS[0])]
