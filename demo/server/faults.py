"""What goes wrong on purpose: which faults strike which call, the same ones on every run with the same seed."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import Any

from demo.server.calls import Call

KINDS = {
    "throttle": "answer `Rate exceeded`",
    "deny": "answer AccessDenied",
    "delay": "wait `amount` seconds first",
    "fail": "answer an internal error (500)",
    "cut": "close the connection without an answer",
    "lose": "do what was asked, then close the connection without an answer",
    "hang": "never answer",
    "empty": "answer 400 with nothing in it",
    "expired": "answer that the token has expired",
    "wrong": "answer that the credentials are unknown",
    "partial": "leave results out and say so (PartialData, Failed entries)",
    "late": "data takes `amount` seconds more until it has all come in",
    "past": "refuse mute rules that begin in the past",
    "shuffle": "points and lists in no order",
    "repeat": "points and ids twice",
    "absent": "optional members left out (`fields`, or the usual ones)",
    "pages": "at most `amount` items a page",
    "timeout": "log queries end with the status Timeout, half of their results there",
    "broken": "log queries end with the status Failed",
    "endless": "log queries never get past Running",
    "unpaged": "everything in one page, whatever was asked",
}
AMOUNTS = {"delay": 1.0, "late": 180.0, "pages": 2.0}


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble for a share of the calls that match. `amount`: seconds of delay and late, items of pages.

    `name` is of the function or queue that is called about.
    """

    kind: str
    share: float = 1.0
    action: str = "*"
    account: str = "*"
    region: str = "*"
    amount: float = 0.0
    fields: tuple[str, ...] = ()
    name: str = "*"

    def matches(self, call: Call) -> bool:
        """Whether this call is one of those that may be struck."""
        return (
            fnmatchcase(call.iam, self.action)
            and fnmatchcase(call.account, self.account)
            and fnmatchcase(call.region, self.region)
            and (self.name == "*" or fnmatchcase(call.resource.rpartition(":")[2], self.name))
        )

    def delays_metrics(self, account: str, region: str) -> bool:
        """Whether metrics of a place come in late."""
        here = fnmatchcase(account, self.account) and fnmatchcase(region, self.region)
        return self.kind == "late" and here and fnmatchcase("cloudwatch:GetMetricData", self.action)


def striking(faults: Iterable[Fault], call: Call, number: int, seed: int) -> tuple[Fault, ...]:
    """The faults that strike the `number`-th call of its kind."""
    return tuple(
        fault
        for index, fault in enumerate(faults)
        if fault.matches(call) and chance(seed, index, call.account, call.region, call.iam, number) < fault.share
    )


def chance(*parts: object) -> float:
    """A number in [0, 1) that is always the same for the same parts."""
    digest = blake2b(repr(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def parse(spec: str) -> tuple[Fault, ...]:
    """Faults as a person writes them: `throttle:0.3,deny:lambda:ListTags,delay:2:sqs:*@444455556666/eu-west-1`.

    Each is `kind[:number][:service:Action][@account[/region]][#name]`; the number is the share of the calls, for delay,
    late and pages their amount. ValueError says what is wrong.
    """
    return tuple(_one(part.strip()) for part in spec.split(",") if part.strip())


def from_json(document: Any) -> tuple[Fault, ...]:
    """Faults as a test posts them: a list whose items are records (`{"kind": "deny", "action": …}`) or texts."""
    found: list[Fault] = []
    for item in document if isinstance(document, list) else [document]:
        found += parse(item) if isinstance(item, str) else [_record(item)]
    return tuple(found)


def _one(text: str) -> Fault:
    text, _, name = text.partition("#")
    what, _, where = text.partition("@")
    kind, _, rest = what.partition(":")
    account, _, region = where.partition("/")
    head, _, tail = rest.partition(":")
    number = _number(head)
    given: dict[str, Any] = {"kind": kind, "account": account or "*", "region": region or "*", "name": name or "*"}
    given["action"] = (rest if number is None else tail) or "*"
    if number is not None:
        given["amount" if kind in AMOUNTS else "share"] = number
    return _record(given)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _record(given: dict[str, Any]) -> Fault:
    known = {field.name for field in fields(Fault)}
    if given.get("kind") not in KINDS:
        raise ValueError(f"no such fault: {given.get('kind')}; there are {', '.join(KINDS)}")
    if unknown := set(given) - known:
        raise ValueError(f"a fault has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}")
    filled = {"amount": AMOUNTS.get(given["kind"], 0.0)} | given | {"fields": tuple(given.get("fields", ()))}
    return Fault(**filled)
