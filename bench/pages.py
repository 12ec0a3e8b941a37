"""What each other page costs in the server where 10,000 functions, a thousand queues and 5,000 alarms are known.

The store is built once and kept under bench/.cache; building it is not measured. A first visit, which reads what later
ones find decoded, comes before the measurement.
"""

from contextlib import closing
from dataclasses import replace

from bench.fleet_page import DAY, NOW, TARGETS, built, fill_fleet, identity_of, timed
from bench.rows import Row
from collectors.records import Alarm, Change, Coverage, Identity, Kind, Mapping, Points, Queue, Window
from webapp.analysis.error_groups import Counted
from webapp.analysis.log_records.fingerprint import Fingerprint
from webapp.analysis.usage import Usage
from webapp.analysis.verdict import State, Verdict
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.config import Config
from webapp.serving import collect_garbage_seldom
from webapp.store import Connection, Store, changes, coverage
from webapp.store.alarms import save_alarms
from webapp.store.error_groups import replace_counts
from webapp.store.mappings import save_mappings
from webapp.store.points import save_points
from webapp.store.queues import save_queues
from webapp.store.usage import save_day
from webapp.store.verdicts import save_verdicts

FORMAT = 1
LIMIT_MS = 400
"""Whatever it lists, a page is there before anybody waits; the fleet and the function page have limits of their own."""
QUEUES, ALARMS, CHANGES, GROUPS = 1_000, 5_000, 2_000, 500
PAGES = (
    "queues",
    "alarms",
    "alarms/audit",
    "errors",
    "cold-starts",
    "costs",
    "timeline",
    "collection",
    "journal",
    "runtimes",
)
WORDS = str.maketrans("/-", "__")
ANSWERS = ("functions", "queues", "alarms", "errors", "costs", "timeline", "collection")


def measure(quick: bool) -> list[Row]:
    """A row a page, and one for each answer of the API that lists."""
    collect_garbage_seldom()
    times = 1 if quick else 11
    with closing(Store.open(f"sqlite:///{built(f'pages-{FORMAT}', _fill)}")) as store:
        client = create_app(Config(targets=TARGETS, store_url=""), store, SetClock(NOW)).test_client()
        busy = identity_of(0)
        pages = {f"page_{name}": f"/{name}" for name in PAGES}
        pages["page_function_with_cost"] = f"/functions/{busy.account}/{busy.region}/{busy.name}"
        rows = []
        for name, path in (pages | {f"api_{name}": f"/api/v1/{name}" for name in ANSWERS}).items():
            timed(client, path, 1)
            rows.append(timed(client, path, times).row(f"{name.translate(WORDS)}_ms", LIMIT_MS, path))
    return rows


def _fill(store: Store) -> None:
    active = fill_fleet(store, 10_000, 1)
    with store.write() as conn:
        for number in range(QUEUES // 2):
            _fill_pair(conn, number, active[number])
        save_alarms(conn, [_alarm(number) for number in range(ALARMS)], NOW - DAY)
        changes.save_changes(conn, [_change(number) for number in range(CHANGES)])
        for target in TARGETS:
            read = Coverage(300, NOW - DAY, NOW, NOW)
            coverage.save_coverage(conn, target.name, "log_errors", [read])
            coverage.save_coverage(conn, target.name, "reports", [read])
    with store.write() as conn:
        for hour in range(24):
            start = NOW - DAY + hour * 3_600
            counted = [_counted(number, active[number], start) for number in range(GROUPS)]
            groups = {
                each.key: Fingerprint(each.key, "ValueError", f"{each.key} failed", "app.py:run") for each in counted
            }
            replace_counts(conn, active, Window(start, start + 3_600, 300), groups, counted)
    for day in range(30):
        start = (NOW // DAY - day) * DAY
        with store.write() as conn:
            save_day(conn, start, [_usage(at, each) for at, each in enumerate(active)])


def _fill_pair(conn: Connection, number: int, function: Identity) -> None:
    dead = _queue(function, f"orders-{number:04}-dlq", number % 7)
    source = replace(_queue(function, f"orders-{number:04}", 0), dlq_arn=dead.arn, max_receive_count=5)
    dead = replace(dead, sources=(source.arn,))
    feeds = Mapping(f"uuid-{number}", function, "", source.arn, "Enabled")
    rows = [(NOW - 3_600 + minute * 60, (float(number % 7), 600.0)) for minute in range(60)]
    save_queues(conn, [dead, source])
    save_mappings(conn, [feeds], NOW)
    save_points(conn, [Points(queue.identity, 60, ("visible", "oldest_age_s"), rows) for queue in (dead, source)])
    state = State.BAD if number % 7 else State.OK
    save_verdicts(conn, [Verdict(dead.identity, state, NOW - 600, NOW), Verdict(source.identity, State.OK, NOW, NOW)])


def _queue(function: Identity, name: str, visible: int) -> Queue:
    identity = replace(function, kind=Kind.QUEUE, name=name)
    arn = f"arn:aws:sqs:{identity.region}:{identity.account}:{name}"
    url = f"https://sqs.{identity.region}.amazonaws.com/{identity.account}/{name}"
    return Queue(identity, arn, url, False, visible, 0, 0, 14 * DAY, 30, NOW - 30)


def _alarm(number: int) -> Alarm:
    watched = identity_of(number)
    identity = replace(watched, kind=Kind.ALARM, name=f"{watched.name} errors")
    arn = f"arn:aws:cloudwatch:{identity.region}:{identity.account}:alarm:{identity.name}"
    state = "ALARM" if number % 100 == 0 else "OK"
    metric = {"namespace": "AWS/Lambda", "metric": "Errors", "statistic": "Sum", "period": 60, "threshold": 5.0}
    return Alarm(
        identity,
        arn,
        "MetricAlarm",
        state,
        NOW - 600,
        "Threshold Crossed",
        (watched,),
        dimensions=(("FunctionName", watched.name),),
        comparison="GreaterThanThreshold",
        evaluation_periods=3,
        **metric,  # type: ignore[arg-type]
    )


def _change(number: int) -> Change:
    at = NOW - DAY + number * (DAY // CHANGES)
    return Change(identity_of(number), at, "deploy", "code_sha256", "a", "b", f"event-{number}", "deployer")


def _counted(number: int, function: Identity, start: int) -> Counted:
    return Counted(function, "$LATEST", start + number % 12 * 300, f"{number:016x}", 1 + number % 9, False)


def _usage(at: int, identity: Identity) -> Usage:
    return Usage(identity, "arm64", requests=100_000 + at, errors=at % 50, duration_ms=8_000_000, mb_ms=4_096_000_000)
