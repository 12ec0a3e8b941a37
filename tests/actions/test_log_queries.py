"""A person's log query as a job over the embedded AWS: answered, stopped, refused, and paid for."""

import pytest

from collectors.records import Kind, Outcome
from tests.collecting import an_embedded_target, use_keys
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.actions import log_queries as asking
from webapp.actions.door import Door
from webapp.actions.plans import Acting
from webapp.config import Config
from webapp.jobs import JobCancelled, JobRefused, Working
from webapp.store import jobs, log_queries
from webapp.store.runs import save_outcome, spent_usd

PLACE = an_identity("", Kind.ACCOUNT)
GROUP = "/aws/lambda/checkout-api"


@pytest.fixture
def acting(store, clock, embedded_aws, monkeypatch):
    use_keys(embedded_aws, monkeypatch)
    target = an_embedded_target(embedded_aws)
    with store.write() as conn:
        save_outcome(conn, Outcome(target.name, "functions", NOON, 1.0, identity=PLACE))
    return Acting(Config((target,), ""), store, clock, Door([target]))


@pytest.fixture
def working(acting):
    def start(text="fields @timestamp, @message | limit 5", groups=(GROUP,)):
        asked = {"text": text, "start": NOON - 300, "end": NOON, "person": "mara"}
        with acting.store.write() as conn:
            asking.ask(conn, PLACE, groups, asked, NOON)
            return Working(jobs.claim(conn, "me", NOON, 60), acting.store, acting.clock)

    return start


def test_a_query_is_answered_and_paid_for(acting, working):
    told = asking.perform(acting, working())
    assert (told["status"], told["columns"], len(told["rows"])) == ("Complete", ["@timestamp", "@message"], 5)
    with acting.store.read() as conn:
        assert log_queries.scanned_usd(conn, NOON - 1, NOON + 1, "mara") > 0
        assert spent_usd(conn, NOON, NOON + 1) == pytest.approx(told["bytes"] / 1e9 * 0.005)


def test_a_query_that_nobody_waits_for_is_stopped(acting, working, embedded_aws):
    embedded_aws.faults("endless:logs:StartQuery")
    work = working()
    with acting.store.write() as conn:
        jobs.request_cancel(conn, work.job.id)
    with pytest.raises(JobCancelled):
        asking.perform(acting, work)
    assert embedded_aws.calls("logs:StopQuery")["total"] == 1
    with acting.store.read() as conn:
        assert [q.status for *_, q in log_queries.recent_queries(conn, NOON - 1, NOON + 1)] == ["Cancelled"]


@pytest.mark.parametrize(("text", "groups", "said"), [
    ("frobnicate", (GROUP,), "MalformedQuery.*Correct the query"),
    ("limit 1", ("/aws/lambda/never-was",), "does not exist"),
    ("limit 1", ("/aws/lambda/hr-payroll-export",), "not authorized"),
])  # fmt: skip
def test_a_query_that_aws_refuses_says_why(acting, working, text, groups, said):
    with pytest.raises(JobRefused, match=said):
        asking.perform(acting, working(text, groups))


def test_a_query_goes_on_without_the_groups_that_aws_refuses_and_names_them(acting, working):
    told = asking.perform(acting, working(groups=("/aws/lambda/hr-payroll-export", GROUP)))
    assert (told["status"], len(told["rows"])) == ("Complete", 5)
    assert told["left_out"] == ["/aws/lambda/hr-payroll-export"]


def test_an_answer_keeps_no_more_than_a_page_can_bear():
    from collectors.insights import Answer

    told = asking.shown(Answer("Complete", tuple({"a": "x" * 30_000} for _ in range(5_000))), asking.MOST_ROWS)
    assert told["found"] == 5_000
    assert sum(len(row[0]) for row in told["rows"]) <= asking.MOST_CHARACTERS
    assert len(told["rows"][0][0]) == asking.LONGEST_VALUE
