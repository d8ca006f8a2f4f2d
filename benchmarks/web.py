"""How fast pages are for 20 readers, beside an answer of the same server that needs no work.

    python benchmarks/web.py [--readers N] [--seconds S] [--project DIR]

Each reader opens a page, then its pictures, waits a second, and clicks on. Printed: median and 95th percentile of a page
and of a picture, the same over the median of a static file, the processor time a page, and how long after the command the
first page was there.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import psutil

STATIC = "/static/style.css"


class Reader(threading.Thread):
    """Clicks through the pages until the time is over."""

    def __init__(self, home: str, cookies: httpx.Cookies, seed: int, until: float) -> None:
        super().__init__()
        self.client = httpx.Client(base_url=home, cookies=cookies, timeout=60)
        self.choice, self.until = random.Random(seed), until
        self.took: dict[str, list[float]] = {"page": [], "picture": [], "static": []}
        self.failed: list[str] = []

    def ask(self, kind: str, place: str) -> str:
        """Ask for an address and note how long it took."""
        start = time.perf_counter()
        answer = self.client.get(place)
        self.took[kind].append(time.perf_counter() - start)
        if answer.status_code != 200:
            self.failed.append(f"{answer.status_code} {place}")
        return answer.text if kind == "page" else ""

    def run(self) -> None:
        """Read pages."""
        place = "/overview"
        time.sleep(self.choice.random())
        while time.perf_counter() < self.until:
            text = self.ask("page", place)
            for picture in re.findall(r'<img src="([^"]+)"', text):
                self.ask("picture", picture.replace("&amp;", "&"))
            self.ask("static", STATIC)
            links = [
                x
                for x in re.findall(r'href="(/[^"#]+)"', text)
                if not re.search(r"\.(csv|json|svg|png)|/files/|/static/", x)
            ]
            place = self.choice.choice(links).replace("&amp;", "&")
            time.sleep(1.0)


def first_page(project: Path) -> tuple[subprocess.Popen[str], str, httpx.Client, float]:
    """Start the command; return it, its address, a client that is let in, and the seconds until its first page."""
    words = [sys.executable, "-m", "lodestock.cli", "web", "-C", str(project), "--port", "0", "--no-open"]
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"(http://[^/]+)/\?token=\S+", process.stdout.readline())
    assert found is not None
    client = httpx.Client(follow_redirects=True, timeout=60)
    client.get(found[0]).raise_for_status()
    return process, found[1], client, time.perf_counter() - start


def cpu_of(server: psutil.Process) -> float:
    """Return the processor time of the server and of the process in which it draws."""
    return sum(sum(p.cpu_times()[:2]) for p in (server, *server.children()))


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--project", type=Path)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        project = told.project or Path(made) / "demo"
        if told.project is None:
            subprocess.run(
                [sys.executable, "-m", "lodestock.cli", "demo", "--out", str(project)],
                check=True,
                capture_output=True,
            )
        process, home, client, first = first_page(project)
        try:
            server = psutil.Process(process.pid)
            before = cpu_of(server)
            until = time.perf_counter() + told.seconds
            readers = [Reader(home, client.cookies, seed, until) for seed in range(told.readers)]
            for reader in readers:
                reader.start()
            for reader in readers:
                reader.join()
            used = cpu_of(server) - before
        finally:
            process.kill()
    took = {k: [t for r in readers for t in r.took[k]] for k in ("page", "picture", "static")}
    floor = statistics.median(took["static"])
    print(f"first page {first:.2f} s after the command")
    for kind, some in took.items():
        middle, high = statistics.median(some), p95(some)
        print(
            f"{kind:8} {len(some):5} asked, median {1e3 * middle:6.1f} ms, p95 {1e3 * high:6.1f} ms; "
            f"over a static file {middle / floor:.1f}, {high / floor:.1f}"
        )
    print(f"processor time a page with its pictures {1e3 * used / len(took['page']):.0f} ms")
    failed = [f for r in readers for f in r.failed]
    if failed:
        raise SystemExit(f"{len(failed)} answers failed, such as {failed[0]}")


if __name__ == "__main__":
    main()
