"""Every page: it answers, its document is that of the command, and what is not there is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.programme.documents import dumps
from lodestock.records.errors import InputError
from lodestock.screens import PAGES, Figure, Grid, Screen, Shelf
from lodestock.screens.query import COMMON
from tests.screens.see import see

ITEM = "/materials/{item}"
PRICES = "item=antimony&column=tier&value=single&sort=-price_usd_per_t"
ASKED: dict[str, list[tuple[str, dict[str, str]]]] = {
    "/overview": [("", {})],
    "/materials": [("", {}), ("group=rare-earth", {})],
    ITEM: [("", {"item": "antimony"}), ("stage=refine", {"item": "cobalt"}), ("", {"item": "ndfeb-magnets"})],
    "/risk": [("", {}), ("method=eu-supply-risk&stage=refine&sort=name", {})],
    "/compare": [("item=cobalt&item=tin", {})],
    "/scenario": [("", {}), ("card=base-war", {})],
    "/plan": [("", {}), ("material=antimony&sort=-tonnes", {})],
    "/ledger": [("", {})],
    "/ledger/history/{thing:path}": [("", {"thing": "dla-sb-uamy"}), ("", {"thing": "programme-2025"})],
    "/data": [("", {})],
    "/data/{table}": [("", {"table": "price"}), (PRICES, {"table": "price"})],
    "/explain/{word:path}": [
        ("", {"word": "us_demand/antimony.apparent_consumption_t"}),
        ("", {"word": "CHN"}),
    ],
    "/methods": [("", {})],
    "/methods/{name}": [("", {"name": "size.draw.stock.reserve"})],
    "/runs": [("", {})],
    "/runs/{run}": [],
}
SPARSE = {"quantity", "unit", "as_of", "last_evidence", "ever_held"}
"""Columns of what is held, which two tables tell in part each."""


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.path)
def test_a_page_answers_with_findings_and_tables_that_hold_their_columns(shelf: Shelf, page: object) -> None:
    path = page.path  # type: ignore[attr-defined]
    asked = ASKED[path] or [("", {"run": shelf.runs()[0].id})]
    for query, parts in asked:
        screen = see(shelf, path, query, **parts)
        assert screen.title and screen.question.endswith("?") and screen.parts, (path, query)
        dumps(screen.document)
        names = [p.name for p in screen.parts if isinstance(p, (Grid, Figure))]
        assert len(set(names)) == len(names), names
        for part in screen.parts:
            grid = part.grid if isinstance(part, Figure) else part if isinstance(part, Grid) else None
            if grid is not None and grid.rows:
                keys = {k for row in grid.rows for k in row}
                assert {f.name for f in grid.fields} <= keys | {
                    "overlay",
                    "table",
                    "quantity",
                    "unit",
                    "as_of",
                    "last_evidence",
                    "ever_held",
                }, (path, grid.name)


def test_names_of_parameters_are_those_of_the_filters(shelf: Shelf) -> None:
    """A filter that a page offers and does not take would be refused."""
    for page in PAGES:
        for query, parts in ASKED[page.path] or [("", {"run": shelf.runs()[0].id})]:
            main = see(shelf, page.path, query, **parts).main
            offered = {f.name for f in main.fields if f.is_filter} if main else set()
            assert offered <= {p.name for p in page.params}, page.path
            assert not {p.name for p in COMMON} & {p.name for p in page.params}


SAME = [
    (path, query, parts)
    for path, some in ASKED.items()
    for query, parts in some
    if path not in ("/runs/{run}", "/plan", "/scenario", "/compare", "/risk")
]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "query", "parts"), SAME, ids=lambda v: str(v))
def test_the_document_of_a_page_is_what_its_command_prints(
    shelf: Shelf, demo_project: Path, path: str, query: str, parts: dict[str, str]
) -> None:
    screen = see(shelf, path, query, **parts)
    assert printed(screen, demo_project, "/methods" not in path) == plain(screen)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "query"), [("/compare", "item=cobalt&item=tin"), ("/scenario", ""), ("/plan", "")]
)
def test_so_are_those_of_plan_and_scenario(
    shelf: Shelf, demo_project: Path, tmp_path: Path, path: str, query: str
) -> None:
    """The command makes a run of its own there; the page shows it, or that of the demo, which says the same."""
    import shutil

    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    mine = plain(see(Shelf(folder), path, query))
    told = printed(see(shelf, path, query), folder, True)
    assert {k: v for k, v in mine.items() if k != "run"} == {k: v for k, v in told.items() if k != "run"}
    assert plain(see(Shelf(folder), path, query)) == told


def plain(screen: Screen) -> dict[str, object]:
    found = json.loads(dumps(screen.document))
    return {k: v for k, v in found.items() if k != "seconds"}


def printed(screen: Screen, folder: Path, places: bool) -> dict[str, object]:
    words = screen.command.split()
    assert words[0] == "lodestock" and words[-1] == "--json"
    result = CliRunner().invoke(app, [*words[1:], *(["-C", str(folder)] if places else [])])
    assert result.exit_code == 0, (words, result.output)
    return {k: v for k, v in json.loads(result.stdout).items() if k != "seconds"}


@pytest.mark.parametrize(
    ("path", "query", "parts"),
    [
        ("/materials/{item}", "", {"item": "unobtanium"}),
        ("/materials/{item}", "stage=magnet", {"item": "antimony"}),
        ("/compare", "item=cobalt&item=tinn", {}),
        ("/compare", "item=cobalt&item=tin&item=lithium&item=zinc&item=nickel", {}),
        ("/scenario", "card=base-wart", {}),
        ("/plan", "run=2025-10-13-00000000", {}),
        ("/overview", "run=x", {}),
        ("/ledger/history/{thing:path}", "", {"thing": "dla-sb-uam"}),
        ("/data/{table}", "", {"table": "prices"}),
        ("/data/{table}", "column=teir&value=x", {"table": "price"}),
        ("/data/{table}", "value=x", {"table": "price"}),
        ("/data/{table}", "item=antimoney", {"table": "price"}),
        ("/explain/{word:path}", "", {"word": "us_demand/antimony.apparent"}),
        ("/methods", "room=report", {}),
        ("/methods/{name}", "", {"name": "nothing"}),
        ("/runs/{run}", "", {"run": "2025"}),
        ("/plan", "colour=red", {}),
    ],
)
def test_what_is_not_there_is_an_error_with_a_remedy(
    shelf: Shelf, path: str, query: str, parts: dict[str, str]
) -> None:
    with pytest.raises(InputError) as found:
        see(shelf, path, query, **parts)
    assert found.value.problems[0].reason and found.value.problems[0].remedy


def test_every_page_of_an_empty_project_says_what_to_do(project: Callable[..., Path]) -> None:
    empty = Shelf(project())
    for path in ("/overview", "/scenario", "/plan", "/ledger", "/runs"):
        screen = see(empty, path)
        assert screen.notices and all("`lodestock " in n for n in screen.notices), path
    assert "lodestock size" in see(empty, "/materials/{item}", item="tin").notices[0]
    for path in ("/materials", "/data", "/methods"):
        assert see(empty, path).main is not None


def test_a_page_shows_what_an_overlay_says(
    project: Callable[..., Path], unobtainium: dict[str, list]
) -> None:
    unobtainium["materials"][0]["name"] = "<b>Un</b>obtainium"
    mine = Shelf(project(**unobtainium))
    screen = see(mine, "/materials/{item}", item="unobtainium")
    assert screen.title.startswith("<b>Un</b>obtainium")
    words = see(mine, "/data/{table}", table="materials", query="item=unobtainium")
    assert words.main is not None and "analyst" in str(words.main.rows[0]["overlay"])
    listed = see(mine, "/data").grid("overlays")
    assert listed is not None and len(listed.rows) == 4
