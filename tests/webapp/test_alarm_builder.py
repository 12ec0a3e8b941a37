"""The builder: a query becomes a draft, is tried, explains itself, and writes itself as code."""

from urllib.parse import quote

import pytest
import yaml
from werkzeug.datastructures import MultiDict

from collectors.records import AlarmAction, AlarmTags, AlarmTransition, Kind
from tests.conftest import NOON
from tests.factories import a_function, a_queue, an_alarm, an_identity
from tests.markup import text_of
from tests.personas import OPERATOR, VIEWER, form_token, signed_in
from tests.stories import HOSTILE
from tests.trials import DAY, FUNCTION, save_history
from webapp.analysis.alarm_backtest.history import Asked
from webapp.analysis.alarm_definitions.subject import Subject
from webapp.pages.alarm_form import form_of, query_of
from webapp.store import alarms, functions, jobs, queues, transitions
from webapp.store.alarm_tags import save_alarm_tags
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
        "warm_up=30&warm_up_for=whole&zone=Europe/Berlin",
        "alarm_actions=a&alarm_actions=b&ok_actions=c&insufficient_actions=d&tags=a=b",
        "alarm_actions=none",
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
    assert "<span>pager</span>" in page
    assert '<span>deaf <span class="quiet small">nobody reads it</span></span>' in page


def test_what_would_be_written_is_summed_up_and_that_nobody_would_hear_it(client, history):
    silent = text_of(client.get(f"{HERE}&measure=error_rate&threshold=7").text)
    assert "What would be written Namecheckout-api error rate" in silent
    assert "FiresError rate above 7 % in" in silent
    assert "Nobody, when it fires: choose a topic" in silent
    heard = text_of(
        client.get(f"{HERE}&alarm_actions={quote('arn:aws:sns:eu-west-1:111122223333:pager', safe='')}").text
    )
    assert "Tellspager" in heard
    assert "Nobody, when it fires" not in heard


def test_a_summary_is_for_viewers_too_and_the_plan_for_operators(app, store, operator, history):
    seen = signed_in(app, store, NOON, VIEWER).get(HERE).text
    assert "What would be written" in seen
    assert "Plan this alarm" not in seen
    assert "Plan this alarm" in operator.get(HERE).text
    broken = text_of(operator.get(f"{HERE}&threshold=high").text)
    assert "First mend what stands in the way:" in broken


@pytest.fixture
def operator(app, store):
    return signed_in(app, store, NOON, OPERATOR)


def ask(operator, query):
    return operator.post(
        f"/alarms/history?{PLACE}&function=checkout-api{query}", data={"csrf_token": form_token(operator)}
    )


def test_a_percentile_that_is_not_stored_is_offered_with_its_price_and_asked_for_as_a_job(operator, history, store):
    query = "&measure=Duration&statistic=p90&period=300"
    page = operator.get(HERE + query).text
    assert "Ask CloudWatch once" in page
    assert "That costs" in page
    assert ask(operator, query).status_code == 303
    with store.read() as conn:
        job = jobs.job_of(conn, 1)
    assert (job.kind, job.payload["statistic"], job.payload["period"]) == ("alarm_history", "p90", 300)


def test_viewers_are_told_who_may_ask(client, history):
    page = client.get(f"{HERE}&measure=Duration&statistic=p90&period=300").text
    assert "Operators can ask." in page
    assert "Ask CloudWatch once" not in page


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


BAND = "&measure=Errors&band=2&comparison=GreaterThanUpperThreshold"


def test_an_anomaly_alarm_has_a_name_of_its_own():
    assert the_form("measure=Errors&comparison=GreaterThanUpperThreshold").draft.name == "checkout-api Errors anomaly"
    assert the_form("measure=Errors&comparison=GreaterThanUpperThreshold&name=mine").draft.name == "mine"


def test_an_existing_alarm_is_suggested_what_its_metric_is_for(client, history, store):
    with store.write() as conn:
        dimensions = (("FunctionName", "checkout-api"),)
        known = an_alarm("age", metric="IteratorAge", statistic="Maximum", watches=(FUNCTION,), dimensions=dimensions)
        alarms.save_alarms(conn, [known], NOON)
    assert "the stream is not kept up with" in client.get(f"/alarms/new?{PLACE}&alarm=age").text


def save_edges(store, lower, upper):
    for name, value in (("lower", lower), ("upper", upper)):
        values = [value] * (3 * DAY // 60)
        series = Asked("Errors", f"Sum {name} edge of band 2", 60, NOON - 3 * DAY, values)
        with store.write() as conn:
            save_asked(conn, FUNCTION, series, NOON)


def test_the_band_of_an_anomaly_alarm_is_offered_with_its_price_and_asked_for_once(operator, history, store):
    page = operator.get(HERE + BAND).text
    assert "The anomaly band of Errors Sum" in page
    assert "which nobody else can compute" in page
    ask(operator, BAND)
    with store.read() as conn:
        assert jobs.job_of(conn, 1).payload["statistic"] == "Sum lower edge of band 2"
        assert jobs.job_of(conn, 2) is None
    assert "CloudWatch is being asked" in operator.get(HERE + BAND).text


def test_an_anomaly_alarm_is_tried_on_the_band_that_was_asked_for(client, history, store):
    save_edges(store, 0.0, 5.0)
    page = client.get(HERE + BAND).text
    assert "fired <strong>once</strong>" in page
    assert "a hint, not a proof" in page
    figure = client.get(f"/charts/alarms/trial?{PLACE}&function=checkout-api{BAND}").json
    assert [trace["name"] for trace in figure["data"]][-2:] == ["lower edge of the band", "upper edge of the band"]
    below = BAND.replace("GreaterThanUpperThreshold", "LessThanLowerThreshold")
    assert "would <strong>never</strong> have fired" in client.get(HERE + below).text


def test_a_metric_without_a_model_cannot_be_tried_and_says_why(client, history, store):
    save_edges(store, None, None)
    assert "no trained model" in client.get(HERE + BAND).text


def test_a_failed_question_says_why_and_can_be_asked_again(operator, history, store):
    ask(operator, BAND)
    with store.write() as conn:
        job = jobs.claim(conn, "me", NOON, 60)
        jobs.finish(conn, job, jobs.JobState.FAILED, {"error": "Rate exceeded"}, NOON)
    assert "did not tell: Rate exceeded" in operator.get(HERE + BAND).text
    ask(operator, BAND)
    with store.read() as conn:
        assert jobs.job_of(conn, 2).state is jobs.JobState.WAITING
    assert "CloudWatch is being asked" in operator.get(HERE + BAND).text


def save_firing(store, *names):
    with store.write() as conn:
        alarms.save_alarms(conn, [an_alarm(name, watches=(FUNCTION,), state="OK") for name in names], NOON)
        for name in names:
            moves = [(NOON - 3_600, "OK", "ALARM"), (NOON - 1_800, "ALARM", "OK")]
            told = [AlarmTransition(an_alarm(name).identity, *move, "") for move in moves]
            transitions.save_transitions(conn, told)


def test_a_composite_alarm_is_tried_on_what_its_alarms_went_through(client, history, store):
    save_firing(store, "a", "b")
    page = client.get(f"{HERE}&measure=composite&joint=all&child=a&child=b").text
    assert "fired <strong>once</strong>: 30 min in ALARM" in page
    assert "By what the alarms have really gone through" in page
    never = client.get(f"{HERE}&measure=composite&joint=own&rule=ALARM(a)+AND+NOT+ALARM(b)").text
    assert "would <strong>never</strong> have fired" in never


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("joint=any", "Choose the alarms that it is made of."),
        ("joint=own&rule=ALARM(a", "is missing before its end"),
        ("joint=any&child=nobody", "There is no alarm nobody in this account and region."),
        ("joint=any&child=a&alarm_actions=arn:aws:automate:eu-west-1:ec2:stop", "can tell topics, functions"),
    ],
)
def test_what_a_composite_alarm_cannot_be_stands_beside_the_field(client, history, store, query, said):
    save_firing(store, "a")
    assert said in client.get(f"{HERE}&measure=composite&{query}").text


def test_a_composite_alarm_as_code_has_its_rule(client, history, store):
    save_firing(store, "a", "b")
    place = f"/alarms/code?{PLACE}&function=checkout-api&measure=composite&joint=any&child=a&child=b"
    text = client.get(f"{place}&format=cloudformation&download=1").text
    [made] = yaml.safe_load(text)["Resources"].values()
    assert made["Properties"]["AlarmRule"] == 'ALARM("a") OR ALARM("b")'
    assert made["Properties"]["AlarmName"] == "checkout-api is unwell"


def test_an_existing_composite_alarm_is_shown_as_what_it_says():
    known = an_alarm("down", rule='ALARM("a") AND ALARM("b")', children=("a", "b"), metric="", namespace="")
    form = the_form("", existing=known)
    assert (form.rule.joint, form.rule.children, form.draft.name) == ("all", ("a", "b"), "down")
    own = the_form("", existing=an_alarm("down", rule="NOT OK(a)", children=("a",)))
    assert (own.rule.joint, own.rule.rule) == ("own", "NOT OK(a)")


SCALES = "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:u:autoScalingGroupName/g:policyName/out"
ONE, TWO = (f"arn:aws:sns:eu-west-1:111122223333:{name}" for name in ("one", "two"))


def told_alarm():
    actions = (
        AlarmAction("ALARM", ONE),
        AlarmAction("ALARM", TWO),
        AlarmAction("ALARM", SCALES),
        AlarmAction("OK", ONE),
    )
    return an_alarm("errors", actions=actions, dimensions=(("FunctionName", "checkout-api"),), watches=(FUNCTION,))


def test_an_alarm_keeps_all_that_it_tells_and_does_when_something_else_is_changed():
    form = the_form("threshold=7", existing=told_alarm())
    again = form_of(MultiDict(query_of(form)), form.subject, told_alarm())
    assert (again.draft.actions.alarm, again.draft.actions.ok) == ((ONE, TWO, SCALES), (ONE,))


def test_a_list_that_nothing_is_left_of_is_empty():
    form = the_form(f"alarm_actions=none&alarm_actions={ONE}&ok_actions=none", existing=told_alarm())
    assert (form.draft.actions.alarm, form.draft.actions.ok) == ((ONE,), ())


def test_what_an_alarm_does_besides_telling_is_shown_and_ticked(client, history, store):
    with store.write() as conn:
        alarms.save_alarms(conn, [told_alarm()], NOON)
    page = client.get(f"/alarms/new?{PLACE}&alarm=errors").text
    assert "scales by out" in page
    assert "does more than tell" in page
    assert f'value="{SCALES}" checked' in page


def test_a_field_that_is_left_empty_in_the_form_is_taken_away():
    known = an_alarm("errors", low_samples="ignore", zone="UTC", description="old", warm_up_minutes=5)
    kept = the_form("threshold=7", existing=known).draft
    assert (kept.low_samples, kept.zone, kept.description, kept.warm_up.minutes) == ("ignore", "UTC", "old", 5)
    left = the_form("threshold=7&for=as it is&measure=as it is", existing=known).draft
    assert (left.low_samples, left.zone, left.description, left.warm_up) == ("", "", "", None)


def test_an_alarm_that_a_template_owns_warns_and_offers_the_change_as_code(client, history, store):
    with store.write() as conn:
        alarms.save_alarms(conn, [told_alarm()], NOON)
        place = an_identity("", Kind.ACCOUNT)
        save_alarm_tags(conn, [AlarmTags(place, (("errors", (("aws:cloudformation:stack-name", "shop"),)),))])
    page = client.get(f"/alarms/new?{PLACE}&alarm=errors&threshold=8").text
    assert "CloudFormation owns this alarm" in page
    assert "Take the change as code" in page
    assert "CloudFormation owns this alarm" in client.get(f"/alarms?{PLACE}&name=errors").text
    assert 'class="owned" title="stack shop"' in client.get("/alarms").text


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
    assert client.get(f"/alarms/new?{PLACE.replace('eu-west-1', 'nowhere')}").status_code == 404


def test_without_anything_named_there_is_a_choice_and_a_search(client, history, store):
    with store.write() as conn:
        more = [a_function(name=f"worker-{number}") for number in range(40)]
        functions.save_functions(conn, more, NOON)
        queues.save_queues(conn, [a_queue("worker-dlq")])
    page = client.get("/alarms/new").text
    assert "New alarm: on what?" in page
    assert "and 21 more: type a part of the name" in page
    found = client.get("/alarms/new?text=WORKER-1").text
    assert "worker-10" in found
    assert "checkout-api" not in found
    assert f"/alarms/new?{PLACE.replace('&', '&amp;')}&amp;function=worker-10" in found
    assert "None of that name." in client.get("/alarms/new?text=100%").text


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
