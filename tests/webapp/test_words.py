"""Values as people read them."""

import pytest

from webapp.analysis.verdict import State
from webapp.words import documents, links, numbers, sparklines, states, times


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0"),
        (999, "999"),
        (9_999, "9,999"),
        (12_345, "12.3k"),
        (999_999, "1.00M"),
        (4_560_000, "4.56M"),
        (999_499, "999k"),
        (999_950, "1.00M"),
        (999_800_000, "1.00B"),
        (2.5, "2.5"),
    ],
)
def test_counts_are_exact_while_they_are_short(value, text):
    assert numbers.count(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0 %"),
        (0.004, "< 0.01 %"),
        (0.42, "0.42 %"),
        (12.04, "12.0 %"),
        (99.96, "100 %"),
        (100, "100 %"),
    ],
)
def test_a_percentage_that_is_not_zero_never_reads_as_zero(value, text):
    assert numbers.percent(value) == text


def test_a_share_is_a_percentage_of_one():
    assert numbers.share(0.12) == "12.0 %"
    assert numbers.share(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0 ms"),
        (0.9, "0.9 ms"),
        (850, "850 ms"),
        (1_240, "1.24 s"),
        (12_400, "12.4 s"),
        (150_000, "2.50 min"),
    ],
)
def test_durations_change_their_unit_as_they_grow(value, text):
    assert numbers.milliseconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0, "$0"), (0.0042, "$0.0042"), (0.5, "$0.50"), (1_234.5, "$1,234.50"), (0.00001, "< $0.0001")],
)
def test_money_shows_what_there_is_of_it(value, text):
    assert numbers.dollars(value) == text


def test_a_number_stays_on_one_line_with_its_unit():
    assert numbers.unbroken("12 % of 30 s, 2 h 14 min, 3 days") == "12\xa0% of 30\xa0s, 2\xa0h 14\xa0min, 3 days"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "–"), (45, "45 s"), (720, "12 min"), (11_100, "3 h 5 min"), (187_200, "2 d 4 h"), (86_460, "1 d")],
)
def test_a_length_of_time_has_at_most_two_units(seconds, text):
    assert times.length(seconds) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (None, "never"),
        (1_000_000, "just now"),
        (999_880, "2 min ago"),
        (989_200, "3 h ago"),
        (1_000_300, "in 5 min"),
        (999_950, "1 min ago"),
    ],
)
def test_a_time_is_told_from_now(at, text):
    assert times.ago(at, 1_000_000) == text


def test_an_absolute_time_names_its_zone():
    assert times.absolute(1_793_534_400) == "Sun 1 Nov 2026, 12:00:00 UTC"
    assert times.iso(1_793_534_400) == "2026-11-01T12:00:00Z"
    assert times.clock_time(1_793_534_400, 1_793_534_400 + 11 * 3_600) == "12:00 UTC"
    assert times.clock_time(1_793_534_400, 1_793_534_400 + 12 * 3_600) == "1 Nov 12:00 UTC"


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_word_and_an_icon_of_its_own(state):
    assert states.word(state)
    assert len({states.icon(each) for each in State}) == len(State)


def test_a_sparkline_leaves_its_gaps_open():
    assert sparklines.path([1, 1, None, 1, 1], width=4, height=10) == "M0 1L1 1M3 1L4 1"


def test_a_single_value_between_gaps_is_a_dot():
    assert sparklines.path([None, 5, None], width=2, height=10) == "M1 1h.1"
    assert sparklines.area([None, 5, None], width=2, height=10) == ""


def test_zeros_lie_on_the_ground():
    assert sparklines.path([0, 0], width=1, height=10) == "M0 9L1 9"


def test_a_sparkline_of_nothing_is_nothing():
    assert sparklines.path([]) == ""
    assert sparklines.path([None, None]) == ""


def test_addresses_carry_any_name():
    assert links.function_url("1", "eu-west-1", "a/b?c") == "/functions/1/eu-west-1/a%2Fb%3Fc"
    assert links.alarm_url("1", "eu-west-1", "a/b & c") == "/alarms?account=1&region=eu-west-1&name=a%2Fb+%26+c"


def test_a_stack_trace_within_a_json_record_is_read_line_by_line():
    record = r'{"level": "ERROR", "trace": "Traceback:\n\tFile \"app.py\"", "path": "C:\\new"}'
    assert documents.pretty(record).splitlines() == [
        "{",
        '  "level": "ERROR",',
        '  "trace": "Traceback:',
        '\tFile \\"app.py\\"",',
        r'  "path": "C:\\new"',
        "}",
    ]
    assert documents.pretty("plain\\ntext") == "plain\\ntext"


def test_a_secret_in_a_record_is_masked_before_its_lines_are_unfolded():
    assert "hunter2" not in documents.pretty(r'{"log": "password=hunter2\nnext"}')
