import pytest

from collectors.metric_data import asked, covering
from collectors.records import FUNCTION_METRICS, Coverage, FailureKind, Window, by_cause
from collectors.windows import Question
from tests.answering import an_aws
from tests.conftest import NOON
from tests.factories import an_identity

WINDOW = Window(NOON - 300, NOON, 60)
INVOCATIONS, ERRORS = FUNCTION_METRICS[:2]


def questions(*names):
    return [Question(an_identity(name), (INVOCATIONS, ERRORS)) for name in names]


def result(query, points=(), status="Complete"):
    stamps = [at for at, _ in points]
    return {"Id": query["Id"], "Timestamps": stamps, "Values": [value for _, value in points], "StatusCode": status}


def metric(query):
    stat = query["MetricStat"]
    dimensions = [dimension["Value"] for dimension in stat["Metric"]["Dimensions"]]
    return stat["Metric"]["MetricName"], *dimensions


def of_each(make):
    return lambda action, body: (200, {"MetricDataResults": [make(query) for query in body["MetricDataQueries"]]})


@pytest.fixture
def chunks(monkeypatch):
    def read(answer, names=("a", "b"), whole=True):
        with an_aws(answer, monkeypatch) as aws:
            return list(covering(asked(aws, questions(*names), WINDOW), WINDOW, NOON, whole))

    return read


def points_in(chunks):
    return {points.identity.name: points for chunk in chunks for points in chunk.records}


def test_values_land_in_the_minute_and_column_that_they_were_asked_for(chunks):
    def answer(query):
        return result(query, [(NOON - 60, 7.0)] if metric(query) == ("Errors", "b") else [(NOON - 120, 9.0)])

    found = points_in(chunks(of_each(answer)))
    assert found["a"].columns == ("invocations", "errors")
    assert found["a"].rows == ((NOON - 120, (9.0, 9.0)),)
    assert found["b"].rows == ((NOON - 120, (9.0, None)), (NOON - 60, (None, 7.0)))


def test_answers_in_any_order_and_points_twice_change_nothing(chunks):
    def answer(action, body):
        mixed = [result(q, [(NOON - 60, 2.0), (NOON - 180, 1.0), (NOON - 60, 2.0)]) for q in body["MetricDataQueries"]]
        return 200, {"MetricDataResults": mixed[::-1] + mixed[:2]}

    found = points_in(chunks(answer))
    assert found["a"].rows == found["b"].rows == ((NOON - 180, (1.0, 1.0)), (NOON - 60, (2.0, 2.0)))


def test_an_id_that_comes_on_two_pages_brings_the_points_of_both(chunks):
    def answer(action, body):
        first, second = (NOON - 60, 2.0), (NOON - 120, 1.0)
        if "NextToken" in body:
            return 200, {"MetricDataResults": [result(q, [second]) for q in body["MetricDataQueries"]]}
        partly = [result(q, [first], "PartialData") for q in body["MetricDataQueries"]]
        return 200, {"MetricDataResults": partly, "NextToken": "more"}

    read = chunks(answer)
    assert points_in(read)["a"].rows == ((NOON - 120, (1.0, 1.0)), (NOON - 60, (2.0, 2.0)))
    assert read[-1].covered == (Coverage(60, NOON - 300, NOON, NOON),)


def test_a_function_without_points_was_asked_and_had_none(chunks):
    read = chunks(of_each(result))
    assert points_in(read)["a"].rows == ()
    assert read[-1].covered == (Coverage(60, NOON - 300, NOON, NOON),)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("InternalError", FailureKind.UNEXPECTED),
        ("Forbidden", FailureKind.DENIED),
        ("PartialData", FailureKind.UNEXPECTED),
        ("SomethingNew", FailureKind.UNEXPECTED),
    ],
)
def test_a_function_with_one_result_that_failed_is_not_saved_and_not_covered(chunks, status, kind):
    def answer(query):
        return result(query, [(NOON - 60, 1.0)], status if metric(query) == ("Errors", "b") else "Complete")

    read = chunks(of_each(answer))
    assert set(points_in(read)) == {"a"}
    assert set(read[-1].covered) == {
        Coverage(60, NOON - 300, NOON, NOON),
        Coverage(60, NOON - 300, NOON, NOON, kind, "b"),
    }
    (failure,) = read[-1].failures
    assert (failure.kind, failure.subject) == (kind, "b")
    assert failure.advice


def test_a_result_that_is_left_out_is_no_answer(chunks):
    def answer(action, body):
        return 200, {"MetricDataResults": [result(q) for q in body["MetricDataQueries"] if metric(q)[1] == "a"]}

    read = chunks(answer)
    assert set(points_in(read)) == {"a"}
    assert [failure.subject for failure in read[-1].failures] == ["b"]


def test_a_target_that_denies_everything_is_covered_by_the_denial_alone(chunks):
    read = chunks(lambda action, body: (403, {"__type": "AccessDenied", "message": "not authorized"}))
    assert points_in(read) == {}
    assert read[-1].covered == (Coverage(60, NOON - 300, NOON, NOON, "denied"),)
    assert [(failure.kind, failure.subject) for failure in by_cause(read[-1].failures)] == [(FailureKind.DENIED, "")]


def test_what_is_asked_for_some_functions_covers_those_alone(chunks):
    read = chunks(of_each(result), whole=False)
    assert [covered.subject for covered in read[-1].covered] == ["a", "b"]


def test_coverage_comes_last_so_that_it_never_runs_ahead_of_the_points(chunks):
    read = chunks(of_each(result), names=[f"f{n}" for n in range(6_000)])
    assert len(read) > 2
    assert [bool(chunk.covered) for chunk in read] == [False] * (len(read) - 1) + [True]


def test_one_failed_call_is_one_failure_that_names_a_few(chunks):
    calls = []

    def answer(action, body):
        calls.append(action)
        one = {"__type": "AccessDenied", "message": "no"}
        return (
            (403, one)
            if "f1" in str(body)
            else (200, {"MetricDataResults": [result(q) for q in body["MetricDataQueries"]]})
        )

    read = chunks(answer, names=[*(f"x{n}" for n in range(300)), *(f"f1{n}" for n in range(300))])
    (failure,) = by_cause(read[-1].failures)
    assert failure.subject == "f10, f11, f110 and 347 more"
