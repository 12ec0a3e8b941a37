"""Drafts, what CloudWatch takes of them, and back from an alarm that exists."""

from dataclasses import replace

import boto3
import pytest
from botocore.validate import ParamValidator

from collectors.alarms import composite_alarm, metric_alarm
from collectors.records import Kind
from tests.factories import an_identity
from webapp.analysis.alarm_backtest.lines import Line
from webapp.analysis.alarm_definitions.checks import problems
from webapp.analysis.alarm_definitions.draft import Actions, AlarmDraft, WarmUp
from webapp.analysis.alarm_definitions.measures import measure_meant, measure_of, measures_of
from webapp.analysis.alarm_definitions.names import DESCRIBED_BY, Templates, unknown_places
from webapp.analysis.alarm_definitions.packs import pack_of
from webapp.analysis.alarm_definitions.parameters import call_of, parameters
from webapp.analysis.alarm_definitions.purposes import usual_draft
from webapp.analysis.alarm_definitions.reading import draft_of
from webapp.analysis.alarm_definitions.subject import Subject

TOPIC = "arn:aws:sns:eu-west-1:111122223333:pager"
FUNCTION = Subject(an_identity(), timeout_s=30, reserved=20, asynchronous=True, streamed=True)
QUEUE = Subject(an_identity("orders", Kind.QUEUE))
DLQ = Subject(an_identity("orders-dlq", Kind.QUEUE), dead_letters=True)
ACCOUNT = Subject(an_identity("", Kind.ACCOUNT), limit=1000)


def a_draft(key="Errors", subject=FUNCTION, statistic="", **fields):
    return replace(usual_draft(subject, measure_of(subject, key), statistic), **fields)


def every_usual_draft():
    return [usual_draft(subject, m) for subject in (FUNCTION, QUEUE, DLQ, ACCOUNT) for m in measures_of(subject)]


VARIETIES = [
    *every_usual_draft(),
    a_draft("Duration", statistic="p99", low_samples="ignore", unit="Milliseconds"),
    a_draft(band=2.5, threshold=None, comparison="LessThanLowerOrGreaterThanUpperThreshold"),
    a_draft(period=3600, n=24, m=3, zone="Europe/Berlin", warm_up=WarmUp(10, whole=True)),
    a_draft(actions=Actions((TOPIC,), (TOPIC,), (TOPIC,), enabled=False)),
    AlarmDraft(an_identity("", Kind.ACCOUNT), "down", rule="ALARM(a) OR ALARM(b)", actions=Actions((TOPIC,))),
]


@pytest.mark.parametrize("draft", VARIETIES, ids=lambda draft: draft.name)
def test_what_is_usual_has_no_problem_and_botocore_takes_it(draft):
    assert problems(draft) == ()
    client = boto3.client("cloudwatch", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    operation = "PutCompositeAlarm" if draft.rule else "PutMetricAlarm"
    assert call_of(draft) == ("put_composite_alarm" if draft.rule else "put_metric_alarm")
    shape = client.meta.service_model.operation_model(operation).input_shape
    assert ParamValidator().validate(parameters(draft), shape).generate_report() == ""


@pytest.mark.parametrize("draft", VARIETIES, ids=lambda draft: draft.name)
def test_an_alarm_that_was_put_is_read_back_as_the_draft(draft):
    answer = parameters(draft) | {"StateValue": "OK"}
    read = composite_alarm if draft.rule else metric_alarm
    found = draft_of(read(answer, an_identity("", Kind.ACCOUNT)), draft.tags)
    assert found == draft


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 256}),
        ("name", {"name": "two\nlines"}),
        ("description", {"description": "x" * 1025}),
        ("measure", {"lines": ()}),
        (
            "measure",
            {"lines": tuple(Line(f"m{at}", "AWS/Lambda", "Errors", "Sum", returned=at == 0) for at in range(11))},
        ),
        ("measure", {"lines": (Line("Upper", "AWS/Lambda", "Errors", "Sum"),)}),
        ("measure", {"lines": (Line("m1", "AWS/Lambda", "Errors", "Sum"), Line("m1", expression="1", returned=False))}),
        ("measure", {"lines": (Line("e", expression="100 * errors"),)}),
        ("statistic", {"lines": (Line("m1", "AWS/Lambda", "Duration", "p101"),)}),
        ("statistic", {"lines": (Line("m1", "AWS/Lambda", "Duration", "Median"),)}),
        ("period", {"period": 45}),
        ("period", {"period": 90}),
        ("period", {"period": 30}),
        ("period", {"period": 2 * 86_400}),
        ("period", {"period": 600, "zone": "UTC"}),
        ("zone", {"zone": "Mars/Olympus"}),
        ("zone", {"zone": "+05:31"}),
        ("n", {"n": 0, "m": 0}),
        ("n", {"period": 300, "n": 289}),
        ("n", {"period": 3600, "n": 169}),
        ("m", {"n": 3, "m": 4}),
        ("m", {"m": 0}),
        ("comparison", {"comparison": "GreaterThanUpperThreshold"}),
        ("comparison", {"band": 2.0}),
        ("band", {"band": 0.0, "comparison": "GreaterThanUpperThreshold"}),
        ("threshold", {"threshold": None}),
        ("threshold", {"threshold": float("nan")}),
        ("missing", {"missing": "zero"}),
        ("low_samples", {"low_samples": "ignore"}),
        ("warm_up", {"warm_up": WarmUp(2_881)}),
        ("alarm_actions", {"actions": Actions((TOPIC,) * 6)}),
        ("ok_actions", {"actions": Actions(ok=("pager",))}),
        ("tags", {"tags": tuple((f"k{at}", "v") for at in range(51))}),
        ("tags", {"tags": (("aws:mine", "v"),)}),
        ("rule", {"rule": "x" * 10_241, "lines": ()}),
    ],
)
def test_what_cloudwatch_would_refuse_is_told_beside_its_field(field, fields):
    found = problems(a_draft(**fields))
    assert field in {problem.field for problem in found}
    assert all(problem.text for problem in found)


def test_a_long_period_may_look_a_week_back():
    assert problems(a_draft(period=3600, n=168, m=1)) == ()
    assert problems(a_draft(period=604_800, n=1, m=1, zone="UTC")) == ()


def test_the_name_is_the_same_each_time_and_says_what_is_measured():
    assert a_draft("error_rate").name == "checkout-api error rate"
    assert a_draft("Duration", statistic="p99").name == "checkout-api Duration p99"
    assert a_draft(threshold=9.0).name == a_draft(threshold=3.0).name


def test_names_and_descriptions_come_from_templates():
    templates = Templates("team/{subject}: {measure}", "{sentence} Runbook: https://wiki/{region}/{subject}?{what}")
    named = usual_draft(DLQ, measure_of(DLQ, "ApproximateNumberOfMessagesVisible"), templates=templates)
    assert named.name == "team/orders-dlq: depth"
    assert named.description.endswith("no data is good. Runbook: https://wiki/eu-west-1/orders-dlq?{what}")
    assert unknown_places(templates.description, DESCRIBED_BY) == ["what"]


def test_lines_are_recognised_as_the_measure_that_they_are():
    for measure in measures_of(FUNCTION):
        assert measure_meant(FUNCTION, measure.lines(FUNCTION)).key == measure.key
    assert measure_meant(FUNCTION, (Line("m1", "Shop", "Errors", "Sum"),)) is None
    assert measure_meant(FUNCTION, (Line("e1", expression="m1 * 2"),)) is None
    assert measure_meant(FUNCTION, ()) is None


def test_what_is_filled_in_is_not_filled_in_itself():
    odd = Subject(an_identity("{measure}"))
    assert usual_draft(odd, measure_of(odd, "Errors")).name == "{measure} Errors"


def test_a_pack_says_the_thresholds_that_it_has():
    def at_seven(draft, _purpose):
        return replace(draft, threshold=7.0)

    [rate, *_] = pack_of(Subject(an_identity()), Actions(), at_seven)
    assert rate.description.startswith("Error rate above 7 % in")


def test_measures_that_need_a_number_are_not_offered_without_it():
    keys = {measure.key for measure in measures_of(Subject(an_identity()))}
    assert "error_rate" in keys
    assert not keys & {"duration_of_timeout", "concurrency_of_reserved"}


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        (
            FUNCTION,
            [
                "checkout-api error rate",
                "checkout-api Throttles",
                "checkout-api duration of timeout p99",
                "checkout-api concurrency of reserved",
                "checkout-api IteratorAge",
                "checkout-api AsyncEventsDropped",
                "checkout-api DeadLetterErrors",
            ],
        ),
        (Subject(an_identity("idle")), ["idle error rate", "idle Throttles"]),
        (QUEUE, ["orders age of oldest message"]),
        (DLQ, ["orders-dlq depth"]),
        (ACCOUNT, ["account 111122223333 concurrency of limit"]),
    ],
)
def test_a_pack_holds_what_applies(subject, names):
    pack = pack_of(subject, Actions((TOPIC,)))
    assert [draft.name for draft in pack] == names
    assert all(draft.actions.alarm == (TOPIC,) and problems(draft) == () for draft in pack)
