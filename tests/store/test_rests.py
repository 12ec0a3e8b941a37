from tests.conftest import NOON
from webapp.store.rests import Rest, rests, save_rests


def test_what_rests_is_kept_by_target_until_it_rests_no_more(store):
    silent, busy = Rest("cloudwatch", "unreachable", NOON + 60), Rest("sqs", "throttled", NOON + 15)
    with store.write() as conn:
        save_rests(conn, "prod", [busy, silent])
        save_rests(conn, "lab", [busy])
        assert rests(conn) == {"prod": (silent, busy), "lab": (busy,)}
        save_rests(conn, "prod", [])
        assert rests(conn) == {"lab": (busy,)}
