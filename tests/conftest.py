"""Shared fixtures: the bundled case, sized and planned once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lodestock.data import load, load_card
from lodestock.programme.demo import make_demo
from lodestock.programme.plan import plan_case
from lodestock.programme.project import Case, new_project, open_case
from lodestock.programme.size import size_for_plan
from lodestock.records.plan import Plan
from lodestock.screens import Shelf
from lodestock.size import Shortfalls
from tests.postgres import Server, running_server

Rows = list[dict[str, object]]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server, one for each process of the tests."""
    with running_server() as found:
        yield found


@pytest.fixture(scope="session")
def case() -> Case:
    return Case(load(), load_card("base-war"), None)


@pytest.fixture(scope="session")
def short(case: Case) -> Shortfalls:
    return size_for_plan(case)


@pytest.fixture(scope="session")
def plan(case: Case, short: Shortfalls) -> Plan:
    return plan_case(case, short)


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Make a project whose overlays are given as table -> rows."""

    def make(**tables: Rows) -> Path:
        folder = new_project(tmp_path / "project")
        for table, rows in tables.items():
            names = list(dict.fromkeys(n for r in rows for n in r))
            with (folder / "overlays" / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, [*names, "author", "reason"])
                writer.writeheader()
                writer.writerows({**r, "author": "analyst", "reason": "exercise"} for r in rows)
        return folder

    return make


@pytest.fixture
def case_with(project: Callable[..., Path]) -> Callable[..., Case]:
    """Open a case with overlays given as table -> rows."""
    return lambda **tables: open_case(project(**tables))


UNOBTAINIUM: dict[str, Rows] = {
    "materials": [{"material": "unobtainium", "name": "Unobtainium"}],
    "us_demand": [
        {
            "material": "unobtainium",
            "apparent_consumption_t": 100,
            "own_primary_t": 0,
            "own_secondary_t": 0,
        }
    ],
    "demand_classes": [{"material": "unobtainium", "demand_class": "defence", "share_pct": 100}],
    "import_shares": [
        {"material": "unobtainium", "stage": "refine", "country_iso3": "BLR", "share_pct": 100}
    ],
}
"""An invented item: 100 t a year of defence demand, all of it imported from one adversary."""


@pytest.fixture
def unobtainium() -> dict[str, Rows]:
    return {table: [dict(r) for r in rows] for table, rows in UNOBTAINIUM.items()}


@pytest.fixture(scope="session")
def demo_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of `lodestock demo`, made once; a test that changes it works on a copy."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    make_demo(folder)
    return folder


@pytest.fixture(scope="session")
def shelf(demo_project: Path) -> Shelf:
    """The demo project as pages see it."""
    return Shelf(demo_project)
