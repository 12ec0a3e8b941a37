"""What a redrive was asked for, as its plan keeps it: plain values that become a record again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from collectors.arns import identity_of
from collectors.records import Kind
from webapp.analysis.dead_letters import EVERYTHING, Wanted
from webapp.analysis.redrive_ways import Way
from webapp.config.model import Redriving

MOST = {"rate": 10_000, "canary": 1_000, "stop_percent": 100}
"""What people may choose at most, however they choose it."""


class AskedWrongly(ValueError):
    """What was asked for makes no sense; the text says what does."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`destination` is a queue's ARN, empty for where each message came from; `function` and `qualifier` are for a
    replay. `rate` is messages a second, 0 as fast as it goes; `canary` the first step, 0 for none. `edits` are new
    bodies by message id, `causes` what the logs told of messages that do not tell it themselves.
    """

    way: Way
    destination: str = ""
    function: str = ""
    qualifier: str = ""
    rate: float = 0.0
    canary: int = 0
    stop_percent: float = 10.0
    hide_s: int = 60
    wanted: Wanted = EVERYTHING
    edits: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As a plan keeps it."""
        kept = asdict(self)
        kept["wanted"]["ids"] = sorted(self.wanted.ids)
        return kept | {"way": self.way.value}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Asked":
        """From what a plan kept."""
        wanted = dict(kept["wanted"])
        wanted["ids"] = frozenset(wanted["ids"])
        return cls(**dict(kept) | {"way": Way(kept["way"]), "wanted": Wanted(**wanted)})

    @classmethod
    def usual(cls, way: Way, settings: Redriving, **chosen: Any) -> "Asked":
        """As the configuration says, but for what was chosen. Raises AskedWrongly."""
        usual = {"rate": settings.rate, "stop_percent": settings.stop_percent, "hide_s": settings.hide_s}
        asked = cls(**{"way": way} | usual | chosen)
        asked.check()
        return asked

    def check(self) -> None:
        """Raises AskedWrongly."""
        for name, most in MOST.items():
            if not 0 <= getattr(self, name) <= most:
                raise AskedWrongly(f"{name} is {getattr(self, name):g}: choose one between 0 and {most}.")
        found = identity_of(self.destination) if self.destination else None
        if self.destination and (found is None or found.kind is not Kind.QUEUE):
            raise AskedWrongly("The destination is not the ARN of a queue: arn:aws:sqs:region:account:name.")
        if bool(self.wanted.field) != bool(self.wanted.value):
            raise AskedWrongly("A field needs the value that it shall have, and a value its field.")
        if min(self.wanted.older_than_s or 0, self.wanted.younger_than_s or 0) < 0:
            raise AskedWrongly("An age is not less than nothing.")
