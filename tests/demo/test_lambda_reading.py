"""Lambda's lists and configurations, as boto3 reads them from the embedded AWS."""

import pytest
from botocore.exceptions import ClientError

from demo.world.fleet import FLEET
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of

SHOP = "111122223333"
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.fixture
def functions(aws):
    return aws.client("lambda")


def test_every_function_of_the_account_is_listed_over_pages(aws, functions):
    aws.faults("pages:7:lambda:ListFunctions")
    listed = all_pages(functions, "list_functions", "Functions")
    assert [f["FunctionName"] for f in listed] == [s.name for s in FLEET.functions_in(SHOP, "eu-west-1")]
    assert aws.calls("lambda:ListFunctions")["total"] == -(-len(listed) // 7)


def test_a_page_holds_what_was_asked_for_and_the_marker_leads_on(functions):
    first = functions.list_functions(MaxItems=3)
    second = functions.list_functions(MaxItems=3, Marker=first["NextMarker"])
    names = [f["FunctionName"] for f in first["Functions"] + second["Functions"]]
    assert len(set(names)) == 6


def test_a_made_up_marker_is_refused(functions):
    with pytest.raises(ClientError):
        functions.list_functions(Marker="!!")


def test_accounts_and_regions_do_not_see_each_other(aws):
    def listed(region, **credentials):
        return {
            f["FunctionArn"]
            for f in all_pages(aws.client("lambda", region, **credentials), "list_functions", "Functions")
        }

    role = next(target for target in aws.targets if target["role_arn"])
    seen = [listed("eu-west-1"), listed("us-east-1"), listed("eu-west-1", **aws.assumed(role)), listed("ap-south-1")]
    assert [len(arns) for arns in seen[:3]] == [
        len(FLEET.functions_in(*at)) for at in ((SHOP, "eu-west-1"), (SHOP, "us-east-1"), ("444455556666", "eu-west-1"))
    ]
    assert seen[3] == set()
    assert len(set.union(*seen)) == sum(map(len, seen))


def test_a_listed_function_has_what_aws_lists_and_nothing_more(functions):
    listed = {f["FunctionName"]: f for f in all_pages(functions, "list_functions", "Functions")}
    specs = {s.name: s for s in FLEET.functions_in(SHOP, "eu-west-1")}
    for name, found in listed.items():
        spec = specs[name]
        assert found["LoggingConfig"]["LogGroup"] == spec.group
        assert found["Architectures"] == [spec.architecture]
        assert found.get("DeadLetterConfig", {}).get("TargetArn", "").endswith(spec.dead_letter)
        assert ("Runtime" in found) == (spec.package == "Zip")
        assert "State" not in found
    assert {f["SnapStart"]["ApplyOn"] for f in listed.values()} == {"None", "PublishedVersions"}


def test_the_bad_deploy_happens_at_its_time(aws, functions):
    spec = next(s for s in FLEET.functions_in(SHOP, "eu-west-1") if len(s.deploys) > 1)
    last = spec.deploys[-1]

    def seen_at(at):
        aws.clock(now=NOON + at)
        config = functions.get_function_configuration(FunctionName=spec.name)
        return config["CodeSha256"], config["LastModified"]

    before, after = seen_at(last.at - 60), seen_at(last.at + 60)
    assert before[0] == spec.code_sha256(spec.deploys[-2])
    assert after[0] == spec.code_sha256(last)
    assert before[1] < after[1]


def test_a_reservation_holds_from_when_it_was_put(aws, functions):
    def reserved(at):
        aws.clock(now=NOON + at)
        return functions.get_function_concurrency(FunctionName="partner-feed-api").get("ReservedConcurrentExecutions")

    assert (reserved(-41 * MINUTE), reserved(-39 * MINUTE)) == (None, 4)


def test_aliases_tell_versions_and_weights(functions):
    weighted = next(s for s in FLEET.functions_in(SHOP, "eu-west-1") if s.aliases and s.aliases[0].weights)
    (alias,) = all_pages(functions, "list_aliases", "Aliases", FunctionName=weighted.name)
    assert alias["FunctionVersion"] == weighted.aliases[0].version
    assert alias["RoutingConfig"]["AdditionalVersionWeights"] == dict(weighted.aliases[0].weights)


def test_provisioned_concurrency_is_told_by_alias(functions):
    spec = next(s for s in FLEET.functions_in(SHOP, "eu-west-1") if s.provisioned)
    listed = all_pages(
        functions, "list_provisioned_concurrency_configs", "ProvisionedConcurrencyConfigs", FunctionName=spec.name
    )
    assert [
        (c["FunctionArn"].rpartition(":")[2], c["RequestedProvisionedConcurrentExecutions"]) for c in listed
    ] == list(spec.provisioned)
    one = functions.get_provisioned_concurrency_config(FunctionName=spec.name, Qualifier=spec.provisioned[0][0])
    assert one["Status"] == "READY"


def test_an_asynchronous_configuration_tells_retries_and_destination(functions):
    spec = next(s for s in FLEET.functions_in(SHOP, "eu-west-1") if s.on_failure and s.trigger == "async")
    (found,) = all_pages(
        functions, "list_function_event_invoke_configs", "FunctionEventInvokeConfigs", FunctionName=spec.name
    )
    assert found["MaximumRetryAttempts"] == spec.retries
    assert found["DestinationConfig"]["OnFailure"]["Destination"].endswith(spec.on_failure)
    with pytest.raises(ClientError) as none:
        functions.get_function_event_invoke_config(FunctionName="price-sync")
    assert code_of(none) == "ResourceNotFoundException"


def test_mappings_are_listed_over_pages_and_by_source(aws, functions):
    aws.faults("pages:4:lambda:ListEventSourceMappings")
    listed = all_pages(functions, "list_event_source_mappings", "EventSourceMappings")
    assert len(listed) == len([m for m in FLEET.mappings if (m.account, m.region) == (SHOP, "eu-west-1")])
    aws.faults()
    one = functions.list_event_source_mappings(EventSourceArn=listed[0]["EventSourceArn"])["EventSourceMappings"]
    assert [m["UUID"] for m in one] == [listed[0]["UUID"]]
    assert functions.get_event_source_mapping(UUID=listed[0]["UUID"])["State"] == listed[0]["State"]


def test_the_account_has_its_limits(aws):
    america = aws.client("lambda", "us-east-1").get_account_settings()
    assert america["AccountLimit"]["ConcurrentExecutions"] == 120
    assert america["AccountUsage"]["FunctionCount"] == len(FLEET.functions_in(SHOP, "us-east-1"))


def test_tags_are_the_worlds(functions):
    spec = FLEET.function(SHOP, "eu-west-1", "checkout-api")
    assert functions.list_tags(Resource=spec.arn)["Tags"] == spec.all_tags


def test_one_function_is_denied_but_listed(functions):
    spec = next(s for s in FLEET.functions_in(SHOP, "eu-west-1") if s.denied)
    assert spec.name in [f["FunctionName"] for f in all_pages(functions, "list_functions", "Functions")]
    with pytest.raises(ClientError, match=f"lambda:ListTags on resource: {spec.arn}") as refused:
        functions.list_tags(Resource=spec.arn)
    assert code_of(refused) == "AccessDeniedException"


def test_a_function_that_is_not_there_is_not_found(functions):
    with pytest.raises(ClientError, match="Function not found: arn:aws:lambda:eu-west-1:111122223333:function:nobody"):
        functions.get_function(FunctionName="nobody")
