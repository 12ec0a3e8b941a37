"""Numbers that look random and are a pure function of what they are asked for: no state, no order."""

from collections.abc import Sequence
from hashlib import blake2b
from math import floor, sqrt
from statistics import NormalDist
from struct import Struct

_WORDS = Struct("<16I")
_QUESTION = Struct("<qq")
_UNIT = 2.0**-32
_NORMAL = NormalDist()

Dice = Sequence[float]
"""Sixteen numbers in [0, 1)."""


def key_of(seed: int, name: str) -> bytes:
    """What a thing's dice are thrown with."""
    return blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()


def throw(key: bytes, at: int, salt: int = 0) -> Dice:
    """The sixteen dice of `key` at `at`; another `salt` gives independent ones."""
    words = _WORDS.unpack(blake2b(key + _QUESTION.pack(at, salt)).digest())
    return [word * _UNIT for word in words]


def hexes(key: bytes, *at: int) -> str:
    """Thirty-two hexadecimal digits."""
    return blake2b(key + repr(at).encode(), digest_size=16).hexdigest()


def uuid_of(key: bytes, *at: int) -> str:
    """A version 4 UUID."""
    h = hexes(key, *at)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def normal(die: float) -> float:
    """The standard normal value at that quantile."""
    return _NORMAL.inv_cdf(min(max(die, 1e-9), 1 - 1e-9))


def count(expected: float, die: float) -> int:
    """A Poisson-like count around `expected`."""
    if expected <= 0:
        return 0
    if expected > 12:
        return max(0, round(expected + sqrt(expected) * normal(die)))
    return _poisson(expected, die)


def share(whole: float, rate: float, die: float) -> int:
    """That share of a whole as a whole number, rounded up or down so that it is right on average."""
    return floor(whole * rate + die)


def _poisson(expected: float, die: float) -> int:
    chance = total = 2.718281828459045**-expected
    number = 0
    while die > total and number < 60:
        number += 1
        chance *= expected / number
        total += chance
    return number
