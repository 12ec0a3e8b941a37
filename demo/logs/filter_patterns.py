"""Filter patterns of FilterLogEvents: terms, phrases, regular expressions and conditions on JSON fields."""

import json
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from demo.server.errors import AwsError

Matches = Callable[[str], bool]

_TERM = re.compile(r'\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]*)%|([^\s"]+))')
_CONDITION = re.compile(
    r"""\s*(?:\$\.([\w.\[\]-]+)\s*(?:(!=|>=|<=|=|<|>)\s*(?:"([^"]*)"|(-?[\w.*-]+))|(IS\s+NULL|NOT\s+EXISTS|EXISTS))
    |(&&|\|\||[()]))""",
    re.VERBOSE,
)


def pattern(text: str | None) -> Matches:
    """The function of a pattern; InvalidParameterException where it is none that is answered here."""
    written = (text or "").strip()
    if not written:
        return lambda message: True
    if written.startswith("{") and written.endswith("}"):
        return _on_json(written[1:-1])
    if written.startswith("["):
        raise _invalid("the embedded AWS does not answer space-delimited patterns")
    return _terms(written)


def _invalid(why: str) -> AwsError:
    return AwsError("InvalidParameterException", f"Invalid filter pattern: {why}")


def _terms(written: str) -> Matches:
    wanted: list[Matches] = []
    unwanted: list[Matches] = []
    any_of: list[Matches] = []
    at = 0
    while at < len(written):
        found = _TERM.match(written, at)
        if not found:
            raise _invalid(f"unexpected character at {at}")
        {"": wanted, "-": unwanted, "?": any_of}[found[1]].append(_term(found))
        at = found.end()
    return lambda message: (
        all(holds(message) for holds in wanted)
        and not any(holds(message) for holds in unwanted)
        and (not any_of or any(holds(message) for holds in any_of))
    )


def _term(found: re.Match[str]) -> Matches:
    if found[3] is not None:
        try:
            search = re.compile(found[3]).search
        except re.error as wrong:
            raise _invalid(str(wrong)) from None
        return lambda message: search(message) is not None
    term = found[2].replace('\\"', '"') if found[2] is not None else found[4]
    return lambda message: term in message


def _on_json(written: str) -> Matches:
    tokens: list[re.Match[str]] = []
    at = 0
    while written[at:].strip():
        found = _CONDITION.match(written, at)
        if not found:
            raise _invalid(f"unexpected character at {at + 1}")
        tokens.append(found)
        at = found.end()
    holds = _either(tokens)
    if tokens or not written.strip():
        raise _invalid("unbalanced condition")

    def matches(message: str) -> bool:
        try:
            document = json.loads(message)
        except (ValueError, RecursionError):
            return False
        return isinstance(document, dict) and holds(document)

    return matches


_Holds = Callable[[dict[str, Any]], bool]


def _either(tokens: list[re.Match[str]]) -> _Holds:
    left = _both(tokens)
    while tokens and tokens[0][6] == "||":
        tokens.pop(0)
        left = _joined(any, left, _both(tokens))
    return left


def _both(tokens: list[re.Match[str]]) -> _Holds:
    left = _one(tokens)
    while tokens and tokens[0][6] == "&&":
        tokens.pop(0)
        left = _joined(all, left, _one(tokens))
    return left


def _joined(how: Callable[[list[bool]], bool], one: _Holds, other: _Holds) -> _Holds:
    return lambda document: how([one(document), other(document)])


def _one(tokens: list[re.Match[str]]) -> _Holds:
    if not tokens:
        raise _invalid("a condition is missing")
    found = tokens.pop(0)
    if found[6] == "(":
        inner = _either(tokens)
        if not tokens or tokens.pop(0)[6] != ")":
            raise _invalid("a bracket is not closed")
        return inner
    if found[6]:
        raise _invalid(f"unexpected {found[6]}")
    path = [part for part in re.split(r"[.\[\]]+", found[1]) if part]
    if found[5]:
        return _presence(path, found[5].split())
    wanted = found[3] if found[3] is not None else found[4]
    return lambda document: _compares(_at(document, path), found[2], wanted)


def _presence(path: list[str], words: list[str]) -> _Holds:
    if words == ["IS", "NULL"]:
        return lambda document: _at(document, path, "") is None
    return lambda document: (_at(document, path, _at) is not _at) == (words == ["EXISTS"])


def _at(value: Any, path: list[str], missing: Any = None) -> Any:
    for part in path:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return missing
    return value


def _compares(value: Any, op: str, wanted: str) -> bool:
    if value is None or isinstance(value, dict | list):
        return False
    if op in ("=", "!="):
        same = fnmatchcase(json.dumps(value) if not isinstance(value, str) else value, wanted.replace("[", "[[]"))
        return same == (op == "=")
    try:
        a, b = float(value), float(wanted)
    except (TypeError, ValueError):
        return False
    return {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[op]
