"""The peak memory of a process."""

import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    """The most that this process has held since its program began, in MB.

    On Linux `ru_maxrss` will not do: a child keeps its parent's through exec, however small it is itself.
    """
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    told = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(told.split()[1]) / 1024
