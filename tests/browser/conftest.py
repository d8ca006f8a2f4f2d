"""Debian's Chromium in front of a server of our own."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from lodestock.screens import Shelf
from lodestock.web.app import make_app
from lodestock.web.gate import Gate

SHOTS = Path(__file__).parent.parent.parent / "test-output" / "screens"
"""Where pictures of the screens are kept, to be looked at."""

_LISTEN = (
    "document.addEventListener('securitypolicyviolation', "
    "e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
)


@dataclass(eq=False)
class Site:
    """A page of the browser, and what it did.

    Attributes
    ----------
    page : of Playwright
    home : address of the server
    said : errors of the console, and violations of the policy
    asked : addresses that were asked for
    """

    page: Any
    home: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, place: str) -> None:
        """Open a page and wait until it is there."""
        answer = self.page.goto(self.home + place)
        assert answer.status == 200, place

    def scroll(self) -> None:
        """Scroll to the end, so that every picture comes alive, and wait for it."""
        self.page.evaluate(
            """async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
                scrollTo(0, y); await new Promise(r => setTimeout(r, 20)); } }"""
        )
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.chart')].every(c => c.dataset.live || c.closest('details:not([open])'))"
        )
        self.page.evaluate("scrollTo(0, 0)")

    def outside(self) -> list[str]:
        """Return the addresses that were asked of another machine."""
        return [a for a in self.asked if not a.startswith((self.home, "data:", "file:", "blob:"))]


def find_chromium() -> str:
    """Return Debian's Chromium; skip, or fail where nothing may be skipped."""
    found = shutil.which("chromium")
    if found is None:
        (pytest.fail if os.environ.get("LODESTOCK_NO_SKIP") else pytest.skip)(
            "Debian's chromium is not installed"
        )
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    path = find_chromium()
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(demo_project: Path) -> Iterator[tuple[str, Gate]]:
    """Serve the demo project in this process; yield its address and its gate."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    gate = Gate(make_app(Shelf(demo_project)), port)
    server = uvicorn.Server(uvicorn.Config(gate, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}", gate
    server.should_exit = True
    thread.join(timeout=5)


@pytest.fixture
def site(chromium: Any, address: tuple[str, Gate], request: pytest.FixtureRequest) -> Iterator[Site]:
    """Yield a page that is let in; a test may ask for `width`, `script`."""
    told = {"width": 1280, "script": True, **getattr(request, "param", {})}
    home, gate = address
    context = chromium.new_context(
        viewport={"width": told["width"], "height": 900},
        java_script_enabled=told["script"],
        reduced_motion="reduce",
    )
    page = context.new_page()
    found = Site(page, home)
    page.add_init_script(_LISTEN)
    page.on("console", lambda m: found.said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: found.said.append(str(e)))
    page.on("request", lambda r: found.asked.append(r.url))
    gate.token = "once"
    page.goto(f"{home}/?token=once")
    yield found
    context.close()
