"""CloudTrail's account of a change and our own are one change."""

from dataclasses import replace

from tests.analysis.cases import a_change
from tests.conftest import NOON
from webapp.analysis.twins import told_once


def a_call(at, what="deploy", **fields):
    return replace(
        a_change(at, what, "UpdateFunctionCode", source="cloudtrail", who="deployer/ana"), event_id="ct", **fields
    )


def test_a_difference_learns_who_made_it_and_when():
    call, seen = a_call(NOON - 200, "alias"), a_change(NOON, "alias", "alias.live")
    (told,) = told_once([seen, call])
    assert (told.who, told.at, told.field) == ("deployer/ana", NOON - 200, "alias.live")


def test_one_call_that_changed_two_settings_explains_both():
    call = a_call(NOON, "configuration")
    memory, timeout = (a_change(NOON + 1, "configuration", field) for field in ("memory_mb", "timeout_s"))
    assert [change.who for change in told_once([call, memory, timeout])] == ["deployer/ana"] * 2


def test_a_call_without_a_difference_and_a_difference_without_a_call_stay():
    call, other = a_call(NOON, "concurrency"), a_change(NOON - 9000)
    assert told_once([call, other]) == [other, call]


def test_changes_far_apart_or_of_other_kinds_are_not_twins():
    for seen in (a_change(NOON + 1000), a_change(NOON - 100), a_change(NOON, "alias")):
        assert len(told_once([a_call(NOON), seen])) == 2


def test_of_two_calls_the_nearest_names_who():
    early = replace(a_call(NOON - 600), event_id="early", who="deployer/bob")
    (told,) = told_once([early, a_call(NOON - 5), a_change(NOON)])
    assert told.who == "deployer/ana"
