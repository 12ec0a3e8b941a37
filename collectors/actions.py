"""What an API operation is called in IAM: the service's prefix and the action that a policy must allow."""

IAM_PREFIX = {
    "application-auto-scaling": "application-autoscaling",
    "cloudwatch-logs": "logs",
    "cost-explorer": "ce",
    "resource-groups-tagging-api": "tag",
    "x-ray": "xray",
}
"""Where the id of a service is not the prefix that IAM knows (Service Authorization Reference)."""

IAM_ACTION = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}
"""Where the operation is not called as the action is."""


def iam_action(service_id: str, operation: str) -> str:
    """The IAM action of an operation: `iam_action("resource-groups-tagging-api", "GetResources")` is
    `tag:GetResources`. Service ids are as in botocore's events: lower case, with hyphens.
    """
    action = f"{IAM_PREFIX.get(service_id, service_id)}:{operation}"
    return IAM_ACTION.get(action, action)
