"""What every part of the file shares: unknown keys are problems, values do not change."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
