"""The way to a Dask cluster, and a small one on this machine."""

from __future__ import annotations

import contextlib
import gc
import logging
import socket
import tempfile
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lodestock.records.errors import InputError, Problem

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["ANSWER_S", "connect", "local_cluster"]

ANSWER_S = 5.0
"""Longest wait for a scheduler to answer."""


def connect(address: str) -> Client:
    """Return a client of the scheduler at an address, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    InputError : Dask is not installed, the address is none, or nobody answers
    """
    distributed = _distributed(address)
    _reach(address)
    found: list[Client | Exception] = []

    def call() -> None:
        try:
            found.append(distributed.Client(address, timeout=ANSWER_S, set_as_default=False))
        except Exception as error:
            found.append(error.with_traceback(None))
        # A client that failed locks the next one out if it is forgotten while that starts: forget it now.
        gc.collect()

    # Dask waits for ever for a peer that takes the call and says nothing: so the wait is ours.
    calling = threading.Thread(target=call, daemon=True)
    calling.start()
    calling.join(ANSWER_S + 1.0)
    client = found[0] if found else TimeoutError()
    if isinstance(client, Exception):
        raise _refused(address, _SILENT) from client
    return client


_SILENT = f"no scheduler answers within {ANSWER_S:.0f} s"


def _reach(address: str) -> None:
    """Call the scheduler once, plainly: a client of Dask that fails may lock the next one when it is forgotten."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _refused(address, f"is no address of a scheduler: {error}") from error
    if parts.scheme not in ("tcp", "tls") or not host or not port:
        raise _refused(address, "is no address of a scheduler: it lacks tcp://, a host or a port")
    try:
        socket.create_connection((host, port), timeout=ANSWER_S).close()
    except OSError as error:
        raise _refused(address, _SILENT) from error


def _refused(address: str, reason: str) -> InputError:
    remedy = "Give the address that 'dask scheduler' prints, such as tcp://127.0.0.1:8786"
    return InputError(Problem("--cluster", address, reason, remedy))


@contextlib.contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """Run a scheduler and worker processes of one thread on this machine; give their address.

    They listen on 127.0.0.1 only, and leave no file behind. Dask does not ask who calls: while it runs, other users
    of the machine could have it run code of theirs. A script that calls this needs ``if __name__ == "__main__":``,
    as worker processes import it.
    """
    distributed = _distributed("on this machine")
    import dask

    with tempfile.TemporaryDirectory(prefix="lodestock-", ignore_cleanup_errors=True) as folder:
        with dask.config.set({"temporary-directory": folder}):  # the scheduler's too
            cluster = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # with None, its other pages would be at port 8787
                scheduler_kwargs={"dashboard": False},
                silence_logs="CRITICAL",
            )
        with cluster:
            yield cluster.scheduler_address


def _distributed(address: str) -> Any:
    """Import Dask, which is heavy and may not be there."""
    try:
        import distributed
        from distributed.comm import utils
    except ImportError as error:
        remedy = "Install it with: pip install 'lodestock[cluster]'"
        raise InputError(Problem("--cluster", address, "Dask is not installed", remedy)) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    # Dask packs what is above 10 MB in a thread that a forked child lacks and would wait for, for ever.
    utils.OFFLOAD_THRESHOLD = False
    return distributed
