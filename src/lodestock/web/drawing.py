"""Pictures drawn in a process of their own: the converter stops every thread of its process while it draws."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from multiprocessing.connection import Connection
from typing import Any

from lodestock.records.errors import DataError, LodestockError, Problem

__all__ = ["Drawer", "drawer"]

_PATIENCE = 30.0
"""Seconds that one picture may take."""


class Drawer:
    """Draws one picture after another in a process that is started again where it fails."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Any = None
        self._pipe: Connection | None = None
        self._script: bytes | None = None

    def draw(
        self, spec: dict[str, Any], form: str, *, bare: bool = False, patience: float = _PATIENCE
    ) -> bytes:
        """Return a spec drawn.

        Parameters
        ----------
        spec : Vega-Lite
        form : ``svg`` or ``png``
        bare : without title and foot
        patience : seconds that it may take

        Raises
        ------
        InputError : the spec takes data by address, or makes rows of its own
        DataError : it cannot be drawn, or not in that time
        """
        found = self._ask((spec, form, bare), patience)
        if isinstance(found, LodestockError):
            raise found
        if isinstance(found, Exception):
            title = str(spec.get("title", {}))[:80]
            problem = Problem(
                "picture", title, f"cannot be drawn: {found}", "Make the run again with --fresh"
            )
            raise DataError(problem)
        drawn: bytes = found
        return drawn

    def script(self) -> bytes:
        """Return the script that draws specs in a browser, see `lodestock.report.live.vega_script`."""
        if self._script is None:
            found = self._ask(None, _PATIENCE)
            if isinstance(found, Exception):
                raise found
            self._script = found
        return self._script

    def _ask(self, asked: Any, patience: float) -> Any:
        """Return what the process answers, or what went wrong."""
        with self._lock:
            pipe = self._start()
            try:
                pipe.send(asked)
                if not pipe.poll(patience):
                    raise TimeoutError(f"not drawn after {patience:g} s")
                return pipe.recv()
            except (EOFError, OSError) as error:
                self._stop()
                return error

    def _start(self) -> Connection:
        """Return the way to the process, started now where there is none."""
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            context = multiprocessing.get_context("spawn")  # a fork would copy threads that hold locks
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _stop(self) -> None:
        """End the process; the next picture starts another one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._pipe = None


drawer = Drawer()
"""The one that all pages of this process share."""


def _work(pipe: Connection) -> None:
    """Draw what is asked for until nobody asks any more."""
    from lodestock.report.live import vega_script

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(vega_script().encode() if asked is None else _drawn(*asked))
        except LodestockError as error:
            pipe.send(error)
        except Exception as error:  # whatever the converter says of a spec that it does not understand
            pipe.send(ValueError(f"{type(error).__name__}: {error}"))


def _drawn(spec: dict[str, Any], form: str, bare: bool) -> bytes:
    """Return a spec drawn, in the process that draws."""
    from lodestock.report.live import draw_png, draw_svg

    return draw_png(spec) if form == "png" else draw_svg(spec, bare=bare).encode()
