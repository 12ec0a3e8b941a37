"""What an alarm's actions are: a topic that tells somebody, or something that is done by itself."""

KINDS = {
    "sns": "topic",
    "lambda": "invokes",
    "autoscaling": "scales by",
    "automate": "EC2",
    "swf": "EC2",
    "ssm": "Systems Manager",
    "ssm-incidents": "starts the incident plan",
    "aiops": "starts the investigation group",
}
"""The services that an alarm's actions may name (CloudWatch API reference, PutMetricAlarm, AlarmActions)."""
COMPOSITE = ("sns", "lambda", "ssm", "ssm-incidents", "aiops")
"""What a composite alarm may do (CloudWatch API reference, PutCompositeAlarm, AlarmActions)."""


def service_of(arn: str) -> str:
    """The service in an ARN; EC2's actions stand under `automate`."""
    return (arn.split(":") + [""] * 3)[2]


def action_words(arn: str) -> str:
    """An action in words: `pager`, `invokes page-me`, `EC2 stop`, `scales by scale-out`."""
    service, name = service_of(arn), arn.split(":", 5)[-1]
    short = _short(service, name)
    return short if service == "sns" else f"{KINDS.get(service, service)} {short}".strip()


def _short(service: str, name: str) -> str:
    if service == "lambda":
        return name.removeprefix("function:")
    parts = name.split("/")
    return parts[-2] if service == "swf" and len(parts) > 1 else parts[-1] if service == "autoscaling" else name
