"""Events that were written line by line put together again: tracebacks on stderr, reports with one field a line."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MOST_LINES = 300
_CONTINUES = re.compile(
    r"[ \t\xa0]|Traceback \(most|During handling of|The above exception|Caused by: |\.\.\. \d+ |XRAY TraceId|\}$|$"
)
_IN_A_REPORT = re.compile(r"(?:Billed |Init |Restore |Max |Memory |Duration|Status:|Error Type:|XRAY|Segment|Sampled)")
_ERROR_LINE = re.compile(r"[A-Za-z_][\w.$]{0,120}(?:: |$)")


class Line(NamedTuple):
    """One event. `at` is epoch milliseconds; one `stream` is one environment, which does one thing at a time."""

    at: int
    stream: str
    message: str


def joined(lines: Iterable[Line]) -> Iterator[Line]:
    """The same events with continuation lines put to what they continue, stream by stream however they interleave.

    At most MOST_LINES lines a stream are held; what is complete is handed out as soon as its stream goes on.
    """
    open_: dict[str, list[Line]] = {}
    for line in lines:
        held = open_.get(line.stream)
        if held and len(held) < MOST_LINES and _belongs(held, line.message):
            held.append(line)
            continue
        if held:
            yield _one(held)
        open_[line.stream] = [line]
    for held in open_.values():
        yield _one(held)


def _belongs(held: list[Line], message: str) -> bool:
    first = held[0].message
    if first.startswith("{") or message.startswith("{"):
        return False
    if first.startswith("REPORT "):
        return bool(_IN_A_REPORT.match(message.lstrip()))
    if _CONTINUES.match(message):
        return True
    traceback = first.startswith("Traceback") or "\nTraceback" in first or any("Traceback" in h.message for h in held)
    return traceback and held[-1].message.startswith((" ", "\t", "\xa0")) and bool(_ERROR_LINE.match(message))


def _one(held: list[Line]) -> Line:
    if len(held) == 1:
        return held[0]
    return held[0]._replace(message="\n".join(line.message.rstrip("\n") for line in held))
