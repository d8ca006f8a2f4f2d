"""Work on a Dask cluster: processes of this machine, or of many."""

from __future__ import annotations

import os
import pickle
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError as Lost
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from lodestock.engine.batches import AHEAD, POLL_S, Cancelled, Collect, Tell, in_order, never, silent
from lodestock.engine.cluster import connect
from lodestock.records.errors import EngineError, Problem

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["PATIENCE_S", "Dask", "run_batch"]

PATIENCE_S = 60.0
"""How long a cluster may be without any worker."""

_LOOK_S = 1.0
_NAP_S = 0.002
_AGAIN = "See that the scheduler runs, and start again"

R = TypeVar("R")


class Dask:
    """An `Engine` of a Dask cluster, whose scheduler and workers have the same lodestock installed.

    The function and each argument of a `functools.partial` go to the cluster under their hash and from worker to
    worker, each worker getting each once; they stay until the next `map`. Dask repeats the batches of a worker that
    is lost, and makes the parts again from their bytes.

    Parameters
    ----------
    address : of a scheduler

    Raises
    ------
    InputError : Dask is not installed, the address is none, or nobody answers
    """

    def __init__(self, address: str) -> None:
        self._client = connect(address)
        self._process = os.getpid()
        self._parts: dict[str, Future[Any]] = {}
        self._forget()

    def __enter__(self) -> Dask:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the cluster."""
        self._forget()
        self._client.close()

    def map(
        self,
        work: Callable[[range], R],
        batches: Sequence[range],
        tell: Tell = silent,
        cancelled: Cancelled = never,
    ) -> Iterator[R]:
        """Yield results in order, see `Engine`."""
        if os.getpid() != self._process:
            reason, remedy = "was opened by another process", "Open it in the process that uses it"
            raise EngineError(Problem("Dask", str(self._process), reason, remedy))
        workers = _Workers(self._client)
        workers.limit()
        kept, self._parts = self._parts, {}
        whole = work if isinstance(work, partial) else partial(work)
        func, *args = (self._send(value, kept) for value in (whole.func, *whole.args))
        keywords = {name: self._send(value, kept) for name, value in whole.keywords.items()}
        del kept
        # A name of its own for each map: two of them at once never share or cancel each other's tasks.
        name, release = f"lodestock-batch-{uuid.uuid4().hex}", version("lodestock")

        def submit(batch: range) -> Collect[R]:
            key = (name, batch.start)
            future = self._client.submit(run_batch, batch, release, func, args, keywords, key=key)
            return lambda: _collect(future)

        try:
            yield from in_order(batches, submit, workers.limit, tell, cancelled)
        except Exception:
            self._forget()  # what could not be unpacked there would fail again
            raise

    def _forget(self) -> None:
        self._parts = {}
        self._name = f"lodestock-{uuid.uuid4().hex}"

    def _send(self, value: object, kept: dict[str, Future[Any]]) -> Future[Any]:
        """Put a value on the cluster under the hash of its bytes, unless it is there."""
        import cloudpickle
        import dask

        data = cloudpickle.dumps(value)
        key = f"{self._name}-{sha256(data).hexdigest()}"
        # The limit is meant for data that go with each task; these go once.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"}):
            self._parts[key] = kept.get(key) or self._client.submit(pickle.loads, data, key=key)
        return self._parts[key]


def run_batch(
    batch: range, release: str, func: Callable[..., R], args: Sequence[Any], keywords: Mapping[str, Any]
) -> tuple[range, R]:
    """Do the work of a batch on a worker, and say which batch it was.

    Parameters
    ----------
    batch : scenario indices
    release : version of lodestock that asks
    func : called with `args`, the batch and `keywords`
    """
    if release != (here := version("lodestock")):
        reason, remedy = f"a worker has lodestock {here}", "Install the same version on all machines"
        raise EngineError(Problem("lodestock", release, reason, remedy))
    return batch, func(*args, batch, **keywords)


class _Workers:
    """Looks from time to time how many workers there are."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._threads = 0
        self._looked: float | None = None
        self._alone: float | None = None

    def limit(self) -> int:
        """Return the most batches to hand out; give up when there was no worker for too long."""
        if self._client.status != "running":
            raise _failed("the scheduler no longer answers", _AGAIN)
        now = time.monotonic()
        if self._looked is None or now > self._looked + _LOOK_S:
            try:
                self._threads, self._looked = sum(self._client.nthreads().values()), now
            except OSError as error:
                raise _failed("the scheduler no longer answers", _AGAIN) from error
            self._alone = None if self._threads else self._alone or now
        if self._alone is not None and now > self._alone + PATIENCE_S:
            raise _failed(
                f"there was no worker for {PATIENCE_S:.0f} s", "Start some with: dask worker ADDRESS"
            )
        return AHEAD * max(1, self._threads)


def _collect(future: Future[Any]) -> tuple[range, Any] | None:
    """Wait a short while for a batch, and return it with its result, or raise what its work raised."""
    from distributed import KilledWorker

    # Dask's own waits end in an exception that holds the future, and its result on a worker, for long.
    until = time.monotonic() + POLL_S
    while not future.done():
        if time.monotonic() > until:
            return None
        time.sleep(_NAP_S)
    try:
        answer: tuple[range, Any] = future.result()
    except KilledWorker as error:
        reason = f"{error.allowed_failures + 1} workers died of this batch, the last at {error.last_worker.address}"
        raise _failed(reason, "Look at their logs; if memory ran out, give them more") from error
    except Lost as error:
        raise _failed(f"the cluster lost the work: {error}", _AGAIN) from error
    return answer


def _failed(reason: str, remedy: str) -> EngineError:
    return EngineError(Problem("--cluster", "", reason, remedy))
