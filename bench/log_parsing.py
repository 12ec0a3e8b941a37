"""How many log events a second are parsed, and how long a fingerprint takes."""

import json
from collections.abc import Callable
from time import process_time
from timeit import repeat

from bench.rows import Row
from webapp.analysis.log_records.fingerprint import fingerprint
from webapp.analysis.log_records.parse import parse

ID = "0b7c9d1e-5a2f-4e63-9c11-7f3a2b4c5d6e"
STAMP = "2026-11-01T12:00:00.123Z"
TRACE = "\n".join(
    [
        "Traceback (most recent call last):",
        *(f'  File "/var/task/shop/m{n}.py", line {n}, in f{n}\n    call(x)' for n in range(6)),
        "shop.errors.OutOfStock: nothing left of 4711",
    ]
)
INVOCATION = [
    f"START RequestId: {ID} Version: 7\n",
    f"[INFO]\t{STAMP}\t{ID}\tGET /v1/items/17 for session 9f8e7d6c\n",
    json.dumps({"level": "info", "message": "message for order 17 received", "time": STAMP, "request_id": ID}),
    f"END RequestId: {ID}\n",
    f"REPORT RequestId: {ID}\tDuration: 12.34 ms\tBilled Duration: 13 ms\t"
    "Memory Size: 512 MB\tMax Memory Used: 98 MB\t\n",
]
EVENT = json.dumps(
    {
        "time": STAMP,
        "type": "platform.report",
        "record": {"requestId": ID, "status": "success", "metrics": {"durationMs": 12.3, "billedDurationMs": 13}},
    }
)
ERROR = json.dumps({"level": "ERROR", "message": "nothing left of 4711", "exception": TRACE, "request_id": ID})
MIX = [*INVOCATION, EVENT] * 16 + [ERROR]


def measure(quick: bool) -> list[Row]:
    """The usual mix with an error in a hundred events, then its parts apart; the best of seven, for others run, too."""
    rounds = 200 if quick else 2000
    error = parse(ERROR)
    mix = _seconds(lambda: [parse(message) for message in MIX], rounds // 10) / len(MIX)
    return [
        Row("parse_lines_a_second", 1 / mix, "lines/s"),
        Row("parse_line_us", mix * 1e6, "µs", 10, "100,000 lines a second"),
        Row("parse_report_us", _seconds(lambda: parse(INVOCATION[-1]), rounds) * 1e6, "µs"),
        Row("parse_error_us", _seconds(lambda: parse(ERROR), rounds) * 1e6, "µs", note="JSON, six frames"),
        Row("fingerprint_us", _seconds(lambda: fingerprint(error), rounds) * 1e6, "µs"),
    ]


def _seconds(act: Callable[[], object], rounds: int) -> float:
    return min(repeat(act, timer=process_time, number=rounds, repeat=7)) / rounds
