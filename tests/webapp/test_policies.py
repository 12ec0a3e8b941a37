"""The printed IAM policies, held to IAM's grammar and to the operations that AWS has."""

import ast
import json
import re
from pathlib import Path

import botocore.session
import pytest
import yaml
from botocore import xform_name

from collectors.advice import ACTS, advice_for
from collectors.records import FailureKind
from webapp.actions.permissions import GRANTS, operator_actions, operator_policy
from webapp.cli import main
from webapp.commands.policy import needed

ACTIONS = Path(__file__).parents[2] / "webapp" / "actions"
SERVICES = {"tag": "resourcegroupstaggingapi", "application-autoscaling": "application-autoscaling"}
"""IAM's prefix of a service where botocore calls it otherwise."""
OPERATIONS = {"lambda:InvokeFunction": "Invoke", "lambda:ListTags": "ListTags"}
"""IAM actions that are named otherwise than the operation that they allow (Service Authorization Reference)."""
READS = re.compile(r"(Get|List|Describe|Lookup|Filter|Start(Query|LiveTail)$|Stop(Query)$|Simulate|Test)")
CHARACTERS_ALLOWED = 6_144
"""Of a managed policy, whitespace not counted (IAM quotas)."""

POLICIES = {
    "reader": ["policy"],
    "operator": ["policy", "--operator"],
    "narrow operator": ["policy", "--operator", "--names", "payments-*", "refunds-dlq", "--partition", "aws-cn"],
}


@pytest.fixture(params=POLICIES)
def policy(request, capsys):
    assert main(POLICIES[request.param]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def known():
    """(IAM prefix) -> the operations that botocore knows of it."""
    session = botocore.session.get_session()

    def operations(prefix):
        return set(session.get_service_model(SERVICES.get(prefix, prefix)).operation_names)

    return operations


def actions_of(policy):
    return [action for statement in policy["Statement"] for action in statement["Action"]]


def test_a_policy_has_the_grammar_of_iam(policy):
    assert set(policy) == {"Version", "Statement"}
    assert policy["Version"] == "2012-10-17"
    sids = [statement["Sid"] for statement in policy["Statement"]]
    assert len(set(sids)) == len(sids)
    for statement in policy["Statement"]:
        assert set(statement) == {"Sid", "Effect", "Action", "Resource"}
        assert re.fullmatch(r"[A-Za-z0-9]+", statement["Sid"])
        assert statement["Effect"] == "Allow"
        assert statement["Action"]
        assert len(re.sub(r"\s", "", json.dumps(policy))) <= CHARACTERS_ALLOWED


def test_every_action_is_one_that_aws_has_and_no_wildcard(policy, known):
    for action in actions_of(policy):
        assert re.fullmatch(r"[a-z-]+:[A-Z][A-Za-z]+", action), action
        assert OPERATIONS.get(action, action.partition(":")[2]) in known(action.partition(":")[0]), action
    for statement in policy["Statement"]:
        assert len(set(statement["Action"])) == len(statement["Action"])


def test_what_only_some_want_can_be_left_out_of_the_readers_policy(capsys):
    main(["policy"])
    first, *others = json.loads(capsys.readouterr().out)["Statement"]
    assert [statement["Action"] for statement in others] == [["pricing:GetProducts"], ["ce:GetCostAndUsage"]]
    assert first["Action"] == needed()


def test_the_reader_changes_nothing():
    assert not [action for action in needed() if not READS.match(action.partition(":")[2])]


def test_what_changes_something_is_bound_to_its_own_kind_of_resource():
    for grant in GRANTS:
        services = {action.partition(":")[0] for action in grant.actions}
        if grant.resource == "*":
            assert all(READS.match(action.partition(":")[2]) for action in grant.actions), grant.sid
            continue
        assert len(services) == 1
        pattern = rf"arn:{{partition}}:{services.pop()}:\*:\*:([a-z-]+:)?{{name}}"
        assert re.fullmatch(pattern, grant.resource), grant.resource


def test_names_narrow_what_may_be_changed():
    policy = operator_policy(["payments-*"], "aws-us-gov")
    resources = [each for statement in policy["Statement"] for each in statement["Resource"] if each != "*"]
    assert len(resources) == len(GRANTS) - 1
    assert all(each.startswith("arn:aws-us-gov:") and each.endswith("payments-*") for each in resources)


def test_no_role_may_change_rights_or_code_or_read_data():
    policy = operator_policy()
    forbidden = r"iam:|sts:|kms:|s3:|dynamodb:|secretsmanager:|lambda:(Update|Create|Delete|Add)|sqs:PurgeQueue"
    assert not [action for action in [*actions_of(policy), *needed()] if re.match(forbidden, action)]


def test_only_the_names_can_be_printed(capsys):
    assert main(["policy", "--operator", "--actions"]) == 0
    assert "sqs:StartMessageMoveTask" in capsys.readouterr().out.split()


def test_advice_names_the_policy_that_holds_the_action():
    assert set(operator_actions()) - set(needed()) == ACTS
    assert "`oncall policy --operator`" in advice_for(FailureKind.DENIED, "sqs:StartMessageMoveTask", "no")
    assert "`oncall policy`" in advice_for(FailureKind.DENIED, "logs:StartQuery", "no")


def test_everything_that_the_actions_call_is_granted():
    """Every text in webapp/actions that is the name of a method of these services is taken for a call.

    IAM knows no batches: SendMessageBatch is allowed by sqs:SendMessage (Service Authorization Reference).
    """
    session = botocore.session.get_session()
    invoke = {"lambda:Invoke": "lambda:InvokeFunction"}
    methods = {}
    for service in ("sqs", "lambda", "cloudwatch", "sns"):
        for operation in session.get_service_model(service).operation_names:
            action = f"{service}:{operation.removesuffix('Batch')}"
            methods.setdefault(xform_name(operation), set()).add(invoke.get(action, action))
    granted = {*operator_actions(), *needed()}
    called = {text for path in ACTIONS.rglob("*.py") for text in texts_in(path) if text in methods}
    assert len(called) > 10
    assert not {method for method in called if not methods[method] & granted}


def texts_in(path):
    return {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}


def test_the_role_that_the_readme_makes_fits_the_target_that_it_names():
    readme = (ACTIONS.parents[1] / "README.md").read_text()
    trust = json.loads(re.search(r"```json\n(.*?)```", readme, re.DOTALL)[1])
    (statement,) = trust["Statement"]
    (target,) = yaml.safe_load(re.search(r"```yaml\n(.*?)```", readme, re.DOTALL)[1])["targets"]
    assert statement["Condition"]["StringEquals"]["sts:ExternalId"] == target["external_id"]
    assert target["role_arn"].endswith("/" + re.search(r"create-role --role-name (\S+)", readme)[1])
