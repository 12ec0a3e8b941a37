from webapp.config import Intervals
from webapp.watch.due import Task, due
from webapp.watch.tasks import jobs

FUNCTIONS = Task("functions", 300)
METRICS = Task("metrics", 300, after=("functions",))
ALARMS = Task("alarms", 60)
NOW = 1_000_000


def names(last, stretch=None, now=NOW):
    return [task.name for task in due((METRICS, FUNCTIONS, ALARMS), last, last, stretch or {}, now)]


def test_what_was_never_done_is_due():
    assert names({}) == ["functions", "alarms"]


def test_metrics_wait_until_functions_are_known():
    assert "metrics" not in names({"alarms": NOW})
    assert "metrics" in names({"functions": NOW})


def test_nothing_is_due_before_its_interval_is_over():
    assert names({"functions": NOW - 299, "metrics": NOW - 299, "alarms": NOW - 59}) == []


def test_what_has_waited_longest_comes_first():
    assert names({"functions": NOW - 301, "metrics": NOW - 400, "alarms": NOW - 500}) == [
        "alarms",
        "metrics",
        "functions",
    ]


def test_after_a_jump_forward_each_is_due_once():
    assert sorted(names({"functions": 0, "metrics": 0, "alarms": 0})) == ["alarms", "functions", "metrics"]


def test_after_the_clock_was_set_back_nothing_waits_for_the_old_time():
    assert len(names({"functions": NOW + 9999, "metrics": NOW + 9999, "alarms": NOW + 9999})) == 3


def test_a_stretched_task_waits_longer_and_the_others_do_not():
    last = {"functions": NOW - 300, "metrics": NOW - 300, "alarms": NOW - 60}
    assert names(last, {"metrics": 2.0}) == ["functions", "alarms"]
    assert "metrics" in names(last | {"metrics": NOW - 600}, {"metrics": 2.0})


def test_a_task_without_money_never_comes():
    assert "metrics" not in names({"functions": 0, "metrics": 0}, {"metrics": float("inf")})


def test_what_failed_is_tried_again_soon_though_it_is_done_seldom():
    bill = Task("bill", 86_400)

    def is_due(age, failed):
        return bool(due([bill], {"bill": NOW - age}, {"bill"}, {}, NOW, failed))

    assert not is_due(900, failed=())
    assert not is_due(899, failed={"bill"})
    assert is_due(900, failed={"bill"})


def test_on_a_new_machine_nothing_of_logs_is_asked_before_it_is_known_who_is_in_trouble():
    tasks = [job.task for job in jobs(Intervals()).values()]
    rounds, done = [], set()
    while ready := [task.name for task in due(tasks, {}, done, {}, NOW) if task.name not in done]:
        rounds.append(set(ready))
        done |= set(ready)
    assert done == {task.name for task in tasks}
    before_logs = set().union(*rounds[: next(i for i, each in enumerate(rounds) if "reports" in each)])
    assert {"functions", "metrics", "queues", "queue_metrics", "alarms"} <= before_logs
