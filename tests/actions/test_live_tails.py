"""A live tail as a job over the embedded AWS: followed, stopped, refused, paid for and journaled."""

import pytest

from collectors.records import Kind, Outcome
from tests.collecting import an_embedded_target, use_keys
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.actions import live_tails
from webapp.actions.door import Door
from webapp.actions.plans import Acting
from webapp.clock import SetClock
from webapp.config import Config
from webapp.config.model import Logs
from webapp.jobs import JobCancelled, JobLost, JobRefused, Working
from webapp.person import How, Person, Role
from webapp.store import jobs, journal
from webapp.store.runs import save_outcome, spent_usd
from webapp.store.tails import tailed_usd, tails

PLACE = an_identity("", Kind.ACCOUNT)
GROUP = "/aws/lambda/checkout-api"
MARA = Person("mara", Role.OPERATOR, How.PASSWORD)
VIEWER = Person("vic", Role.VIEWER, How.PASSWORD)


class PassingClock(SetClock):
    """Each look at it is `step` seconds later than the one before."""

    step = 0
    after = ()
    """What happens at the next looks, one at each."""

    def now(self):
        self.advance(self.step)
        if self.after:
            self.after.pop(0)()
        return super().now()


@pytest.fixture
def clock():
    return PassingClock(NOON)


@pytest.fixture
def acting(store, clock, embedded_aws, monkeypatch):
    use_keys(embedded_aws, monkeypatch)
    embedded_aws.clock(speed=5)
    target = an_embedded_target(embedded_aws)
    with store.write() as conn:
        save_outcome(conn, Outcome(target.name, "functions", NOON, 1.0, identity=PLACE))
    return Acting(Config((target,), ""), store, clock, Door([target]))


@pytest.fixture
def working(acting):
    def start(groups=(GROUP,), pattern="", minutes=1):
        with acting.store.write() as conn:
            live_tails.ask(conn, MARA, PLACE, groups, pattern, minutes, NOON)
            return Working(jobs.claim(conn, "me", NOON, 60), acting.store, acting.clock)

    return start


def journaled(acting):
    with acting.store.read() as conn:
        return [(row.phase, row.person, row.action, row.result) for row in journal.rows_in_order(conn)]


def test_it_follows_until_its_time_is_over_and_is_paid_by_the_minute(acting, working, clock):
    clock.step = 20
    work = working()
    assert live_tails.perform(acting, work) == {"ended": "time"}
    assert work.noted["seen"] > 0
    assert len(work.noted["lines"][0]) == 5
    with acting.store.read() as conn:
        assert spent_usd(conn, NOON, NOON + 3600) == pytest.approx(0.02)
    assert journaled(acting) == [("intent", "mara", "live tail", ""), ("result", "mara", "live tail", "done")]


def test_it_ends_when_nobody_looks_any_more(acting, working, clock):
    work = working(minutes=60)

    def leave():
        with acting.store.write() as conn:
            jobs.request_cancel(conn, work.job.id)

    clock.after = [lambda: None, lambda: None, leave]
    with pytest.raises(JobCancelled):
        live_tails.perform(acting, work)
    assert work.noted["seen"] > 0
    assert journaled(acting)[-1][-1] == "stopped"
    with acting.store.read() as conn:
        assert spent_usd(conn, NOON, NOON + 1) == pytest.approx(0.01)


@pytest.mark.parametrize(("fault", "groups", "said"), [
    ("deny:logs:StartLiveTail", (GROUP,), "Allow logs:StartLiveTail for .*`oncall policy --operator`"),
    ("broken:logs:StartLiveTail", (GROUP,), "SessionStreaming"),
    ("delay:0", ("/aws/lambda/never-was",), "does not exist"),
    ("delay:0", (GROUP, "/aws/lambda/hr-payroll-export"), "deny"),
])  # fmt: skip
def test_what_aws_refuses_says_what_to_do(acting, working, embedded_aws, fault, groups, said):
    embedded_aws.faults(fault)
    with pytest.raises(JobRefused, match=said):
        live_tails.perform(acting, working(groups))
    assert journaled(acting)[-1][-1] == "failed"


def test_a_connection_that_breaks_is_unreachable_and_no_defect(acting, working, embedded_aws):
    embedded_aws.faults("cut:logs:StartLiveTail")
    with pytest.raises(JobRefused, match="did not answer"):
        live_tails.perform(acting, working())


def test_whoever_takes_it_over_goes_on_with_the_lines_that_are_there(acting, working, clock):
    work = working()
    before = noted(NOON - 50, NOON - 40)
    taken = Working(work.job, acting.store, acting.clock, before)
    clock.step = 2
    live_tails.perform(acting, taken)
    assert taken.noted["lines"][0] == [4, 1, GROUP, "s", "earlier"]
    assert taken.noted["started_at"] == NOON - 50
    assert taken.noted["seen"] > 4


def noted(started_at, seen_at):
    """As a collector that was killed left it."""
    lines = [[4, 1, GROUP, "s", "earlier"]]
    times = {"started_at": started_at, "session_at": started_at, "seen_at": seen_at}
    return {**times, "paid_usd": 0.0, "lines": lines, "seen": 4, "sampled": True}


def test_a_session_that_a_kill_cut_off_is_paid_beside_the_one_that_goes_on(acting, working, clock):
    taken = Working(working(minutes=5).job, acting.store, acting.clock, noted(NOON - 200, NOON - 130))
    clock.step = 30
    live_tails.perform(acting, taken)
    assert taken.noted["usd"] == pytest.approx(0.02 + 0.01)


def test_one_whose_time_ended_while_nobody_was_there_ends_without_another_session(acting, working, embedded_aws):
    taken = Working(working().job, acting.store, acting.clock, noted(NOON - 7200, NOON - 7190))
    assert live_tails.perform(acting, taken) == {"ended": "away"}
    assert journaled(acting)[-1] == ("result", "mara", "live tail", "done")
    with acting.store.read() as conn:
        assert spent_usd(conn, NOON - 8000, NOON + 1) == pytest.approx(0.01)
    assert embedded_aws.calls("logs:StartLiveTail")["total"] == 0


def test_one_that_nobody_looks_at_any_more_is_not_opened_again(acting, working, embedded_aws):
    taken = Working(working(minutes=60).job, acting.store, acting.clock, noted(NOON - 90, NOON - 80))
    with acting.store.write() as conn:
        jobs.request_cancel(conn, taken.job.id)
    with pytest.raises(JobCancelled):
        live_tails.perform(acting, taken)
    assert embedded_aws.calls("logs:StartLiveTail")["total"] == 0
    with acting.store.read() as conn:
        assert spent_usd(conn, NOON - 100, NOON + 1) == pytest.approx(0.01)


def test_whoever_lost_it_writes_no_end(acting, working):
    work = working()
    with acting.store.write() as conn:
        assert jobs.claim(conn, "another", NOON + 120, 60).id == work.job.id
    with pytest.raises(JobLost):
        live_tails.perform(acting, work)
    assert [row[0] for row in journaled(acting)] == ["intent"]


def may(acting, person, minutes=5, **logs):
    config = Config(acting.config.targets, "", logs=Logs(**logs))
    with acting.store.read() as conn:
        return live_tails.why_not(conn, config, person, minutes, NOON)


def test_viewers_follow_as_far_as_they_have_a_budget(acting, working):
    assert "operator" in may(acting, VIEWER)
    assert may(acting, VIEWER, viewers_usd_a_day=0.06) == ""
    assert "thought to cost $0.60" in may(acting, VIEWER, minutes=60, viewers_usd_a_day=0.06)
    with acting.store.write() as conn:
        live_tails.ask(conn, VIEWER, PLACE, (GROUP,), "", 5, NOON)
    assert "$0.01 of your budget" in may(acting, VIEWER, viewers_usd_a_day=0.06)


def test_only_so_many_go_on_at_once(acting, working):
    for _ in range(live_tails.MOST_AT_ONCE):
        assert may(acting, MARA) == ""
        with acting.store.write() as conn:
            live_tails.ask(conn, MARA, PLACE, (GROUP,), "", 1, NOON)
    assert "under way" in may(acting, MARA)


def test_one_that_was_refused_costs_nothing(acting, working, embedded_aws):
    embedded_aws.faults("deny:logs:StartLiveTail")
    work = working()
    with pytest.raises(JobRefused):
        live_tails.perform(acting, work)
    with acting.store.write() as conn:
        jobs.finish(conn, work.job, jobs.JobState.FAILED, {"error": "denied"}, NOON + 1)
        assert [job.state for job in tails(conn, NOON, NOON + 1)] == ["failed"]
        assert tailed_usd(conn, NOON, NOON + 1, "mara") == 0
