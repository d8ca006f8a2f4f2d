from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import lodestock as ls
from lodestock.cli.commands import app
from lodestock.data import card_names, load_card
from lodestock.programme.documents import dumps
from lodestock.programme.project import new_project
from lodestock.records.errors import InputError
from lodestock.records.plan import Plan
from lodestock.size import Shortfalls


def test_the_interface_gives_what_the_commands_give(short: Shortfalls, plan: Plan) -> None:
    dataset = ls.load()
    assert (ls.size(dataset, "base-war").value.requirement_t == short.requirement_t).all()
    again = ls.plan(dataset, budget=1e9)
    assert again.frames["plan"].equals(plan.lines) and again.value.certificate == plan.certificate
    said = CliRunner().invoke(app, ["size", "--json"]).stdout
    assert {**json.loads(said), "seconds": None} == json.loads(dumps(ls.size().document))


@pytest.mark.parametrize("card", ["october-2025", "truce-ends"])
def test_a_plan_on_drawn_scenarios_is_that_of_the_command(card: str) -> None:
    ours = ls.plan(card=card, draws=300, seed=5, workers=2, budget=1e8)
    done = CliRunner().invoke(
        app,
        [
            "plan",
            "--card",
            card,
            "--draws",
            "300",
            "--seed",
            "5",
            "--budget",
            "1e8",
            "--workers",
            "1",
            "--json",
        ],
    )
    assert {**json.loads(done.stdout), "seconds": None} == json.loads(dumps(ours.document))
    plan = ours.value
    assert plan.draws == 300 and 0 < plan.spend_usd <= 1e8 and plan.certificate.solver_gap <= 1e-2
    assert plan.fresh.low_usd < plan.fresh.saved_usd < plan.fresh.high_usd


def test_a_projects_overlays_are_read(project: Callable[..., Path]) -> None:
    folder = project(us_demand=[{"material": "cobalt", "own_secondary_t": 1000}])
    row = ls.load(folder).row("us_demand", "cobalt")
    assert row is not None and row["own_secondary_t"] == 1000


def test_the_functions_are_found_by_completion() -> None:
    names = {n for n in ls.__all__ if n != "__version__"}
    assert names >= {
        "assess",
        "backtest",
        "cards",
        "compare",
        "dominance",
        "explain",
        "load",
        "plan",
        "runs",
        "size",
        "sources",
    }
    assert names | {"__version__"} <= set(dir(ls)) and all(callable(getattr(ls, n)) for n in names)
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
    assert words[2].startswith("<Dataset of 47 tables, ") and words[2].endswith(f"{dataset.hash[:12]}>")


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
        assert (ls.size(dataset, card).value.net_t == short.net_t).all()


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
    plan = found.value
    assert found.frames["plan"].is_empty() and plan.spend_usd == 0.0 and plan.loss_usd == plan.no_plan_usd


WRITES = dict.fromkeys(("out", "force", "fresh", "full", "as_json"))
OPTIONS: dict[str, dict[str, str | None]] = {
    "size": {"folder": "source", "backtest": None, **WRITES},
    "assess": {
        "folder": "source",
        "method": "methods",
        **dict.fromkeys(("dominance", "sources", "overlay")),
        **WRITES,
    },
    "plan": {"folder": "source", **WRITES},
    "explain": {"folder": "source", "full": None, "as_json": None},
    "compare": {"folder": "project", "one": "a", "two": "b", "as_json": None},
    "runs": {"folder": "project", "as_json": None},
}
"""Options of the commands that have another name in Python, or none: what is written and shown is `save` and `plot`."""


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_of_a_command_is_one_of_its_function(name: str) -> None:
    command = next(c for c in app.registered_commands if c.name == name)
    assert command.callback is not None
    asked = [OPTIONS[name].get(option, option) for option in inspect.signature(command.callback).parameters]
    assert {o for o in asked if o is not None} == set(inspect.signature(getattr(ls, name)).parameters)


def test_supply_risk_dominance_and_new_sources() -> None:
    risks = ls.assess(methods=["concentration", "eu-supply-risk"], items=["Ga"])
    assert risks.frames["risks"]["material"].to_list() == ["gallium", "gallium"]
    assert risks.plot("agreement").spec["title"] and "Concentration" in repr(risks)
    assert {r["country"] for r in ls.sources("antimony").document["sources"]} >= {"TJK", "BOL"}
    assert ls.dominance("China").frames["dominance"].height > 50
    one = ls.assess(methods="concentration", items="gallium")
    assert one.document["finding"].startswith("Concentration of output of Gallium: 5.")
    assert callable(ls.assess)  # not the room of that name


def test_a_project_brings_its_own_card_and_figures(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    (folder / "scenario.yaml").write_text("extends: base-war-mild\nname: ours\n", encoding="utf-8")
    (folder / "overlays" / "us_demand.csv").write_text(
        "material,own_secondary_t\ncobalt,1000\n", encoding="utf-8"
    )
    ours = ls.size(folder)
    assert ours.document["card"] == "ours" and len(ours.document["overlays"]) == 1
    war = ls.size(str(folder), load_card("base-war"), as_of="2026-06-30")
    assert (war.document["card"], war.document["as_of"]) == ("base-war", "2026-06-30")
    assert ls.runs(folder).document["runs"] == []
    with pytest.raises(InputError, match=r"--as-of = 'soon': is not a date"):
        ls.size(as_of="soon")
