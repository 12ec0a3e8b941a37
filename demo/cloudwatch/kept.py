"""Answers of a synthetic fleet are kept for their minute: a benchmark measures who asks, not who answers."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from orjson import OPT_SORT_KEYS, dumps

from demo.server.calls import Call

Answer = dict[str, Any]


class Kept:
    """The newest `most` answers, by what was asked, by whom and in which minute."""

    def __init__(self, most: int = 1000) -> None:
        self._most, self._answers, self._lock = most, OrderedDict[Any, Answer](), Lock()

    def answer(self, call: Call, compute: Callable[[], Answer]) -> Answer:
        """The answer that was given to the same question in this minute, else a new one."""
        asked = dumps(call.body, option=OPT_SORT_KEYS)
        key = (call.account, call.region, call.action, int(call.now) // 60, call.page_size, call.unpaged, asked)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        found = compute()
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found
