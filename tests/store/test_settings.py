"""Settings: set, read, and one key for hashing that never changes."""

from webapp.store.settings import environment_key, save_setting, setting


def test_a_setting_is_what_it_was_set_to_last(store):
    with store.write() as conn:
        assert setting(conn, "name") is None
        save_setting(conn, "name", "one")
        save_setting(conn, "name", "two")
        assert setting(conn, "name") == "two"


def test_the_environment_key_is_made_once(store):
    with store.write() as conn:
        key = environment_key(conn)
    with store.write() as conn:
        assert environment_key(conn) == key
    assert len(key) == 32
