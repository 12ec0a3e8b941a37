"""What changed before starts got slower, in words: code size, layers, memory, runtime. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from collectors.records import Change
from webapp.analysis.twins import LATER_S, told_once
from webapp.analysis.wording import clip, name_of

FIELDS = ("code_sha256", "code_bytes", "layers", "memory_mb", "runtime", "architecture", "package_type", "vpc_id")
"""What can make a start slower, by the field that changes."""

LONGEST = 60
_CODE_SIZE = re.compile(r"\bcodeSize=(\d+)")
_MEMORY = re.compile(r"\bmemorySize=(\d+)")


@dataclass(frozen=True, slots=True)
class Cause:
    """What changed at `at`, and who did it where that is known; `differs` says what, and is empty where only the code
    did and its size is not known."""

    at: int
    deploy: bool
    who: str
    differs: tuple[str, ...]

    @property
    def text(self) -> str:
        """`a deploy: code 9.1 MB → 47.9 MB, memory 512 MB → 256 MB`."""
        what = "a deploy" if self.deploy else "a change"
        return what + (": " + ", ".join(self.differs) if self.differs else "")


def cause_of(changes: Iterable[Change], at: int) -> Cause | None:
    """The newest change until `at` that can explain it, with all that was changed shortly before along with it."""
    able = [change for change in told_once(changes) if change.at <= at and _can_explain(change)]
    if not able:
        return None
    newest = max(change.at for change in able)
    together = [change for change in able if newest - change.at <= LATER_S]
    together.sort(key=lambda change: FIELDS.index(change.field) if change.field in FIELDS else len(FIELDS))
    differs = dict.fromkeys(text for change in together if (text := _said(change)))
    who = next((change.who for change in together if change.who), "")
    return Cause(newest, any(change.what == "deploy" for change in together), who, tuple(differs))


def _can_explain(change: Change) -> bool:
    return change.what == "deploy" or change.field in FIELDS or bool(_MEMORY.search(change.after))


def _said(change: Change) -> str:
    if change.source == "cloudtrail":
        return _called(change.after)
    if change.field == "code_bytes":
        return f"code {_megabytes(change.before)} → {_megabytes(change.after)}"
    if change.field == "memory_mb":
        return f"memory {change.before} MB → {change.after} MB"
    if change.field == "layers":
        return _layers(change)
    return (
        "" if change.field == "code_sha256" else f"{change.field} {change.before or 'none'} → {change.after or 'none'}"
    )


def _called(call: str) -> str:
    """Of a call only the new value is known."""
    size, memory = _CODE_SIZE.search(call), _MEMORY.search(call)
    words = [f"code now {_megabytes(size[1])}"] if size else []
    return ", ".join(words + ([f"memory now {memory[1]} MB"] if memory else []))


def _layers(change: Change) -> str:
    before, after = ({_layer(each) for each in text.split(", ") if each} for text in (change.before, change.after))
    moved = [f"+ {name}" for name in sorted(after - before)] + [f"− {name}" for name in sorted(before - after)]
    return clip("layers " + ", ".join(moved), LONGEST)


def _layer(arn: str) -> str:
    """`insights:53` of `arn:aws:lambda:eu-west-1:580247275435:layer:insights:53`."""
    return arn.rpartition(":layer:")[2] if ":layer:" in arn else name_of(arn) or arn


def _megabytes(size: str) -> str:
    return f"{int(size) / 1_000_000:.1f} MB" if size.isdecimal() else "unknown"
