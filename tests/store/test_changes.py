"""Changes: however often one is seen, it is stored once."""

from dataclasses import replace

from collectors.records import Change, Kind
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.store.changes import changes_of, changes_of_each, recent_changes, save_changes
from webapp.store.targets import save_target

CHECKOUT = an_identity("checkout-api")
DEPLOY = Change(CHECKOUT, NOON, "deploy", "code_sha256", "aaa", "bbb", "event-1")


def test_a_change_seen_twice_is_stored_once(store):
    with store.write() as conn:
        save_changes(conn, [DEPLOY, DEPLOY])
        save_changes(conn, [DEPLOY])
        assert changes_of(conn, CHECKOUT, NOON, NOON + 1) == [DEPLOY]


def test_who_did_it_is_learned_later_and_not_forgotten(store):
    with store.write() as conn:
        save_changes(conn, [DEPLOY])
        save_changes(conn, [replace(DEPLOY, who="alice")])
        save_changes(conn, [DEPLOY])
        assert [change.who for change in recent_changes(conn, NOON, NOON + 1)] == ["alice"]


def test_changes_are_read_oldest_first_within_their_window(store):
    later = replace(DEPLOY, at=NOON + 60, field="memory_mb", event_id="event-2")
    outside = replace(DEPLOY, at=NOON + 3600, event_id="event-3")
    other = replace(DEPLOY, identity=an_identity("order-worker"))
    with store.write() as conn:
        save_changes(conn, [outside, later, DEPLOY, other])
        assert changes_of(conn, CHECKOUT, NOON, NOON + 3600) == [DEPLOY, later]
        assert len(recent_changes(conn, NOON, NOON + 3600)) == 3


def test_changes_are_told_apart_by_target(store):
    far = replace(DEPLOY, identity=an_identity("checkout-api", region="us-east-1"))
    with store.write() as conn:
        save_target(conn, "prod/us", an_identity("", Kind.ACCOUNT, region="us-east-1"))
        save_changes(conn, [DEPLOY, far])
        assert recent_changes(conn, NOON, NOON + 1, target="prod/us") == [far]


def test_the_changes_of_several_things_come_in_one_piece(store):
    other = replace(DEPLOY, identity=an_identity("order-worker"))
    queue = replace(DEPLOY, identity=an_identity("checkout-api", Kind.QUEUE))
    with store.write() as conn:
        save_changes(conn, [DEPLOY, other, queue])
        asked = [CHECKOUT, an_identity("order-worker"), an_identity("never-seen")]
        assert changes_of_each(conn, asked, NOON, NOON + 1) == {CHECKOUT: [DEPLOY], other.identity: [other]}
        assert changes_of_each(conn, [], NOON, NOON + 1) == {}
