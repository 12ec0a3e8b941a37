"""What is written down about the company: functions, queues, mappings, alarms, topics, accounts.

Times are seconds relative to the world's epoch (negative: before it started), unless a field says otherwise.
Names and values of AWS's configuration are AWS's own; what only the world knows (traffic, effects) stands apart.
"""

from demo.world.specs.accounts import AccountSpec, TrailSpec
from demo.world.specs.alarms import AlarmSpec, MetricSpec, MuteSpec, TopicSpec
from demo.world.specs.functions import AliasSpec, Deploy, FunctionSpec, MappingSpec
from demo.world.specs.queues import QueueSpec

__all__ = [
    "AccountSpec",
    "AlarmSpec",
    "AliasSpec",
    "Deploy",
    "FunctionSpec",
    "MappingSpec",
    "MetricSpec",
    "MuteSpec",
    "QueueSpec",
    "TopicSpec",
    "TrailSpec",
]
