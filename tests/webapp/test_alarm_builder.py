"""The builder: a query becomes a draft, is tried, explains itself, and writes itself as code."""

from urllib.parse import quote

import pytest
import yaml
from werkzeug.datastructures import MultiDict

from tests.conftest import NOON
from tests.stories import HOSTILE, a_queue, an_alarm
from tests.trials import DAY, FUNCTION, save_history
from webapp.analysis.alarm_backtest.history import Asked
from webapp.analysis.alarm_definitions.subject import Subject
from webapp.pages.alarm_form import form_of, query_of
from webapp.store import alarms, jobs, queues
from webapp.store.asked_series import asked_of, save_asked

PLACE = "account=111122223333&region=eu-west-1"
HERE = f"/alarms/new?{PLACE}&function=checkout-api"


@pytest.fixture
def history(store):
    """Three days of minutes; half an hour of errors a day ago, which was judged to be bad a little later."""
    save_history(store, NOON)


def the_form(query="", subject=None, existing=None):
    pairs = [part.partition("=")[::2] for part in query.split("&") if part]
    return form_of(MultiDict(pairs), subject or Subject(FUNCTION, timeout_s=30), existing)


def test_an_empty_query_is_the_usual_alarm():
    form = the_form()
    assert (form.key, form.draft.name, form.problems) == ("error_rate", "checkout-api error rate", ())


def test_fields_fill_the_draft():
    form = the_form("metric=Duration&statistic=p99&threshold=900&period=300&n=5&m=3&missing=ignore&tags=a=b, c=d")
    draft = form.draft
    assert (draft.threshold, draft.period, draft.n, draft.m, draft.missing) == (900.0, 300, 5, 3, "ignore")
    assert draft.lines[0].statistic == "p99"
    assert draft.tags == (("a", "b"), ("c", "d"))


def test_another_measure_forgets_what_was_filled_in_for_the_one_before():
    form = the_form("measure=Errors&for=error_rate&threshold=77&period=3600&statistic=p99")
    assert (form.draft.threshold, form.draft.period, form.statistic) == (0.0, 60, "Sum")


def test_a_field_that_makes_no_sense_is_told_and_the_rest_stands():
    form = the_form("threshold=many&period=45&m=9&tags=oops")
    assert {problem.field for problem in form.problems} == {"threshold", "period", "m", "tags"}
    assert form.problem("threshold") == "A number is needed."
    assert form.problem("name") == ""


@pytest.mark.parametrize(
    "query",
    [
        "",
        "metric=Duration&statistic=p90&threshold=12&low_samples=ignore",
        "band=2&comparison=GreaterThanUpperThreshold",
    ],
)
def test_the_query_of_a_form_fills_it_in_the_same_way(query):
    form = the_form(query)
    assert form_of(MultiDict(query_of(form)), form.subject).draft == form.draft


def test_an_alarm_that_exists_is_tried_as_it_is_and_keeps_its_name():
    alarm = an_alarm("checkout errors", dimensions=(("FunctionName", "checkout-api"),))
    form = the_form("threshold=9", existing=alarm)
    assert (form.draft.threshold, form.draft.n, form.draft.m) == (9.0, 3, 2)
    assert the_form("measure=error_rate", existing=alarm).draft.name == "checkout errors"


def test_the_page_tells_how_often_it_would_have_fired_and_what_it_would_have_caught(client, history):
    page = client.get(f"{HERE}&threshold=5").text
    assert "fired <strong>once</strong>" in page
    assert "it would have told of 1" in page
    assert "before we saw it" in page


def test_a_threshold_too_high_sleeps_through_the_incident(client, history):
    page = client.get(f"{HERE}&threshold=90").text
    assert "would <strong>never</strong> have fired" in page
    assert "it would have slept through this" in page


def test_what_was_not_collected_is_said_to_be_untried(client, history):
    assert "12 d of it could not be tried" in client.get(f"{HERE}&threshold=5").text.replace("\n", " ")


def test_a_suggestion_stands_below_with_its_reason(client, history):
    page = client.get(f"{HERE}&threshold=50").text
    assert "is suggested" in page
    assert "Take it" in page


def test_topics_that_nobody_reads_are_marked(client, history):
    page = client.get(HERE).text
    assert ">pager<" in page
    assert "deaf (nobody reads it)" in page


def test_a_percentile_that_is_not_stored_is_offered_with_its_price_and_asked_for_as_a_job(client, history, store):
    query = "&measure=Duration&statistic=p90&period=300"
    page = client.get(HERE + query).text
    assert "Ask CloudWatch once" in page
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post(f"/alarms/history?{PLACE}&function=checkout-api{query}", data={"csrf_token": token})
    assert answer.status_code in (303, 403)
    with store.read() as conn:
        job = jobs.job_of(conn, 1)
    if answer.status_code == 303:
        assert (job.kind, job.payload["statistic"], job.payload["period"]) == ("alarm_history", "p90", 300)


def test_what_was_asked_for_is_tried_and_said_to_be_approximate(client, history, store):
    values = [100.0] * 864
    with store.write() as conn:
        save_asked(conn, FUNCTION, Asked("Duration", "p90", 300, NOON - 3 * DAY, values), NOON)
        assert len(asked_of(conn, FUNCTION)) == 1
    page = client.get(f"{HERE}&measure=Duration&statistic=p90&period=300&threshold=50").text
    assert "About right" in page


def test_what_cloudwatch_would_refuse_is_not_tried(client, history):
    page = client.get(f"{HERE}&period=45").text
    assert "CloudWatch would refuse this" in page
    assert "a multiple of 60 seconds" in page


def test_an_anomaly_band_cannot_be_tried_and_says_why(client, history):
    page = client.get(f"{HERE}&measure=Errors&band=2&comparison=GreaterThanUpperThreshold").text
    assert "only CloudWatch can show it" in page


def test_a_fragment_has_the_form_and_the_trial_and_no_chart(client, history):
    page = client.get(HERE, headers={"HX-Request": "true"}).text
    assert 'id="builder"' in page
    assert "data-chart-canvas" not in page


def test_the_figure_has_the_threshold_first_and_the_firing_shaded(client, history):
    figure = client.get(f"/charts/alarms/trial?{PLACE}&function=checkout-api&threshold=5").json
    names = [shape["name"] for shape in figure["layout"]["shapes"]]
    assert names[0] == "threshold"
    assert "firing" in names
    assert "incident" in names
    assert [shape["name"] for shape in figure["layout"]["shapes"] if shape["layer"] == "above"] == ["threshold"]
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 5 < high


@pytest.mark.parametrize("subject", ["queue=orders-dlq", "account"])
def test_queues_and_accounts_have_their_builder(client, store, history, subject):
    with store.write() as conn:
        queues.save_queues(conn, [a_queue(sources=("arn:aws:sqs:eu-west-1:111122223333:orders",))])
    answer = client.get(f"/alarms/new?{PLACE}&{subject}")
    assert answer.status_code == 200
    assert "Nothing is written to AWS before" in answer.text


def test_an_existing_alarm_of_any_name_is_opened(client, store, history):
    with store.write() as conn:
        dimensions = (("FunctionName", "checkout-api"),)
        known = an_alarm(HOSTILE, watches=(FUNCTION,), dimensions=dimensions, description=HOSTILE)
        alarms.save_alarms(conn, [known], NOON)
    answer = client.get(f"/alarms/new?{PLACE}&alarm={quote(HOSTILE)}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_what_is_not_there_is_told(client, store):
    assert client.get(f"/alarms/new?{PLACE}&function=nobody").status_code == 404
    assert client.get("/alarms/new").status_code == 404


@pytest.mark.parametrize("kind", ["cloudformation", "terraform", "cdk"])
def test_the_alarm_as_code_can_be_taken_away(client, history, kind):
    place = f"/alarms/code?{PLACE}&function=checkout-api&threshold=7"
    assert "checkout-api error rate" in client.get(place).text
    answer = client.get(f"{place}&format={kind}&download=1")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "7" in answer.text
    assert client.get(f"{place}&format=cobol&download=1").status_code == 400


def test_a_pack_as_code_has_thresholds_of_the_history(client, history):
    text = client.get(f"/alarms/code?{PLACE}&function=checkout-api&pack=1&format=cloudformation&download=1").text
    alarms_in = [each["Properties"] for each in yaml.safe_load(text)["Resources"].values()]
    assert [each["AlarmName"] for each in alarms_in] == [
        "checkout-api error rate",
        "checkout-api Throttles",
        "checkout-api duration of timeout p99",
        "checkout-api concurrency of reserved",
    ]


def the_backtest(client, query):
    return client.get(f"/api/v1/alarms/backtest?{PLACE}&function=checkout-api&{query}")


def test_the_api_tells_what_the_page_tells(client, history):
    query = "metric=error_rate&threshold=5&period=60&evaluation_periods=3&datapoints_to_alarm=2&from=-2d"
    found = the_backtest(client, query).json
    assert (found["fired"], found["minutes_in_alarm"]) == (1, 30.0)
    assert found["intervals"] == [{"start": NOON - DAY + 120, "end": NOON - DAY + 1920}]
    assert [(each["state"], each["early_s"]) for each in found["incidents"]] == [("BAD", 180)]
    assert found["suggestion"]["threshold"] == 1.0
    assert (found["unknown_s"], found["problem"]) == (0, "")


def test_the_api_says_what_is_not_stored_and_what_makes_no_sense(client, history):
    assert "Duration p90" in the_backtest(client, "metric=Duration&statistic=p90&period=300").json["problem"]
    refused = the_backtest(client, "metric=Errors&period=45")
    assert refused.status_code == 400
    assert "period" in refused.json["detail"]


def test_what_makes_no_sense_stands_in_its_field_as_it_was_typed(client, history):
    page = client.get(f"{HERE}&threshold=many").text
    assert 'value="many"' in page
    assert the_form("threshold=many").said("threshold", 5) == "many"
