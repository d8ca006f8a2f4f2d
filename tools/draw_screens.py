"""Take the pictures of screens that README shows, from the pages of a demo project, with Debian's Chromium.

python tools/draw_screens.py
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

SHOWN = {"overview": "/overview", "material": "/materials/antimony"}
PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


def main() -> None:
    """Make a demo, serve it, and take the pictures."""
    with tempfile.TemporaryDirectory() as made:
        command = [sys.executable, "-m", "lodestock.cli"]
        subprocess.run([*command, "demo"], cwd=made, check=True, capture_output=True)
        words = [*command, "web", "-C", "lodestock-demo", "--port", "0", "--no-open"]
        server = subprocess.Popen(words, cwd=made, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        try:
            _take(server.stdout.readline())
        finally:
            server.kill()


def _take(said: str) -> None:
    """Take the pictures from the server whose address stands in what it said."""
    found = re.search(r"(http://[^/]+)/\?token=\S+", said)
    assert found is not None, said
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1240, "height": 980})
        page.goto(found[0])
        for name, place in SHOWN.items():
            page.goto(found[1] + place)
            page.wait_for_selector(".chart[data-live]")
            page.wait_for_timeout(2_000)  # until the pictures near the window are drawn
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
