"""Verdicts: the newest on everything, and how states changed."""

from dataclasses import replace

from collectors.records import Kind, Listed
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.store.identities import mark_gone
from webapp.store.targets import save_target
from webapp.store.verdicts import save_verdicts, verdict_of, verdicts, verdicts_since

CHECKOUT = an_identity("checkout-api")
REASON = Reason("error_rate", State.BAD, "12 % of invocations failed", 12.0, 10.0, "percent", NOON - 300)
BAD = Verdict(CHECKOUT, State.BAD, NOON - 300, NOON, (REASON, Reason("quiet", State.WARN, "It was quiet")))


def test_a_verdict_comes_back_with_its_reasons(store):
    with store.write() as conn:
        save_verdicts(conn, [BAD])
        assert verdict_of(conn, CHECKOUT) == BAD
        assert verdicts(conn) == {CHECKOUT: BAD}
        assert verdict_of(conn, an_identity("nobody")) is None


def test_only_a_change_of_state_is_history(store):
    again = replace(BAD, judged_at=NOON + 60)
    well = Verdict(CHECKOUT, State.OK, NOON + 120, NOON + 120)
    with store.write() as conn:
        for verdict in (BAD, again, well):
            save_verdicts(conn, [verdict])
        assert verdicts_since(conn, NOON, NOON + 3600) == [well, BAD]
        assert verdicts_since(conn, NOON, NOON + 3600, an_identity("nobody")) == []


def test_a_verdict_on_what_is_gone_is_not_shown(store):
    with store.write() as conn:
        save_verdicts(conn, [BAD])
        mark_gone(conn, Listed("aws", "111122223333", "eu-west-1", Kind.FUNCTION, frozenset()), NOON)
        assert verdicts(conn) == {}
        assert verdict_of(conn, CHECKOUT) == BAD


def test_verdicts_are_told_apart_by_target(store):
    far = replace(BAD, identity=an_identity("checkout-api", region="us-east-1"))
    with store.write() as conn:
        save_target(conn, "prod/us", an_identity("", Kind.ACCOUNT, region="us-east-1"))
        save_verdicts(conn, [BAD, far])
        assert verdicts(conn, target="prod/us") == {far.identity: far}
        assert verdicts(conn, target="unknown") == {}
