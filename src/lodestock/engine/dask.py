"""Work on a Dask cluster: processes of this machine or of many machines."""

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
"""How long a cluster may be without any worker, in seconds."""

_COUNT_WORKERS_S = 1.0
"""Time between two counts of the workers, in seconds."""

_NAP_S = 0.002
"""Time between two looks at a batch that is waited for, in seconds."""

_RESTART = "Check that the scheduler runs, and start again"

R = TypeVar("R")


class Dask:
    """An `Engine` on a Dask cluster whose scheduler and workers have the same version of lodestock installed.

    The function and each argument of a `functools.partial` are sent to the cluster once, under their hash; the
    workers pass them on, and each worker receives each part once. They stay until the next `map`. When a worker is
    lost, Dask repeats its batches and restores the parts from their bytes.

    Parameters
    ----------
    address : address of a scheduler, such as ``tcp://127.0.0.1:8786``

    Raises
    ------
    InputError : Dask is not installed, the address is malformed, or no scheduler answers
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
        """Close the connection to the cluster."""
        self._forget()
        self._client.close()

    def map(
        self,
        work: Callable[[range], R],
        batches: Sequence[range],
        tell: Tell = silent,
        cancelled: Cancelled = never,
    ) -> Iterator[R]:
        """Yield the result of each batch in order; see `Engine.map`."""
        if os.getpid() != self._process:
            reason, remedy = "was opened by another process", "Open it in the process that uses it"
            raise EngineError(Problem("Dask", str(self._process), reason, remedy))
        workers = _WorkerCount(self._client)
        workers.limit()
        previous, self._parts = self._parts, {}
        whole = work if isinstance(work, partial) else partial(work)
        func, *args = (self._send(value, previous) for value in (whole.func, *whole.args))
        keywords = {name: self._send(value, previous) for name, value in whole.keywords.items()}
        del previous
        # Each map has its own name, so that two at the same time never share or cancel each other's tasks.
        name, release = f"lodestock-batch-{uuid.uuid4().hex}", version("lodestock")

        def submit(batch: range) -> Collect[R]:
            key = (name, batch.start)
            future = self._client.submit(run_batch, batch, release, func, args, keywords, key=key)
            return lambda: _collect(future)

        try:
            yield from in_order(batches, submit, workers.limit, tell, cancelled)
        except Exception:
            self._forget()  # a part that a worker could not unpack would fail again
            raise

    def _forget(self) -> None:
        self._parts = {}
        self._name = f"lodestock-{uuid.uuid4().hex}"

    def _send(self, value: object, previous: dict[str, Future[Any]]) -> Future[Any]:
        """Send a value to the cluster under the hash of its bytes, unless it is there already."""
        import cloudpickle
        import dask

        data = cloudpickle.dumps(value)
        key = f"{self._name}-{sha256(data).hexdigest()}"
        # Dask warns of large data because it expects them with each task; these are sent once.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"}):
            self._parts[key] = previous.get(key) or self._client.submit(pickle.loads, data, key=key)
        return self._parts[key]


def run_batch(
    batch: range, release: str, func: Callable[..., R], args: Sequence[Any], keywords: Mapping[str, Any]
) -> tuple[range, R]:
    """Do the work of a batch on a worker, and return the batch with the result.

    Parameters
    ----------
    batch : indices of the draws
    release : version of lodestock that sent the batch
    func : called with `args`, the batch and `keywords`
    """
    if release != (here := version("lodestock")):
        reason, remedy = f"a worker has lodestock {here}", "Install the same version on all machines"
        raise EngineError(Problem("lodestock", release, reason, remedy))
    return batch, func(*args, batch, **keywords)


class _WorkerCount:
    """Counts the workers of a cluster from time to time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._threads = 0
        self._counted_at: float | None = None
        self._alone_since: float | None = None

    def limit(self) -> int:
        """Return the number of batches that may be handed out.

        Raises
        ------
        EngineError : the scheduler is gone, or there was no worker for `PATIENCE_S`
        """
        if self._client.status != "running":
            raise _cluster_error("the scheduler no longer answers", _RESTART)
        now = time.monotonic()
        if self._counted_at is None or now > self._counted_at + _COUNT_WORKERS_S:
            try:
                self._threads, self._counted_at = sum(self._client.nthreads().values()), now
            except OSError as error:
                raise _cluster_error("the scheduler no longer answers", _RESTART) from error
            self._alone_since = None if self._threads else self._alone_since or now
        if self._alone_since is not None and now > self._alone_since + PATIENCE_S:
            raise _cluster_error(
                f"there was no worker for {PATIENCE_S:.0f} s", "Start some with: dask worker ADDRESS"
            )
        return AHEAD * max(1, self._threads)


def _collect(future: Future[Any]) -> tuple[range, Any] | None:
    """Wait up to `POLL_S` for a batch; return it with its result, None if not done, or raise what its work raised."""
    from distributed import KilledWorker

    # Dask's own wait ends in an exception that keeps the future, and so its result on a worker, alive.
    until = time.monotonic() + POLL_S
    while not future.done():
        if time.monotonic() > until:
            return None
        time.sleep(_NAP_S)
    try:
        answer: tuple[range, Any] = future.result()
    except KilledWorker as error:
        workers, address = error.allowed_failures + 1, error.last_worker.address
        reason = f"{workers} workers died while running this batch, the last one at {address}"
        raise _cluster_error(reason, "Look at their logs; if memory ran out, give them more") from error
    except Lost as error:
        raise _cluster_error(f"the cluster lost the work: {error}", _RESTART) from error
    return answer


def _cluster_error(reason: str, remedy: str) -> EngineError:
    return EngineError(Problem("--cluster", "", reason, remedy))
