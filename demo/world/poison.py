"""Whether a message that people send (again) makes its function fail: as long as what is wrong with the code lasts."""

import re

from demo.world.specs import FunctionSpec
from demo.world.world import World

ALWAYS = re.compile(r'"poison"\s*:\s*true')
"""What a person writes into a message to see one come back, whatever works on it."""
_MARKS = {"media": re.compile(r"\.heic"), "reviews": re.compile(r"<script>")}
_EVENT, _ORDER = re.compile(r"OrderShipped"), re.compile(r'"vatNumber"\s*:\s*"DE\d+27"')
"""What the failing payloads of `messages.payload` have in common; a body that was mended has it no more."""


def error_of(world: World, function: FunctionSpec | None, body: str, now: float) -> str:
    """What the function raises on this body at `now`; empty where it succeeds."""
    if ALWAYS.search(body):
        return "PoisonMessage"
    facts = world.facts(function) if function else None
    if function is None or facts is None or facts.failing is None:
        return ""
    at = int(now) - world.epoch
    lasting = [effect for effect in facts.failing.effects if effect.strength(at) > 0]
    return lasting[0].error if lasting and _mark(function).search(body) else ""


def _mark(function: FunctionSpec) -> re.Pattern[str]:
    return _MARKS.get(function.service) or (_EVENT if function.trigger == "async" else _ORDER)
