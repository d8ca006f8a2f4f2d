"""Batches of draws: cuts them, and counts each once and in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from lodestock.records.errors import CancelledError, EngineError, Problem

__all__ = ["AHEAD", "POLL_S", "Cancelled", "Collect", "Tell", "in_order", "never", "silent"]

AHEAD = 4
"""Number of batches per worker that may be handed out and not yet collected."""

POLL_S = 0.1
"""Longest wait, in seconds, before `cancelled` is called again."""

R = TypeVar("R")
Tell = Callable[[str, float], None]
Cancelled = Callable[[], bool]
Collect = Callable[[], tuple[range, R] | None]
"""Waits at most `POLL_S` for a batch that was handed out; returns the batch and its result, or None if not done."""


def silent(what: str, fraction: float) -> None:
    """Ignore progress."""


def never() -> bool:
    """Never cancel."""
    return False


def in_order(
    batches: Sequence[range],
    submit: Callable[[range], Collect[R]],
    limit: Callable[[], int],
    tell: Tell,
    cancelled: Cancelled,
) -> Iterator[R]:
    """Hand out batches and yield their results in order, each once; every `Engine` runs this loop.

    Parameters
    ----------
    batches, tell, cancelled : see `Engine`
    submit : hands out a batch
    limit : returns the number of batches that may be handed out and not yet collected; it may change as workers
        join and leave

    Raises
    ------
    CancelledError : `cancelled` returned True
    EngineError : the batches do not follow each other, or a result came for another batch
    """
    draws, done, waiting = _count_draws(batches), 0, iter(batches)
    ahead: deque[tuple[range, Collect[R]]] = deque()
    try:
        while True:
            ahead.extend((batch, submit(batch)) for batch in islice(waiting, max(0, limit() - len(ahead))))
            if not ahead:
                return
            if cancelled():
                remedy = "Run it again: partial results are not kept"
                value = f"{done:,} of {draws:,}"
                raise CancelledError(Problem("draws", value, "cancelled on request", remedy))
            answer = _collect(*ahead[0])
            if answer is None:
                continue
            batch = ahead.popleft()[0]
            if answer[0] != batch:
                raise _miscount_error(answer[0], f"came in place of {batch}")
            done += len(batch)
            tell(f"drawing {done:,} of {draws:,} draws", done / draws)
            yield answer[1]
    finally:
        ahead.clear()  # otherwise the traceback of an error keeps the batches and their results in memory


def _count_draws(batches: Sequence[range]) -> int:
    """Return the number of draws; raise if one is in two batches or if one between two batches is missing."""
    stop = batches[0].start if batches else 0
    for batch in batches:
        if not batch or batch.step != 1 or batch.start != stop:
            raise _miscount_error(batch, f"is not a range of draws that starts at {stop}")
        stop = batch.stop
    return sum(map(len, batches))


def _collect(batch: range, collect: Collect[R]) -> tuple[range, R] | None:
    try:
        return collect()
    except Exception as error:
        error.add_note(f"in the batch of draws {batch.start} to {batch.stop - 1}")
        raise


def _miscount_error(batch: range, reason: str) -> EngineError:
    remedy = "Make the batches with lodestock.records.protocols.cut_batches; if you did, please report this"
    return EngineError(Problem("batch of draws", str(batch), reason, remedy))
