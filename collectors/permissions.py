"""Tries each IAM action that the collectors need with the cheapest harmless call that there is."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from collectors.arns import arn_of
from collectors.aws import Aws
from collectors.failures import AwsError, Gone
from collectors.records import Failure, Kind

NOBODY = "lambda-oncall-probe"
"""A function and a queue that do not exist: who is told so was allowed to ask."""

NO_QUERY = "00000000-0000-0000-0000-000000000000"


def probe(aws: Aws, action: str) -> Failure | None:
    """None if `action` is allowed on this target, else why not. KeyError for an action that no collector needs."""
    service, method, arguments = PROBES[action]
    try:
        aws.call(service, method, **(arguments(aws) if callable(arguments) else arguments))
    except Gone:
        return None
    except AwsError as error:
        return error.failure
    return None


def _function_arn(aws: Aws) -> dict[str, Any]:
    return {"Resource": arn_of(aws.account().named(Kind.FUNCTION, NOBODY))}


def _topic_arn(aws: Aws) -> dict[str, Any]:
    return {"TopicArn": arn_of(aws.account().named(Kind.TOPIC, NOBODY))}


def _queue_url(aws: Aws) -> dict[str, Any]:
    endpoint = aws.client("sqs").meta.endpoint_url.rstrip("/")
    return {"QueueUrl": f"{endpoint}/{aws.account().account}/{NOBODY}"}


def _one_metric(_aws: Aws) -> dict[str, Any]:
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Invocations"}
    query = {"Id": "probe", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Sum"}}
    start, end = datetime(2026, 1, 1, 0, tzinfo=UTC), datetime(2026, 1, 1, 1, tzinfo=UTC)
    return {"MetricDataQueries": [query], "StartTime": start, "EndTime": end}


def _no_group(_aws: Aws) -> dict[str, Any]:
    """A query over a log group that does not exist: it scans, and costs, nothing."""
    return {"logGroupNames": [NOBODY], "startTime": 0, "endTime": 1, "queryString": "limit 1"}


def _a_day(_aws: Aws) -> dict[str, Any]:
    """One day, one page: Cost Explorer asks $0.01 for it (Cost Explorer pricing), as for any other answer."""
    period = {"Start": "2026-01-01", "End": "2026-01-02"}
    return {"TimePeriod": period, "Granularity": "DAILY", "Metrics": ["UnblendedCost"], "GroupBy": [_BY_USAGE]}


_BY_USAGE = {"Type": "DIMENSION", "Key": "USAGE_TYPE"}
Arguments = dict[str, Any] | Callable[[Aws], dict[str, Any]]
_ANY_FUNCTION = {"FunctionName": NOBODY}

PROBES: dict[str, tuple[str, str, Arguments]] = {
    "ce:GetCostAndUsage": ("ce", "get_cost_and_usage", _a_day),
    "cloudtrail:LookupEvents": ("cloudtrail", "lookup_events", {"MaxResults": 1}),
    "cloudwatch:DescribeAlarmHistory": ("cloudwatch", "describe_alarm_history", {"MaxRecords": 1}),
    "cloudwatch:DescribeAlarms": ("cloudwatch", "describe_alarms", {"MaxRecords": 1}),
    "cloudwatch:GetAlarmMuteRule": ("cloudwatch", "get_alarm_mute_rule", {"AlarmMuteRuleName": NOBODY}),
    "cloudwatch:GetMetricData": ("cloudwatch", "get_metric_data", _one_metric),
    "cloudwatch:ListAlarmMuteRules": ("cloudwatch", "list_alarm_mute_rules", {"MaxRecords": 1}),
    "cloudwatch:ListMetrics": ("cloudwatch", "list_metrics", {"Namespace": "AWS/Lambda", "MetricName": "Invocations"}),
    "lambda:GetAccountSettings": ("lambda", "get_account_settings", {}),
    "lambda:GetFunctionConcurrency": ("lambda", "get_function_concurrency", _ANY_FUNCTION),
    "lambda:ListAliases": ("lambda", "list_aliases", _ANY_FUNCTION),
    "lambda:ListEventSourceMappings": ("lambda", "list_event_source_mappings", {"MaxItems": 1}),
    "lambda:ListFunctionEventInvokeConfigs": ("lambda", "list_function_event_invoke_configs", _ANY_FUNCTION),
    "lambda:ListFunctions": ("lambda", "list_functions", {"MaxItems": 1}),
    "lambda:ListProvisionedConcurrencyConfigs": ("lambda", "list_provisioned_concurrency_configs", _ANY_FUNCTION),
    "lambda:ListVersionsByFunction": ("lambda", "list_versions_by_function", _ANY_FUNCTION),
    "lambda:ListTags": ("lambda", "list_tags", _function_arn),
    "pricing:GetProducts": ("pricing", "get_products", {"ServiceCode": "AWSLambda", "MaxResults": 1}),
    "sns:ListSubscriptionsByTopic": ("sns", "list_subscriptions_by_topic", _topic_arn),
    "sns:ListTopics": ("sns", "list_topics", {}),
    "logs:DescribeLogGroups": ("logs", "describe_log_groups", {"limit": 1}),
    "logs:GetQueryResults": ("logs", "get_query_results", {"queryId": NO_QUERY}),
    "logs:StartQuery": ("logs", "start_query", _no_group),
    "logs:StopQuery": ("logs", "stop_query", {"queryId": NO_QUERY}),
    "sqs:GetQueueAttributes": ("sqs", "get_queue_attributes", _queue_url),
    "sqs:GetQueueUrl": ("sqs", "get_queue_url", {"QueueName": NOBODY}),
    "sqs:ListDeadLetterSourceQueues": ("sqs", "list_dead_letter_source_queues", _queue_url),
    "sqs:ListQueues": ("sqs", "list_queues", {"MaxResults": 1}),
    "tag:GetResources": ("resourcegroupstaggingapi", "get_resources", {"ResourcesPerPage": 1}),
}
"""Service, method and arguments for each action."""
