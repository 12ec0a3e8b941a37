"""A YAML file with its line numbers; what YAML would pass over in silence (a key written twice) is a problem here."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from webapp.config.problems import ConfigError, Problem

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file's data, and the line on which each location stands."""

    name: str
    data: dict[str, Any]
    lines: dict[Location, int]
    repeated: tuple[Problem, ...]

    def place(self, location: Location) -> str:
        """`file:line` of the location, or of the nearest part of it that the file has."""
        while location and location not in self.lines:
            location = location[:-1]
        return f"{self.name}:{self.lines.get(location, 1)}"


def read(path: Path) -> YamlFile:
    """Read the file; ConfigError when it is missing, unreadable or no YAML mapping."""
    text = _text(path)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError([_syntax(path, error)]) from error
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise ConfigError(
            [Problem("(file)", "is not a mapping of settings", f"{path}:1", suggestion="start from config.yaml")]
        )
    repeated: list[Problem] = []
    lines = dict(_lines(node, (), path, repeated)) if node else {}
    return YamlFile(str(path), data, lines, tuple(repeated))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        missing = Problem("(file)", "does not exist", str(path), suggestion="name another with --config FILE")
        raise ConfigError([missing]) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError([Problem("(file)", f"cannot be read: {reason}", str(path))]) from error


def _syntax(path: Path, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or "is not YAML"
    place = f"{path}:{mark.line + 1}" if mark else str(path)
    return Problem(
        "(file)", f"is not YAML: {message}", place, suggestion="check indentation, colons and quotes on this line"
    )


def _lines(
    node: yaml.Node, at: Location, path: Path, repeated: list[Problem], above: tuple[yaml.Node, ...] = ()
) -> Iterator[tuple[Location, int]]:
    line = node.start_mark.line + 1
    if node in above:
        raise ConfigError([Problem(spelled(at), "is an alias of what it stands in", f"{path}:{line}")])
    yield at, line
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _lines(item, (*at, index), path, repeated, (*above, node))
    if isinstance(node, yaml.MappingNode):
        yield from _mapping_lines(node, at, path, repeated, (*above, node))


def _mapping_lines(
    node: yaml.MappingNode, at: Location, path: Path, repeated: list[Problem], above: tuple[yaml.Node, ...]
) -> Iterator[tuple[Location, int]]:
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in seen:
            where = f"{path}:{line}"
            repeated.append(
                Problem(spelled((*at, key.value)), f"is written twice, first on line {seen[key.value]}", where)
            )
        seen.setdefault(key.value, line)
        yield from _lines(value, (*at, key.value), path, repeated, above)
        yield (*at, key.value), line


def spelled(location: Location) -> str:
    """A location as people write it: `targets[0].role_arn`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "(file)"
