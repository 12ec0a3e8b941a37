"""The newest lines of a live tail, within bounds."""

from webapp.analysis.tail_buffer import LONGEST_LINE, MOST_CHARACTERS, MOST_LINES, TailLine, joined


def came(at, text="x"):
    return (at, "g", "s", text)


def test_lines_stand_in_the_order_of_their_times_and_are_numbered_on():
    lines = joined([TailLine(1, 5, "g", "s", "first")], [came(9), came(7)], seen=1)
    assert [(line.number, line.at) for line in lines] == [(1, 5), (2, 7), (3, 9)]


def test_a_flood_pushes_the_oldest_out():
    lines = joined([], [came(at) for at in range(MOST_LINES * 3)], seen=0)
    assert [line.number for line in lines] == list(range(2 * MOST_LINES + 1, 3 * MOST_LINES + 1))


def test_long_lines_are_cut_and_many_of_them_push_each_other_out():
    lines = joined([], [came(at, "y" * 256_000) for at in range(100)], seen=0)
    assert {len(line.text) for line in lines} == {LONGEST_LINE}
    assert sum(len(line.text) for line in lines) <= MOST_CHARACTERS
    assert lines[-1].at == 99
