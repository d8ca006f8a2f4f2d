from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.cli.ledger import ledger_app
from lodestock.cli.looking import data_app
from lodestock.cli.watch import watch_app
from lodestock.data import load
from lodestock.engine import Serial
from lodestock.programme.project import open_case
from lodestock.programme.size import size_case, size_document
from lodestock.report.size_views import size_view
from lodestock.report.views import Table

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden" / "errors"
COMMANDS = tuple(c.name for c in app.registered_commands if c.name)


def call(*words: str, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout, result.stderr


def test_help_names_every_command() -> None:
    out, _ = call("--help")
    assert len(COMMANDS) >= 7 and all(re.search(rf"\b{c}\b", out) for c in COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom lodestock.cli.commands import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print(sorted({'polars', 'numpy', 'highspy', 'pydantic', 'vl_convert'} & set(sys.modules)))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        == "[]\n"
    )


def test_a_backtest_as_json() -> None:
    words = ("size", "--card", "october-2025", "--backtest", "--draws", "200")
    found = json.loads(call(*words, "--json")[0])
    assert set(found["backtest"][0]) == {"event_id", "date", "p_in_force", "state"}
    assert 0 < found["brier"] < 0.25 and {"events", "date", "p", "happened"} <= set(found["joint"][0])
    assert found["command"] == "size" and found["draws"] == 200
    _, error = call(*words, "--without", "cn-semi-61", code=2)
    assert "--without = 'cn-semi-61': compares sizes, and --backtest sizes nothing" in error


def test_size_as_json() -> None:
    found = json.loads(call("size", "--json")[0])
    assert len(found["materials"]) == 59 and found["card"] == "base-war"
    keys = (
        "material demand_t inventory_known requirement_t net_requirement_t requirement_usd gap_t gap_share is_short "
        "p_short p_any se_p classes cause embodied_not_modelled_t worst_grade moved_most"
    )
    assert list(found["materials"][0]) == keys.split()
    germanium = next(m for m in found["materials"] if m["material"] == "germanium")
    assert germanium["requirement_t"] == pytest.approx(43.4887, abs=1e-4)
    assert germanium["requirement_t"] == pytest.approx(sum(c["requirement_t"] for c in germanium["classes"]))
    civil = germanium["classes"][-1]
    assert civil["class"] == "civil" and civil["servable_t"] == 0 < civil["expected_t"]
    assert [(v["input"], v["factor"]) for v in found["variants"]] == [
        ("import_weight", 0.0),
        ("import_weight", None),
        ("import_weight", 1.0),
        ("class_share", 0.67),
        ("class_share", 1.5),
    ]
    assert found["variants"][1]["requirement_usd"] == pytest.approx(
        sum(m["requirement_usd"] for m in found["materials"]), rel=1e-12
    )
    assert {r["regime"] for r in found["by_regime"]} <= {"normal", "war", "recovery"}
    assert found["missing"]["materials[].embodied_not_modelled_t"].startswith("no row in embodied")


def test_a_card_and_a_date_can_be_chosen() -> None:
    mild = json.loads(call("size", "--card", "base-war-mild", "--json")[0])
    later = json.loads(call("size", "--as-of", "2026-06-30", "--json")[0])
    assert mild["card"] == "base-war-mild" and later["as_of"] == "2026-06-30"
    usd = {m["material"]: m["requirement_usd"] for m in later["materials"]}
    assert usd["tungsten"] > 2 * 260e6


def test_plan_as_json_with_a_budget() -> None:
    found = json.loads(call("plan", "--budget", "2e7", "--json")[0])
    plan = found["plan"]
    assert plan["spend_usd"] <= 2e7 and plan["status"] == "certified"
    assert plan["loss"]["implementable"]["after"] == plan["objective"] < plan["no_plan"]
    assert found["insurance"] is None and found["missing"]["insurance"] == "not yet"


def test_a_plan_orders_nothing_before_the_as_of_date() -> None:
    found = json.loads(call("plan", "--as-of", "2026-12-31", "--budget", "2e7", "--json")[0])
    assert {line["quarter"] for line in found["plan"]["lines"]} == {"2026Q4", "2027Q1"}
    assert (
        "no quarter of the window 2025Q4 to 2027Q1 is open"
        in call("plan", "--as-of", "2028-01-01", code=2)[1]
    )


def test_a_plan_before_any_price_buys_nothing_and_says_why() -> None:
    plan = json.loads(call("plan", "--as-of", "1900-01-01", "--json")[0])["plan"]
    assert plan["lines"] == [] and plan["gap"] == 0
    assert plan["unspent_reason"]["cobalt"] == "no price known on the as-of date (table price)"


def test_a_budget_under_one_order_names_the_smallest_order(tmp_path: Path) -> None:
    for budget, orders in (("1000", 0), ("249999.99", 0), ("250000", 1)):
        plan = json.loads(call("plan", "--budget", budget, "--json")[0])["plan"]
        assert (len(plan["lines"]), plan["spend_usd"], plan["gap"]) == (orders, 250_000.0 * orders, 0.0)
        if not orders:
            assert "below the smallest order of USD 250,000" in plan["unspent_reason"]["gallium"]
    call("new", str(tmp_path / "p"))
    overlay = tmp_path / "p" / "overlays" / "appropriations.csv"
    overlay.write_text("account_id,amount_usd\nprogramme-2025,\n", encoding="utf-8")
    assert (
        "programme-2025 column amount_usd: is missing" in call("plan", "-C", str(tmp_path / "p"), code=2)[1]
    )


def test_plan_explain_materials_and_check_for_a_person() -> None:
    assert "servable loss USD" in call("plan", "--budget", "2e7")[0]
    assert "adversaries closed" in call("explain", "cobalt")[0]
    assert "Dysprosium" in call("materials")[0]
    assert "FAIL" not in call("check")[0]
    assert json.loads(call("check", "--json")[0])["ok"] is True


def test_check_exits_1_where_a_check_fails(tmp_path: Path) -> None:
    folder = str(tmp_path / "p")
    call("new", folder)
    overlay = tmp_path / "p" / "overlays" / "awards.csv"
    overlay.write_text("award_id,remove\ndla-co-2025,y\n", encoding="utf-8")
    assert "FAIL the twelve facts" in call("check", "-C", folder, code=1)[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("size", "--card", "base-wra"), "Did you mean 'base-war'?"),
        (("explain", "cobolt"), "Did you mean 'cobalt'?"),
        (("size", "-C", "no-such-folder"), "is not a project"),
        (("size", "--as-of", "13.10.2025"), "Write it as 2025-10-13"),
        (("plan", "--budget", "-5"), "is not an amount of money"),
    ],
)
def test_wrong_use_exits_2_and_says_what_to_do(words: tuple[str, ...], message: str) -> None:
    out, err = call(*words, code=2)
    assert out == "" and message in err and err.startswith("lodestock: ")


@pytest.mark.parametrize("words", [("demo", "--out"), ("new",), ("size", "--card", "today", "--out")])
@pytest.mark.parametrize("where", ["thesis.txt/out", "thesis.txt", "/proc/out"])
def test_a_folder_that_cannot_be_made_exits_2(tmp_path: Path, words: tuple[str, ...], where: str) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    _, err = call(*words, str(tmp_path / where), code=2)
    assert err.startswith("lodestock: ") and str(tmp_path / where) in err and err.count("\n") == 1


def test_what_stands_where_a_project_has_something_else_exits_2(tmp_path: Path) -> None:
    (tmp_path / "a" / "scenario.yaml").mkdir(parents=True)
    assert "scenario.yaml: is a folder" in call("new", str(tmp_path / "a"), "--force", code=2)[1]
    assert "scenario.yaml: is a folder" in call("size", "-C", str(tmp_path / "a"), code=2)[1]
    call("new", str(tmp_path / "b"))
    shutil.rmtree(tmp_path / "b" / "overlays")
    (tmp_path / "b" / "overlays").write_text("")
    assert "overlays: is a file" in call("new", str(tmp_path / "b"), "--force", code=2)[1]
    assert "overlays: is not a folder" in call("materials", "-C", str(tmp_path / "b"), code=2)[1]


@pytest.mark.parametrize("name", ["unknown-material", "not-a-number", "duplicate-key"])
def test_a_broken_overlay_exits_2_and_changes_nothing(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "p"
    call("new", str(folder))
    shutil.copytree(GOLDEN / name / "overlays", folder / "overlays", dirs_exist_ok=True)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    _, err = call("size", "-C", str(folder), code=2)
    expected = (GOLDEN / name / "expected.txt").read_text(encoding="utf-8")
    assert err == "".join(f"lodestock: {line}\n" for line in expected.splitlines())
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    ledger = [("ledger", str(c.name)) for c in ledger_app.registered_commands]
    data = [("data", str(c.name)) for c in data_app.registered_commands]
    watch = [("watch", str(c.name)) for c in watch_app.registered_commands]
    for words in [*((str(c.name),) for c in app.registered_commands), *ledger, *data, *watch]:
        assert f"## {words[0]}" in page and (len(words) == 1 or f"`{words[1]}" in page)
        out, _ = call(*words, "--help")
        for option in set(re.findall(r"--[a-z][a-z-]+|(?<=\s)-C\b", out)) - {"--help", "-h"}:
            assert (option if len(words) > 1 else f"`{option}") in page, (words, option)


def test_new_answers_in_json_and_every_command_knows_its_short_help(tmp_path: Path) -> None:
    found = json.loads(call("new", str(tmp_path / "p"), "--json")[0])
    assert found["command"] == "new" and found["project"] == str(tmp_path / "p")
    for command in COMMANDS:
        assert "Usage" in call(command, "-h")[0]


def test_a_price_that_is_not_known_is_null_everywhere(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    call("new", str(folder))
    lines = ["material,tier,known_from,remove"]
    frame = load().frame("price").filter(pl.col("material") == "tungsten")
    lines += [",".join([*map(str, r), "y"]) for r in frame.select("material", "tier", "known_from").rows()]
    (folder / "overlays" / "price.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for card in ("base-war", "china-stop-12m"):
        case = open_case(folder, card)  # the command would draw pictures too
        found = size_document(case, size_case(case, Serial()), Serial())
        rows = [m for v in found["variants"] for m in v["materials"] if m["material"] == "tungsten"]
        assert rows and all(r["requirement_usd"] is None and r["requirement_t"] > 0 for r in rows)
        assert "no price known" in found["missing"]["variants[].materials[].requirement_usd"]
        shown = [r for block in size_view(found) if isinstance(block, Table) for r in block.rows]
        assert any("tungsten" in row and "-" in row for row in shown)


def test_rounding_is_no_step_of_a_waterfall() -> None:
    steps = json.loads(call("explain", "aluminum", "--json")[0])["waterfall"]
    least = 1e-9 * max(abs(s["tonnes"]) for s in steps)
    assert all(s["tonnes"] == 0 or abs(s["tonnes"]) > least for s in steps)
    for item in ("aluminum", "cobalt", "germanium"):
        assert not re.search(
            r"^[a-z ]+ {2,}[-+]?(0|\S+e-\d+)$", call("explain", item)[0].split("supply left")[0], re.M
        )


def test_one_scenario_can_be_multiplied_out() -> None:
    found = json.loads(call("explain", "scenario", "0", "--item", "germanium", "--json")[0])
    factor = "quarter stage country weight closed reliability control technical shipping availability"
    assert list(found["factors"][0]) == factor.split()
    assert list(found["quarters"][0]) == [
        "quarter",
        "dom_t",
        "secondary_t",
        "redirect",
        "displaced_t",
        "supply_t",
        "regime",
        "weakest_stage",
        "weakest_availability",
    ]
    assert list(found["cells"][0]) == [
        "quarter",
        "class",
        "demand_t",
        "usable_t",
        "gap_t",
        "eligible",
        "value_usd_per_t",
    ]
    assert "servable loss" in call("explain", "scenario", "0", "--item", "germanium")[0]
    assert "its only scenario is 0" in call("explain", "scenario", "7", "--item", "germanium", code=2)[1]
    assert "Did you mean 'germanium'" in call("explain", "scenario", "0", "--item", "germanum", code=2)[1]


def test_a_drawn_card_is_sized_the_same_by_any_number_of_workers() -> None:
    shared = ("size", "--card", "october-2025", "--draws", "600", "--seed", "7", "--json")
    found = [json.loads(call(*shared, "--workers", str(w))[0]) for w in (1, 2)]
    for document in found:
        document["seconds"] = None
    assert found[0] == found[1] and found[0]["draws"] == 600 and found[0]["seed"] == 7
    out = call(*shared[:-1], "--without", "cn-5ree-57")[0]
    assert "What the events take" in out and "holmium" in out and "Mean gap by regime" not in out


def test_a_drawn_card_names_what_is_wrong() -> None:
    assert "at least 1 worker is needed" in call("size", "--card", "mixture", "--workers", "0", code=2)[1]
    assert "is no event" in call("size", "--card", "today", "--draws", "5", "--without", "x", code=2)[1]
    assert "tcp://" in call("size", "--card", "today", "--cluster", "nowhere", code=2)[1]


def test_a_plan_in_a_project_leaves_its_buys_and_answers_from_there(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    call("new", str(folder))
    text = "material,own_secondary_t,author,reason\ncobalt,1000,,less scrap\n"
    (folder / "overlays" / "us_demand.csv").write_text(text, encoding="utf-8")
    words = ("plan", "-C", str(folder), "--budget", "5e7", "--no-integers", "--json")
    first, again = call(*words)[0], call(*words)[0]
    found = json.loads(first)
    assert first == again and found["overlays"][0]["row"] == "us_demand/cobalt"
    run = folder / "runs" / found["run"]
    buys = (run / "frames" / "buys.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[0] for row in buys[1:]] == [b["material"] for b in found["plan"]["buys"]]
    assert len((run / "plan.csv").read_text(encoding="utf-8").splitlines()) == 1 + len(found["plan"]["lines"])
    assert (run / "pictures" / "spending.png").is_file() and (run / "frames" / "unspent.csv").is_file()
    assert [r["id"] for r in json.loads(call("runs", "-C", str(folder), "--json")[0])["runs"]] == [run.name]
