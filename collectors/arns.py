"""Amazon Resource Names: `arn:partition:service:region:account:resource`."""

from collectors.records import Identity, Kind

RESOURCES = {
    Kind.FUNCTION: ("lambda", "function:"),
    Kind.QUEUE: ("sqs", ""),
    Kind.ALARM: ("cloudwatch", "alarm:"),
    Kind.TOPIC: ("sns", ""),
}
"""Service, and what stands before the name, of the kinds whose ARNs are made here."""


def arn_of(identity: Identity) -> str:
    """The ARN of a function, queue, alarm or topic; KeyError for any other kind."""
    service, before = RESOURCES[identity.kind]
    return f"arn:{identity.partition}:{service}:{identity.region}:{identity.account}:{before}{identity.name}"


def identity_of(arn: str) -> Identity | None:
    """What a function's, queue's, alarm's or mapping's ARN names, without qualifier; None for any other ARN."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return None
    _, partition, service, region, account, resource = parts
    kind, name = _kind_and_name(service, resource)
    return Identity(partition, account, region, kind, name) if kind and name else None


def qualifier_of(function_arn: str) -> str:
    """The version or alias at the end of a function's ARN, empty where there is none."""
    parts = function_arn.split(":")
    return parts[7] if len(parts) > 7 else ""


def is_here(arn: str, account: Identity) -> bool:
    """Whether the ARN names a thing of this account and region."""
    parts = arn.split(":")
    return len(parts) > 5 and parts[3] == account.region and parts[4] == account.account


def _kind_and_name(service: str, resource: str) -> tuple[Kind | None, str]:
    head, _, rest = resource.partition(":")
    if service == "sqs":
        return Kind.QUEUE, resource
    if service == "lambda" and head == "function":
        return Kind.FUNCTION, rest.split(":")[0]
    if service == "lambda" and head == "event-source-mapping":
        return Kind.MAPPING, rest
    if service == "cloudwatch" and head == "alarm":
        return Kind.ALARM, rest
    return None, ""
