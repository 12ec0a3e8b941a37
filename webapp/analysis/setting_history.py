"""How a function was set up when: its present configuration, taken back change by change."""

from collections.abc import Iterable
from dataclasses import dataclass

from collectors.records import Change, Function
from webapp.analysis.cold_start_remedies import FREE_SNAP_START
from webapp.analysis.usage import Setting

SIZES = ("memory_mb", "ephemeral_mb")
PROVISIONED = "provisioned."


@dataclass(frozen=True, slots=True)
class Stretch:
    """A setting and the time [start, end) in which it held."""

    start: int
    end: int
    setting: Setting


def stretches(function: Function, changes: Iterable[Change], start: int, end: int) -> tuple[Stretch, ...]:
    """The settings of [start, end), oldest first; `changes` are those of the function since `start`.

    A change whose old value was not told is passed over: the present value is the best that is known.
    """
    facts = _facts(function)
    found: list[Stretch] = []
    for change in sorted((each for each in changes if _counts(each)), key=lambda change: -change.at):
        if start < change.at < end:
            found.append(Stretch(change.at, end, _setting(facts)))
        end = min(end, max(start, change.at))
        facts = facts | {change.field: change.before or "0"}
    found.append(Stretch(start, end, _setting(facts)))
    return tuple(stretch for stretch in reversed(found) if stretch.start < stretch.end)


def _facts(function: Function) -> dict[str, str]:
    provisioned = {f"{PROVISIONED}{each.qualifier}": str(each.requested) for each in function.provisioned or ()}
    paid = 0 if (function.runtime or "").startswith(FREE_SNAP_START) else function.snapshot_mb or 0
    facts = {name: str(getattr(function, name)) for name in (*SIZES, "architecture")}
    return facts | provisioned | {"snapshot_mb": str(paid)}


def _counts(change: Change) -> bool:
    if change.field in SIZES:
        return change.before.isdecimal()
    return change.field.startswith(PROVISIONED) or (change.field == "architecture" and bool(change.before))


def _setting(facts: dict[str, str]) -> Setting:
    provisioned = sum(int(value) for name, value in facts.items() if name.startswith(PROVISIONED) and value.isdecimal())
    memory_mb, ephemeral_mb, snapshot_mb = (int(facts[name]) for name in (*SIZES, "snapshot_mb"))
    return Setting(facts["architecture"], memory_mb, ephemeral_mb, provisioned, snapshot_mb)
