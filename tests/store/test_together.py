"""Several at once: writers wait their turn, readers wait for nobody, and what is to be had once is had once."""

from concurrent.futures import ThreadPoolExecutor

from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.personas import ADMIN
from tests.store.opening import opened
from webapp.actions.plans import confirm
from webapp.auth import attempts
from webapp.store.functions import functions, save_functions
from webapp.store.jobs import add, claim
from webapp.store.lease import take
from webapp.store.plans import Plan, save_plan
from webapp.store.settings import locked_setting, save_setting, setting


def at_once(work, count):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_writers_wait_for_each_other_and_lose_nothing(store):
    def write(writer):
        for number in range(20):
            with store.write() as conn:
                save_functions(conn, [a_function(f"function-{writer}-{number}")], NOON)

    at_once(write, 4)
    with store.read() as conn:
        assert len(functions(conn)) == 80


def test_writers_in_different_processes_read_what_the_other_wrote(filled):
    """Each has its own connections, as two processes have: what was read in a write is still true when it is kept."""

    def count_up(_):
        with opened(f"sqlite:///{filled}") as own:
            for _ in range(25):
                with own.write() as conn:
                    save_setting(conn, "count", str(int(setting(conn, "count") or 0) + 1))

    at_once(count_up, 3)
    with opened(f"sqlite:///{filled}") as store, store.read() as conn:
        assert setting(conn, "count") == "75"


def test_a_reader_waits_for_no_writer_and_sees_only_what_is_kept(store):
    with store.write() as writing:
        save_functions(writing, [a_function()], NOON)
        with store.read() as reading:
            assert functions(reading) == []
    with store.read() as reading:
        assert functions(reading) == [a_function()]


def test_a_reader_keeps_its_view_while_others_write(store):
    with store.read() as reading:
        assert functions(reading) == []
        with store.write() as writing:
            save_functions(writing, [a_function()], NOON)
        assert functions(reading) == []


def test_a_failed_write_leaves_nothing(store):
    try:
        with store.write() as conn:
            save_functions(conn, [a_function()], NOON)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    with store.read() as conn:
        assert functions(conn, gone=True) == []


def test_a_lease_that_all_want_goes_to_one(store):
    def want(owner):
        with store.write() as conn:
            return take(conn, "prod", str(owner), NOON, 30)

    assert sorted(at_once(want, 6), key=str) == [1, None, None, None, None, None]


def test_every_job_is_claimed_by_exactly_one(store):
    with store.write() as conn:
        waiting = [add(conn, "redrive", {}, NOON) for _ in range(20)]

    def work(owner):
        mine = []
        while True:
            with store.write() as conn:
                job = claim(conn, str(owner), NOON, 30)
            if job is None:
                return mine
            mine.append(job.id)

    assert sorted(key for mine in at_once(work, 4) for key in mine) == waiting


def test_who_changes_a_setting_by_what_it_is_loses_nobodys_change(store):
    def count_up(_):
        for _ in range(10):
            with store.write() as conn:
                save_setting(conn, "count", str(int(locked_setting(conn, "count", "0")) + 1))

    at_once(count_up, 4)
    with store.read() as conn:
        assert setting(conn, "count") == "40"


def test_many_tries_to_sign_in_at_the_same_moment_find_out_one_after_the_other(store):
    def try_once(_):
        with store.write() as conn:
            return attempts.claim(conn, "ada", "198.51.100.7", NOON)

    assert try_once(0) == 0
    waits = at_once(try_once, 16)
    assert waits.count(0) <= attempts.OF_A_USER.free


def test_a_plan_that_is_confirmed_twice_at_the_same_moment_becomes_one_job(store):
    plan = Plan("p1", "test", ADMIN, an_identity(), {}, {}, (), (), NOON, NOON + 900)
    with store.write() as conn:
        save_plan(conn, plan)

    def confirmed(_):
        with store.write() as conn:
            return confirm(conn, plan.id, plan.hash, ADMIN, NOON)

    assert len(set(at_once(confirmed, 6))) == 1
