"""Which minutes are not settled yet: CloudWatch files an invocation under the minute in which it started."""

LAG_S = 120
"""The newest one to two minutes are too low at first, even for short functions."""


def settled_before(asked_at: int, timeout_s: int = 0) -> int:
    """Minutes that start before this were final when CloudWatch was asked at `asked_at`.

    An invocation's numbers appear when it ends, under the minute in which it started: the last start of a minute
    comes 60 s after the minute's own, and its end up to the function's timeout later.
    """
    return (asked_at - max(LAG_S, timeout_s)) // 60 * 60
