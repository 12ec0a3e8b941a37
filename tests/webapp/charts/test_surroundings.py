import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.records import AlarmTransition, Change, Coverage, Kind, Points
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.charts.frame import Blind, blind_spots, markers_of
from webapp.charts.grid import Grid
from webapp.charts.resolution import MOST_POINTS, period_for
from webapp.charts.text import LINE, paragraph, plain

HOUR = 3600


def looked(start, end, result="ok"):
    return Coverage(60, NOON + start, NOON + end, NOON + end, result)


def test_a_range_that_was_looked_at_has_no_blind_spot():
    assert blind_spots([looked(-60, 100), looked(100, 300)], NOON, NOON + 300) == ()


def test_what_nobody_looked_at_is_a_blind_spot_without_a_cause():
    assert blind_spots([looked(0, 100)], NOON, NOON + 300) == (Blind(NOON + 100, NOON + 300),)


def test_a_failed_look_is_a_blind_spot_with_its_cause():
    spots = blind_spots([looked(0, 100), looked(100, 200, "denied")], NOON, NOON + 200)
    assert spots == (Blind(NOON + 100, NOON + 200, "denied"),)


def test_a_good_look_beside_a_failed_one_is_enough():
    assert blind_spots([looked(0, 100, "throttled"), looked(0, 100)], NOON, NOON + 100) == ()


def test_blind_spots_that_touch_are_one():
    spots = blind_spots([looked(0, 50, "denied"), looked(50, 100, "denied")], NOON, NOON + 100)
    assert spots == (Blind(NOON, NOON + 100, "denied"),)


def a_change(at, what="deploy", **fields):
    defaults = {"identity": an_identity(), "field": "code_sha256", "before": "a", "after": "b", "event_id": str(at)}
    return Change(at=at, what=what, **defaults | fields)


def test_markers_come_in_order_and_only_from_the_range():
    firing = AlarmTransition(an_identity("errors", Kind.ALARM), NOON + 60, "OK", "ALARM", "3 of 3")
    markers = markers_of([a_change(NOON + 90), a_change(NOON - 1)], [firing], NOON, NOON + HOUR)
    assert [(m.at, m.kind, m.label) for m in markers] == [
        (NOON + 60, "alarm", "ALARM"),
        (NOON + 90, "deploy", "deploy"),
    ]


def test_changes_of_one_second_are_one_marker_that_tells_all():
    both = [
        a_change(NOON, "configuration", field="memory_mb", before="128", after="256"),
        a_change(NOON, "configuration", field="timeout_s", before="3", after="30", who="ada"),
    ]
    (marker,) = markers_of([*both, a_change(NOON)], [], NOON, NOON + HOUR)
    assert (marker.kind, marker.label) == ("deploy", "deploy …")
    assert marker.story == ("code a → b; memory 128 MB → 256 MB; timeout 3 s → 30 s, by ada")


@pytest.mark.parametrize(
    ("hours", "age_days", "period"),
    [(1, 0, 60), (24, 0, 60), (26, 0, 300), (72, 0, 300), (15 * 24, 0, 3600), (1, 20, 300)],
)
def test_the_period_follows_from_the_length_and_the_age(hours, age_days, period):
    end = NOON - age_days * 24 * HOUR
    assert period_for(end - hours * HOUR, end, NOON) == period


@given(minutes=st.integers(1, 60 * 24 * 62))
def test_no_range_has_more_points_than_a_browser_paints_at_once(minutes):
    start = NOON - minutes * 60
    assert minutes * 60 / period_for(start, NOON, NOON) <= MOST_POINTS + 1


def test_a_grid_takes_points_in_any_order_and_leaves_the_others_empty():
    points = Points(an_identity(), 60, ("invocations",), [(NOON + 120, (3.0,)), (NOON, (1.0,)), (NOON + 999, (9.0,))])
    assert Grid.of(points, NOON, NOON + 180).values("invocations") == (1.0, None, 3.0)


def test_a_rate_of_nothing_is_no_rate():
    points = Points(an_identity(), 60, ("invocations", "errors"), [(NOON, (0.0, 0.0)), (NOON + 60, (4.0, 1.0))])
    assert Grid.of(points, NOON, NOON + 120).values("error_rate_percent") == (None, 25.0)


@given(st.text())
def test_no_text_becomes_markup_in_plotly(text):
    shown = plain(text)
    assert "<" not in shown
    assert shown.count("&") == shown.count("&amp;") + shown.count("&lt;") + shown.count("&gt;")


@given(st.text(max_size=400))
def test_a_hover_is_short_lines_of_text_and_nothing_else(text):
    lines = paragraph(text).split("<br>")
    assert len(lines) <= 5
    for line in lines:
        assert "<" not in line
        assert len(line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) <= LINE


def test_a_long_value_does_not_hide_who_changed_it():
    changed = a_change(NOON, field="handler", before="x" * 44, after="y" * 44, who="ada")
    (marker,) = markers_of([changed], [], NOON, NOON + HOUR)
    assert marker.story.endswith("yy…, by ada")
