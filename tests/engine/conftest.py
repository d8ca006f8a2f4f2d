from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture
def control_c() -> Iterator[None]:
    """Hear SIGINT as a terminal's process does: one started in the background is deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
