"""Documents on a terminal: small documents by hand, and those of the bundled case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from lodestock.cli import show
from lodestock.data import load
from lodestock.report.plan_views import rows_view
from lodestock.report.views import FEW, Block, Document, Head, Table, Words
from tests.cli.test_commands import call

HEAD: dict[str, Any] = {
    "card": "base-war",
    "as_of": "2025-10-13",
    "dataset_hash": "a" * 64,
    "scenario_hash": "b" * 64,
    "version": "9.9.9",
    "seconds": 1.5,
    "overlays": [],
}
FOOT = "card base-war, as of 2025-10-13, dataset aaaaaaaaaaaa, scenario bbbbbbbbbbbb, lodestock 9.9.9, 1.5 s"
MATERIALS = show.show_document(rows_view("materials", "material", "name"))


def read(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def some(document: Document) -> list[Block]:
    rows = tuple((f"row {n}", "2") for n in range(FEW + 2))
    return [
        Words("found", "finding"),
        Table("numbers", (Head("word", False), Head("n")), rows, (("all", "24"),)),
    ]


def test_blocks_are_printed_in_order_and_the_foot_last(capsys: pytest.CaptureFixture[str]) -> None:
    show.show_document(some)({**HEAD, "files": ["a.csv"]})
    out = read(capsys)
    assert out[:2] == ["found", "numbers"] and out[2].split() == ["word", "n"]
    assert out[-4:] == ["all    24", "2 more: --full shows all", "wrote a.csv", FOOT]
    assert len(out) == 3 + FEW + 4
    show.show_document(some, full=True, foot=False)(HEAD)
    out = read(capsys)
    assert len(out) == 3 + FEW + 2 + 1 and out[-1].split() == ["all", "24"]


def test_a_document_without_a_card_has_no_foot(capsys: pytest.CaptureFixture[str]) -> None:
    show.show_document(lambda _: [Words("ok")])({"card": None})
    assert read(capsys) == ["ok"]


def test_overlays_are_named_with_their_author_or_the_lack_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    change = {"file": "overlays/price.csv", "line": 2, "action": "removed", "row": "price/tin"}
    overlays = [{**change, "author": "Ada"}, {**change, "line": 3, "author": None}]
    MATERIALS({**HEAD, "materials": [], "overlays": overlays})
    assert read(capsys)[-2:] == [
        "overlay overlays/price.csv:2 removed price/tin (Ada)",
        "overlay overlays/price.csv:3 removed price/tin (no author given)",
    ]


def test_tables_fit_a_terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "open_console", lambda: Console(width=80, highlight=False))
    found = [call(*words)[0] for words in (("size",), ("plan", "--budget", "2e7"), ("materials",))]
    assert all(len(line) <= 80 for out in found for line in out.splitlines())
    items = load().frame("us_demand")["material"].to_list()
    sized, listed = ({line.split(" ")[0] for line in found[i].splitlines()} for i in (0, 2))
    assert {"ndfeb-magnets", "titanium-sponge"} <= sized and set(items) <= listed


def test_brackets_of_an_author_are_words(capsys: pytest.CaptureFixture[str]) -> None:
    change = {"file": "overlays/price.csv", "line": 2, "action": "removed", "row": "price/tin"}
    overlays = [{**change, "author": "[/me] Ada [bold]"}]
    row = {"material": "[/x]", "name": ":smile: [red]"}
    MATERIALS({**HEAD, "materials": [row], "overlays": overlays})
    out = "\n".join(read(capsys))
    assert "([/me] Ada [bold])" in out and "[/x]" in out and ":smile: [red]" in out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            ("size",),
            ("germanium", "13.81", "2,117.65", "x 0.67", "import weight 1.0", "which are not public"),
        ),
        (
            ("size", "--card", "october-2025", "--backtest", "--draws", "300"),
            ("cn-us-ban-2024", "suspended", "Brier score", "a guess that nothing changes", "all 15 above"),
        ),
    ],
)
def test_commands_for_a_person(command: tuple[str, ...], words: tuple[str, ...]) -> None:
    out, _ = call(*command)
    assert [w for w in words if w not in out] == []


def test_two_runs_are_compared_for_a_person(tmp_path: Path) -> None:
    folder = str(tmp_path / "p")
    call("new", folder)
    ids = [json.loads(call("size", "-C", folder, "--seed", seed, "--json")[0])["run"] for seed in "01"]
    out, _ = call("compare", *ids, "-C", folder)
    assert "seed" in out and "no plan against no plan; 0 lines differ" in out
    assert out.splitlines()[-1].startswith("card base-war, as of 2025-10-13, dataset ")


def test_ten_rows_are_shown_unless_all_are_asked_for() -> None:
    few, every = call("size")[0], call("size", "--full")[0]
    assert few.startswith(
        "25 of 59 items need stock on base-war: 32,519 t worth USD 2,118 million, most of it "
    )
    assert "42 more: --full shows all" in few and "--full shows all" not in every
    assert few.count("\n") < 120 < every.count("\n")


def test_files_are_told_by_folder(capsys: pytest.CaptureFixture[str]) -> None:
    files = ["plan.csv", "run.json", "runs/a/frames/x.csv", "runs/a/frames/y.csv", "runs/a/run.json"]
    show.show_document(lambda _: [])({**HEAD, "files": files})
    told = "wrote plan.csv, run.json, 1 file in runs/a/, 2 files in runs/a/frames/"
    assert capsys.readouterr().out.splitlines()[0] == told


def test_a_blank_line_before_a_title_is_no_escape(capsys: pytest.CaptureFixture[str]) -> None:
    show.show_document(lambda _: [Words("found"), Table("\nmore\x1b", (Head("n"),), (("1",),))])(
        {"card": None}
    )
    out = read(capsys)
    assert out[:3] == ["found", "", "more\\x1b"] and len(out) == 5


@pytest.mark.parametrize("count", [5, 6, 40])
def test_the_foot_names_five_rows_of_overlays_and_counts_the_others(
    capsys: pytest.CaptureFixture[str], count: int
) -> None:
    change = {"file": "overlays/price.csv", "line": 2, "action": "removed", "row": "tin", "author": "A"}
    show.show_document(lambda _: [])({**HEAD, "overlays": [change] * count})
    out = read(capsys)
    assert sum(line.startswith("overlay ") for line in out) == 5
    more = [f"overlays change {count - 5} more rows: --json lists them"]
    assert out[6:] == (more if count > 5 else [])
