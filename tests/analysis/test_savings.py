"""What would cost less: when an idea is told, what it saves, what it warns of."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from collectors.records import ProvisionedConcurrency
from tests.analysis.costs import LIST, a_usage
from tests.factories import a_function
from webapp.analysis.bill import Cost, bill
from webapp.analysis.savings.ideas import savings
from webapp.analysis.savings.spending import Runs, Spending
from webapp.analysis.usage import lines
from webapp.prices.reading import shipped

BOOK = shipped()
RICH = {"111122223333": Decimal(1_000_000)}


def a_spending(function: dict[str, Any] | None = None, runs: Runs | None = None, **usage: Any) -> Spending:
    known = a_function(**function or {})
    used = a_usage(**{"memory_mb": known.memory_mb, "architecture": known.architecture} | usage)
    extra = {name: used_ for name in ("concurrency_max",) if (used_ := usage.get(name)) is not None}
    cost = bill(lines([used]), BOOK, LIST).costs.get(used.identity, Cost())
    return Spending(known, used, cost, runs or Runs(), **extra)


def ideas(*spendings, paid=RICH):
    return {saving.kind: saving for saving in savings(spendings, BOOK, paid)}


ARM = {"architecture": "arm64"}
SURE = {"reports": 50_000}


def test_memory_that_was_never_used_would_cost_less():
    saving = ideas(a_spending(ARM | {"memory_mb": 1024}, Runs(**SURE, max_memory_mb=300)))["memory"]
    assert saving.title == "1024 MB to 448 MB of memory"
    compute = 1_000_000 * Decimal("0.1") * Decimal("0.0000133334")
    assert saving.usd_a_month == compute * (1 - Decimal(448) / 1024)
    assert "CPU shrinks with memory" in saving.risk


@pytest.mark.parametrize("used", [1, 80, 300, 511, 900])
def test_advised_memory_always_keeps_its_margin(used):
    found = ideas(a_spending(ARM | {"memory_mb": 1024}, Runs(**SURE, max_memory_mb=used)))
    if "memory" in found:
        advised = int(found["memory"].title.split(" to ")[1].split()[0])
        assert advised >= max(128, used * 1.3)


def test_memory_is_not_judged_by_a_few_reports_or_none():
    assert "memory" not in ideas(a_spending(ARM | {"memory_mb": 1024}, Runs(reports=999, max_memory_mb=100)))
    assert "memory" not in ideas(a_spending(ARM | {"memory_mb": 1024}))


def test_arm_costs_a_fifth_less_at_the_same_duration():
    spending = a_spending()
    saving = ideas(spending)["arm64"]
    assert saving.usd_a_month == pytest.approx(spending.execution_usd * Decimal("0.163"), rel=Decimal("0.02"))
    assert saving.confidence == "medium"


@pytest.mark.parametrize(
    ("function", "confidence"),
    [
        ({"layers": ("arn:aws:lambda:eu-west-1:1:layer:native:1",)}, "low"),
        ({"package_type": "Image", "runtime": None}, "low"),
        ({"runtime": "provided.al2023"}, "low"),
    ],
)
def test_arm_is_less_sure_where_something_must_be_built_again(function, confidence):
    assert ideas(a_spending(function))["arm64"].confidence == confidence


def test_arm_is_not_advised_to_who_has_it_cannot_or_where_it_has_no_price():
    assert "arm64" not in ideas(a_spending(ARM))
    assert "arm64" not in ideas(a_spending({"runtime": "go1.x"}))
    here = a_function(identity=a_usage(place={"region": "il-central-1"}).identity)
    assert "arm64" not in ideas(a_spending({"identity": here.identity}, place={"region": "il-central-1"}))


def test_failures_cost_their_share():
    spending = a_spending(ARM, errors=100_000)
    saving = ideas(spending)["errors"]
    assert saving.usd_a_month == spending.execution_usd / 10
    assert saving.text.startswith("10 % of its invocations fail")


def test_failures_that_come_back_are_a_loop():
    spending = a_spending(ARM, errors=100_000)
    looping = Spending(spending.function, spending.usage, spending.cost, feeds_itself="orders-dlq")
    assert "through orders-dlq" in ideas(looping)["dlq_loop"].text


def test_repetitions_of_what_fails_cost_their_share():
    spending = replace(a_spending(ARM, errors=90_000), tries=3)
    saving = ideas(spending)["retries"]
    assert saving.usd_a_month == spending.execution_usd * 60_000 / 1_000_000
    assert (saving.title, saving.confidence) == ("One try instead of 3 of what fails", "low")
    assert "transient" in saving.risk


@pytest.mark.parametrize("tries", [None, 1])
def test_what_is_not_tried_again_has_no_repetitions(tries):
    assert "retries" not in ideas(replace(a_spending(ARM, errors=90_000), tries=tries))


def test_memory_of_provisioned_instances_is_saved_with_the_rest():
    function = ARM | {"memory_mb": 1024, "provisioned": (ProvisionedConcurrency("live", 2),)}
    place = {"region": "us-east-1"}
    known = a_function(identity=a_usage(place=place).identity, **function)
    used = a_usage(architecture="arm64", requests=0, duration_ms=0, provisioned_mb_s=1024 * 10**6, place=place)
    cost = bill(lines([used]), BOOK, LIST).costs[used.identity]
    saving = ideas(Spending(known, used, cost, Runs(reports=50_000, max_memory_mb=300)))["memory"]
    assert saving.usd_a_month == cost.usd * (1 - Decimal(448) / 1024)


def test_calls_that_wait_for_a_long_timeout_would_cost_less_with_a_short_one():
    runs = Runs(reports=1_000_000, timeouts=1_000, timeout_ms=30_000_000)
    saving = ideas(a_spending(ARM | {"timeout_s": 30}, runs))["timeout"]
    assert saving.title == "A timeout of 3 s instead of 30 s"
    assert saving.usd_a_month == Decimal(27_000) / 2 * Decimal("0.0000133334")


def test_a_timeout_that_fits_is_left_alone():
    runs = Runs(reports=1_000_000, timeouts=1_000, timeout_ms=3_000_000)
    assert "timeout" not in ideas(a_spending(ARM | {"timeout_s": 3}, runs))


def test_cold_starts_cost_their_time():
    saving = ideas(a_spending(ARM, Runs(reports=1_000_000, cold_starts=10_000, init_ms=10_000_000)))["cold_starts"]
    assert saving.usd_a_month == Decimal(5_000) * Decimal("0.0000133334")


def test_provisioned_concurrency_above_the_peak_is_idle():
    function = ARM | {"provisioned": (ProvisionedConcurrency("live", 20),)}
    base = a_spending(function, provisioned_mb_s=20 * 512 * 86_400 * 30, place={"region": "us-east-1"})
    known = a_function(identity=base.usage.identity, **function)
    saving = ideas(Spending(known, base.usage, base.cost, concurrency_max=5))["provisioned"]
    assert saving.title == "6 provisioned instances instead of 20"
    assert saving.usd_a_month == 10 * 86_400 * 30 * Decimal("0.0000033334") * Decimal("0.7")
    assert "provisioned" not in ideas(Spending(known, base.usage, base.cost, concurrency_max=17))


def test_logs_that_cost_more_than_running_are_said():
    spending = a_spending(ARM, log_bytes=100 * 1024**3)
    assert ideas(spending)["log_volume"].usd_a_month == 100 * Decimal("0.57") / 2
    assert "log_volume" not in ideas(a_spending(ARM, log_bytes=1024**3))


def test_logs_kept_for_ever_cost_what_is_older_than_a_month():
    spending = a_spending(ARM)
    kept = replace(spending, stored_bytes=500 * 1024**3, log_age_days=300)
    assert ideas(kept)["log_retention"].usd_a_month == 450 * Decimal("0.03")
    assert ideas(replace(kept, retention_days=60))["log_retention"].usd_a_month == 250 * Decimal("0.03")


@pytest.mark.parametrize("fields", [{"retention_days": 14}, {"log_age_days": 20}, {"log_age_days": None}])
def test_logs_that_are_young_or_of_unknown_age_are_left_alone(fields):
    kept = replace(a_spending(ARM), **{"stored_bytes": 500 * 1024**3, "log_age_days": 300} | fields)
    assert "log_retention" not in ideas(kept)


def test_nobody_saves_more_than_the_account_pays():
    spending = a_spending(errors=900_000)
    assert ideas(spending, paid={"111122223333": Decimal("0.05")})["errors"].usd_a_month == Decimal("0.05")
    assert ideas(spending, paid={}) == {}


def test_the_greatest_saving_comes_first():
    found = savings([a_spending(errors=1_000), a_spending({"name": "big"}, errors=900_000)], BOOK, RICH)
    sums = [saving.usd_a_month for saving in found]
    assert sums == sorted(sums, reverse=True)
