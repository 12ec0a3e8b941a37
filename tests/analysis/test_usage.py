"""What is charged for, from metrics and from reports."""

from decimal import Decimal

import pytest

from tests.analysis.costs import a_usage
from tests.factories import an_identity
from webapp.analysis.prices import Item
from webapp.analysis.usage import Basis, Measured, Setting, quantities, usage_of


def used(measured, **setting):
    return usage_of(an_identity(), Setting(**{"architecture": "arm64", "memory_mb": 512} | setting), measured)


def test_without_reports_the_metric_is_charged_and_says_so():
    usage = used(Measured(requests=10, duration_ms=1_000))
    assert (usage.duration_ms, usage.mb_ms, usage.basis) == (1_000, 512_000, Basis.METRICS)


def test_billed_duration_replaces_the_metric_where_it_is_known():
    usage = used(Measured(requests=10, duration_ms=1_000, reported=10, billed_ms=1_460))
    assert (usage.duration_ms, usage.basis) == (1_460, Basis.REPORTS)


def test_invocations_without_a_report_are_charged_by_the_metric():
    usage = used(Measured(requests=10, duration_ms=1_000, reported=5, billed_ms=800))
    assert (usage.duration_ms, usage.basis) == (800 + 500, Basis.PARTLY)


def test_a_few_reports_on_their_way_are_still_all():
    assert used(Measured(requests=1_000, duration_ms=9, reported=985, billed_ms=9)).basis is Basis.REPORTS


def test_more_reports_than_the_metric_counted_so_far_are_taken_as_they_are():
    usage = used(Measured(requests=9, duration_ms=900, reported=10, billed_ms=1_460))
    assert (usage.duration_ms, usage.reported) == (1_460, 9)


def test_only_storage_above_512_mb_is_charged():
    assert used(Measured(1, 1_000)).ephemeral_mb_ms == 0
    assert used(Measured(1, 1_000), ephemeral_mb=1536).ephemeral_mb_ms == 1_024_000


@pytest.mark.parametrize(("seconds", "charged"), [(0, 0), (1, 300), (300, 300), (301, 600), (86_400, 86_400)])
def test_provisioned_time_is_rounded_up_to_five_minutes(seconds, charged):
    usage = used(Measured(0, 0, seconds=seconds), provisioned=2)
    assert usage.provisioned_mb_s == 2 * 512 * charged


def test_what_did_not_spill_over_ran_on_provisioned_concurrency():
    usage = used(Measured(10, 1_000, spillover=4), provisioned=1)
    assert usage.provisioned_mb_ms == usage.mb_ms * 6 // 10
    assert used(Measured(10, 1_000)).provisioned_mb_ms == 0


def test_quantities_are_in_the_units_of_the_prices():
    logs = {"log_bytes": 3 * 1024**3, "infrequent_log_bytes": 4 * 1024**3}
    snapshots = {"snapshot_mb_s": 6 * 1024, "restored_mb": 7 * 1024}
    usage = a_usage(memory_mb=1024, ephemeral_mb_ms=1024 * 5_000, provisioned_mb_s=2048, **logs, **snapshots)
    assert dict(quantities(usage)) == {
        Item.REQUESTS: 1_000_000,
        Item.COMPUTE: 100_000,
        Item.PROVISIONED: 2,
        Item.EPHEMERAL: 5,
        Item.SNAP_START_CACHE: 6,
        Item.SNAP_START_RESTORE: 7,
        Item.LOG_INGESTION: 3,
        Item.LOG_INGESTION_INFREQUENT: 4,
    }


def test_two_stretches_add_up():
    both = a_usage(requests=1, duration_ms=2).plus(a_usage(requests=3, duration_ms=4, errors=5))
    assert (both.requests, both.duration_ms, both.errors, both.mb_ms) == (4, 6, 5, 6 * 512)
    assert both.times(Decimal("2.5")).requests == 10
