"""Who may not: AccessDenied in the words of AWS, and which roles may be assumed."""

from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.principals import Role


def not_authorized(call: Call, resource: str = "*", reason: str = "") -> AwsError:
    """AccessDenied in the words of AWS; SQS writes the action in lower case."""
    action = call.iam.lower() if call.service == "sqs" else call.iam
    why = reason or f"because no identity-based policy allows the {action} action"
    text = f"User: {call.principal.arn} is not authorized to perform: {action} on resource: {resource} {why}"
    return AwsError("AccessDeniedException", text, 400 if call.protocol == "json" else 403, legacy="AccessDenied")


def may_assume(call: Call, roles: tuple[Role, ...]) -> None:
    """Refuse AssumeRole on a role that is not there or whose external id does not match: AWS does not say which."""
    wanted = (call.body.get("RoleArn", ""), call.body.get("ExternalId", ""))
    if wanted not in {(role.arn, role.external_id) for role in roles}:
        raise not_authorized(call, wanted[0], " ")
