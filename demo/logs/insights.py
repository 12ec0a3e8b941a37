"""StartQuery, GetQueryResults, StopQuery, DescribeQueries and GetLogRecord."""

from itertools import chain
from typing import Any

from demo.durations import DAY
from demo.logs.events import pointed
from demo.logs.queries import Query
from demo.logs.query.plan import Plan, Result
from demo.logs.query.problems import Malformed
from demo.logs.query.rows import discovered
from demo.logs.query.values import Stamp, shown
from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State

MOST_GROUPS = 50
MOST_CHARACTERS = 10_000
PAGE = 10_000
KEPT_DAYS = 30


def _start(call: Call, state: State) -> dict[str, Any]:
    body = call.body
    start, end = int(body.get("startTime", 0)), int(body.get("endTime", 0))
    if start > end:
        raise AwsError("InvalidParameterException", "Start time should not be greater than end time.")
    names = _named(body)
    groups = [state.logs.groups.find(call, name) for name in names]
    plan = _plan(call)
    if end < call.now - KEPT_DAYS * DAY:
        text = (
            "Query's end date and time is either before the log groups creation time "
            "or exceeds the log groups log retention settings"
        )
        raise AwsError("MalformedQueryException", text)
    windows = [state.logs.groups.events(call, group, start * 1000, (end + 1) * 1000) for group in groups]
    text = str(body["queryString"])
    query = Query(
        call,
        text,
        tuple(g.name for g in groups),
        plan,
        chain.from_iterable(windows),
        call.extra.get("ends", "Complete"),
    )
    return {"queryId": state.logs.queries.start(query)}


def _named(body: dict[str, Any]) -> list[str]:
    given = [key for key in ("logGroupName", "logGroupNames", "logGroupIdentifiers") if body.get(key)]
    if len(given) != 1:
        text = "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified."
        raise AwsError("InvalidParameterException", text)
    names = body[given[0]]
    found = list(dict.fromkeys(names if isinstance(names, list) else [names]))
    if len(found) > MOST_GROUPS:
        raise AwsError("InvalidParameterException", f"The maximum number of log groups is {MOST_GROUPS}.")
    return found


def _plan(call: Call) -> Plan:
    text = str(call.body.get("queryString", ""))
    if call.body.get("queryLanguage", "CWLI") != "CWLI":
        raise AwsError("InvalidParameterException", "The embedded AWS answers Logs Insights QL (CWLI) only.")
    if len(text) > MOST_CHARACTERS:
        raise AwsError("InvalidParameterException", f"A query has at most {MOST_CHARACTERS} characters.")
    try:
        return Plan(text, int(call.now * 1000), call.body.get("limit"))
    except Malformed as wrong:
        raise _malformed(text, wrong) from None


def _malformed(text: str, wrong: Malformed) -> AwsError:
    before = text[: wrong.start]
    line, position = before.count("\n") + 1, len(before) - before.rfind("\n")
    said = f"{wrong.message} at line {line} and position {position}"
    location = {"startCharOffset": wrong.start, "endCharOffset": wrong.end}
    return AwsError("MalformedQueryException", said, queryCompileError={"location": location, "message": said})


def _results(call: Call, state: State) -> dict[str, Any]:
    query = state.logs.queries.find(call)
    query.looks += 1
    status = query.status(call.now)
    found, status = _by_now(query, status)
    shown_, token = page(found, call, call.body.get("nextToken"), call.body.get("maxItems"), PAGE)
    answer = {
        "queryLanguage": "CWLI",
        "status": status,
        "results": shown_,
        "statistics": _statistics(query, status, len(found)),
    }
    return answer | ({"nextToken": token} if token else {})


def _by_now(query: Query, status: str) -> tuple[list[Result], str]:
    """(half of the results while it runs and all when it is complete, the status then)."""
    if status not in ("Running", "Complete", "Timeout"):
        return [], status
    found = query.results()
    if found is None:
        return [], "Running"
    return (found, query.ends) if status == "Complete" else (found[: len(found) // 2], status)


def _statistics(query: Query, status: str, matched: int) -> dict[str, float]:
    share = 1.0 if status == "Complete" else 0.5
    tally = query.tally
    return {
        "recordsMatched": float(int(tally.matched * share)),
        "recordsScanned": float(int(tally.scanned * share)),
        "bytesScanned": float(int(tally.bytes * share)),
        "estimatedRecordsSkipped": 0.0,
        "estimatedBytesSkipped": 0.0,
        "logGroupsScanned": float(len(query.groups)),
        "resultCount": float(matched),
    }


def _stop(call: Call, state: State) -> dict[str, Any]:
    query = state.logs.queries.find(call)
    if not query.running(call.now):
        raise AwsError("InvalidParameterException", "The specified query is not running.")
    query.stopped_at = call.now
    return {"success": True}


def _describe(call: Call, state: State) -> dict[str, Any]:
    body = call.body
    found = [
        query
        for query in state.logs.queries.newest_first(call)
        if body.get("logGroupName") in (None, *query.groups)
        and body.get("status") in (None, query.status(call.now))
        and body.get("queryLanguage") in (None, "CWLI")
    ]
    shown_, token = page(found, call, body.get("nextToken"), body.get("maxResults"), 1000)
    return {"queries": [_described(query, call.now) for query in shown_]} | ({"nextToken": token} if token else {})


def _described(query: Query, now: float) -> dict[str, Any]:
    return {
        "queryLanguage": "CWLI",
        "queryId": query.id,
        "queryString": query.text,
        "status": query.status(now),
        "createTime": int(query.call.now * 1000),
        "logGroupName": query.groups[0],
        "queryDuration": int((query.stopped_at or min(now, query.call.now + 2)) * 1000 - query.call.now * 1000),
        "bytesScanned": float(query.tally.bytes),
        "userIdentity": query.call.principal.arn,
    }


def _record(call: Call, state: State) -> dict[str, Any]:
    place = pointed(str(call.body.get("logRecordPointer", "")))
    if place is None or place.log.partition(":")[0] != call.account:
        raise AwsError("InvalidParameterException", "The specified log record pointer is not valid.")
    group = state.logs.groups.find(call, place.log.partition(":")[2])
    for event in state.logs.groups.events(call, group, place.at, place.at + 1):
        if (event.stream, event.mark) == (place.stream, place.mark):
            fields = {"@message": event.message, "@timestamp": event.at} | discovered(event)
            return {"logRecord": {k: str(int(v)) if isinstance(v, Stamp) else shown(v) for k, v in fields.items()}}
    raise AwsError("ResourceNotFoundException", "The specified log record does not exist.")


ANSWERS: dict[str, Answerer] = {
    "Logs_20140328.StartQuery": _start,
    "Logs_20140328.GetQueryResults": _results,
    "Logs_20140328.StopQuery": _stop,
    "Logs_20140328.DescribeQueries": _describe,
    "Logs_20140328.GetLogRecord": _record,
}
