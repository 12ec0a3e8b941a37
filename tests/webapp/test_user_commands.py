"""`oncall user` and `oncall journal`: people are managed on the command line, and it is noted."""

import io

import pytest

from tests.conftest import NOON
from tests.fleets import a_config
from tests.personas import ADMIN, PASSWORD, VIEWER, save_people
from webapp.auth.door import check_door
from webapp.auth.passwords import is_right
from webapp.cli import main
from webapp.config import ConfigError
from webapp.config.model import Bind, Oidc, SignIn, TrustedProxy
from webapp.person import Reach, Role
from webapp.store import journal, people


@pytest.fixture
def oncall(store, tmp_path, monkeypatch, capsys):
    """Runs `oncall`, with a password in the pipe; returns (status, what was printed)."""
    config = tmp_path / "config.yaml"
    config.write_text(f"store: {{url: 'sqlite:///{tmp_path}/oncall.db'}}\n")

    def run(*words, password=PASSWORD):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        status = main([*words, "--config", str(config)])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return run


def test_a_user_is_added_with_role_limits_and_password(oncall, store):
    limits = ("--functions", "payments-*", "--targets", "prod/*")
    assert oncall("user", "add", "elsa", "--role", "operator", *limits, "--password-stdin")[0] == 0
    with store.read() as conn:
        (user,) = people.users(conn)
        assert (user.name, user.role, user.reach) == ("elsa", Role.OPERATOR, Reach(("payments-*",), ("prod/*",)))
        assert is_right(people.password_hash_of(conn, "elsa"), PASSWORD)
    assert "payments-*, prod/*" in oncall("user", "list")[1]


@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (("add", "ada", "--password-stdin"), PASSWORD, "There is a user ada already"),
        (("add", "vera", "--password-stdin"), "short", "at least 12 characters"),
        (("add", "a b", "--password-stdin"), PASSWORD, "A name has letters"),
        (("add", "vera"), PASSWORD, "--password-stdin"),
        (("reset", "vera", "--password-stdin"), PASSWORD, "There is no user vera"),
        (("disable", "vera"), "", "There is no user vera"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(oncall, store, words, password, said):
    save_people(store, NOON, ADMIN)
    status, printed = oncall("user", *words, password=password)
    assert status == 1
    assert said in printed
    with store.read() as conn:
        assert [user.name for user in people.users(conn)] == ["ada"]


def test_a_disabled_user_is_let_in_again_by_a_new_password(oncall, store):
    save_people(store, NOON, VIEWER)
    assert oncall("user", "disable", "vera")[0] == 0
    with store.read() as conn:
        assert people.password_hash_of(conn, "vera") is None
    assert "disabled" in oncall("user", "list")[1]
    assert oncall("user", "reset", "vera", "--password-stdin")[0] == 0
    with store.read() as conn:
        assert is_right(people.password_hash_of(conn, "vera"), PASSWORD)


def test_what_is_done_to_people_is_in_the_journal_without_passwords(oncall, store):
    oncall("user", "add", "vera", "--password-stdin")
    oncall("user", "disable", "vera")
    with store.read() as conn:
        entries = [journal.entry_in(row) for row in journal.rows_in_order(conn)]
    assert [(entry.action, entry.how, entry.detail["user"]) for entry in entries] == [
        ("add user", "command line", "vera"),
        ("disable user", "command line", "vera"),
    ]
    assert PASSWORD not in repr(entries)


def test_the_journal_is_verified_and_a_noted_hash_found_again(oncall, store):
    oncall("user", "add", "vera", "--password-stdin")
    status, printed = oncall("journal", "verify")
    assert status == 0
    assert "1 rows, each as it was written." in printed
    noted = printed.split()[-1]
    oncall("user", "disable", "vera")
    assert oncall("journal", "verify", "--expect", noted)[0] == 0
    status, printed = oncall("journal", "verify", "--expect", "0" * 64)
    assert status == 1
    assert "another journal" in printed


@pytest.mark.parametrize(
    "sign_in",
    [SignIn(oidc=Oidc("https://login.example", "us")), SignIn(trusted_proxy=TrustedProxy(("10.0.0.1",)))],
)
def test_the_dashboard_may_be_reached_from_elsewhere_once_people_sign_in(store, sign_in):
    everywhere = Bind(host="0.0.0.0")
    check_door(a_config(), store)
    check_door(a_config(bind=everywhere, sign_in=sign_in), store)
    with pytest.raises(ConfigError, match="nobody could sign in"):
        check_door(a_config(bind=everywhere), store)


def test_one_admin_with_a_password_is_enough_and_a_viewer_is_not(store):
    save_people(store, NOON, VIEWER)
    everywhere = Bind(host="0.0.0.0")
    with pytest.raises(ConfigError, match="oncall user add NAME --role admin"):
        check_door(a_config(bind=everywhere), store)
    save_people(store, NOON, ADMIN)
    check_door(a_config(bind=everywhere), store)
    with pytest.raises(ConfigError):
        check_door(a_config(bind=everywhere, sign_in=SignIn(local_users=False)), store)
