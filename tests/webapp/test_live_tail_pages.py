"""Live tails in the web process: who may start and stop one, and what its page says."""

from dataclasses import replace

import pytest

from collectors.records import Kind, LogGroup
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import a_config, save_looking
from tests.personas import OPERATOR, VIEWER, form_token, post, signed_in
from webapp.app import create_app
from webapp.store import jobs, journal
from webapp.store.functions import save_functions
from webapp.store.jobs import JobState
from webapp.store.log_groups import save_log_groups

GROUP = "/aws/lambda/checkout-api"
FORM = {"place": "111122223333/eu-west-1", "function": "checkout-api", "minutes": "5", "pattern": " ERROR "}
ERROR = '{"level": "ERROR", "message": "no order 17 password=hunter2", "requestId": "r-1"}'
REPORT = (
    "REPORT RequestId: r-1\tDuration: 12.00 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\t"
)


@pytest.fixture
def known(store):
    save_looking(store, NOON)
    with store.write() as conn:
        save_functions(conn, [a_function()], NOON)
        save_log_groups(conn, [LogGroup(an_identity(GROUP, Kind.LOG_GROUP), 10**9, NOON - 3600)], NOON)


@pytest.fixture
def somebody(store, clock, known):
    def enter(person, **logs):
        config = a_config()
        config = replace(config, logs=replace(config.logs, **logs))
        return signed_in(create_app(config, store, clock), store, NOON, person)

    return enter


def started(client, **form):
    return client.post("/logs/tails", data=FORM | form | {"csrf_token": form_token(client)})


def noted(store, key, state=None, **progress):
    with store.write() as conn:
        job = jobs.claim(conn, "me", NOON, 60)
        assert job.id == key
        jobs.progress(conn, job, progress, NOON, 60)
        if state:
            jobs.finish(conn, job, state, {"ended": "time"} if state is JobState.DONE else {"error": "no"}, NOON + 61)


def test_an_operator_follows_what_the_form_names_and_the_journal_knows(store, somebody):
    operator = somebody(OPERATOR)
    answer = started(operator)
    assert answer.status_code == 303
    with store.read() as conn:
        job = jobs.job_of(conn, int(answer.location.rsplit("/", 1)[-1]))
        (row,) = journal.rows_in_order(conn)
    asked = {name: job.payload[name] for name in ("groups", "pattern", "minutes", "usd", "person")}
    assert asked == {"groups": [GROUP], "pattern": "ERROR", "minutes": 5, "usd": 0.05, "person": "omar"}
    assert (row.person, row.action, row.target_account) == ("omar", "live tail", "111122223333")


def test_a_viewer_needs_a_budget(somebody):
    assert started(somebody(VIEWER)).status_code == 403


def test_a_viewer_with_a_budget_follows_and_stops_what_is_theirs(store, somebody):
    key = int(started(somebody(OPERATOR)).location.rsplit("/", 1)[-1])
    viewer = somebody(VIEWER, viewers_usd_a_day=1.0)
    assert post(viewer, f"/logs/tails/{key}/stop").status_code == 403
    own = int(started(viewer).location.rsplit("/", 1)[-1])
    assert post(viewer, f"/logs/tails/{own}/stop").status_code == 303
    with store.read() as conn:
        assert (jobs.cancel_requested(conn, key), jobs.cancel_requested(conn, own)) == (False, True)


def test_any_other_length_is_the_shortest(store, somebody):
    key = int(started(somebody(OPERATOR), minutes="999999").location.rsplit("/", 1)[-1])
    with store.read() as conn:
        assert jobs.job_of(conn, key).payload["minutes"] == 1


def test_nothing_to_follow_is_a_bad_request(somebody):
    assert started(somebody(OPERATOR), function="never-was").status_code == 400


def test_its_page_has_the_newest_lines_first_masked_with_what_it_costs(store, somebody):
    operator = somebody(OPERATOR)
    key = int(started(operator).location.rsplit("/", 1)[-1])
    lines = [[1, NOON * 1000, GROUP, "s", ERROR], [2, NOON * 1000 + 9, GROUP, "s", REPORT]]
    times = {"started_at": NOON - 100, "session_at": NOON - 100, "seen_at": NOON, "paid_usd": 0.0}
    noted(store, key, **times, lines=lines, seen=2, sampled=True)
    html = operator.get(f"/logs/tails/{key}").text
    assert html.index("REPORT 12 ms, billed 13 ms, memory 80 MB") < html.index("no order 17")
    assert "hunter2" not in html
    assert "$0.02 so far, $0.05 at most" in html
    assert "More came than CloudWatch hands out" in html
    told = operator.get(f"/api/v1/logs/tails/{key}").json
    assert [(line["number"], line["level"]) for line in told["lines"]] == [(2, "info"), (1, "error")]


@pytest.mark.parametrize(("state", "said"), [
    (JobState.DONE, "5 minutes are over"), (JobState.CANCELLED, "It was stopped"), (JobState.FAILED, "could not be"),
])  # fmt: skip
def test_how_it_ended_stands_on_its_page(store, somebody, state, said):
    operator = somebody(OPERATOR)
    key = int(started(operator).location.rsplit("/", 1)[-1])
    noted(store, key, state, started_at=NOON, lines=[], seen=0, sampled=False)
    html = operator.get(f"/logs/tails/{key}").text
    assert said in html
    assert "hx-get" not in html.split('id="tail"')[1][:200]


def test_log_text_is_withheld_from_those_who_may_not_read_it(store, clock, somebody):
    key = int(started(somebody(OPERATOR)).location.rsplit("/", 1)[-1])
    noted(store, key, started_at=NOON, lines=[[1, NOON * 1000, GROUP, "s", ERROR]], seen=1, sampled=False)
    config = a_config()
    config = replace(config, privacy=replace(config.privacy, withhold_from_viewers=("log_text",)))
    viewer = signed_in(create_app(config, store, clock), store, NOON, VIEWER)
    assert "no order" not in viewer.get(f"/logs/tails/{key}").text
    assert viewer.get(f"/api/v1/logs/tails/{key}").json["lines"] == []


def test_one_that_does_not_exist_is_told(client):
    assert client.get("/logs/tails/77").status_code == 404
    assert client.get(f"/api/v1/logs/tails/{10**30}").status_code == 404
