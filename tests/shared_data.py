"""Real samples that lie outside of the repository; who needs one that is not there skips and says so."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("ONCALL_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def shared(name: str) -> Path:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand: set ONCALL_SHARED_DATA to the folder of samples")
    return path
