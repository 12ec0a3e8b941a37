"""Names of alarms as names in code: unique, readable, and the same each time."""

import re
from collections.abc import Sequence

WORD = re.compile(r"[A-Za-z0-9]+")


def pascal(names: Sequence[str]) -> list[str]:
    """`checkout-api error rate` becomes `CheckoutApiErrorRate`; what would be there twice is numbered."""
    return _unique(["".join(word[0].upper() + word[1:] for word in _words(name)) for name in names], "")


def snake(names: Sequence[str]) -> list[str]:
    """`checkout-api error rate` becomes `checkout_api_error_rate`."""
    return _unique(["_".join(word.lower() for word in _words(name)) for name in names], "_")


def _words(name: str) -> list[str]:
    found = WORD.findall(name)
    return found if found and found[0][0].isalpha() else ["Alarm", *found]


def _unique(names: list[str], joint: str) -> list[str]:
    taken: set[str] = set()
    for at, name in enumerate(names):
        number, names[at] = 2, name
        while names[at].lower() in taken:
            names[at], number = f"{name}{joint}{number}", number + 1
        taken.add(names[at].lower())
    return names
