"""The newest pace as it is kept for the page about collection, and for whoever else may spend."""

from dataclasses import dataclass

import orjson

from webapp.store import Connection
from webapp.store.settings import save_setting, setting
from webapp.watch.budget import Pace

_SETTING = "pace"
_NEVER = 1e9
"""JSON has no infinity."""


def keep_pace(conn: Connection, pace: Pace, now: int) -> None:
    """Keep it."""
    stretches = {name: min(stretch, _NEVER) for name, stretch in pace.stretches.items()}
    said = {"at": now, "spent_usd": pace.spent_usd, "usd_a_day": pace.usd_a_day, "stretches": stretches}
    save_setting(conn, _SETTING, orjson.dumps(said).decode())


@dataclass(frozen=True, slots=True)
class KeptPace:
    """The pace at `at`."""

    at: int
    pace: Pace


def kept_pace(conn: Connection) -> KeptPace | None:
    """The newest pace that was kept; None before the first."""
    said = orjson.loads(setting(conn, _SETTING) or "null")
    if not said or "stretches" not in said:
        return None
    stretches = {name: float("inf") if each >= _NEVER else each for name, each in said["stretches"].items()}
    return KeptPace(said["at"], Pace(said["spent_usd"], said["usd_a_day"], stretches))
