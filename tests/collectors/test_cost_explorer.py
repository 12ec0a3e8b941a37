"""The bill as Cost Explorer tells it, from the embedded AWS."""

from collectors import cost_explorer
from collectors.aws import Aws
from collectors.records import Ask, BilledDay
from collectors.runner import run
from collectors.targets import Target
from tests.conftest import NOON


def read(embedded_aws, monkeypatch):
    for name, value in embedded_aws.environment.items():
        monkeypatch.setenv(name, value)
    found = []
    target = Target("shop", "us-east-1", endpoint_url=embedded_aws.url)
    outcome = run(cost_explorer, Aws(target), target, Ask(), NOON, found.append)
    return outcome, [record for chunk in found for record in chunk.records]


def test_the_last_three_days_come_by_usage_type_and_cost_a_cent(embedded_aws, monkeypatch):
    outcome, records = read(embedded_aws, monkeypatch)
    assert outcome.ok
    assert outcome.usd == 0.01
    assert all(isinstance(record, BilledDay) for record in records)
    assert len({record.day for record in records}) == 3
    assert {"Request", "Lambda-GB-Second"} & {record.usage_type for record in records}


def test_a_denial_names_the_action(embedded_aws, monkeypatch):
    embedded_aws.faults("deny:ce:GetCostAndUsage")
    outcome, records = read(embedded_aws, monkeypatch)
    assert not records
    assert outcome.failures[0].action == "ce:GetCostAndUsage"
