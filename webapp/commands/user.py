"""Add, list, disable users of the dashboard, or set a new password.

The first user closes the dashboard: from then on everybody signs in. Passwords are asked for, or read from a pipe with
--password-stdin; they never stand on the command line. Changes are in the journal.
"""

import argparse
import getpass
import re
import sys
from collections.abc import Callable

from webapp.auth.passwords import hash_password
from webapp.clock import SystemClock
from webapp.commands.options import add_config
from webapp.config import load
from webapp.person import How, Person, Reach, Role
from webapp.store import Connection, Store, journal, people, sessions
from webapp.words.times import absolute

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words and options of `oncall user`."""
    words = parser.add_subparsers(dest="what", required=True, metavar="add|list|disable|reset")
    for what, summary in (
        ("add", "add a user"),
        ("list", "all users, their roles and limits"),
        ("disable", "keep a user out and end their sessions"),
        ("reset", "set a new password, end the sessions, and let a disabled user in again"),
    ):
        word = words.add_parser(what, help=summary)
        add_config(word)
        if what != "list":
            word.add_argument("name", help="letters, digits and . _ @ + -")
        if what in ("add", "reset"):
            word.add_argument("--password-stdin", action="store_true", help="read the password from a pipe")
        if what == "add":
            _add_rights(word)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 where the name or the password is not right."""
    store = Store.open(load(arguments.config).store_url)
    try:
        DEEDS[arguments.what](store, arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        store.close()
    return 0


def _add_rights(word: argparse.ArgumentParser) -> None:
    word.add_argument("--role", choices=list(Role), default=Role.VIEWER, type=Role, help="(default: viewer)")
    word.add_argument("--functions", nargs="+", default=[], metavar="PATTERN", help="may change only these: 'pay-*'")
    word.add_argument("--targets", nargs="+", default=[], metavar="PATTERN", help="may change only in these: 'prod/*'")


def _add(store: Store, arguments: argparse.Namespace) -> None:
    if not NAME.fullmatch(arguments.name):
        raise ValueError("A name has letters, digits and . _ @ + - and begins with a letter or digit.")
    kept, now = hash_password(_password(arguments)), SystemClock().now()
    reach = Reach(tuple(arguments.functions), tuple(arguments.targets))
    with store.write() as conn:
        if not people.add_user(conn, people.User(arguments.name, arguments.role, now, reach), kept):
            raise ValueError(f"There is a user {arguments.name} already; `oncall user reset` sets a new password.")
        _note(conn, "add user", {"user": arguments.name, "role": arguments.role}, now)
    print(f"{arguments.name} may sign in as {arguments.role}.")


def _list(store: Store, _arguments: argparse.Namespace) -> None:
    with store.read() as conn:
        users = people.users(conn)
    for user in users:
        limits = ", ".join(user.reach.functions + user.reach.targets) or "everywhere"
        seen = "disabled" if user.disabled_at else f"last signed in {_when(user.signed_in_at)}"
        print(f"{user.name}\t{user.role}\t{limits}\t{seen}")
    if not users:
        print("There is no user yet: `oncall user add NAME --role admin` makes the first one.", file=sys.stderr)


def _disable(store: Store, arguments: argparse.Namespace) -> None:
    now = SystemClock().now()
    with store.write() as conn:
        _known(conn, arguments.name)
        people.set_disabled(conn, arguments.name, now)
        ended = sessions.end_sessions_of(conn, arguments.name, How.PASSWORD)
        _note(conn, "disable user", {"user": arguments.name, "sessions_ended": ended}, now)
    print(f"{arguments.name} cannot sign in any more; {ended} sessions ended.")


def _reset(store: Store, arguments: argparse.Namespace) -> None:
    with store.read() as conn:
        _known(conn, arguments.name)
    kept, now = hash_password(_password(arguments)), SystemClock().now()
    with store.write() as conn:
        people.set_password(conn, arguments.name, kept)
        people.set_disabled(conn, arguments.name, None)
        ended = sessions.end_sessions_of(conn, arguments.name, How.PASSWORD)
        _note(conn, "reset password", {"user": arguments.name, "sessions_ended": ended}, now)
    print(f"{arguments.name} has a new password; {ended} sessions ended.")


DEEDS: dict[str, Callable[[Store, argparse.Namespace], None]] = {
    "add": _add,
    "list": _list,
    "disable": _disable,
    "reset": _reset,
}


def _password(arguments: argparse.Namespace) -> str:
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise ValueError("There is no terminal to ask for the password: pipe it in and say --password-stdin.")
    password = getpass.getpass(f"Password of {arguments.name}: ")
    if getpass.getpass("Once more: ") != password:
        raise ValueError("The two passwords differ.")
    return password


def _known(conn: Connection, name: str) -> None:
    if people.user_of(conn, name) is None:
        raise ValueError(f"There is no user {name}; `oncall user list` names all.")


def _note(conn: Connection, action: str, detail: dict[str, object], now: int) -> None:
    journal.note(conn, Person(getpass.getuser(), Role.ADMIN, How.COMMAND), action, detail, now)


def _when(at: int | None) -> str:
    return absolute(at) if at else "never"
