"""The frozen records that everyone shares: what a collector hands out, whatever AWS's own answer looked like.

Times are integer epoch seconds in UTC, durations say their unit in the name, account ids are strings.
`None` always means "AWS did not say", never zero.
"""

from collectors.records.alarms import ActionFailure, Alarm, AlarmAction, AlarmMetric, AlarmTags, AlarmTransition
from collectors.records.alerting import MuteRule, Subscription, Topic
from collectors.records.asks import Ask, Selection
from collectors.records.billed import BilledDay
from collectors.records.changes import Change
from collectors.records.failures import Failure, FailureKind, by_cause, cause_of, first_of, of_each, together
from collectors.records.functions import AccountLimits, Alias, Function, Mapping, ProvisionedConcurrency
from collectors.records.identity import Identity, Kind
from collectors.records.logs import (
    STANDARD,
    ColdStart,
    ErrorCount,
    ErrorSample,
    ErrorsRead,
    LogGroup,
    LogQuery,
    LogVolume,
    ReportBucket,
    ReportsRead,
)
from collectors.records.metrics import (
    ACCOUNT_METRICS,
    FUNCTION_METRICS,
    LOG_GROUP_METRICS,
    QUEUE_METRICS,
    Metric,
    Points,
    Window,
)
from collectors.records.queues import Queue
from collectors.records.runs import Chunk, Coverage, Listed, Outcome, Record

__all__ = [
    "ACCOUNT_METRICS",
    "FUNCTION_METRICS",
    "LOG_GROUP_METRICS",
    "QUEUE_METRICS",
    "STANDARD",
    "AccountLimits",
    "ActionFailure",
    "Alarm",
    "AlarmAction",
    "AlarmMetric",
    "AlarmTags",
    "AlarmTransition",
    "Alias",
    "Ask",
    "BilledDay",
    "Change",
    "Chunk",
    "ColdStart",
    "Coverage",
    "ErrorCount",
    "ErrorSample",
    "ErrorsRead",
    "Failure",
    "FailureKind",
    "Function",
    "Identity",
    "Kind",
    "Listed",
    "LogGroup",
    "LogQuery",
    "LogVolume",
    "Mapping",
    "Metric",
    "MuteRule",
    "Outcome",
    "Points",
    "ProvisionedConcurrency",
    "Queue",
    "Record",
    "ReportBucket",
    "ReportsRead",
    "Selection",
    "Subscription",
    "Topic",
    "Window",
    "by_cause",
    "cause_of",
    "first_of",
    "of_each",
    "together",
]
