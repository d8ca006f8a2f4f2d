"""From a command to a page in a browser: a port, a token, a server that stops with Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import threading
import time
import webbrowser
from collections.abc import Callable

import uvicorn

from lodestock.records.errors import InputError, Problem
from lodestock.screens import Shelf
from lodestock.web.app import make_app
from lodestock.web.gate import Gate

__all__ = ["HOST", "is_news", "serve"]

HOST = "127.0.0.1"
"""The only address that is served: others need log-ins, which do not exist yet."""

_TRIES = 20


def serve(shelf: Shelf, port: int, *, browse: bool, say: Callable[[str], None]) -> None:
    """Serve pages until Ctrl-C.

    Parameters
    ----------
    shelf : what is shown
    port : where to listen; where it is in use, one of the next is taken
    browse : whether to open the browser
    say : tells the address, once pages can be asked for

    Raises
    ------
    InputError : no port near the one asked for is free
    """
    listener, taken = _listen(port)
    if port and taken != port:
        say(f"Port {port} is in use by another program; using {taken}.")
    gate = Gate(make_app(shelf), taken)
    address = f"http://{HOST}:{taken}/?token={gate.token}"
    config = uvicorn.Config(gate, log_level="warning", access_log=False, lifespan="off", server_header=False,
                            timeout_graceful_shutdown=2, limit_concurrency=200)  # fmt: skip
    logging.getLogger("uvicorn.error").addFilter(is_news)
    server = uvicorn.Server(config)

    def tell() -> None:
        while not server.started:
            time.sleep(0.01)
        with contextlib.suppress(OSError):  # nobody may be reading
            say(f"Serving {shelf.folder or 'the bundled case'} at {address}")
            say("The address counts once. Stop with Ctrl-C. Nothing leaves this machine.")
        if browse:
            webbrowser.open(address)

    threading.Thread(target=tell, daemon=True).start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def is_news(record: logging.LogRecord) -> bool:
    """Say whether the terminal should show what the server logs: not that Ctrl-C ended what was under way.

    Parameters
    ----------
    record : of the server
    """
    kind = record.exc_info[0] if record.exc_info else None
    cancelled = kind is not None and issubclass(kind, asyncio.CancelledError)
    return not cancelled and "graceful shutdown" not in record.getMessage()


def _listen(port: int) -> tuple[socket.socket, int]:
    """Return a socket that listens on a port, or on one of the next where it is in use; 0 takes any that is free."""
    for number in range(port, min(port + _TRIES, 65_536)) if port else (0,):
        # With the protocol named, answers go out at once: asyncio looks for it before it sets TCP_NODELAY.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, number))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise InputError(
                    Problem("--port", str(number), f"cannot be used: {error.strerror}", "Give another")
                ) from None
            continue
        return listener, int(listener.getsockname()[1])
    raise InputError(
        Problem("--port", str(port), f"and the {_TRIES - 1} ports after it are in use", "Give another")
    )
