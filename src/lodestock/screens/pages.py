"""All pages: the address of each, what it shows, and the parameters that it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lodestock.screens.compare import compare_screen
from lodestock.screens.form import Screen
from lodestock.screens.ledger import history_screen, ledger_screen
from lodestock.screens.material import material_screen
from lodestock.screens.materials import materials_screen
from lodestock.screens.methods import method_screen, methods_screen
from lodestock.screens.overview import overview_screen
from lodestock.screens.plan import plan_screen
from lodestock.screens.query import Param, Query
from lodestock.screens.risk import risk_screen
from lodestock.screens.runs import run_screen, runs_screen
from lodestock.screens.scenario import scenario_screen
from lodestock.screens.shelf import Shelf
from lodestock.screens.tables import data_screen, table_screen, word_screen

__all__ = ["PAGES", "Page", "build_screen", "page_at"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes
    ----------
    path : its address; a name in braces stands for a part that is chosen, ``{word:path}`` for one that may hold slashes
    build : makes the screen
    menu : word of the menu; empty where the page is reached from others
    params : parameters beside those of every table
    """

    path: str
    build: Callable[..., Screen]
    menu: str = ""
    params: tuple[Param, ...] = ()


_RUN = Param("run", "name of a run; else the one that answers for the project as it is now")

PAGES = (
    Page("/overview", overview_screen, "Overview", (_RUN,)),
    Page(
        "/materials",
        materials_screen,
        "Materials",
        (Param("group", "group of items", is_list=True), Param("grade", "grade of the demand", is_list=True)),
    ),
    Page("/materials/{item}", material_screen, params=(Param("stage", "stage that the map shows"),)),
    Page(
        "/risk",
        risk_screen,
        "Risk",
        (
            Param("method", "a method of assessment"),
            Param("stage", "stage that is scored", is_list=True),
        ),
    ),
    Page("/compare", compare_screen, params=(Param("item", "an item; up to four", is_list=True),)),
    Page(
        "/scenario",
        scenario_screen,
        "Scenario",
        (
            Param("card", "a bundled card"),
            _RUN,
            Param("material", "an item", is_list=True),
            Param("demand_class", "a demand class", is_list=True),
        ),
    ),
    Page(
        "/plan",
        plan_screen,
        "Plan",
        (
            _RUN,
            Param("material", "an item", is_list=True),
            Param("class", "a demand class", is_list=True),
            Param("quarter", "quarter of the order", is_list=True),
            Param("origin", "country that sells", is_list=True),
            Param("account", "account that pays", is_list=True),
        ),
    ),
    Page(
        "/ledger",
        ledger_screen,
        "Ledger",
        (Param("event", "kind of event", is_list=True), Param("by", "person", is_list=True)),
    ),
    Page(
        "/ledger/history/{thing:path}",
        history_screen,
        params=(Param("event", "kind of event", is_list=True), Param("by", "person", is_list=True)),
    ),
    Page("/data", data_screen, "Data"),
    Page(
        "/data/{table}",
        table_screen,
        params=(
            Param("item", "keep the rows of one item"),
            Param("column", "column that must hold a value"),
            Param("value", "the value, as the table writes it; empty: missing"),
        ),
    ),
    Page("/explain/{word:path}", word_screen),
    Page("/methods", methods_screen, "Methods", (Param("room", "room of the program"),)),
    Page("/methods/{name}", method_screen),
    Page(
        "/runs",
        runs_screen,
        "Runs",
        (Param("command", "command", is_list=True), Param("card", "card", is_list=True)),
    ),
    Page("/runs/{run}", run_screen),
)
"""All pages, those of the menu in its order."""


def build_screen(page: Page, shelf: Shelf, query: Query, parts: Mapping[str, str]) -> Screen:
    """Return what a page shows.

    Parameters
    ----------
    parts : the parts of the address that are chosen, by name

    Raises
    ------
    InputError : a parameter that the page does not have, something that is not there
    """
    query.check(page.params)
    return page.build(shelf, query, **parts)


def page_at(path: str) -> Page:
    """Return the page of an address.

    Parameters
    ----------
    path : as it stands in `PAGES`
    """
    return next(p for p in PAGES if p.path == path)
