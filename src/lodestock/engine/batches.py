"""Batches of scenarios: where they end, and that each is counted once and in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from lodestock.records.errors import CancelledError, EngineError, Problem

__all__ = ["AHEAD", "POLL_S", "Cancelled", "Collect", "Tell", "in_order", "never", "silent"]

AHEAD = 4
"""Batches a worker that are handed out and not yet collected."""

POLL_S = 0.1
"""Longest wait before it is asked again whether to stop."""

R = TypeVar("R")
Tell = Callable[[str, float], None]
Cancelled = Callable[[], bool]
Collect = Callable[[], tuple[range, R] | None]
"""Waits `POLL_S` at most for a batch that was handed out: the batch and its result, or None if it is not over."""


def silent(what: str, fraction: float) -> None:
    """Tell nobody."""


def never() -> bool:
    """Go on to the end."""
    return False


def in_order(
    batches: Sequence[range],
    submit: Callable[[range], Collect[R]],
    limit: Callable[[], int],
    tell: Tell,
    cancelled: Cancelled,
) -> Iterator[R]:
    """Hand out batches, and yield their results in order, each once; the loop that every `Engine` runs.

    Parameters
    ----------
    batches, tell, cancelled : see `Engine`
    submit : hands out a batch
    limit : most batches that may be handed out and not yet collected; may change as workers come and go
    """
    draws, done, todo = _count(batches), 0, iter(batches)
    ahead: deque[tuple[range, Collect[R]]] = deque()
    try:
        while True:
            ahead.extend((batch, submit(batch)) for batch in islice(todo, max(0, limit() - len(ahead))))
            if not ahead:
                return
            if cancelled():
                remedy = "Run it again: what was done by then is not kept"
                value = f"{done:,} of {draws:,}"
                raise CancelledError(Problem("scenarios", value, "cancelled on request", remedy))
            answer = _collect(*ahead[0])
            if answer is None:
                continue
            batch = ahead.popleft()[0]
            if answer[0] != batch:
                raise _miscounted(answer[0], f"came in place of {batch}")
            done += len(batch)
            tell(f"{done:,} of {draws:,} scenarios", done / draws)
            yield answer[1]
    finally:
        ahead.clear()  # the traceback of an error would keep them, and their results, for long


def _count(batches: Sequence[range]) -> int:
    """Return the number of scenarios, once it is sure that none is in two batches or between two."""
    stop = batches[0].start if batches else 0
    for batch in batches:
        if not batch or batch.step != 1 or batch.start != stop:
            raise _miscounted(batch, f"is no run of scenarios that goes on from {stop}")
        stop = batch.stop
    return sum(map(len, batches))


def _collect(batch: range, collect: Collect[R]) -> tuple[range, R] | None:
    try:
        return collect()
    except Exception as error:
        error.add_note(f"in the batch of scenarios {batch.start} to {batch.stop - 1}")
        raise


def _miscounted(batch: range, reason: str) -> EngineError:
    remedy = "Take the batches from lodestock.records.protocols.cut_batches; if they are, please report this"
    return EngineError(Problem("batch of scenarios", str(batch), reason, remedy))
