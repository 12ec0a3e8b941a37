"""Something that changed: a deploy, a configuration, an alias, an alarm definition."""

from dataclasses import dataclass

from collectors.records.identity import Identity


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one thing at `at`; `what` is created, deleted, deploy, configuration, alias, concurrency or mapping.

    `field` names what differs (e.g. `memory_mb`, `environment.DB_HOST`), `before` and `after` are short texts (a hash
    for environment values). `who` is CloudTrail's user where allowed, empty where not known. `event_id` is
    CloudTrail's, or made from the difference, so that a change seen twice is stored once.
    """

    identity: Identity
    at: int
    what: str
    field: str
    before: str
    after: str
    event_id: str
    who: str = ""
    source: str = "configuration"
