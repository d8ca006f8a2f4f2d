"""What a plan leaves in a folder: frames that agree with what they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lodestock.programme.documents import dumps
from lodestock.programme.plan import plan_document
from lodestock.programme.plan_output import PlanOptions, plan_output
from lodestock.programme.project import Case
from lodestock.programme.write import write_output
from lodestock.records.errors import InputError
from lodestock.records.plan import Plan
from lodestock.size import Shortfalls

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(case: Case, short: Shortfalls, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("plan")
    write_output(made, plan_output(case, short, plan, {"plan": plan_document(case, plan)}), {})
    return made


def test_each_table_is_the_same_as_csv_and_as_parquet(folder: Path) -> None:
    tables = sorted(folder.rglob("*.parquet"))
    assert len(tables) == 20
    for path in tables:
        frame = pl.read_parquet(path)
        again = pl.read_csv(path.with_suffix(".csv"), schema=frame.schema)
        assert again.equals(frame) and not frame.is_empty(), path.name


def test_the_tables_are_those_of_the_plan(case: Case, short: Shortfalls, plan: Plan, folder: Path) -> None:
    assert pl.read_parquet(folder / "plan.parquet").equals(plan.lines)
    assert pl.read_parquet(folder / "offers.parquet").equals(plan.offers)
    assert pl.read_parquet(folder / "frames" / "shortfalls.parquet").equals(short.frame())
    unspent = pl.read_parquet(folder / "frames" / "unspent.parquet")
    reasons = unspent.select("material", "code", "reason").iter_rows()
    assert {m: (code, words) for m, code, words in reasons} == {
        m: (r.code, str(r)) for m, r in plan.unspent_reason.items()
    }
    buys = pl.read_parquet(folder / "frames" / "buys.parquet")
    assert buys["ceiling_usd"].is_sorted(descending=True)
    for row in buys.iter_rows(named=True):
        mine = plan.lines.filter(material=row["material"])
        assert row["lines"] == len(mine) and row["tonnes"] == pytest.approx(mine["tonnes"].sum())
        assert row["ceiling_usd"] == pytest.approx(mine["ceiling_usd"].sum())
        assert row["origins"].split() == sorted(set(mine["origin"]))
        assert row["break_even_low"] == mine["break_even_probability"].min()
    accounts = pl.read_parquet(folder / "frames" / "accounts.parquet")
    assert accounts["used_usd"].to_list() == [a.used_usd for a in plan.accounts]
    assert accounts["limit_usd"].to_list() == [a.limit_usd for a in plan.accounts]
    text = (folder / "plan.json").read_text(encoding="utf-8")
    assert text == dumps(plan_document(case, plan), indent=1) + "\n"


def test_pictures_are_written_in_both_forms(folder: Path) -> None:
    names = sorted(p.name for p in (folder / "pictures").iterdir())
    pictures = ("awards", "control", "requirement", "spending", "waterfall")
    assert names == sorted(f"{n}.{form}" for n in pictures for form in ("png", "svg", "vl.json"))


def test_frictionless_accepts_the_folder(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "note"])[:5]
    assert len(report.tasks) == 20


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gap": -1.0}, "--gap = '-1.0': is no part of the benefit"),
        ({"gap": float("nan")}, "--gap = 'nan'"),
        ({"gap": 0.5}, "the largest gap that is published"),
        ({"draws": 10**9}, "--draws = '1000000000': is more than a plan keeps"),
        ({"method": "cut"}, "--method = 'cut': is no method.*cuts"),
        ({"mode": "insurance"}, "--mode = 'insurance': is no mode"),
        ({"method": "extensive", "integers": True}, "smallest orders need whole numbers"),
        ({"write_mps": Path("plan.lp")}, "--write-mps = 'plan.lp': is no file ending in .mps"),
        ({"write_mps": Path("/no/such/plan.mps")}, "in a folder that is there"),
    ],
)
def test_what_cannot_be_asked_of_a_plan_is_refused_at_once(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        PlanOptions(**changes)


def test_smallest_orders_hold_unless_the_linear_programme_is_asked_for() -> None:
    assert PlanOptions().whole and PlanOptions(gap=1e-5).whole and PlanOptions(gap=1e-9, integers=True).whole
    assert not PlanOptions(gap=1e-6).whole and not PlanOptions(method="extensive").whole
    assert not PlanOptions(write_mps=Path("plan.mps")).whole and not PlanOptions(integers=False).whole
