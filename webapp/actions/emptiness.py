"""When a sweep may believe that its queue holds nothing more for it: what SQS counts and hands out is approximate."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from webapp.actions.queue_calls import BATCH, Depth

QUIET_S = 1
"""An empty queue stays empty for so long before the sweep believes it."""
UNKNOWN = sys.maxsize
"""More than any queue holds: so many are to be expected where SQS does not tell, or told wrongly."""


@dataclass
class Emptiness:
    """What the threads of a sweep know together. Times are epoch seconds.

    `met` are messages that were dealt with, `hidden` those of them that were left behind until their `hold_s` is over;
    `counted` is how many SQS said that there are.
    """

    hold_s: int
    threads: int
    counted: int = UNKNOWN
    met: int = 0
    hidden: int = 0
    news_at: int = 0
    _idle: set[int] = field(default_factory=set)
    _doubting: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def meet(self, number: int, left_behind: bool = False) -> None:
        """So many messages more were dealt with."""
        with self._lock:
            self.met += number
            self.hidden += number if left_behind else 0

    def note_idle(self, is_idle: bool) -> None:
        """Whether this thread's last receive brought nothing, or it has ended."""
        with self._lock:
            (self._idle.add if is_idle else self._idle.discard)(threading.get_ident())
            if not is_idle:
                self._doubting.clear()

    @property
    def patience_s(self) -> int:
        """Long polling asks all of SQS's servers, but waits where nothing is left: near the end SQS's count decides."""
        return int(self.counted - self.met > self.threads * BATCH)

    def others_are_busy(self) -> bool:
        """Whether another thread may have messages in its hands."""
        return len(self._idle) < self.threads

    def is_certain(self, depth: Depth) -> bool:
        """Whether SQS counts nothing any more, and as many were met as it had counted at first."""
        return self._is_empty(depth) and self.met >= self.counted

    def has_lasted(self, depth: Depth, clock: Callable[[], int]) -> bool:
        """Whether nothing new has come for long enough: what shows nowhere and is not ours may still be in flight.

        Where SQS counts visible messages, they may have become so since the last receive: the thread's next one tells.
        """
        self.counted = UNKNOWN
        if clock() - self.news_at < (QUIET_S if self._is_empty(depth) else self.hold_s + QUIET_S):
            return False
        return not depth.visible or self._doubted_before()

    def _doubted_before(self) -> bool:
        with self._lock:
            me = threading.get_ident()
            doubted = me in self._doubting
            self._doubting.add(me)
            return doubted

    def _is_empty(self, depth: Depth) -> bool:
        return not depth.visible and depth.in_flight <= self.hidden
