"""What is wrong with a configuration, said so that a person can mend it: where, what, and what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `place` is `file:line` or the environment variable that brought the value."""

    path: str
    message: str
    place: str = ""
    value: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        """One line: place, path, message, value, suggestion."""
        value = f" (is {self.value})" if self.value else ""
        suggestion = f": {self.suggestion}" if self.suggestion else ""
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.path}: {self.message}{value}{suggestion}"


class ConfigError(Exception):
    """The configuration cannot be used; `problems` are all that was found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))
