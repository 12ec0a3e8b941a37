"""Logs Insights QL as its reference describes it: each query over a handful of events, and what comes out."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.logs.events import Event, pointed
from demo.logs.query.functions import FUNCTIONS
from demo.logs.query.plan import Plan, Tally
from demo.logs.query.problems import Malformed
from demo.logs.query.rows import as_java, discovered

NOON = 1_793_534_400_000
MINUTE = 60_000
ID = "0b7c9d1e-5a2f-4e63-9c11-7f3a2b4c5d6e"
REPORT = (
    f"REPORT RequestId: {ID}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\t"
    "Max Memory Used: 98 MB\tInit Duration: 250.50 ms\t\nXRAY TraceId: 1-66a1-01\tSegmentId: 0a0b\tSampled: true\t\n"
)
EVENTS = [
    Event(NOON, "s1", f"START RequestId: {ID} Version: 7\n", "1:shop"),
    Event(
        NOON + 1, "s1", json.dumps({"level": "INFO", "ms": 5, "user": {"name": "ann", "tags": ["a", "b"]}}), "1:shop"
    ),
    Event(NOON + 6 * MINUTE, "s2", json.dumps({"level": "ERROR", "ms": 40, "ok": False, "none": None}), "1:shop"),
    Event(NOON + 7 * MINUTE, "s2", json.dumps({"level": "ERROR", "ms": "20", "text": " a b "}), "1:shop"),
    Event(NOON + 8 * MINUTE, "s1", REPORT, "1:shop"),
    Event(NOON + 9 * MINUTE, "s3", 'user=bob took 31 ms {"code": 7} {"code": 8}', "1:audit"),
]


def run(query, events=EVENTS, **given):
    """Rows as dicts, without the pointer."""
    found = Plan(query, NOON, **given).run(events, Tally())
    return [{cell["field"]: cell["value"] for cell in row if cell["field"] != "@ptr"} for row in found]


def one(query, column):
    """The only values of a column over all events."""
    return [row[column] for row in run(query) if column in row]


def test_a_query_without_fields_gives_time_and_message_newest_first():
    first = run("filter level = 'ERROR'")[0]
    assert first == {"@timestamp": "2026-11-01 12:07:00.000", "@message": EVENTS[3].message}


def test_every_row_of_an_event_has_a_pointer_and_a_row_of_aggregates_none():
    row = Plan("fields ms", NOON).run(EVENTS, Tally())[0]
    pointer = pointed(row[-1]["value"])
    assert (pointer.log, pointer.stream, pointer.at) == ("1:audit", "s3", NOON + 9 * MINUTE)
    assert [cell["field"] for cell in Plan("stats count(*)", NOON).run(EVENTS, Tally())[0]] == ["count(*)"]


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ('level = "ERROR"', 2),
        ('level != "ERROR"', 1),
        ("ms = 20", 1),
        ("ms > 5", 2),
        ("ms >= 5 and ms < 40", 2),
        ("ms <= 5", 1),
        ("not ms > 5", 4),
        ('level like "ERR"', 2),
        ("level like /^(ERR|IN)/", 3),
        ("@message =~ /(?i)error/", 2),
        ('@message =~ "took [0-9]+"', 1),
        ("@message not like /level/", 3),
        ('level in ["INFO", "WARN"]', 1),
        ('level not in ["INFO"]', 5),
        ("ms in [5, 20]", 2),
        ("ispresent(level)", 3),
        ("not ispresent(level)", 3),
        ("isempty(level)", 3),
        ("isblank(text)", 5),
        ('level = "INFO" or ms = 40', 2),
        ('level = "ERROR" and (ms = 40 or ms = 20)', 2),
        ("ok = 0", 1),
        ("ok = false", 1),
        ("ispresent(none)", 0),
        ("user.name = 'ann'", 1),
        ("user.tags.1 = 'b'", 1),
        ("user.tags[0] = 'a'", 1),
        ("`user`.name like /n/", 1),
        ("code = 7", 1),
        ("code = 8", 0),
        ('@type = "REPORT"', 1),
        (f'@requestId = "{ID}"', 2),
        ('@logStream = "s2"', 2),
        ('@log like "audit"', 1),
        ("@duration > 12.3", 1),
        ("@maxMemoryUsed / @memorySize > 0.7", 1),
        ("@memorySize = 128000000", 1),
        ("@initDuration > 0", 1),
        ('@xrayTraceId = "1-66a1-01"', 1),
        ("strcontains(@message, 'bob')", 1),
        ("strlen(level) = 5", 2),
        ("tolower(level) = 'error'", 2),
        ("abs(ms - 45) = 5", 1),
        ("ms % 15 = 5", 2),
        ("2 ^ 3 = 8", 6),
        ("10 - 2 - 3 = 5", 6),
        ("2 + 3 * 4 = 14", 6),
        ("-ms < -30", 1),
        ("ms / 0 = 1", 0),
        ("'10' > '9'", 6),
        ("# only a comment\n level = 'INFO' # and another", 1),
    ],
)
def test_a_filter_keeps_the_rows_that_it_says(condition, count):
    assert len(run(f"filter {condition}")) == count


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("trim(text)", "a b"),
        ("ltrim(text)", "a b "),
        ("replace(text, 'a', 'z')", " z b "),
        ("substr(text, 1, 1)", "a"),
        ("concat(level, '-', ms)", "ERROR-20"),
        ("toupper('x')", "X"),
        ("coalesce(nothing, ms, 1)", "20"),
        ("if(ms > 10, 'slow', 'fast')", "slow"),
        ("greatest(1, ms, 3)", "20"),
        ("least(1, ms)", "1"),
        ("ceil(ms / 15)", "2"),
        ("floor(ms / 15)", "1"),
        ("sqrt(16)", "4"),
        ("ms * 1.5", "30"),
        ("bin(5m)", "2026-11-01 12:05:00.000"),
        ("bin(1h)", "2026-11-01 12:00:00.000"),
        ("datefloor(@timestamp, 1d)", "2026-11-01 00:00:00.000"),
        ("dateceil(@timestamp, 1h)", "2026-11-01 13:00:00.000"),
        ("datefloor(@timestamp, 1mo)", "2026-11-01 00:00:00.000"),
        ("datefloor(@timestamp, 1w)", "2026-10-26 00:00:00.000"),
        ("toMillis(@timestamp)", str(NOON + 7 * MINUTE)),
        ("fromMillis(0)", "1970-01-01 00:00:00.000"),
        ("now()", str(NOON // 1000)),
        ("isValidIpV4('10.0.0.1')", "1"),
        ("isIpv4InSubnet('10.0.0.1', '10.0.0.0/8')", "1"),
        ("jsonParse('{\"a\": 1}')", '{"a": 1}'),
        ("@log", "1:shop"),
    ],
)
def test_a_function_gives_what_its_reference_says(expression, value):
    assert one(f"filter ms = 20 | display {expression} as x", "x") == [value]


@pytest.mark.parametrize(
    ("aggregate", "value"),
    [
        ("count(*)", "6"),
        ("count()", "6"),
        ("count(ms)", "3"),
        ("count_distinct(level)", "2"),
        ("sum(ms)", "65"),
        ("avg(ms)", "21.6667"),
        ("min(ms)", "5"),
        ("max(ms)", "40"),
        ("pct(ms, 50)", "20"),
        ("pct(ms, 95)", "40"),
        ("median(ms)", "20"),
        ("stddev(ms)", "14.3372"),
        ("earliest(ms)", "5"),
        ("latest(ms)", "20"),
        ("sortsFirst(level)", "ERROR"),
        ("sortsLast(level)", "INFO"),
        ("max(@timestamp)", str(NOON + 9 * MINUTE)),
        ("sum(ms) / count(ms)", "21.6667"),
        ("max(@maxMemoryUsed) / 1000 / 1000", "98"),
        ("count(ispresent(level))", "6"),
        ("sum(level = 'ERROR')", "2"),
    ],
)
def test_an_aggregate_gives_what_its_reference_says(aggregate, value):
    assert run(f"stats {aggregate}") == [{aggregate: value}]


def test_stats_are_grouped_by_time_and_fields():
    found = run("filter ispresent(level) | stats count(*) as n, max(ms) as worst by bin(5m) as t, level | sort t")
    assert found == [
        {"t": "2026-11-01 12:00:00.000", "level": "INFO", "n": "1", "worst": "5"},
        {"t": "2026-11-01 12:05:00.000", "level": "ERROR", "n": "2", "worst": "40"},
    ]


def test_a_group_without_a_value_and_an_aggregate_of_nothing_have_no_cell():
    assert {"count(*)": "3"} in run("stats count(*) by level")
    assert run("filter level = 'INFO' | stats max(code) as m, count(*) as n") == [{"n": "1"}]


def test_stats_of_stats_aggregate_again():
    assert run("stats count(*) as n by level | stats max(n) as most") == [{"most": "3"}]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ('parse @message "user=* took * ms" as who, took | filter ispresent(who) | display who, took', ("bob", "31")),
        (r"parse @message /user=(?<who>\w+) took (?<took>\d+)/ | filter took > 30 | display who, took", ("bob", "31")),
        (r"parse @message /user=(\w+) took (\d+)/ as who, took | filter took > 30 | display who, took", ("bob", "31")),
        ('parse "user=* took * ms*" as who, took, rest | filter ispresent(who) | display who, took', ("bob", "31")),
    ],
)
def test_parse_takes_fields_out_by_glob_and_by_regular_expression(query, values):
    assert [tuple(row.values()) for row in run(query)] == [values]


def test_sort_is_by_number_where_values_are_and_what_is_missing_comes_last():
    assert one("fields ms | sort ms desc", "ms") == ["40", "20", "5"]
    assert one("fields ms | sort ms asc", "ms") == ["5", "20", "40"]
    assert len(run("fields ms | sort ms")) == 6


def test_sort_by_two_keys():
    rows = run("filter ispresent(level) | fields level, ms | sort level desc, ms asc")
    assert [(row["level"], row["ms"]) for row in rows] == [("INFO", "5"), ("ERROR", "20"), ("ERROR", "40")]


def test_limit_head_and_tail_cut_and_the_limit_of_the_call_does_so_without_them():
    assert len(run("fields ms | sort @timestamp | limit 2")) == 2
    assert one("fields @logStream | sort @timestamp | head 1", "@logStream") == ["s1"]
    assert one("fields @logStream | sort @timestamp | tail 1", "@logStream") == ["s3"]
    assert len(run("fields ms", limit=4)) == 4
    assert len(run("fields ms | limit 5", limit=4)) == 5


def test_display_shows_only_its_columns():
    assert list(run("fields @timestamp, ms | filter ms = 5 | display ms")[0]) == ["ms"]


def test_dedup_keeps_the_newest_of_each():
    assert one("fields ms, level | filter level = 'ERROR' | dedup level", "ms") == ["20"]


def test_columns_are_named_by_their_alias_or_as_they_were_written():
    assert list(run("stats count(*) as n, avg(ms) by bin(1h)")[0]) == ["bin(1h)", "n", "avg(ms)"]


def test_what_was_scanned_and_matched_is_counted():
    tally = Tally()
    Plan("filter level = 'ERROR' | stats count(*) | limit 1", NOON).run(EVENTS, tally)
    assert (tally.scanned, tally.matched, tally.bytes) == (6, 2, sum(len(event.message) for event in EVENTS))


def test_memory_is_in_bytes_by_powers_of_a_thousand_as_cloudwatch_shows_it():
    assert discovered(EVENTS[4])["@memorySize"] == "1.28E8"
    assert (as_java(98e6), as_java(512.0), as_java(1.024e10)) == ("9.8E7", "512.0", "1.024E10")


def test_no_more_than_two_hundred_fields_are_discovered():
    wide = Event(NOON, "s", json.dumps({f"f{n}": n for n in range(500)}), "1:g")
    assert len(discovered(wide)) <= 201


@pytest.mark.parametrize(
    ("query", "said", "at"),
    [
        ("bogus x", "unexpected symbol found 'bogus'", 0),
        ("fields @timestamp | count()", "unexpected symbol found 'count'", 20),
        ("filter", "the end of the query", 6),
        ("filter level =", "the end of the query", 14),
        ("filter (level = 1", "expecting )", 17),
        ("fields a b", "expecting |", 9),
        ("fields frobnicate(a)", "unknown function: frobnicate", 7),
        ("fields strlen(a, b, c)", "invalid arguments for strlen", 7),
        ("filter count(*) > 1", "not allowed here", 7),
        ("stats ms by level", "is no aggregate", 6),
        ("stats avg()", "avg needs a field", 6),
        ("filter @message like /(/", "invalid regular expression", 21),
        ('parse @message "a * b *" as one', "mismatched number", 15),
        ("limit 0", "a number from 1", 6),
        ("limit 100001", "a number from 1", 6),
        ("fields ms ; drop", "token recognition error", 10),
        ("filter a = 'x", "token recognition error", 11),
        ("pattern @message", "does not answer the command pattern", 0),
        ("filter a not b", "expecting 'like' or 'in'", 13),
        ("filter a in 'b'", "in needs a list", 9),
        ("filter " + "(" * 5000, "nested too deeply", 0),
    ],
)
def test_a_malformed_query_is_refused_with_the_place(query, said, at):
    with pytest.raises(Malformed) as refused:
        Plan(query, NOON)
    assert said in refused.value.message
    assert refused.value.start == at


WORDS = st.sampled_from(
    [
        *(
            "fields",
            "filter",
            "stats",
            "sort",
            "limit",
            "parse",
            "display",
            "dedup",
            "by",
            "as",
            "and",
            "or",
            "not",
            "like",
        ),
        *("in", "count", "sum", "pct", "bin", "strlen", "datefloor", "fromMillis", "substr", "@message", "@timestamp"),
        *(
            "level",
            "ms",
            "desc",
            "true",
            "(",
            ")",
            "[",
            "]",
            ",",
            "|",
            "=",
            "!=",
            "<",
            ">=",
            "=~",
            "+",
            "-",
            "*",
            "/",
            "%",
        ),
        *("^", "5m", "1mo", "10", "150", "1e999", "9e20", '"x*"', "'", "/a(b)/", "/(/", "`a b`", "#", "\n", "?", "\0"),
    ]
)
CALLS = st.builds(
    "fields {}({}) as x | stats pct(x, {}) by bin({})".format,
    st.sampled_from(sorted(FUNCTIONS)),
    st.lists(
        st.sampled_from(["ms", "level", "@timestamp", "1e999", "-1", "'('", "1mo", "5m", "nothing"]), max_size=3
    ).map(", ".join),
    st.sampled_from(["0", "50", "150", "-1", "level"]),
    st.sampled_from(["5m", "1mo", "0s", "1w", "ms"]),
)


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=40) | CALLS)
@settings(max_examples=400)
def test_whatever_is_typed_runs_or_is_refused(query):
    with suppress(Malformed):
        rows = Plan(query, NOON).run(EVENTS, Tally())
        assert all(isinstance(cell["value"], str) for row in rows for cell in row)


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_the_place_of_a_problem_lies_in_the_query(query):
    problem = problem_of(query)
    assert problem is None or 0 <= problem.start <= len(query)


def problem_of(query):
    try:
        Plan(query, NOON)
    except Malformed as refused:
        return refused
    return None
