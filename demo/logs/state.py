"""What the embedded CloudWatch Logs remembers: groups as people changed them, and queries."""

from demo.logs.kept import Groups
from demo.logs.queries import Queries
from demo.world.world import World


class Logs:
    """One CloudWatch Logs."""

    def __init__(self, world: World) -> None:
        self.groups = Groups(world)
        self.queries = Queries()
