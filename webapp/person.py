"""Who somebody is and how far they may go; pure, so that the store and the pages share it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class Role(StrEnum):
    """What somebody may do: read; redrive, mute and set alarms; manage people. Each covers those before it."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class How(StrEnum):
    """How somebody came in."""

    DEMO = "demo"
    LOCAL = "local"
    """On the loopback, while nobody has to sign in."""
    PASSWORD = "password"  # noqa: S105 - a word, not a password
    OIDC = "oidc"
    PROXY = "proxy"
    TOKEN = "token"  # noqa: S105 - a word, not a token
    COMMAND = "command line"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where writing and reading of log text and messages are allowed: wildcards on function and on target names.

    Empty means everywhere. Metrics are seen by all.
    """

    functions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def everywhere(self) -> bool:
        """Whether there is no limit."""
        return not self.functions and not self.targets

    def covers(self, functions: Collection[str], targets: Collection[str]) -> bool:
        """Whether a thing that serves these functions, seen by these targets, lies within.

        A queue that several functions share lies within only where all of them do.
        """
        return _all_match(functions, self.functions) and _any_matches(targets, self.targets)


EVERYWHERE = Reach()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who came in. `address` is where the request came from, empty on the command line."""

    name: str
    role: Role
    how: How
    address: str = ""
    reach: Reach = EVERYWHERE


def _all_match(names: Collection[str], patterns: tuple[str, ...]) -> bool:
    return not patterns or (bool(names) and all(_matches(name, patterns) for name in names))


def _any_matches(names: Collection[str], patterns: tuple[str, ...]) -> bool:
    return not patterns or any(_matches(name, patterns) for name in names)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
