"""What a collector is asked to look for. The program builds it from its store; a collector only reads it."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from collectors.records.functions import Function, Mapping
from collectors.records.metrics import Window
from collectors.records.queues import Queue


@dataclass(frozen=True, slots=True)
class Selection:
    """Include and exclude patterns: shell wildcards on the name, or `tag:Key=pattern`. Exclude wins."""

    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()

    def selects(self, name: str, tags: tuple[tuple[str, str], ...] | None = ()) -> bool:
        """Whether a thing of this name and these tags is watched; unread tags match no tag pattern."""
        return _any_matches(self.include, name, tags or ()) and self.allows(name, tags)

    def allows(self, name: str, tags: tuple[tuple[str, str], ...] | None = ()) -> bool:
        """Whether no pattern excludes a thing that is watched for another reason than an include pattern."""
        return not _any_matches(self.exclude, name, tags or ())


@dataclass(frozen=True, slots=True)
class Ask:
    """What to look for on one target in one run. Windows are newest first; a collector does not have to use all.

    `whole` says that `functions` and `queues` are all of the target's, so that what is read covers the target; else
    each is covered for itself. `awake` names the functions or queues that were asked for at the last poll.
    `late` are the functions of whose logs some seemed to be missing when the time before the newest window was read.
    """

    functions: tuple[Function, ...] = ()
    queues: tuple[Queue, ...] = ()
    queue_arns: tuple[str, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    windows: tuple[Window, ...] = ()
    select_functions: Selection = Selection()
    select_queues: Selection = Selection()
    environment_key: bytes = b""
    since: int | None = None
    skip_idle: bool = True
    awake: frozenset[str] = frozenset()
    whole: bool = True
    log_queries_at_once: int = 4
    late: tuple[Function, ...] = ()


def _any_matches(patterns: tuple[str, ...], name: str, tags: tuple[tuple[str, str], ...]) -> bool:
    return any(_matches(pattern, name, tags) for pattern in patterns)


def _matches(pattern: str, name: str, tags: tuple[tuple[str, str], ...]) -> bool:
    if not pattern.startswith("tag:"):
        return fnmatchcase(name, pattern)
    key, _, value = pattern.removeprefix("tag:").partition("=")
    return any(k == key and fnmatchcase(v, value or "*") for k, v in tags)
