"""Child processes that never outlive us: each holds a pipe of ours as its standard input and stops when it closes."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import FrameType, TracebackType

import structlog

log = structlog.get_logger()

GRACE_S = 4.0
"""How long a child may take to stop before it is killed."""

RESTART_S = 5.0
"""How long to wait before a child that died is started again."""


FEW_HEAPS = {"MALLOC_ARENA_MAX": "2"}
"""glibc gives each of many threads a heap of its own and keeps what they free; with two, a collector of four targets
took 174 MB instead of 200, and Python's threads allocate one after the other anyway."""


class Child:
    """A child process under our interpreter, e.g. Child("collector", ["webapp.cli", "collect"])."""

    def __init__(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str], capture: bool = False
    ) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if capture else None,
            env=FEW_HEAPS | dict(environment),
            start_new_session=True,
            text=True,
        )

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def first_line(self) -> str:
        """What the child printed first; empty when it ended before."""
        return self.process.stdout.readline() if self.process.stdout else ""

    def ask_to_end(self) -> None:
        """Send SIGTERM and do not wait."""
        self.process.terminate()

    def stop(self) -> None:
        """Ask the child to end, wait, and kill it when it does not: whatever it does must survive that anyway."""
        self.ask_to_end()
        try:
            self.process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


class KeptAlive:
    """A child that is started again whenever it dies, until it is stopped."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = (name, arguments, environment)
        self._stopping = threading.Event()
        self._child = Child(*self._command)
        self._thread = threading.Thread(target=self._watch, name=f"keep-{name}", daemon=True)
        self._thread.start()

    def __enter__(self) -> "KeptAlive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._child.stop()
        self._thread.join()
        self._child.stop()

    @property
    def pid(self) -> int:
        """The process id of the child that runs now."""
        return self._child.process.pid

    def _watch(self) -> None:
        while not self._stopping.is_set():
            code = self._child.process.wait()
            if self._stopping.wait(RESTART_S):
                return
            self._child.stop()
            self._child = Child(*self._command)
            log.error("child_died", child=self._child.name, exit_code=code, restarted=True)


def stop_requested() -> threading.Event:
    """An event that is set by SIGTERM, by SIGINT, or when a parent that holds our standard input is gone."""
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    return stop


def stop_with_parent(stop: threading.Event) -> None:
    """Set `stop` when our standard input closes; for children only, as a service's standard input is closed at once."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        stop.set()

    threading.Thread(target=wait, name="stop-with-parent", daemon=True).start()
