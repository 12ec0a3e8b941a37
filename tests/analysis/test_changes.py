"""Differences between two reads: what is a change, when it happened, and that it is one change however often seen."""

from collectors.records import Alias, ProvisionedConcurrency
from tests.conftest import NOON
from tests.factories import a_function, a_mapping, an_identity
from webapp.analysis.changes import deleted, differences, mapping_differences

OLD, NEW = NOON - 5000, NOON - 60


def changed(before, after, now=NOON):
    return [
        (c.what, c.field, c.before, c.after, c.at) for c in differences(a_function(**before), a_function(**after), now)
    ]


def test_a_function_never_seen_was_created():
    (change,) = differences(None, a_function(last_modified=OLD), NOON)
    assert (change.what, change.at) == ("created", OLD)


def test_nothing_changed():
    assert changed({}, {}) == []


def test_new_code_is_a_deploy_at_the_time_that_aws_tells():
    before, after = {"code_sha256": "a", "last_modified": OLD}, {"code_sha256": "b", "last_modified": NEW}
    assert changed(before, after) == [("deploy", "code_sha256", "a", "b", NEW)]


def test_a_setting_is_a_configuration_change():
    assert changed({"memory_mb": 512}, {"memory_mb": 1024, "last_modified": NEW}) == [
        ("configuration", "memory_mb", "512", "1024", NEW)
    ]
    assert changed({"layers": ("a",)}, {"layers": ("a", "b")}) == [("configuration", "layers", "a", "a, b", NOON)]


def test_an_environment_value_is_told_by_name_and_hash_only():
    before = {"environment": (("DB_HOST", "h1"), ("OLD", "h2"))}
    after = {"environment": (("DB_HOST", "h9"), ("NEW", "h3"))}
    assert [change[:4] for change in changed(before, after)] == [
        ("configuration", "environment.DB_HOST", "h1", "h9"),
        ("configuration", "environment.NEW", "", "h3"),
        ("configuration", "environment.OLD", "h2", ""),
    ]


def test_an_alias_that_moves_and_one_that_shifts_weight():
    before = {"aliases": (Alias("live", "3"),)}
    after = {"aliases": (Alias("live", "4", (("3", 0.9),)), Alias("next", "5"))}
    assert [change[:4] for change in changed(before, after)] == [
        ("alias", "alias.live", "3", "4"),
        ("alias", "alias.live.weights", "", "3 90 %"),
        ("alias", "alias.next", "", "5"),
    ]


def test_concurrency_is_told_as_such():
    before = {"reserved_concurrency": 5, "provisioned": ()}
    after = {"reserved_concurrency": None, "provisioned": (ProvisionedConcurrency("live", 10, 3, "IN_PROGRESS"),)}
    assert [change[:4] for change in changed(before, after)] == [
        ("concurrency", "provisioned.live", "", "10"),
        ("concurrency", "reserved_concurrency", "5", ""),
    ]


def test_what_could_not_be_read_is_no_change():
    known = {"tags": (("team", "pay"),), "aliases": (Alias("live", "3"),), "reserved_concurrency": 5}
    unread = {"tags": None, "aliases": None, "reserved_concurrency": None, "unread": ("reserved_concurrency",)}
    assert changed(known, unread) == changed(unread, known) == []
    assert [change[1] for change in changed(known, known | {"tags": ()})] == ["tags.team"]


def test_a_passing_state_is_no_news():
    assert changed({"state": "Active"}, {"state": "Pending"}) == []
    assert changed({"state": "Active"}, {"state": "Failed"})[0][1:4] == ("state", "Active", "Failed")


def test_a_change_seen_twice_is_one_and_one_made_twice_is_two():
    there = differences(a_function(memory_mb=512), a_function(memory_mb=1024, last_modified=NEW), NOON)
    seen_later = differences(a_function(memory_mb=512), a_function(memory_mb=1024, last_modified=NEW), NOON + 300)
    again = differences(a_function(memory_mb=512), a_function(memory_mb=1024, last_modified=NOON + 600), NOON + 900)
    assert there[0].event_id == seen_later[0].event_id != again[0].event_id
    other = an_identity("other")
    elsewhere = differences(
        a_function(identity=other, memory_mb=512), a_function(identity=other, memory_mb=1024, last_modified=NEW), NOON
    )
    assert elsewhere[0].event_id != there[0].event_id


def test_a_function_that_went_is_told():
    assert deleted(a_function(code_sha256="a"), NOON).what == "deleted"


def test_a_mapping_that_is_switched_off_is_told_of_its_function():
    (change,) = mapping_differences(a_mapping(), a_mapping(state="Disabled", last_modified=NEW), NOON)
    assert (change.identity, change.what) == (an_identity(), "mapping")
    assert (change.field, change.before, change.after, change.at) == ("orders.state", "Enabled", "Disabled", NEW)


def test_a_mapping_on_its_way_is_not_told_and_a_new_one_is():
    assert mapping_differences(a_mapping(), a_mapping(state="Updating"), NOON) == ()
    assert mapping_differences(a_mapping(state="Updating"), a_mapping(), NOON) == ()
    assert mapping_differences(None, a_mapping(), NOON)[0].field == "orders"
