"""Recorded answers of real AWS through the translators, where the shared samples are at hand."""

import json
from datetime import UTC, datetime

import pytest

from collectors.alarm_rules import with_children
from collectors.alarms import composite_alarm, metric_alarm
from collectors.arns import identity_of
from collectors.configuration import function_of
from collectors.mappings import mapping_of
from collectors.parts import alias_of, destinations_of, provisioned_of
from collectors.queue_attributes import arn_of_url, queue_of
from collectors.records import Kind
from tests.conftest import NOON
from tests.factories import an_identity
from tests.shared_data import FOLDER

DATA = FOLDER / "api"
ACCOUNT = an_identity("", Kind.ACCOUNT)
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"no recorded answers at {DATA}")


def a_time(document):
    if document.pop("__class__", "") == "datetime":
        return datetime(**document, tzinfo=UTC)
    return document


def recorded(pattern):
    for path in sorted((DATA / "recorded_answers").glob(pattern)):
        yield json.loads(path.read_text(), object_hook=a_time)["data"]


def of_the_command_line(command):
    lines = (DATA / "aws_cli_example_json.jsonl").read_text().splitlines()
    return [row["json"] for row in map(json.loads, lines) if row["command"] == command]


def test_recorded_functions_are_read():
    answers = [a for page in recorded("*.lambda.ListFunctions_*") for a in page["Functions"]]
    answers += [page["Configuration"] for page in recorded("*.lambda.GetFunction_*") if "Configuration" in page]
    functions = [function_of(answer, ACCOUNT, b"key") for answer in answers]
    assert len(functions) > 10
    assert all(function.last_modified and function.memory_mb and function.code_sha256 for function in functions)
    assert {function.log_group.rpartition("/")[2] for function in functions} >= {f.identity.name for f in functions[:1]}


def test_the_examples_of_the_command_line_are_read():
    listings = of_the_command_line("lambda list-functions")
    assert [function_of(a, ACCOUNT, b"key") for listing in listings for a in listing["Functions"]]
    mappings = [
        m for page in of_the_command_line("lambda list-event-source-mappings") for m in page["EventSourceMappings"]
    ]
    assert all(mapping_of(answer) for answer in mappings)
    aliases = [a for page in of_the_command_line("lambda list-aliases") for a in page["Aliases"]]
    assert all(alias_of(answer).version for answer in aliases)
    for page in of_the_command_line("lambda list-provisioned-concurrency-configs"):
        assert all(provisioned_of(answer).requested for answer in page["ProvisionedConcurrencyConfigs"])
    for page in of_the_command_line("lambda list-function-event-invoke-configs"):
        assert destinations_of(page["FunctionEventInvokeConfigs"])["max_event_age_s"]


def test_recorded_mappings_are_read():
    mappings = [mapping_of(m) for page in recorded("*.ListEventSourceMappings_*") for m in page["EventSourceMappings"]]
    assert mappings
    assert all(mapping and identity_of(mapping.source_arn) and mapping.last_modified for mapping in mappings)


def test_recorded_queues_are_read():
    attributes = [page["Attributes"] for page in recorded("*.sqs.GetQueueAttributes_*") if "Attributes" in page]
    queues = [queue_of(a, an_identity("q", Kind.QUEUE), "arn", "url", NOON) for a in attributes]
    assert len(queues) > 8
    assert all(identity_of(queue.arn) for queue, a in zip(queues, attributes, strict=True) if "QueueArn" in a)
    urls = [url for page in recorded("*.sqs.ListQueues_*") for url in page.get("QueueUrls", ())]
    assert all(identity_of(arn_of_url(url, ACCOUNT)) for url in urls)


def test_recorded_alarms_are_read():
    pages = [*recorded("*.monitoring.DescribeAlarms_*"), *recorded("*.monitoring.DescribeAlarmsForMetric_*")]
    single = [metric_alarm(answer, ACCOUNT) for page in pages for answer in page.get("MetricAlarms", ())]
    composite = [composite_alarm(answer, ACCOUNT) for page in pages for answer in page.get("CompositeAlarms", ())]
    assert single
    assert composite
    assert all(alarm.state and alarm.state_since for alarm in with_children([*single, *composite]))
    assert all(alarm.children for alarm in composite)
