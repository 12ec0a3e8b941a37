"""How long AWS supports a function's runtime, as told on a given day. Pure.

Not a matter of health: a deprecated runtime goes on being invoked as before. It explains why a deploy is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NOTICE_DAYS = 180
"""So long before a deprecation AWS begins to warn (Lambda developer guide, "Receiving runtime deprecation
notifications").
"""


class Support(StrEnum):
    """What AWS still does for a runtime, the worst first. NOT_KNOWN is no good news: it may be any of the others."""

    UPDATES_REFUSED = "updates_refused"
    DEPRECATED = "deprecated"
    ENDING = "ending"
    NOT_KNOWN = "not_known"
    SUPPORTED = "supported"

    @property
    def over(self) -> bool:
        """Whether the runtime gets no more patches."""
        return self in (Support.UPDATES_REFUSED, Support.DEPRECATED)


@dataclass(frozen=True, slots=True)
class Dates:
    """Days from which on: no patches; no new functions; no new code or configuration of those that there are."""

    deprecated: date
    creation_refused: date
    update_refused: date


@dataclass(frozen=True, slots=True)
class Announced:
    """What `source` (an address) said of each runtime on the day `as_of`."""

    runtimes: Mapping[str, Dates]
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class RuntimeSupport:
    """What holds for a runtime (None: a container image) today, in words as well.

    The dates are null where they are not known; `as_of` is when AWS last said so, as far as this version knows.
    """

    runtime: str | None
    state: Support
    text: str
    deprecated: date | None
    creation_refused: date | None
    update_refused: date | None
    as_of: date


def support_of(runtime: str | None, announced: Announced, today: date) -> RuntimeSupport:
    """What AWS still does for a runtime."""
    dates = announced.runtimes.get(runtime or "")
    if dates is None:
        return RuntimeSupport(runtime, Support.NOT_KNOWN, _unknown(runtime), None, None, None, announced.as_of)
    state = _state(dates, today)
    own = (dates.deprecated, dates.creation_refused, dates.update_refused)
    return RuntimeSupport(runtime, state, _words(state, dates, today), *own, announced.as_of)


def _state(dates: Dates, today: date) -> Support:
    if today >= dates.update_refused:
        return Support.UPDATES_REFUSED
    if today >= dates.deprecated:
        return Support.DEPRECATED
    return Support.ENDING if (dates.deprecated - today).days <= NOTICE_DAYS else Support.SUPPORTED


def _words(state: Support, dates: Dates, today: date) -> str:
    match state:
        case Support.UPDATES_REFUSED:
            since = f"deprecated since {day(dates.deprecated)}; Lambda has refused updates since"
            return f"{since} {day(dates.update_refused)}: a deploy fails unless it names a newer runtime"
        case Support.DEPRECATED:
            return f"deprecated since {day(dates.deprecated)}; Lambda {_new(dates, today)} {day(dates.update_refused)}"
        case Support.ENDING:
            left = (dates.deprecated - today).days
            days = f"{left} day{'' if left == 1 else 's'}"
            return f"deprecated in {days}, on {day(dates.deprecated)}; updates refused from {day(dates.update_refused)}"
        case _:
            return f"supported until {day(dates.deprecated)}"


def _new(dates: Dates, today: date) -> str:
    if today >= dates.creation_refused:
        return "refuses new functions, and updates from"
    return f"refuses new functions from {day(dates.creation_refused)} and updates from"


def _unknown(runtime: str | None) -> str:
    return "not known: this version has no dates of it" if runtime else "not known: a container image brings its own"


def day(when: date) -> str:
    """`14 Oct 2024`."""
    return f"{when.day} {when:%b %Y}"
