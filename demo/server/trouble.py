"""Faults that stand in the way of an answer: refusals, delays, cut and hanging connections."""

from collections.abc import Callable
from threading import Event

from demo.server.calls import Call
from demo.server.denials import not_authorized
from demo.server.errors import AwsError
from demo.server.faults import Fault
from demo.server.principals import expired_token, unknown_credentials

HANG_SECONDS = 3600.0


class Cut(Exception):
    """The connection is to be closed without an answer."""


class Empty(Exception):
    """A 400 with nothing in it is to be answered."""


def strike(fault: Fault, call: Call, over: Event) -> None:
    """Delay the call, or raise what the fault says; faults that only change the answer pass.

    Whoever waits goes on once `over` is set.
    """
    act = _ACTS.get(fault.kind)
    if act is not None:
        act(fault, call, over)


def _delay(fault: Fault, _call: Call, over: Event) -> None:
    over.wait(fault.amount)


def _hang(_fault: Fault, _call: Call, over: Event) -> None:
    over.wait(HANG_SECONDS)
    raise Cut


def _throttle(_fault: Fault, call: Call, _over: Event) -> None:
    if call.protocol == "rest":
        raise AwsError("TooManyRequestsException", "Rate exceeded", 429, Reason="CallerRateLimitExceeded")
    raise AwsError("ThrottlingException", "Rate exceeded", 400, legacy="Throttling")


def _deny(_fault: Fault, call: Call, _over: Event) -> None:
    raise not_authorized(call, call.resource)


def _fail(_fault: Fault, call: Call, _over: Event) -> None:
    if call.protocol == "rest":
        raise AwsError("ServiceException", "The service encountered an internal error.", 500)
    raise AwsError("InternalFailure", "The request processing has failed because of an unknown error.", 500)


def _cut(_fault: Fault, _call: Call, _over: Event) -> None:
    raise Cut


def _empty(_fault: Fault, _call: Call, _over: Event) -> None:
    raise Empty


def _expired(_fault: Fault, call: Call, _over: Event) -> None:
    raise expired_token(call.protocol)


def _wrong(_fault: Fault, call: Call, _over: Event) -> None:
    raise unknown_credentials(call.protocol)


_ACTS: dict[str, Callable[[Fault, Call, Event], None]] = {
    "delay": _delay,
    "hang": _hang,
    "throttle": _throttle,
    "deny": _deny,
    "fail": _fail,
    "cut": _cut,
    "empty": _empty,
    "expired": _expired,
    "wrong": _wrong,
}
