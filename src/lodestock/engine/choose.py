"""Chooses the engine that the options of a command ask for."""

from __future__ import annotations

import os

from lodestock.engine.dask import Dask
from lodestock.engine.threads import Serial, Threads
from lodestock.records.errors import InputError, Problem
from lodestock.records.protocols import Engine

__all__ = ["MAX_WORKERS", "check_workers", "local_engine", "open_engine"]

MAX_WORKERS = 256
"""Upper limit for --workers; a larger number is almost certainly a typing error."""


def open_engine(workers: int | None = None, cluster: str | None = None) -> Engine:
    """Return the engine for the options `--workers` and `--cluster`; connect to the cluster if one is given.

    Parameters
    ----------
    workers : number of threads of this process; None: one
    cluster : address of a Dask scheduler

    Raises
    ------
    InputError : the number of workers is out of range, both options are given, or the cluster cannot be reached

    >>> open_engine(2)
    Threads(workers=2)
    """
    if workers is not None:
        check_workers(workers)
    if cluster is None:
        return Threads(workers) if workers and workers > 1 else Serial()
    if workers is not None:
        raise _workers_error(workers, "a cluster has its own workers", "Leave out --workers or --cluster")
    return Dask(cluster)


def check_workers(workers: int) -> None:
    """Check a number of threads.

    Parameters
    ----------
    workers : number of threads

    Raises
    ------
    InputError : fewer than one, or more than `MAX_WORKERS`
    """
    if not 1 <= workers <= MAX_WORKERS:
        reason = "at least 1 worker is needed" if workers < 1 else f"at most {MAX_WORKERS} threads"
        raise _workers_error(workers, reason, "Give the number of processor cores, or leave it out")


def local_engine(engine: Engine) -> Engine:
    """Return an engine of this process for work on what is in its memory: the engine itself where it is one.

    Parameters
    ----------
    engine : that of the draws
    """
    return Threads(max(os.cpu_count() or 1, 1)) if isinstance(engine, Dask) else engine


def _workers_error(workers: int, reason: str, remedy: str) -> InputError:
    return InputError(Problem("--workers", str(workers), reason, remedy))
