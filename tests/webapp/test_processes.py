"""Children end with us, however we end, and one that dies is started again."""

import os
import signal
import subprocess
import sys
import time

import pytest

from webapp.processes import Child

PARENT = """
import os, time
from webapp.processes import Child
child = Child("sleeper", ["tests.webapp.sleeper"], os.environ)
print(child.process.pid, flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


def wait_until(condition, seconds: float = 10) -> bool:
    """Whether it came true; asked slowly enough for the limit on API calls."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.25)
    return False


def test_a_child_ends_when_it_is_told_to():
    with Child("sleeper", ["tests.webapp.sleeper"], os.environ, capture=True) as child:
        assert child.first_line() == "up\n"
        assert is_running(child.process.pid)
    assert child.process.returncode is not None


@pytest.mark.skipif(not os.path.exists("/proc"), reason="reads /proc")
def test_a_child_ends_when_its_parent_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    assert is_running(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert wait_until(lambda: not is_running(pid))
