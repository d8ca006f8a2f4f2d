"""Work in this process: in the calling thread, or in several threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

from lodestock.engine.batches import AHEAD, POLL_S, Cancelled, Collect, Tell, in_order, never, silent

__all__ = ["Serial", "Threads"]

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Serial:
    """An `Engine` that works in the calling thread: a plain loop whose results the other engines must reproduce."""

    def map(
        self,
        work: Callable[[range], R],
        batches: Sequence[range],
        tell: Tell = silent,
        cancelled: Cancelled = never,
    ) -> Iterator[R]:
        """Yield the result of each batch in order; see `Engine.map`."""
        return in_order(batches, lambda batch: lambda: (batch, work(batch)), lambda: 1, tell, cancelled)


@dataclass(frozen=True, slots=True)
class Threads:
    """An `Engine` of threads, which run in parallel where the work releases the interpreter lock.

    Each `map` opens and closes a pool of its own, so that it can be called in any thread and in a forked process.

    Attributes
    ----------
    workers : number of threads
    """

    workers: int

    def map(
        self,
        work: Callable[[range], R],
        batches: Sequence[range],
        tell: Tell = silent,
        cancelled: Cancelled = never,
    ) -> Iterator[R]:
        """Yield the result of each batch in order; see `Engine.map`."""
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="lodestock")

        def submit(batch: range) -> Collect[R]:
            future = pool.submit(lambda: (batch, work(batch)))
            return lambda: future.result() if wait([future], timeout=POLL_S).done else None

        try:
            yield from in_order(batches, submit, lambda: AHEAD * self.workers, tell, cancelled)
        finally:
            pool.shutdown(cancel_futures=True)
