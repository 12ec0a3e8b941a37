"""Children end with us, however we end, and one that dies is started again."""

import os
import select
import signal
import subprocess
import sys

import pytest

from webapp.processes import Child

PARENT = """
import os
from webapp.processes import Child
child = Child("sleeper", ["tests.webapp.sleeper"], os.environ)
print(child.process.pid, flush=True)
child.process.wait()
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


def has_ended(pid: int, seconds: float = 60) -> bool:
    """Whether a process that is not ours to wait for ends in time: the kernel tells."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], seconds)[0])
    finally:
        os.close(process)


def test_a_child_ends_when_it_is_told_to():
    with Child("sleeper", ["tests.webapp.sleeper"], os.environ, capture=True) as child:
        assert child.first_line() == "up\n"
        assert is_running(child.process.pid)
    assert child.process.returncode is not None


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="asks Linux")
@pytest.mark.parametrize(("given", "heaps"), [({}, b"2"), ({"MALLOC_ARENA_MAX": "8"}, b"8")])
def test_a_child_shares_few_heaps_among_its_threads_unless_told_otherwise(given, heaps):
    with Child("sleeper", ["tests.webapp.sleeper"], os.environ | given, capture=True) as child:
        child.first_line()
        with open(f"/proc/{child.process.pid}/environ", "rb") as environ:
            assert b"MALLOC_ARENA_MAX=" + heaps in environ.read().split(b"\0")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="asks Linux")
def test_a_child_ends_when_its_parent_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    assert is_running(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert has_ended(pid)
