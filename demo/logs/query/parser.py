"""A query's text becomes its commands."""

import re
from collections.abc import Callable

from demo.logs.query.expression_parser import column, expression, operand, unquoted
from demo.logs.query.nodes import Column, Command, Dedup, Fields, Filter, Limit, Node, Parse, Sort, Stats
from demo.logs.query.problems import Malformed
from demo.logs.query.tokens import Tokens

MOST_RESULTS = 100_000
_UNANSWERED = ("pattern", "diff", "anomaly", "unmask", "source", "filterindex", "unnest", "lookup", "join")
_NAMED_GROUP = re.compile(r"\(\?<([A-Za-z]\w*)>")


def parse(text: str) -> tuple[Command, ...]:
    """The commands of a query; Malformed says what is wrong and where."""
    tokens, commands = Tokens(text), []
    if tokens.peek().kind == "end":
        return ()
    while True:
        commands.append(_command(tokens))
        if tokens.peek().kind == "end":
            return tuple(commands)
        tokens.expect("|")


def _command(tokens: Tokens) -> Command:
    token, word = tokens.peek(), tokens.word()
    read = _COMMANDS.get(word)
    if read is None:
        if word in _UNANSWERED:
            raise Malformed(f"the embedded AWS does not answer the command {word}", token.start, token.end)
        raise tokens.unexpected("one of " + ", ".join(_COMMANDS))
    tokens.take()
    return read(tokens)


def _columns(tokens: Tokens) -> tuple[Column, ...]:
    found = [column(tokens)]
    while tokens.accept(","):
        found.append(column(tokens))
    return tuple(found)


def _fields(tokens: Tokens) -> Fields:
    return Fields(_columns(tokens))


def _display(tokens: Tokens) -> Fields:
    return Fields(_columns(tokens), only=True)


def _filter(tokens: Tokens) -> Filter:
    return Filter(expression(tokens))


def _parse(tokens: Tokens) -> Parse:
    source = Node("field", "@message")
    if tokens.peek().kind == "name":
        source = operand(tokens)
    start = tokens.peek().start
    pattern = tokens.regex()
    if pattern is not None:
        return _by_regex(source, pattern, _aliases(tokens), start)
    if tokens.peek().kind != "string":
        raise tokens.unexpected("a string or a regular expression")
    glob = unquoted(tokens.take().text)
    names = _aliases(tokens)
    if glob.count("*") != len(names):
        text = f"mismatched number of wildcards and aliases: {glob.count('*')} and {len(names)}"
        raise Malformed(text, start, tokens.last)
    return Parse(source, _of_glob(glob), names, start)


def _by_regex(source: Node, pattern: str, aliases: tuple[str, ...], start: int) -> Parse:
    names = tuple(_NAMED_GROUP.findall(pattern)) or aliases
    return Parse(source, pattern, names, start)


def _aliases(tokens: Tokens) -> tuple[str, ...]:
    if not tokens.accept("as"):
        return ()
    names = [tokens.name()]
    while tokens.accept(","):
        names.append(tokens.name())
    return tuple(names)


def _of_glob(glob: str) -> str:
    """Each `*` takes as little as it can, the last one at the end everything."""
    parts = glob.split("*")
    body = "(.*?)".join(re.escape(part) for part in parts)
    return body[: -len("(.*?)")] + "(.*)" if glob.endswith("*") else body


def _stats(tokens: Tokens) -> Stats:
    columns = _columns(tokens)
    return Stats(columns, _columns(tokens) if tokens.accept("by") else ())


def _sort(tokens: Tokens) -> Sort:
    tokens.accept("by")
    keys = [_sort_key(tokens)]
    while tokens.accept(","):
        keys.append(_sort_key(tokens))
    return Sort(tuple(keys))


def _sort_key(tokens: Tokens) -> tuple[Node, bool]:
    return expression(tokens), tokens.accept("asc", "desc") == "desc"


def _limit(tokens: Tokens) -> Limit:
    return Limit(_count(tokens))


def _tail(tokens: Tokens) -> Limit:
    return Limit(_count(tokens), last=True)


def _count(tokens: Tokens) -> int:
    token = tokens.peek()
    if token.kind != "number" or not token.text.isdigit() or not 1 <= int(token.text) <= MOST_RESULTS:
        raise tokens.unexpected(f"a number from 1 to {MOST_RESULTS}")
    return int(tokens.take().text)


def _dedup(tokens: Tokens) -> Dedup:
    return Dedup(tuple(found.node for found in _columns(tokens)))


_COMMANDS: dict[str, Callable[[Tokens], Command]] = {
    "fields": _fields,
    "display": _display,
    "filter": _filter,
    "parse": _parse,
    "stats": _stats,
    "sort": _sort,
    "order": _sort,
    "limit": _limit,
    "head": _limit,
    "tail": _tail,
    "dedup": _dedup,
}
