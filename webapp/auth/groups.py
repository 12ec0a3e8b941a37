"""What the groups that somebody is in mean here."""

from collections.abc import Collection, Sequence

from webapp.config.model import Rights
from webapp.person import Reach, Role


def rights_of(groups: Collection[str], roles: Sequence[Rights]) -> tuple[Role, Reach] | None:
    """Role and reach by the first entry of `sign_in.roles` whose group somebody has; `*` is everybody's group."""
    for rights in roles:
        if rights.group in groups or rights.group == "*":
            return Role(rights.role), Reach(rights.functions, rights.targets)
    return None
