"""Errors are pages that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lodestock.records.errors import InputError, Problem
from lodestock.screens import Query, Shelf
from lodestock.web.app import make_app
from lodestock.web.errors import AskedError, raise_in_words


@pytest.mark.parametrize(
    ("place", "status", "words"),
    [
        ("/nowhere", 404, "Choose a page above"),
        ("/materials/antimoney", 404, "antimony"),
        ("/materials/%3Cscript%3E", 404, "&lt;script&gt;"),
        ("/data/prices", 404, "price"),
        ("/explain/us_demand/antimony.nothing", 404, "apparent_consumption_t"),
        ("/methods/nothing", 404, "no method"),
        ("/runs/none", 404, "no run of the project"),
        ("/ledger/history/none", 404, "is not in the journal"),
        ("/scenario?card=base-wart", 422, "base-war"),
        ("/plan?page=7", 422, "beyond the last page"),
        ("/plan?page=x", 422, "whole number"),
        ("/plan?sort=colour", 422, "is no column"),
        ("/plan?crad=x", 422, "is no parameter of this page"),
        ("/plan?run=x", 422, "is no run"),
        ("/plan?material=nonsense", 422, "stands in no row"),
        ("/data/price?sort=ice", 422, "sort"),
        ("/materials/antimony?stage=mon", 422, "is no stage"),
        ("/methods/size.draw.stock.reserve?page=2", 422, "without a table"),
        ("/scenario?card=base-war&run=x", 422, "cannot stand beside a run"),
        ("/materials/antimony?stage=magnet", 422, "is no stage"),
        ("/data/price?column=nothing", 422, "column"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_words(client: TestClient, place: str, status: int, words: str) -> None:
    page = client.get(place)
    assert page.status_code == status and words in page.text, page.text
    assert "Traceback" not in page.text and '<a href="/overview">' in page.text
    path, _, query = place.partition("?")
    twin = client.get(f"{path}.json" + (f"?{query}" if query else ""))
    assert twin.status_code == status and twin.json()["error"], twin.text


def test_a_file_that_cannot_be_read_is_named(project: Callable[..., Path]) -> None:
    folder = project()
    with TestClient(make_app(Shelf(folder)), base_url="http://127.0.0.1:8765") as client:
        (folder / "overlays" / "price.csv").write_text("material,tier\nantimony,single\n")
        page = client.get("/materials")
        assert page.status_code == 503 and "price.csv" in page.text
        (folder / "overlays" / "price.csv").unlink()
        assert client.get("/materials").status_code == 200


def test_a_database_that_is_none_is_a_file_that_cannot_be_read(project: Callable[..., Path]) -> None:
    """It holds the ledger, and the events of the news that were accepted: without it no figure is known to be right."""
    folder = project()
    shelf = Shelf(folder)
    (folder / "ledger.db").write_bytes(b"no database")
    with TestClient(make_app(shelf), base_url="http://127.0.0.1:8765") as client:
        for page in ("/ledger", "/materials"):
            found = client.get(page)
            assert found.status_code == 503 and "file is not a database" in found.text


def test_a_fault_of_the_program_is_owned(demo_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(Shelf(demo_project))
    monkeypatch.setattr("lodestock.web.app.write_page", None)
    with TestClient(app, base_url="http://127.0.0.1:8765", raise_server_exceptions=False) as client:
        page = client.get("/plan")
    assert page.status_code == 500 and "has a fault" in page.text and "TypeError" in page.text
    assert "NoneType" not in page.text and "Traceback" not in page.text


@pytest.mark.parametrize(
    ("value", "place", "parts", "query", "status"),
    [
        ("tinn", "material", {"item": "tinn"}, {}, 404),
        ("tinn", "item", {}, {"item": ("tinn",)}, 422),
        ("tinn", "item", {"table": "tinned"}, {"item": ("tinn",)}, 422),
        ("x", "--sort", {}, {"sort": ("-x",)}, 422),
        ("crad", "address", {}, {"crad": ("y",)}, 422),
        ("", "overlays/price.csv", {"item": "tin"}, {}, 503),
    ],
)
def test_errors_of_path_parameter_and_project_are_told_apart(
    value: str, place: str, parts: dict[str, str], query: dict[str, tuple[str, ...]], status: int
) -> None:
    error = InputError(Problem(place, value, "is wrong", "Mend it"))
    with pytest.raises((AskedError, InputError)) as found:
        raise_in_words(error, parts, Query(query))
    assert getattr(found.value, "status", 503) == status
