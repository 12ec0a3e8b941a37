"""The questions about one function that ListFunctions does not answer, and what their answers mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from collectors.arns import qualifier_of
from collectors.aws import Aws
from collectors.records import Alias, Function, ProvisionedConcurrency


@dataclass(frozen=True, slots=True)
class Part:
    """One question about one function, and the fields that the answer fills."""

    method: str
    fields: tuple[str, ...]
    read: Callable[[Aws, Function], dict[str, Any]]


def _ask(aws: Aws, function: Function, method: str) -> dict[str, Any]:
    name = function.identity.name
    return aws.call("lambda", method, subject=name, FunctionName=name)


def _items(aws: Aws, function: Function, method: str, member: str) -> list[dict[str, Any]]:
    name = function.identity.name
    return [
        item for page in aws.pages("lambda", method, subject=name, FunctionName=name) for item in page.get(member, ())
    ]


def _concurrency(aws: Aws, function: Function) -> dict[str, Any]:
    answer = _ask(aws, function, "get_function_concurrency")
    return {"reserved_concurrency": answer.get("ReservedConcurrentExecutions")}


def _aliases(aws: Aws, function: Function) -> dict[str, Any]:
    return {"aliases": tuple(map(alias_of, _items(aws, function, "list_aliases", "Aliases")))}


def alias_of(answer: dict[str, Any]) -> Alias:
    """An alias as AliasConfiguration describes it."""
    weights = (answer.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    return Alias(answer["Name"], answer.get("FunctionVersion", ""), tuple(sorted(weights.items())))


def _provisioned(aws: Aws, function: Function) -> dict[str, Any]:
    items = _items(aws, function, "list_provisioned_concurrency_configs", "ProvisionedConcurrencyConfigs")
    return {"provisioned": tuple(map(provisioned_of, items))}


def provisioned_of(answer: dict[str, Any]) -> ProvisionedConcurrency:
    """Provisioned concurrency as ProvisionedConcurrencyConfigListItem describes it."""
    return ProvisionedConcurrency(
        qualifier=qualifier_of(answer.get("FunctionArn", "")),
        requested=answer.get("RequestedProvisionedConcurrentExecutions", 0),
        available=answer.get("AvailableProvisionedConcurrentExecutions"),
        status=answer.get("Status", ""),
    )


def _destinations(aws: Aws, function: Function) -> dict[str, Any]:
    method = "list_function_event_invoke_configs"
    return destinations_of(_items(aws, function, method, "FunctionEventInvokeConfigs"))


def destinations_of(configs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The function's own configuration of asynchronous invocation; an alias's where it has none itself."""
    config = min(configs, key=lambda c: qualifier_of(c.get("FunctionArn", "")) not in ("", "$LATEST"), default={})
    destinations = config.get("DestinationConfig") or {}
    return {
        "on_failure_arn": (destinations.get("OnFailure") or {}).get("Destination", ""),
        "on_success_arn": (destinations.get("OnSuccess") or {}).get("Destination", ""),
        "max_retry_attempts": config.get("MaximumRetryAttempts"),
        "max_event_age_s": config.get("MaximumEventAgeInSeconds"),
    }


def _tags(aws: Aws, function: Function) -> dict[str, Any]:
    answer = aws.call("lambda", "list_tags", subject=function.identity.name, Resource=function.arn)
    return {"tags": tuple(sorted(answer.get("Tags", {}).items()))}


def _snapshots(aws: Aws, function: Function) -> dict[str, Any]:
    """Asked only where SnapStart is on; a snapshot is kept, and paid, for each version that was published with it."""
    if not function.snap_start:
        return {"snapshot_mb": 0}
    return {"snapshot_mb": snapshot_mb_of(_items(aws, function, "list_versions_by_function", "Versions"))}


def snapshot_mb_of(versions: Sequence[dict[str, Any]]) -> int:
    """The memory of all versions that have a snapshot; $LATEST never has one."""
    kept = (each for each in versions if (each.get("SnapStart") or {}).get("OptimizationStatus") == "On")
    return sum(each.get("MemorySize", 0) for each in kept if each.get("Version") != "$LATEST")


PARTS = (
    Part("get_function_concurrency", ("reserved_concurrency",), _concurrency),
    Part("list_aliases", ("aliases",), _aliases),
    Part("list_provisioned_concurrency_configs", ("provisioned",), _provisioned),
    Part(
        "list_function_event_invoke_configs",
        ("on_failure_arn", "on_success_arn", "max_retry_attempts", "max_event_age_s"),
        _destinations,
    ),
    Part("list_versions_by_function", ("snapshot_mb",), _snapshots),
)
TAGS = Part("list_tags", ("tags",), _tags)
"""Asked only where the tagging API, which answers for a hundred functions at once, does not answer us."""
