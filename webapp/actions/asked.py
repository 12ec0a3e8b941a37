"""What a redrive was asked for, as its plan keeps it: plain values that become a record again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from webapp.analysis.dead_letters import EVERYTHING, Wanted
from webapp.analysis.redrive_ways import Way
from webapp.config.model import Redriving


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
        """As the configuration says, but for what was chosen."""
        usual = {"rate": settings.rate, "stop_percent": settings.stop_percent, "hide_s": settings.hide_s}
        return cls(**{"way": way} | usual | chosen)
