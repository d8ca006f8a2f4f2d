"""The parameters of a page: what is chosen, and the main table filtered, sorted and cut to a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lodestock.programme.tables import sort_rows
from lodestock.records.dataset import cell_text
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.screens.form import Grid, Row, Screen

__all__ = ["COMMON", "LONGEST", "MOST_VALUES", "PAGE_ROWS", "Param", "Query", "Shown", "show_page"]

PAGE_ROWS = 100
"""Rows of a table on a page."""

MOST_VALUES, LONGEST = 50, 200
"""Most values of one parameter, and most signs of one."""


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a page.

    Attributes
    ----------
    name : as it stands in the address
    meaning : one line
    is_list : whether it may be given more than once
    """

    name: str
    meaning: str
    is_list: bool = False


COMMON = (
    Param("sort", "column of the main table; with a minus before it, the largest first"),
    Param("page", "page of the main table, from 1"),
)
"""Parameters of every page."""


@dataclass(frozen=True, slots=True)
class Query:
    """What the address of a page asks for beside its path.

    Attributes
    ----------
    values : name -> values, in the order given
    """

    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Query:
        """Return the query of an address.

        Parameters
        ----------
        pairs : name and value, in the order given; a value that is empty asks for nothing
        """
        found: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            if value:
                found[name] = (*found.get(name, ()), value)
        return cls(found)

    def check(self, params: Iterable[Param]) -> None:
        """Refuse what the page has no parameter for.

        Raises
        ------
        InputError : a name that is none of `params`, one given twice that stands once, a value with a control sign
        """
        known = {p.name: p for p in (*params, *COMMON)}
        for name, values in self.values.items():
            if name not in known:
                raise InputError(
                    Problem("address", name, "is no parameter of this page", nearest(name, known))
                )
            if len(values) > (MOST_VALUES if known[name].is_list else 1):
                raise InputError(Problem(name, values[-1], "is given too often", "Give it once"))
            for value in values:
                if len(value) > LONGEST:
                    raise InputError(
                        Problem(name, value[:40], "is too long", f"Give at most {LONGEST} signs")
                    )
                if not value.isprintable():
                    raise InputError(Problem(name, repr(value), "holds a control sign", "Leave it out"))

    def one(self, name: str) -> str | None:
        """Return the value of a parameter; None where it is not given."""
        values = self.values.get(name, ())
        return values[0] if values else None

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of a parameter."""
        return self.values.get(name, ())

    def number(self, name: str) -> int:
        """Return a whole number from 1 on; 1 where it is not given.

        Raises
        ------
        InputError : it is no such number
        """
        text = self.one(name)
        if text is None:
            return 1
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= 1):
            raise InputError(Problem(name, text, "is no whole number from 1 on", "Give 1"))
        return int(text)


@dataclass(frozen=True, slots=True)
class Shown:
    """The main table of a page as it is asked for.

    Attributes
    ----------
    screen : with the table filtered, sorted and cut
    whole : the table filtered and sorted, all pages
    choices : column -> its values before anything is filtered, of the columns that are offered to choose from
    page, pages : number of the page, and of all
    """

    screen: Screen
    whole: Grid | None
    choices: Mapping[str, tuple[str, ...]]
    page: int = 1
    pages: int = 1


def show_page(screen: Screen, query: Query) -> Shown:
    """Return a page with its main table filtered, sorted and cut.

    Raises
    ------
    InputError : a column that the table does not have, a page beyond the last
    """
    grid = screen.main
    if grid is None:
        for name in ("sort", "page"):
            if query.one(name):
                raise InputError(
                    Problem(name, str(query.one(name)), "stands on a page without a table", "Leave it out")
                )
        return Shown(screen, None, {})
    rows = list(grid.rows)
    choices = {
        f.name: tuple(sorted({cell_text(r.get(f.name)) for r in rows} - {""}))
        for f in grid.fields
        if f.is_filter
    }
    for f in grid.fields:
        wanted = query.many(f.name) if f.is_filter else ()
        for value in wanted:
            if value not in choices[f.name]:
                known = nearest(value, choices[f.name]) if choices[f.name] else "The table has no row"
                raise InputError(Problem(f.name, value, f"stands in no row of the table {grid.name}", known))
        if wanted:
            rows = [r for r in rows if cell_text(r.get(f.name)) in wanted]
    whole = replace(grid, rows=tuple(_sorted(grid, rows, query.one("sort"))))
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    page = query.number("page")
    if page > pages:
        raise InputError(
            Problem("page", str(page), f"is beyond the last page, {pages}", f"Give 1 to {pages}")
        )
    cut = replace(whole, rows=whole.rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS])
    return Shown(screen.with_main(cut), whole, choices, page, pages)


def _sorted(grid: Grid, rows: list[Row], sort: str | None) -> list[Row]:
    """Return rows of a table in the order that is asked for.

    Raises
    ------
    InputError : a column that the table does not have
    """
    if sort is None:
        return rows
    name = sort.removeprefix("-")
    known = [f.name for f in grid.fields]
    if name not in known:
        raise InputError(
            Problem("sort", name, f"is no column of the table {grid.name}", nearest(name, known))
        )
    return sort_rows(rows, name, down=sort.startswith("-"))
