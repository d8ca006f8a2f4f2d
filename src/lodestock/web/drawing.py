"""Pictures drawn in a process of their own: the converter stops every thread of its process while it draws.

``python -P -m lodestock.web.drawing`` is that process: it reads a JSON object a line, and answers each with a line that
tells how many bytes follow, or what went wrong.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from typing import Any

from lodestock.records.errors import DataError, Problem
from lodestock.report.live import bare_spec, vega_script
from lodestock.report.render import draw_png, draw_svg, refuse_addresses

__all__ = ["Drawer", "drawer", "work"]

_PATIENCE = 30.0
"""Seconds that one picture may take."""


class Drawer:
    """Draws one picture after another in a process that is started again where it fails."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._script = b""

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
        refuse_addresses(spec, "of a page")
        try:
            return self._ask({"spec": bare_spec(spec) if bare else spec, "form": form}, patience)
        except ValueError as error:
            place = str(spec.get("title", {}))[:80]
            raise DataError(
                Problem("picture", place, f"cannot be drawn: {error}", "Make the run again")
            ) from None

    def script(self) -> bytes:
        """Return the script that draws specs in a browser, see `lodestock.report.live.vega_script`."""
        self._script = self._script or self._ask({"form": "script"}, _PATIENCE)
        return self._script

    def _ask(self, asked: dict[str, Any], patience: float) -> bytes:
        """Return what the process answers.

        Raises
        ------
        ValueError : it says why it has no answer, or it has none in that time
        """
        with self._lock:
            process = self._start()
            assert process.stdin is not None and process.stdout is not None
            timer = threading.Timer(patience, process.kill)
            timer.start()
            try:
                process.stdin.write(json.dumps(asked).encode() + b"\n")
                process.stdin.flush()
                head = json.loads(process.stdout.readline() or "null")
                body = process.stdout.read(head["bytes"]) if head else b""
            except OSError:
                head, body = None, b""
            finally:
                timer.cancel()
            if head is None or len(body) != head["bytes"]:
                self._stop()
                raise ValueError(f"the process that draws ended, or took more than {patience:g} s")
        if head["error"]:
            raise ValueError(head["error"])
        return body

    def _start(self) -> subprocess.Popen[bytes]:
        """Return the process, started now where there is none."""
        if self._process is None or self._process.poll() is not None:
            self._stop()
            # -P: a file in the folder where the command runs is never taken for a module.
            words = [sys.executable, "-P", "-m", "lodestock.web.drawing"]
            self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process

    def _stop(self) -> None:
        """End the process; the next picture starts another one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None


drawer = Drawer()
"""The one that all pages of this process share."""


def work(line: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the answer of a question, and the bytes that follow it.

    Parameters
    ----------
    line : JSON object with ``form`` and, but for ``script``, ``spec``
    """
    asked = json.loads(line)
    try:
        if asked["form"] == "script":
            body = vega_script().encode()
        elif asked["form"] == "png":
            body = draw_png(asked["spec"], "of a page")
        else:
            body = draw_svg(asked["spec"], "of a page").encode()
    except Exception as error:  # whatever the converter says of a spec that it does not understand
        return {"error": f"{type(error).__name__}: {error}", "bytes": 0}, b""
    return {"error": "", "bytes": len(body)}, body


def _serve() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server; this process ends with its input
    for line in sys.stdin.buffer:
        head, body = work(line)
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
