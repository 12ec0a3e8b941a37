"""Traces that were written line by line come together again, stream by stream."""

from tests.analysis.log_samples import CHAINED_TRACE, ID, PYTHON_TRACE, REPORT, TRACED
from webapp.analysis.log_records.lines import MOST_LINES, Line, joined
from webapp.analysis.log_records.parse import parse


def by_line(stream, text, at=0):
    return [Line(at + i, stream, line + "\n") for i, line in enumerate(text.split("\n"))]


def interleaved(*streams):
    return [line for lines in zip(*streams, strict=True) for line in lines]


def test_two_interleaved_traces_are_two_errors():
    lines = interleaved(by_line("a", PYTHON_TRACE), by_line("b", PYTHON_TRACE.replace("cart.py", "till.py")))
    found = [parse(line.message) for line in joined(lines)]
    assert [record.frames[1].file for record in found] == ["shop/cart.py", "shop/till.py"]
    assert {record.error_type for record in found} == {"requests.exceptions.ReadTimeout"}


def test_a_chained_trace_stays_one():
    (line,) = joined(by_line("a", CHAINED_TRACE, at=7))
    assert (line.at, parse(line.message).error_type) == (7, "shop.stock.OutOfStock")


def test_what_follows_a_trace_is_its_own_event():
    lines = [*by_line("a", PYTHON_TRACE), Line(99, "a", f"END RequestId: {ID}\n")]
    assert [parse(line.message).kind.value for line in joined(lines)] == ["application", "end"]


def test_json_records_are_never_joined():
    lines = [Line(0, "a", '{"level": "INFO"}\n'), Line(1, "a", '{"level": "INFO"}\n')]
    assert list(joined(lines)) == lines


def test_a_stream_of_endless_continuations_is_handed_out_in_pieces():
    lines = [Line(0, "a", "start"), *(Line(i, "a", "  more") for i in range(MOST_LINES * 3))]
    assert 3 <= len(list(joined(lines))) <= 5


def test_a_report_with_its_fields_on_lines_of_their_own_is_one():
    text = "\n".join([f"START RequestId: {ID} Version: 1", *(REPORT + TRACED).split("\t"), f"END RequestId: {ID}"])
    kinds = [
        parse(line.message).kind.value for line in joined(line for line in by_line("a", text) if line.message.strip())
    ]
    assert kinds == ["start", "report", "end"]
