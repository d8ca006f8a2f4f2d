"""Which engine a command's options ask for."""

from __future__ import annotations

from lodestock.engine.dask import Dask
from lodestock.engine.threads import Serial, Threads
from lodestock.records.errors import InputError, Problem
from lodestock.records.protocols import Engine

__all__ = ["MOST_WORKERS", "engine"]

MOST_WORKERS = 256
"""More threads than this are a slip of the pen."""


def engine(workers: int | None = None, cluster: str | None = None) -> Engine:
    """Return the engine for `--workers` and `--cluster`.

    Parameters
    ----------
    workers : threads of this process; one if it is not given
    cluster : address of a Dask scheduler

    Raises
    ------
    InputError : a number of workers that cannot be, both options at once, or a cluster that cannot be reached

    >>> engine(2)
    Threads(workers=2)
    """
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        reason = "work is done by 1 worker or more" if workers < 1 else f"at most {MOST_WORKERS} threads"
        raise _refused(workers, reason, "Give the number of processor cores, or leave it out for one")
    if cluster is None:
        return Threads(workers) if workers and workers > 1 else Serial()
    if workers is not None:
        raise _refused(workers, "a cluster has its own workers", "Leave out --workers or --cluster")
    return Dask(cluster)


def _refused(workers: int, reason: str, remedy: str) -> InputError:
    return InputError(Problem("--workers", str(workers), reason, remedy))
