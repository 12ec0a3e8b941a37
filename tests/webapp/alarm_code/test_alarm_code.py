"""Alarms as code, read by those who would read it: cfn-lint, an HCL parser, Python."""

import ast
from dataclasses import replace

import hcl2
import pytest
import yaml
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from collectors.records import Kind
from tests.factories import an_identity
from webapp.alarm_code.cdk import cdk, snake_case
from webapp.alarm_code.cloudformation import cloudformation
from webapp.alarm_code.labels import pascal, snake
from webapp.alarm_code.terraform import terraform
from webapp.analysis.alarm_definitions.draft import Actions, AlarmDraft, WarmUp
from webapp.analysis.alarm_definitions.measures import measures_of
from webapp.analysis.alarm_definitions.parameters import parameters
from webapp.analysis.alarm_definitions.purposes import usual_draft
from webapp.analysis.alarm_definitions.subject import Subject

TOPIC = "arn:aws:sns:eu-west-1:111122223333:pager"
FUNCTION = Subject(an_identity(), timeout_s=30, reserved=20, asynchronous=True, streamed=True)
DLQ = Subject(an_identity("orders-dlq", Kind.QUEUE), dead_letters=True)
ACCOUNT = Subject(an_identity("", Kind.ACCOUNT), limit=1000)
HOSTILE = "a\"b'c ${x} %{y} <i> \\ ümläut 🚨 : # - {} \u2028 end"


def every_draft():
    for subject in (FUNCTION, DLQ, ACCOUNT):
        yield from (usual_draft(subject, measure) for measure in measures_of(subject))
    single = usual_draft(FUNCTION, measures_of(FUNCTION)[-1])
    percentile = next(usual_draft(FUNCTION, m, "p99") for m in measures_of(FUNCTION) if m.key == "Duration")
    yield replace(percentile, name="low", low_samples="ignore", unit="Milliseconds")
    yield replace(single, name="band", band=2.0, threshold=None, comparison="GreaterThanUpperThreshold")
    yield replace(single, name="clock", period=3600, zone="Europe/Berlin", warm_up=WarmUp(10, whole=True))
    yield replace(single, name=HOSTILE, description=HOSTILE, tags=(("team", HOSTILE),), actions=Actions((TOPIC,)))
    yield AlarmDraft(an_identity("", Kind.ACCOUNT), "down", rule='ALARM("low") AND NOT ALARM("band")')


DRAFTS = list(every_draft())


@pytest.fixture(scope="module")
def template():
    return cloudformation(DRAFTS)


def test_cfn_lint_has_nothing_to_say(template):
    found = lint(template, config=ManualArgs(regions=["eu-west-1"]))
    assert [(each.rule.id, each.message, each.path) for each in found] == []


def test_the_template_says_what_the_api_would_be_told(template):
    resources = yaml.safe_load(template)["Resources"]
    assert [each["Properties"] for each in resources.values()] == [parameters(draft) for draft in DRAFTS]


def test_terraform_parses_and_holds_what_was_asked():
    resources = hcl2.loads(terraform(DRAFTS))["resource"]
    bodies = {label: body for each in resources for some in each.values() for label, body in some.items()}
    assert {label.strip('"') for label in bodies} == set(snake([draft.name for draft in DRAFTS]))
    assert any("$${x} %%{y}" in str(body["alarm_name"]) for body in bodies.values())


def test_every_name_in_the_cdk_stack_is_one_of_cloudformation():
    tree = ast.parse(cdk(DRAFTS))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and "Cfn" in ast.unparse(node.func)]
    alarms = [
        call for call in calls if ast.unparse(call.func) in ("cloudwatch.CfnAlarm", "cloudwatch.CfnCompositeAlarm")
    ]
    assert len(alarms) == len(DRAFTS)
    for call in calls:
        known = names_of(ast.unparse(call.func).removesuffix("Property"))
        assert {keyword.arg for keyword in call.keywords} <= known, ast.unparse(call.func)


def names_of(construct):
    """The properties of a construct, from CloudFormation's schema."""
    if construct == "CfnTag":
        return {"key", "value"}
    *above, last = construct.split(".")
    kind = last if above == ["cloudwatch"] else above[-1]
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(
        "eu-west-1", f"AWS::CloudWatch::{kind.removeprefix('Cfn')}"
    ).schema
    found = schema if above == ["cloudwatch"] else schema["definitions"][last]
    return {snake_case(name) for name in found["properties"]}


def test_the_cdk_stack_holds_the_values_as_they_are():
    tree = ast.parse(cdk([draft for draft in DRAFTS if draft.name == HOSTILE]))
    assert HOSTILE in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["checkout-api error rate", "checkout api/error rate"], ["CheckoutApiErrorRate", "CheckoutApiErrorRate2"]),
        (["1st", "🚨"], ["Alarm1st", "Alarm"]),
    ],
)
def test_labels_are_unique_and_start_with_a_letter(names, labels):
    assert pascal(names) == labels
