import orjson
import plotly.graph_objects as go
import pytest

from collectors.records import Points
from tests.conftest import NOON
from tests.factories import a_function, a_mapping, an_identity
from webapp.analysis.limits import Limits
from webapp.charts.costs import Share, shares_figure
from webapp.charts.declared import Level
from webapp.charts.figure import figure
from webapp.charts.frame import Blind, Frame, Marker
from webapp.charts.functions import CONCURRENCY, DURATION, FUNCTION_CHARTS, INVOCATIONS, charts_of, levels_of
from webapp.charts.grid import Grid
from webapp.charts.queues import AGE as QUEUE_AGE
from webapp.charts.queues import QUEUE_CHARTS

HOSTILE = "<img src=x onerror=alert(1)> & <b>bold</b> %{y}"


def a_grid(minutes=10, period=60, **columns):
    """A grid from NOON; a column is a list of values, or one value for every period."""
    filled = {name: v if isinstance(v, list) else [v] * minutes for name, v in columns.items()}
    rows = [(NOON + i * period, tuple(values)) for i, values in enumerate(zip(*filled.values(), strict=True))]
    return Grid.of(Points(an_identity(), period, tuple(filled), rows), NOON, NOON + minutes * period)


def a_frame(minutes=10, **fields):
    return Frame(**{"start": NOON, "end": NOON + minutes * 60, "unsettled_from": NOON + minutes * 60} | fields)


def named(drawn, name):
    return [shape for shape in drawn["layout"]["shapes"] if shape["name"] == name]


def trace(drawn, name):
    return next(t for t in drawn["data"] if t["name"] == name)


@pytest.mark.parametrize("chart", FUNCTION_CHARTS + QUEUE_CHARTS, ids=lambda chart: chart.name)
@pytest.mark.parametrize("period", [60, 300, 3600])
def test_every_chart_is_a_figure_that_plotly_accepts(chart, period):
    grid = a_grid(period=period, **dict.fromkeys(("invocations", "errors", *chart.columns), 3.0))
    markers = (Marker(NOON + 60, "deploy", HOSTILE, HOSTILE), Marker(NOON + 300, "alarm", "ALARM a", "a: OK → ALARM"))
    frame = a_frame(minutes=10, blind=(Blind(NOON, NOON + 120, "denied"),), markers=markers)
    drawn = figure(chart, grid, frame, levels_of(a_function(), Limits(), None))
    go.Figure(orjson.loads(orjson.dumps(drawn)))
    assert {t["meta"]["role"] for t in drawn["data"]} <= {
        "events", "good", "bad", "p50", "p95", "p99", "max",
    }  # fmt: skip


@pytest.mark.parametrize("chart", FUNCTION_CHARTS + QUEUE_CHARTS, ids=lambda chart: chart.name)
def test_every_chart_is_a_figure_without_any_data(chart):
    drawn = figure(chart, a_grid(invocations=None), a_frame(), {})
    go.Figure(orjson.loads(orjson.dumps(drawn)))
    assert all(set(t["y"]) <= {None} for t in drawn["data"] if t["meta"]["role"] != "events")


def test_a_minute_without_a_datapoint_is_a_gap_and_not_a_zero():
    drawn = figure(DURATION, a_grid(3, duration_p95_ms=[100.0, None, 300.0]), a_frame(3), {})
    p95 = trace(drawn, "p95")
    assert p95["y"] == (pytest.approx(0.1), None, pytest.approx(0.3))
    assert p95["connectgaps"] is False


def test_a_point_between_two_gaps_is_drawn_as_a_dot():
    drawn = figure(DURATION, a_grid(4, duration_p50_ms=[None, 100.0, None, None]), a_frame(4), {})
    dots = [t for t in drawn["data"] if t.get("mode") == "markers"]
    assert [(t["x"], t["y"]) for t in dots] == [([(NOON + 60) * 1000], [pytest.approx(0.1)])]


def test_points_with_neighbours_get_no_dots():
    drawn = figure(DURATION, a_grid(2, duration_p50_ms=100.0), a_frame(2), {})
    assert not [t for t in drawn["data"] if t.get("mode") == "markers"]


def test_succeeded_and_errors_are_stacked_to_the_invocations():
    drawn = figure(INVOCATIONS, a_grid(2, invocations=10.0, errors=[0.0, 4.0]), a_frame(2), {})
    assert drawn["layout"]["barmode"] == "stack"
    assert trace(drawn, "errors")["y"] == (0.0, 4.0)
    assert trace(drawn, "succeeded")["y"] == (10.0, 6.0)
    assert trace(drawn, "error rate")["y"] == (0.0, 40.0)


def test_the_newest_values_lie_under_a_veil_until_they_are_settled():
    drawn = figure(DURATION, a_grid(duration_p50_ms=1.0), a_frame(unsettled_from=NOON + 480), {})
    (veil,) = named(drawn, "unsettled")
    assert (veil["x0"], veil["x1"]) == ((NOON + 480) * 1000, (NOON + 600) * 1000)


def test_settled_values_have_no_veil():
    assert not named(figure(DURATION, a_grid(duration_p50_ms=1.0), a_frame(), {}), "unsettled")


def test_where_we_could_not_look_is_shaded_and_says_why():
    blind = (
        Blind(NOON, NOON + 300, "denied"),
        Blind(NOON + 300, NOON + 330, "throttled"),
        Blind(NOON + 330, NOON + 500),
    )
    drawn = figure(DURATION, a_grid(duration_p50_ms=None), a_frame(blind=blind), {})
    assert [shape.get("label", {}).get("text") for shape in named(drawn, "blind")] == ["could not look: denied", None]
    assert [shape["label"]["text"] for shape in named(drawn, "unasked")] == ["not collected yet"]


def test_a_timeout_near_the_values_is_a_line_with_its_name():
    levels = levels_of(a_function(timeout_s=30), Limits(), None)
    drawn = figure(DURATION, a_grid(duration_max_ms=20_000.0), a_frame(), levels)
    assert [shape["y0"] for shape in named(drawn, "level")] == [30]
    assert [a["text"] for a in drawn["layout"]["annotations"]] == ["timeout 30 s"]
    assert drawn["layout"]["yaxis"]["range"][1] > 30


def test_a_timeout_far_above_the_values_is_named_and_does_not_flatten_them():
    levels = levels_of(a_function(timeout_s=900), Limits(), None)
    drawn = figure(DURATION, a_grid(duration_max_ms=200.0), a_frame(), levels)
    assert not named(drawn, "level")
    assert "timeout 15 min" in drawn["layout"]["annotations"][0]["text"]
    assert drawn["layout"]["yaxis"]["range"][1] < 1


def test_reserved_concurrency_is_the_limit_where_there_is_one():
    reserved = levels_of(a_function(reserved_concurrency=5), Limits(), None)
    drawn = figure(CONCURRENCY, a_grid(concurrency_max=4.0, throttles=0.0), a_frame(), reserved)
    assert [shape["y0"] for shape in named(drawn, "level")] == [5]


def test_changes_and_alarms_are_lines_with_symbols_and_stories():
    markers = (
        Marker(NOON + 60, "deploy", "deploy", "deploy, by ada"),
        Marker(NOON + 550, "alarm", "ALARM x", "x: OK → ALARM"),
    )
    drawn = figure(DURATION, a_grid(duration_p50_ms=1.0), a_frame(markers=markers), {})
    events = trace(drawn, "changes and alarms")
    assert events["x"] == [(NOON + 60) * 1000, (NOON + 550) * 1000]
    assert events["customdata"] == ["deploy, by ada", "x: OK → ALARM".replace(">", "&gt;")]
    assert events["text"] == ["deploy", "ALARM x"]
    assert events["textposition"] == ["middle right", "middle left"]
    assert len(named(drawn, "deploy")) == len(named(drawn, "alarm")) == 1


def test_labels_that_would_lie_over_each_other_are_left_out():
    markers = tuple(Marker(NOON + 10 * i, "change", f"change {i}", "…") for i in range(4))
    events = trace(figure(DURATION, a_grid(duration_p50_ms=1.0), a_frame(markers=markers), {}), "changes and alarms")
    assert events["text"] == ["", "", "", "change 3"]


def test_a_label_stands_on_the_side_that_has_room():
    markers = (Marker(NOON + 300, "deploy", "deploy", "…"), Marker(NOON + 312, "alarm", "ALARM", "…"))
    events = trace(figure(DURATION, a_grid(duration_p50_ms=1.0), a_frame(markers=markers), {}), "changes and alarms")
    assert list(zip(events["text"], events["textposition"], strict=True)) == [
        ("deploy", "middle left"),
        ("ALARM", "middle right"),
    ]


def test_foreign_text_reaches_plotly_as_text():
    markers = (Marker(NOON + 60, "alarm", HOSTILE, HOSTILE),)
    drawn = figure(DURATION, a_grid(duration_p50_ms=1.0), a_frame(markers=markers), {})
    events = trace(drawn, "changes and alarms")
    assert "<" not in events["text"][0] + events["customdata"][0].replace("<br>", "")
    assert "&lt;img" in events["customdata"][0]
    assert HOSTILE not in str([t.get("hovertemplate") for t in drawn["data"]])


def test_five_minute_percentiles_are_called_what_they_are():
    drawn = figure(DURATION, a_grid(period=300, duration_p95_ms=1.0), a_frame(50), {})
    assert trace(drawn, "worst minute's p95")
    assert trace(figure(DURATION, a_grid(period=3600, duration_p95_ms=1.0), a_frame(600), {}), "p95")


def test_a_regular_trace_travels_without_its_times():
    p95 = trace(figure(DURATION, a_grid(duration_p95_ms=1.0), a_frame(), {}), "p95")
    assert (p95["x0"], p95["dx"], "x" in p95) == (NOON * 1000, 60_000, False)


def test_only_charts_that_can_have_data_are_shown():
    names = [chart.name for chart in charts_of(a_function(), (), a_grid(invocations=1.0, errors=0.0))]
    assert names == ["invocations", "duration", "concurrency"]
    dead_letters = a_function(dead_letter_arn="arn:aws:sqs:eu-west-1:111122223333:dlq")
    assert "async" in [chart.name for chart in charts_of(dead_letters, (), a_grid(invocations=1.0))]
    queue, stream = (
        a_mapping(an_identity(), f"arn:aws:{each}:eu-west-1:111122223333:x") for each in ("sqs", "kinesis")
    )
    assert "iterator" not in [chart.name for chart in charts_of(a_function(), (queue,), a_grid(invocations=1.0))]
    assert "iterator" in [chart.name for chart in charts_of(a_function(), (stream,), a_grid(invocations=1.0))]
    assert "iterator" in [c.name for c in charts_of(a_function(), (), a_grid(iterator_age_max_ms=5.0))]


@pytest.mark.parametrize(
    ("seconds", "drawn_as", "suffix"),
    [(90.0, 90, " s"), (600.0, 10, " min"), (18_000.0, 5, " h"), (345_600.0, 4, " d")],
)
def test_ages_are_drawn_in_a_unit_that_people_count_in(seconds, drawn_as, suffix):
    drawn = figure(QUEUE_AGE, a_grid(oldest_age_s=seconds), a_frame(), {"retention": Level(seconds * 2, "retention")})
    assert set(trace(drawn, "oldest message")["y"]) == {drawn_as}
    assert drawn["layout"]["yaxis"]["ticksuffix"] == suffix
    assert [shape["y0"] for shape in named(drawn, "level")] == [drawn_as * 2]


def test_zero_has_a_scale_and_no_data_says_so():
    zero = figure(QUEUE_AGE, a_grid(oldest_age_s=0.0), a_frame(), {})
    nothing = figure(QUEUE_AGE, a_grid(oldest_age_s=None), a_frame(), {})
    assert zero["layout"]["yaxis"]["showticklabels"] is True
    assert nothing["layout"]["yaxis"]["showticklabels"] is False
    assert [a["text"] for a in zero["layout"]["annotations"]] == []
    assert [a["text"] for a in nothing["layout"]["annotations"]] == ["no data in this range"]


def test_a_few_are_counted_in_whole_ticks():
    drawn = figure(CONCURRENCY, a_grid(concurrency_max=2.0, throttles=0.0), a_frame(), {})
    assert drawn["layout"]["yaxis"]["dtick"] == drawn["layout"]["yaxis2"]["dtick"] == 1


def shares_of(*pairs):
    return shares_figure([Share(name, so_far, ahead) for name, so_far, ahead in pairs])


def test_bars_of_a_tag_stand_in_their_order_with_what_is_still_to_come_behind():
    drawn = shares_of(("shop", 3.0, 1.0), ("money", 2.0, 0.5))
    go.Figure(orjson.loads(orjson.dumps(drawn)))
    assert [(each["name"], each["x"]) for each in drawn["data"]] == [
        ("so far", [3.0, 2.0]),
        ("expected until the month ends", [1.0, 0.5]),
    ]
    assert drawn["layout"]["yaxis"]["ticktext"] == ["shop", "money"]
    assert drawn["layout"]["yaxis"]["autorange"] == "reversed"


def test_a_tag_is_text_and_not_markup():
    drawn = shares_of((HOSTILE, 1.0, 0.0))
    written = orjson.dumps(drawn).decode()
    assert "<img" not in written
    assert "<b>" not in written


def test_no_shares_are_said():
    assert shares_of()["layout"]["annotations"]
