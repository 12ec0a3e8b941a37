"""How a command says what went wrong, and what to do."""

import argparse
import errno
from collections.abc import Iterable

from collectors.failures import AwsError
from collectors.records import Outcome, first_of
from webapp.config import ConfigError
from webapp.pages.looking import Problem, problems
from webapp.store.errors import StoreError

MOST_NAMED = 5
"""Targets, or functions, that are named of those where something could not be read."""


def told(error: Exception, arguments: argparse.Namespace) -> str:
    """The error as lines for a terminal, with a way out and without a traceback."""
    if isinstance(error, ConfigError):
        count = len(error.problems)
        return f"The configuration has {count} problem{'s' if count > 1 else ''}:\n" + "\n".join(
            f"  {problem}" for problem in error.problems
        )
    if isinstance(error, StoreError):
        return f"The store cannot be used: {error.message}.\n  {error.advice}"
    if isinstance(error, AwsError):
        return f"AWS cannot be asked: {error.failure.message}\n  {error.failure.advice}"
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"{error.strerror}: another program listens there.\n  Choose another with --port (make demo PORT=8081)."
    if isinstance(error, OSError) and error.strerror:
        return f"oncall {arguments.command} could not start: {_unusable(error)}"
    return f"oncall {arguments.command} could not start: {error}"


def _unusable(error: OSError) -> str:
    if error.filename:
        way_out = "Name another file or folder, or give this user the right to write there."
        return f"{error.filename}: {error.strerror}.\n  {way_out}"
    return f"{error.strerror}.\n  Choose an address of this machine with --host or `bind.host`, and a port above 1023."


def unread(outcomes: Iterable[Outcome]) -> list[str]:
    """A line for each action that failed, with where and what to do about it: once, however often it failed."""
    return [
        f"  {each.action} {each.kind} in {first_of(each.targets, MOST_NAMED)}{_of(each)}. {each.advice}"
        for each in problems(list(outcomes))
    ]


def _of(problem: Problem) -> str:
    return f", for {first_of(problem.subjects, MOST_NAMED)}" if problem.subjects else ""
