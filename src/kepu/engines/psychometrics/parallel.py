"""Threads for kernels that release the interpreter's lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

Part = TypeVar("Part")
Result = TypeVar("Result")

_lock = Lock()
_limits: list[Any] = []


def threads() -> int:
    """How many processors this process may use; ``KEPU_THREADS`` sets fewer."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, int(os.environ.get("KEPU_THREADS", allowed))))


@cache
def _pool(size: int, process: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(size, thread_name_prefix="psychometrics")


def each(work: Callable[[Part], Result], parts: Iterable[Part]) -> list[Result]:
    """The results in the order of the parts, whatever the number of threads; the caller's is one of them."""
    listed = list(parts)
    if len(listed) < 2 or threads() == 1:
        return [work(part) for part in listed]
    found: list[Any] = [None] * len(listed)
    todo = iter(range(len(listed)))

    def run() -> None:
        for place in todo:
            found[place] = work(listed[place])

    helpers = [_pool(threads(), os.getpid()).submit(run) for _ in range(min(threads(), len(listed)) - 1)]
    try:
        run()
    finally:
        # A helper that never began has nothing left to do; waiting for it could wait for a thread that waits for us.
        running = [helper for helper in helpers if not helper.cancel()]
        wait(running)
    for helper in running:
        helper.result()
    return found


def beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin on another thread where there is one; the result is had by calling what is returned."""
    if threads() == 1:
        result = work()
        return lambda: result
    return _pool(threads(), os.getpid()).submit(work).result


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Small matrices only lose by the threads of the linear algebra library, most of all on a busy machine.

    The limit holds for the process; the last of several threads that asked for it lifts it.
    """
    with _lock:
        if not _limits:
            _limits.append(_blas().limit(limits=1, user_api="blas"))
        _limits.append(None)
    try:
        yield
    finally:
        with _lock:
            _limits.pop()
            if len(_limits) == 1:
                _limits.pop().restore_original_limits()


def ranges(length: int, *, least: int, most: int = 64) -> list[tuple[int, int]]:
    """Cut ``length`` into equal ranges of at least ``least``, at most ``most`` of them.

    The cut does not depend on the number of processors, so sums come out the same on every machine.
    """
    parts = max(1, min(most, length // least))
    return [(length * i // parts, length * (i + 1) // parts) for i in range(parts)]
