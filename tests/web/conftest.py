"""The application over the demo project, asked in process; the gate has its own tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from lodestock.screens import Shelf
from lodestock.web.app import make_app


@pytest.fixture(scope="session")
def client(shelf: Shelf) -> Iterator[TestClient]:
    with TestClient(make_app(shelf), base_url="http://127.0.0.1:8765") as found:
        yield found
