"""Small makers of records: every test names only the field that it is about."""

from typing import Any

from collectors.arns import arn_of
from collectors.records import Alarm, AlarmAction, Function, Identity, Kind, Mapping, Queue


def an_identity(name: str = "checkout-api", kind: Kind = Kind.FUNCTION, **fields: str) -> Identity:
    return Identity(
        **{"partition": "aws", "account": "111122223333", "region": "eu-west-1"} | fields, kind=kind, name=name
    )


def a_function(name: str = "checkout-api", **fields: Any) -> Function:
    identity = fields.pop("identity", None) or an_identity(name)
    defaults: dict[str, Any] = {
        "arn": arn_of(identity),
        "runtime": "python3.13",
        "architecture": "x86_64",
        "memory_mb": 512,
        "timeout_s": 30,
        "ephemeral_mb": 512,
        "package_type": "Zip",
        "code_sha256": "0" * 44,
        "code_bytes": 1_000_000,
        "last_modified": 1_793_000_000,
        "log_group": f"/aws/lambda/{identity.name}",
    }
    return Function(identity=identity, **defaults | fields)


def a_queue(name: str = "orders-dlq", **fields: Any) -> Queue:
    identity = fields.pop("identity", None) or an_identity(name, Kind.QUEUE)
    defaults: dict[str, Any] = {
        "arn": arn_of(identity),
        "url": f"https://sqs.{identity.region}.amazonaws.com/{identity.account}/{identity.name}",
        "fifo": identity.name.endswith(".fifo"),
        "visible": 0,
        "in_flight": 0,
        "delayed": 0,
        "retention_s": 4 * 86_400,
        "visibility_timeout_s": 30,
        "read_at": 0,
    }
    return Queue(identity=identity, **defaults | fields)


def an_alarm(name: str = "checkout errors", **fields: Any) -> Alarm:
    identity = fields.pop("identity", None) or an_identity(name, Kind.ALARM)
    defaults: dict[str, Any] = {
        "arn": arn_of(identity),
        "alarm_type": "MetricAlarm",
        "state": "OK",
        "state_since": None,
        "state_reason": "",
        "namespace": "AWS/Lambda",
        "metric": "Errors",
        "statistic": "Sum",
        "period": 60,
        "threshold": 5.0,
        "comparison": "GreaterThanThreshold",
        "evaluation_periods": 3,
        "datapoints_to_alarm": 2,
        "treat_missing_data": "notBreaching",
        "actions": (AlarmAction("ALARM", f"arn:aws:sns:{identity.region}:{identity.account}:on-call"),),
    }
    return Alarm(identity=identity, **defaults | fields)


def a_mapping(function: Identity | None = None, source_arn: str = "", **fields: Any) -> Mapping:
    source = source_arn or arn_of(an_identity("orders", Kind.QUEUE))
    defaults: dict[str, Any] = {"uuid": "0f1e2d3c", "qualifier": "", "state": "Enabled", "batch_size": 10}
    return Mapping(function=function or an_identity(), source_arn=source, **defaults | fields)
