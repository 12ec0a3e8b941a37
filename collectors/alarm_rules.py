"""What alarms look at: read out of dimensions, metric math and the rules of composite alarms."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from collectors.arns import identity_of
from collectors.records import Alarm, Identity, Kind

FUNCTION_DIMENSIONS = ("FunctionName", "function_name")
"""AWS/Lambda's name of the dimension, and Lambda Insights' and Powertools'."""

IN_EXPRESSION = re.compile(r"""\b(FunctionName|function_name|QueueName)\s*=\s*["']([^"']+)["']""")
"""A function or queue named in a SEARCH expression or in the WHERE of a Metrics Insights query."""

AT_LEAST = re.compile(r"AT_LEAST\s*\(\s*\d+%?\s*,\s*(?:NOT\s+)?[A-Z_]+\s*,")
TOKEN = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()"',]+)(\s*\()?""")
WORDS = {"AND", "OR", "NOT", "TRUE", "FALSE"}


def watched_by(alarm: Mapping[str, Any], account: Identity) -> tuple[Identity, ...]:
    """The functions, queues or account that a metric alarm, single or metric math, looks at."""
    found: dict[Identity, None] = {}
    if alarm.get("MetricName"):
        found |= dict.fromkeys(_watched(alarm.get("Namespace", ""), alarm.get("Dimensions", ()), account))
    for line in alarm.get("Metrics", ()):
        owner = replace(account, account=line.get("AccountId") or account.account)
        metric = (line.get("MetricStat") or {}).get("Metric") or {}
        found |= dict.fromkeys(_watched(metric.get("Namespace", ""), metric.get("Dimensions", ()), owner))
        found |= dict.fromkeys(_in_expression(line.get("Expression", ""), owner))
    return tuple(found)


def children_of(rule: str) -> tuple[str, ...]:
    """The names of the alarms in a composite alarm's rule, e.g. `ALARM("a") AND (OK(b) OR ALARM(arn:…:alarm:c))`."""
    names: dict[str, None] = {}
    for double, single, bare, call in TOKEN.findall(AT_LEAST.sub("(", rule)):
        quoted = double or single
        if quoted or not (call or bare in WORDS or not bare):
            names[_name(re.sub(r"\\(.)", r"\1", quoted) or bare)] = None
    return tuple(names)


def with_children(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """The alarms, where a composite one watches what its children watch, however deep."""
    by_name = {alarm.identity.name: alarm for alarm in alarms}
    return tuple(replace(a, watches=_watches(a, by_name, frozenset())) if a.children else a for a in by_name.values())


def _watches(alarm: Alarm, by_name: Mapping[str, Alarm], above: frozenset[str]) -> tuple[Identity, ...]:
    """Rules may go round in circles: an alarm that is above itself adds nothing."""
    above |= {alarm.identity.name}
    below = [by_name[name] for name in alarm.children if name in by_name and name not in above]
    return tuple(dict.fromkeys((*alarm.watches, *(w for child in below for w in _watches(child, by_name, above)))))


def _watched(namespace: str, dimensions: Iterable[Mapping[str, str]], account: Identity) -> list[Identity]:
    values = {dimension.get("Name"): dimension.get("Value", "") for dimension in dimensions}
    for dimension in FUNCTION_DIMENSIONS:
        if dimension in values:
            return [account.named(Kind.FUNCTION, values[dimension])]
    if "QueueName" in values:
        return [account.named(Kind.QUEUE, values["QueueName"])]
    return [account] if namespace == "AWS/Lambda" and not values else []


def _in_expression(expression: str, account: Identity) -> list[Identity]:
    named_in = IN_EXPRESSION.findall(expression)
    if named_in:
        return [
            account.named(Kind.QUEUE if dimension == "QueueName" else Kind.FUNCTION, n) for dimension, n in named_in
        ]
    return [account] if "AWS/Lambda" in expression else []


def _name(reference: str) -> str:
    """A rule may name an alarm by its ARN."""
    alarm = identity_of(reference)
    return alarm.name if alarm else reference
