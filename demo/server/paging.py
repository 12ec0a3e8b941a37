"""Lists page by page, with tokens that no client can guess a meaning into."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TypeVar

from demo.server.calls import Call
from demo.server.errors import AwsError

T = TypeVar("T")


def page(
    items: Sequence[T], call: Call, token: str | None, asked: int | None, usual: int
) -> tuple[list[T], str | None]:
    """(the items of this page, the token of the next one or None); a broken token is refused."""
    start = _start(token)
    if call.unpaged:
        return list(items), None
    size = min(asked or usual, call.page_size or usual, usual)
    return list(items[start : start + size]), _token(start + size) if start + size < len(items) else None


def _token(start: int) -> str:
    return urlsafe_b64encode(f"page:{start}".encode()).decode()


def _start(token: str | None) -> int:
    if not token:
        return 0
    try:
        return int(urlsafe_b64decode(token.encode()).decode().removeprefix("page:"))
    except ValueError:
        raise AwsError("InvalidNextToken", "The token is not valid.", legacy="InvalidNextToken") from None
