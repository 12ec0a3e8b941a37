import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOON
from webapp.pages.time_range import PRESETS, SHORTEST_S, time_range

HOUR = 3600


def shown(start, end="", now=NOON):
    found = time_range({"from": start, "to": end}, now)
    return found.start - NOON, found.end - NOON


def test_a_url_without_a_range_shows_the_last_three_hours():
    found = time_range({}, NOON)
    assert (found.start, found.end, found.live, found.problem) == (NOON - 3 * HOUR, NOON, True, "")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("-1h", "now", (-HOUR, 0)),
        ("now-1h", "", (-HOUR, 0)),
        ("-15d", "-1d", (-15 * 24 * HOUR, -24 * HOUR)),
        ("-90m", "-30m", (-5400, -1800)),
        (str(NOON - HOUR), str(NOON - 60), (-HOUR, -60)),
        (f"{NOON - HOUR}000", "now", (-HOUR, 0)),
        ("2026-11-01T10:00:00Z", "2026-11-01T11:00:00+00:00", (-2 * HOUR, -HOUR)),
        ("2026-11-01T10:00", "2026-11-01T13:00+02:00", (-2 * HOUR, -HOUR)),
        ("2026-11-01", "2026-11-01T01:00Z", (-12 * HOUR, -11 * HOUR)),
    ],
)
def test_a_range_may_be_relative_or_absolute(start, end, expected):
    assert shown(start, end) == expected


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("yesterday", "now", "“yesterday” is not a time"),
        ("-3h", "soon", "“soon” is not a time"),
        ("now", "-3h", "ends before it begins"),
        ("-500d", "now", "455 days"),
        ("<script>alert(1)</script>", "now", "is not a time"),
        ("99999999999999999999", "now", "is not a time"),
        ("-3y", "now", "is not a time"),
    ],
)
def test_a_range_without_sense_says_so_and_shows_the_default(start, end, says):
    found = time_range({"from": start, "to": end}, NOON)
    assert says in found.problem
    assert (found.start, found.end, found.query) == (NOON - 3 * HOUR, NOON, {"from": "-3h", "to": "now"})


def test_the_future_is_not_shown():
    assert shown("-1h", str(NOON + HOUR)) == (-HOUR, 0)


def test_a_range_is_whole_minutes_and_never_too_short_to_draw():
    assert shown("-10s", "now") == (-SHORTEST_S, 0)
    assert shown("-1h", "now", now=NOON + 30) == (-HOUR, 60)


def test_a_copied_link_shows_the_same_minutes_later():
    live = time_range({"from": "-3h"}, NOON)
    later = time_range(live.pinned, NOON + 10 * HOUR)
    assert (later.start, later.end, later.live) == (live.start, live.end, False)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_knows_itself(preset):
    assert time_range({"from": preset, "to": "now"}, NOON).preset == preset
    assert time_range(time_range({"from": preset}, NOON).pinned, NOON).preset == ""


@given(st.text(), st.text())
def test_no_text_breaks_it(start, end):
    found = time_range({"from": start, "to": end}, NOON)
    assert found.end - found.start >= SHORTEST_S
