"""Expressions of Logs Insights QL, by precedence: or, and, not, comparison, + -, * / %, ^, unary minus."""

from demo.logs.query.nodes import Column, Node
from demo.logs.query.tokens import Token, Tokens

UNITS = {
    "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "mo": 2_592_000_000,
    "q": 7_776_000_000, "y": 31_536_000_000,
}  # fmt: skip
"""Milliseconds of a period's unit."""

_COMPARISONS = ("=", "!=", "<", ">", "<=", ">=", "like", "=~", "in")
_CONSTANTS = {"true": True, "false": False, "null": None}
_LEVELS: tuple[tuple[str, ...], ...] = (("+", "-"), ("*", "/", "%"), ("^",))


def column(tokens: Tokens) -> Column:
    """`expression [as name]`."""
    node = expression(tokens)
    return Column(tokens.name() if tokens.accept("as") else node.text.replace("`", ""), node)


def expression(tokens: Tokens) -> Node:
    """One expression, with its text as it was written."""
    start = tokens.peek().start
    return _written(tokens, start, _either(tokens))


def _written(tokens: Tokens, start: int, node: Node) -> Node:
    return Node(node.op, node.value, node.args, tokens.text[start : tokens.last], node.start or start)


def _either(tokens: Tokens) -> Node:
    node = _both(tokens)
    while tokens.accept("or"):
        node = Node("or", args=(node, _both(tokens)))
    return node


def _both(tokens: Tokens) -> Node:
    node = _negated(tokens)
    while tokens.accept("and"):
        node = Node("and", args=(node, _negated(tokens)))
    return node


def _negated(tokens: Tokens) -> Node:
    if tokens.accept("not"):
        return Node("not", args=(_negated(tokens),))
    return _comparison(tokens)


def _comparison(tokens: Tokens) -> Node:
    node, start = _arithmetic(tokens), tokens.peek().start
    negated = bool(tokens.accept("not"))
    op = tokens.accept(*(("like", "in") if negated else _COMPARISONS))
    if not op:
        if negated:
            raise tokens.unexpected("'like' or 'in'")
        return node
    found = Node(op, args=(node, _arithmetic(tokens)), start=start)
    return Node("not", args=(found,)) if negated else found


def _arithmetic(tokens: Tokens, level: int = 0) -> Node:
    if level == len(_LEVELS):
        return _signed(tokens)
    node, start = _arithmetic(tokens, level + 1), tokens.peek().start
    while op := tokens.accept(*_LEVELS[level]):
        node = Node(op, args=(node, _arithmetic(tokens, level + 1)), start=start)
    return node


def _signed(tokens: Tokens) -> Node:
    if tokens.accept("-"):
        return Node("-", args=(Node("value", 0), _signed(tokens)))
    return _primary(tokens)


def operand(tokens: Tokens) -> Node:
    """A field, a call or a constant: what stands before a regular expression, whose slash must not divide."""
    start = tokens.peek().start
    return _written(tokens, start, _primary(tokens))


def _primary(tokens: Tokens) -> Node:
    token = tokens.peek()
    if (pattern := tokens.regex()) is not None:
        return Node("regex", pattern, start=token.start)
    if tokens.accept("("):
        node = expression(tokens)
        tokens.expect(")")
        return node
    if tokens.accept("["):
        return Node("list", args=_arguments(tokens, "]"), start=token.start)
    if token.kind == "name":
        return _named(tokens)
    if token.kind in ("string", "number", "duration"):
        return Node("value", _constant(tokens.take()), text=token.text, start=token.start)
    raise tokens.unexpected("an expression")


def _constant(token: Token) -> str | float:
    if token.kind == "string":
        return unquoted(token.text)
    if token.kind == "duration":
        unit = token.text.lstrip("0123456789")
        return int(token.text[: -len(unit)]) * UNITS[unit]
    return float(token.text) if set(token.text) & set(".eE") else int(token.text)


def _named(tokens: Tokens) -> Node:
    token = tokens.take()
    if tokens.peek().text == "(":
        tokens.take()
        return Node("call", token.text.lower(), _arguments(tokens, ")"), start=token.start)
    if token.text.lower() in _CONSTANTS:
        return Node("value", _CONSTANTS[token.text.lower()], text=token.text)
    name = token.text.replace("`", "")
    while tokens.accept("["):
        name += f".{tokens.take().text}"
        tokens.expect("]")
    return Node("field", name, text=token.text, start=token.start)


def _arguments(tokens: Tokens, closing: str) -> tuple[Node, ...]:
    found: list[Node] = []
    while not tokens.accept(closing):
        if found:
            tokens.expect(",")
        found.append(Node("value", "*") if tokens.accept("*") else expression(tokens))
    return tuple(found)


def unquoted(text: str) -> str:
    """The string between quotes; a backslash takes the next character as it is, but for n and t."""
    inner, out, i = text[1:-1], [], 0
    while i < len(inner):
        if inner[i] == "\\" and i + 1 < len(inner):
            i += 1
            out.append({"n": "\n", "t": "\t"}.get(inner[i], inner[i] if inner[i] in "\"'\\" else "\\" + inner[i]))
        else:
            out.append(inner[i])
        i += 1
    return "".join(out)
