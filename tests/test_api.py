from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import lodestock as ls
from lodestock.cli.commands import app
from lodestock.data import card_names, load_card
from lodestock.records.errors import InputError
from lodestock.records.plan import Plan
from lodestock.size import Shortfalls


def test_the_interface_gives_what_the_commands_give(short: Shortfalls, plan: Plan) -> None:
    dataset = ls.load()
    assert (ls.size(dataset, "base-war").requirement_t == short.requirement_t).all()
    again = ls.plan(dataset, budget=1e9)
    assert again.lines.equals(plan.lines) and again.certificate == plan.certificate
    assert "<table" in again._repr_html_() and "antimony" in short._repr_html_()


DRAWN = [n for n in card_names() if not n.startswith("base-war")]


@pytest.mark.parametrize("card", DRAWN)
def test_a_plan_is_refused_where_the_command_refuses_it(card: str) -> None:
    with pytest.raises(InputError, match="a plan is made for a war alone so far") as here:
        ls.plan(ls.load(), card)
    done = CliRunner().invoke(app, ["plan", "--card", card])
    assert (done.exit_code, done.stderr) == (2, f"lodestock: {here.value}\n")


def test_a_projects_overlays_are_read(project: Callable[..., Path]) -> None:
    folder = project(us_demand=[{"material": "cobalt", "own_secondary_t": 1000}])
    row = ls.load(folder).row("us_demand", "cobalt")
    assert row is not None and row["own_secondary_t"] == 1000


def test_the_functions_are_found_by_completion() -> None:
    assert {"cards", "load", "plan", "size", "__version__"} <= set(dir(ls))
    assert ls.cards() == card_names() and "mixture" in ls.cards()


def test_a_result_says_what_it_is_in_one_line(short: Shortfalls, plan: Plan) -> None:
    dataset = ls.load()
    words = [repr(r) for r in (short, plan, dataset)]
    assert all(len(w) <= 200 and "\n" not in w for w in words)
    assert (
        words[0]
        == "<Shortfalls of base-war, 1 draws, seed 0: 25 of 59 items need stock worth USD 2,118 million>"
    )
    assert f"USD {plan.spend_usd / 1e6:,.0f} million in {len(plan.lines)} lines" in words[1]
    assert words[2].startswith("<Dataset of 38 tables, ") and words[2].endswith(f"{dataset.hash[:12]}>")


def test_importing_is_light() -> None:
    code = "import lodestock, sys; print(sorted({'polars', 'numpy', 'highspy'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        == "[]\n"
    )


def test_other_names_are_no_part_of_it() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'siez'"):
        _ = ls.siez


def test_a_card_may_be_a_name_a_path_or_a_card(short: Shortfalls, tmp_path: Path) -> None:
    dataset, path = ls.load(), tmp_path / "mine.yaml"
    path.write_text("extends: base-war\n", encoding="utf-8")
    for card in (load_card("base-war"), str(path)):
        assert (ls.size(dataset, card).net_t == short.net_t).all()


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_are_refused(workers: int) -> None:
    with pytest.raises(InputError, match="at least 1 worker is needed"):
        ls.size(ls.load(), workers=workers)


def test_wrong_words_say_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Did you mean 'base-war'"):
        ls.size(ls.load(), "base-wra")
    for folder in (tmp_path, str(tmp_path)):
        with pytest.raises(InputError, match="is not a project"):
            ls.load(folder)


def test_a_project_is_read_where_one_is_named_and_never_by_chance(
    project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands take the current folder for a project; the interface does not."""
    bundled = ls.load().hash
    monkeypatch.chdir(project(us_demand=[{"material": "cobalt", "own_secondary_t": 1000}]))
    assert ls.load().hash == bundled != ls.load(".").hash


def test_a_plan_without_money_buys_nothing() -> None:
    found = ls.plan(ls.load(), budget=0.0)
    assert found.lines.is_empty() and found.spend_usd == 0.0 and found.loss_usd == found.no_plan_usd
