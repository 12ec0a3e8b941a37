"""How a command that could not start says so: what is wrong, and what to do."""

import argparse
import errno

from webapp.config import ConfigError
from webapp.store.errors import StoreError


def told(error: Exception, arguments: argparse.Namespace) -> str:
    """The error as lines for a terminal, with a way out and without a traceback."""
    if isinstance(error, ConfigError):
        count = len(error.problems)
        return f"The configuration has {count} problem{'s' if count > 1 else ''}:\n" + "\n".join(
            f"  {problem}" for problem in error.problems
        )
    if isinstance(error, StoreError):
        return f"The store cannot be used: {error}\n  {error.advice}"
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"{error.strerror}: another program listens there.\n  Choose another with --port (make demo PORT=8081)."
    return f"oncall {arguments.command} could not start: {error}"
