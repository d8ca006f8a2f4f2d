"""Connects to a Dask cluster, and runs a small one on this machine."""

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

__all__ = ["ANSWER_S", "check_address", "connect", "local_cluster"]

ANSWER_S = 5.0
"""Longest wait for a scheduler to answer, in seconds."""


def connect(address: str) -> Client:
    """Return a client of the scheduler at an address, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    InputError : Dask is not installed, the address is malformed, or no scheduler answers
    """
    distributed = _import_distributed(address)
    _check_reachable(address)
    outcomes: list[Client | Exception] = []

    def open_client() -> None:
        try:
            outcomes.append(distributed.Client(address, timeout=ANSWER_S, set_as_default=False))
        except Exception as error:
            outcomes.append(error.with_traceback(None))
        # A failed client that is collected while the next one starts can block it: collect it now.
        gc.collect()

    # Dask waits without limit for a peer that accepts the connection and sends nothing, so we limit the wait.
    opening = threading.Thread(target=open_client, daemon=True)
    opening.start()
    opening.join(ANSWER_S + 1.0)
    client = outcomes[0] if outcomes else TimeoutError()
    if isinstance(client, Exception):
        raise _address_error(address, _NO_ANSWER) from client
    return client


_NO_ANSWER = f"no scheduler answers within {ANSWER_S:.0f} s"


def check_address(address: str) -> tuple[str, int]:
    """Return host and port of an address of a scheduler; nothing is sent.

    Parameters
    ----------
    address : such as ``tcp://127.0.0.1:8786``

    Raises
    ------
    InputError : it has another form
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _address_error(address, f"is no address of a scheduler: {error}") from error
    if parts.scheme not in ("tcp", "tls") or not host or not port:
        raise _address_error(address, "is no address of a scheduler: tcp://, the host or the port is missing")
    return host, port


def _check_reachable(address: str) -> None:
    """Connect to the scheduler once with a plain socket, so that no Dask client is made for a wrong address.

    A Dask client that fails can block the next one when it is collected.
    """
    try:
        socket.create_connection(check_address(address), timeout=ANSWER_S).close()
    except OSError as error:
        raise _address_error(address, _NO_ANSWER) from error


def _address_error(address: str, reason: str) -> InputError:
    remedy = "Give the address that 'dask scheduler' prints, such as tcp://127.0.0.1:8786"
    return InputError(Problem("--cluster", address, reason, remedy))


@contextlib.contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """Run a scheduler and worker processes of one thread each on this machine, and yield the address.

    They listen on 127.0.0.1 only, and leave no file behind. Dask does not authenticate its callers: while the
    cluster runs, other users of the machine can run code on it. A script that calls this needs
    ``if __name__ == "__main__":``, as worker processes import it.
    """
    distributed = _import_distributed("on this machine")
    import dask

    with tempfile.TemporaryDirectory(prefix="lodestock-", ignore_cleanup_errors=True) as folder:
        with dask.config.set({"temporary-directory": folder}):  # also that of the scheduler
            cluster = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # None would put other pages of the scheduler at port 8787
                scheduler_kwargs={"dashboard": False},
                silence_logs="CRITICAL",
            )
        with cluster:
            yield cluster.scheduler_address


def _import_distributed(address: str) -> Any:
    """Import Dask on first use: it is slow to import and may not be installed."""
    try:
        import distributed
        from distributed.comm import utils
    except ImportError as error:
        remedy = "Install it with: pip install 'lodestock[cluster]'"
        raise InputError(Problem("--cluster", address, "Dask is not installed", remedy)) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    # Dask serialises values above 10 MB in a thread; a forked process lacks it and would wait without end.
    utils.OFFLOAD_THRESHOLD = False
    return distributed
