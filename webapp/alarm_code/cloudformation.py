"""Alarms as a CloudFormation template in YAML; the properties are named as in the API."""

from collections.abc import Sequence
from typing import Any

import yaml

from webapp.alarm_code.labels import pascal
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.parameters import parameters


def cloudformation(drafts: Sequence[AlarmDraft]) -> str:
    """One template with a resource an alarm."""
    labels = pascal([draft.name for draft in drafts])
    resources = {label: _resource(draft) for label, draft in zip(labels, drafts, strict=True)}
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    return yaml.safe_dump(template, sort_keys=False, allow_unicode=True, width=120)


def _resource(draft: AlarmDraft) -> dict[str, Any]:
    kind = "CompositeAlarm" if draft.rule else "Alarm"
    return {"Type": f"AWS::CloudWatch::{kind}", "Properties": parameters(draft)}
