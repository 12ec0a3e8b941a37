from tests.conftest import NOON
from webapp.store.on_screen import KEPT_S, MOST, on_screen, save_seen


def test_only_the_newest_of_many_functions_count_so_that_nobody_can_make_looking_dear(store):
    with store.write() as conn:
        for i in range(MOST + 5):
            save_seen(conn, "prod", f"f{i}", NOON + i)
        save_seen(conn, "lab", "f", NOON)
    with store.read() as conn:
        found = on_screen(conn, NOON + MOST + 5)
    assert found == {"prod": {f"f{i}" for i in range(5, MOST + 5)}, "lab": {"f"}}


def test_a_function_counts_once_and_as_long_as_it_is_said_again(store):
    with store.write() as conn:
        save_seen(conn, "prod", "f", NOON)
        save_seen(conn, "prod", "f", NOON + 60)
    with store.read() as conn:
        assert on_screen(conn, NOON + 60 + KEPT_S - 1) == {"prod": {"f"}}
        assert on_screen(conn, NOON + 60 + KEPT_S) == {}
