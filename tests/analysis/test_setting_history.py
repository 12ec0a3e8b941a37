"""How a function was set up when."""

from collectors.records import Change, ProvisionedConcurrency
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from webapp.analysis.setting_history import stretches
from webapp.analysis.usage import Setting

MIDNIGHT = NOON - 12 * 3_600
EVENING = MIDNIGHT + 86_400


def changed(field, before, after, at):
    return Change(an_identity(), at, "configuration", field, before, after, f"{field}{at}")


def held(function, *changes):
    return [
        ((each.start - MIDNIGHT) // 3_600, (each.end - MIDNIGHT) // 3_600, each.setting)
        for each in stretches(function, changes, MIDNIGHT, EVENING)
    ]


def test_without_a_change_it_was_always_as_it_is():
    assert held(a_function(memory_mb=256)) == [(0, 24, Setting("x86_64", 256))]


def test_before_a_change_it_was_as_it_had_been():
    function = a_function(memory_mb=1024, architecture="arm64")
    changes = (
        changed("architecture", "x86_64", "arm64", MIDNIGHT + 3_600),
        changed("memory_mb", "512", "1024", MIDNIGHT + 7_200),
    )
    assert held(function, *changes) == [
        (0, 1, Setting("x86_64", 512)),
        (1, 2, Setting("arm64", 512)),
        (2, 24, Setting("arm64", 1024)),
    ]


def test_a_change_after_the_day_is_taken_back_for_the_whole_day():
    assert held(a_function(memory_mb=1024), changed("memory_mb", "512", "1024", EVENING + 60)) == [
        (0, 24, Setting("x86_64", 512))
    ]


def test_provisioned_concurrency_that_was_taken_away_still_counts_for_its_hours():
    assert held(a_function(), changed("provisioned.live", "5", "", NOON)) == [
        (0, 12, Setting("x86_64", 512, provisioned=5)),
        (12, 24, Setting("x86_64", 512)),
    ]


def test_provisioned_concurrency_of_all_aliases_is_added():
    function = a_function(provisioned=(ProvisionedConcurrency("a", 2), ProvisionedConcurrency("b", 3)))
    assert held(function, changed("provisioned.a", "", "2", NOON))[0][2].provisioned == 3


def test_other_changes_and_values_that_nobody_told_change_nothing():
    changes = (changed("timeout_s", "3", "30", NOON), changed("memory_mb", "", "512", NOON))
    assert held(a_function(), *changes) == [(0, 24, Setting("x86_64", 512))]


def test_snapshots_are_paid_for_except_by_java():
    assert held(a_function(runtime="python3.13", snapshot_mb=1024))[0][2].snapshot_mb == 1024
    assert held(a_function(runtime="java21", snapshot_mb=1024))[0][2].snapshot_mb == 0
