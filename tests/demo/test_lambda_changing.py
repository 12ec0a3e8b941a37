"""What people do to functions through the real API shows at once, and is forgotten on reset."""

import pytest
from botocore.exceptions import ClientError

from demo.world.fleet import FLEET
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of

ROLE = "arn:aws:iam::111122223333:role/x"


@pytest.fixture
def functions(aws):
    return aws.client("lambda")


def made(functions, name="made-by-a-person", **more):
    return functions.create_function(
        FunctionName=name, Role=ROLE, Runtime="python3.13", Handler="a.b", Code={"ZipFile": b"zip"}, **more
    )


def test_a_created_function_is_listed_and_gone_after_a_delete(aws, functions):
    made(functions, DeadLetterConfig={"TargetArn": "arn:aws:sqs:eu-west-1:111122223333:refunds"}, Tags={"team": "a"})
    found = functions.get_function(FunctionName="made-by-a-person")
    assert found["Configuration"]["DeadLetterConfig"]["TargetArn"].endswith(":refunds")
    assert found["Tags"] == {"team": "a"}
    functions.delete_function(FunctionName="made-by-a-person")
    assert "made-by-a-person" not in [f["FunctionName"] for f in all_pages(functions, "list_functions", "Functions")]


def test_a_name_is_taken_only_once(functions):
    made(functions)
    with pytest.raises(ClientError) as refused:
        made(functions)
    assert code_of(refused) == "ResourceConflictException"


def test_a_world_function_can_be_deleted_and_made_again(functions):
    functions.delete_function(FunctionName="checkout-api")
    with pytest.raises(ClientError, match="Function not found"):
        functions.get_function(FunctionName="checkout-api")
    assert made(functions, "checkout-api")["MemorySize"] == 128


def test_an_update_shows_with_the_worlds_time(aws, functions):
    aws.clock(now=NOON + 120)
    before = functions.get_function_configuration(FunctionName="checkout-api")
    functions.update_function_configuration(FunctionName="checkout-api", MemorySize=3008, Timeout=7)
    after = functions.get_function_configuration(FunctionName="checkout-api")
    assert (after["MemorySize"], after["Timeout"]) == (3008, 7)
    assert after["LastModified"] == "2026-11-01T12:02:00.000+0000"
    assert after["RevisionId"] != before["RevisionId"]
    aws.reset()
    assert functions.get_function_configuration(FunctionName="checkout-api")["MemorySize"] == before["MemorySize"]


def test_new_code_has_another_digest_and_can_be_published(functions):
    before = functions.get_function_configuration(FunctionName="checkout-api")["CodeSha256"]
    after = functions.update_function_code(FunctionName="checkout-api", ZipFile=b"new", Publish=True)
    assert after["CodeSha256"] != before
    versions = all_pages(functions, "list_versions_by_function", "Versions", FunctionName="checkout-api")
    assert after["Version"] in [v["Version"] for v in versions]


def test_another_revision_than_the_present_one_is_refused(functions):
    with pytest.raises(ClientError) as refused:
        functions.update_function_configuration(FunctionName="checkout-api", Timeout=9, RevisionId="old")
    assert code_of(refused) == "PreconditionFailedException"


def test_an_alias_moves_only_to_versions_that_exist(functions):
    spec = next(s for s in FLEET.functions_in("111122223333", "eu-west-1") if len(s.deploys) > 1 and s.aliases)
    old = next(d.version for d in spec.deploys if d.version != spec.aliases[0].version)
    functions.update_alias(FunctionName=spec.name, Name="live", FunctionVersion=old)
    assert functions.get_alias(FunctionName=spec.name, Name="live")["FunctionVersion"] == old
    assert functions.get_function_configuration(FunctionName=f"{spec.name}:live")["Version"] == old
    with pytest.raises(ClientError) as refused:
        functions.update_alias(FunctionName=spec.name, Name="live", FunctionVersion="9999")
    assert code_of(refused) == "ResourceNotFoundException"


def test_a_mapping_is_switched_off_and_stays_off_when_other_things_change(functions):
    uuid = functions.list_event_source_mappings()["EventSourceMappings"][0]["UUID"]
    functions.update_event_source_mapping(UUID=uuid, Enabled=False)
    functions.update_event_source_mapping(UUID=uuid, BatchSize=1)
    found = functions.get_event_source_mapping(UUID=uuid)
    assert (found["State"], found["BatchSize"]) == ("Disabled", 1)


def test_reserved_and_provisioned_concurrency_and_tags_change(functions):
    name = "checkout-api"
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=9)
    functions.put_provisioned_concurrency_config(FunctionName=name, Qualifier="live", ProvisionedConcurrentExecutions=3)
    functions.tag_resource(Resource=FLEET.function("111122223333", "eu-west-1", name).arn, Tags={"new": "1"})
    assert functions.get_function(FunctionName=name)["Concurrency"]["ReservedConcurrentExecutions"] == 9
    provisioned = functions.get_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
    assert provisioned["AllocatedProvisionedConcurrentExecutions"] == 3
    assert functions.get_function(FunctionName=name)["Tags"]["new"] == "1"


def test_an_event_invocation_is_taken_on(functions):
    answer = functions.invoke(FunctionName="checkout-api", InvocationType="Event", Payload=b"{}", Qualifier="live")
    assert answer["StatusCode"] == 202
