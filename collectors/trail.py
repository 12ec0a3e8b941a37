"""CloudTrail's events about Lambda, made changes."""

import json
import re
from typing import Any

from collectors.answers import document, epoch
from collectors.arns import identity_of
from collectors.records import Change, Identity, Kind

EVENTS = {
    "UpdateFunctionCode20150331v2": "deploy",
    "UpdateFunctionConfiguration20150331v2": "configuration",
    "PublishVersion20150331": "deploy",
    "UpdateAlias20150331": "alias",
    "PutFunctionConcurrency20171031": "concurrency",
    "CreateFunction20150331": "created",
    "DeleteFunction20150331": "deleted",
    "PutFunctionEventInvokeConfig": "configuration",
    "UpdateFunctionEventInvokeConfig": "configuration",
    "DeleteFunctionEventInvokeConfig": "configuration",
    "CreateAlias20150331": "alias",
    "DeleteAlias20150331": "alias",
    "DeleteFunctionConcurrency20171031": "concurrency",
    "PutProvisionedConcurrencyConfig": "concurrency",
    "DeleteProvisionedConcurrencyConfig": "concurrency",
    "CreateEventSourceMapping20150331": "mapping",
    "UpdateEventSourceMapping20150331": "mapping",
    "DeleteEventSourceMapping20150331": "mapping",
}
"""What each event changes, the likeliest cause of trouble first, as they are asked for in this order. Dates are part of
the names (Lambda developer guide: logging API calls with CloudTrail)."""

TOLD = (
    "name",
    "qualifier",
    "functionVersion",
    "routingConfig",
    "runtime",
    "handler",
    "codeSize",
    "memorySize",
    "timeout",
    "ephemeralStorage",
    "layers",
    "reservedConcurrentExecutions",
    "provisionedConcurrentExecutions",
    "maximumRetryAttempts",
    "maximumEventAgeInSeconds",
    "eventSourceArn",
    "batchSize",
    "enabled",
    "scalingConfig",
)
"""The parameters that a change tells. Everything else is left out: it may be long, or somebody's secret."""

LONGEST = 200
DATE = re.compile(r"\d{8}(v\d+)?$")


def change_of(answer: dict[str, Any], account: Identity) -> Change | None:
    """The change that an event tells; None for a call that failed, for other events, and where no function is named."""
    name = answer.get("EventName", "")
    event = document(answer.get("CloudTrailEvent"))
    at = epoch(answer.get("EventTime"))
    function = _function(answer, event, account)
    if name not in EVENTS or at is None or function is None or event.get("errorCode"):
        return None
    return Change(
        identity=function,
        at=at,
        what=EVENTS[name],
        field=DATE.sub("", name),
        before="",
        after=_told((event.get("requestParameters") or {}) | _answered(event.get("responseElements") or {})),
        event_id=answer.get("EventId") or event.get("eventID", ""),
        who=_who(event.get("userIdentity") or {}) or answer.get("Username", ""),
        source="cloudtrail",
    )


def _function(answer: dict[str, Any], event: dict[str, Any], account: Identity) -> Identity | None:
    """The function by name, ARN or partial ARN; of a mapping the answer names it, and the resources of any event."""
    parameters, elements = event.get("requestParameters") or {}, event.get("responseElements") or {}
    given = [parameters.get("functionName"), elements.get("functionArn"), elements.get("functionName")]
    listed = [r.get("ResourceName") for r in answer.get("Resources") or () if "Function" in str(r.get("ResourceType"))]
    for text in filter(None, [*given, *listed]):
        whole = identity_of(str(text))
        return whole if whole else account.named(Kind.FUNCTION, str(text).rpartition("function:")[2].split(":")[0])
    return None


def _who(user: dict[str, Any]) -> str:
    """A person as people know them: the user, or the role and who took it (`deployer/ana`), or the service."""
    role = ((user.get("sessionContext") or {}).get("sessionIssuer") or {}).get("userName")
    session = str(user.get("arn", "")).rpartition("/")[2]
    if user.get("type") == "AssumedRole" and role:
        return f"{role}/{session}"
    if user.get("type") == "Root":
        return "root"
    return str(user.get("userName") or user.get("invokedBy") or session)


def _told(parameters: dict[str, Any]) -> str:
    told = (f"{name}={_text(parameters[name])}" for name in TOLD if parameters.get(name) is not None)
    text = " ".join(told)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _answered(elements: dict[str, Any]) -> dict[str, Any]:
    """What only the answer tells: how large the code has become."""
    return {name: elements[name] for name in ("codeSize",) if name in elements}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
