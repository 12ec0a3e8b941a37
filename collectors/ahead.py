"""Works ahead: results in the order of the items, while the next few items are already under way in threads."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def in_order(work: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Iterator[Iterator[Result]]:
    """An iterator of `work(item)`; at most two items a thread are under way or wait to be taken.

    Threads inherit the caller's context, so that what they call is counted in the caller's run. Leaving the block
    drops what has not begun.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="ahead")
    try:
        yield _results(pool, work, iter(items), 2 * threads)
    finally:
        pool.shutdown(cancel_futures=True)


def _results(
    pool: ThreadPoolExecutor, work: Callable[[Item], Result], items: Iterator[Item], ahead: int
) -> Iterator[Result]:
    def begun(item: Item) -> Future[Result]:
        return pool.submit(copy_context().run, work, item)

    under_way = deque(begun(item) for item in islice(items, ahead))
    while under_way:
        first = under_way.popleft().result()
        under_way.extend(begun(item) for item in islice(items, 1))
        yield first
