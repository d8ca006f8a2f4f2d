"""SCREENS: what each page shows: a question, the finding that answers it, pictures, and the tables behind them.

In: a `Shelf`, which reads the runs, figures and ledger of a project, and the parameters of an address. Out: a `Screen`
with the JSON object that the command line prints for the same question. Nothing here computes a result or knows HTML.
"""

from __future__ import annotations

from lodestock.report import Words
from lodestock.screens.form import Field, Figure, Grid, Links, Prose, Screen
from lodestock.screens.pages import PAGES, Page, build_screen, page_at
from lodestock.screens.query import Param, Query, Shown, show_page
from lodestock.screens.shelf import Shelf

__all__ = [
    "PAGES",
    "Field",
    "Figure",
    "Grid",
    "Links",
    "Page",
    "Param",
    "Prose",
    "Query",
    "Screen",
    "Shelf",
    "Shown",
    "Words",
    "build_screen",
    "page_at",
    "show_page",
]
