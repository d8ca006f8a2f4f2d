from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from lodestock.programme.plan_pictures import plan_pictures
from lodestock.programme.project import Case
from lodestock.records.plan import Plan
from lodestock.report import (
    Caption,
    awards_chart,
    control_chart,
    requirement_chart,
    spending_chart,
    waterfall_chart,
    write_chart,
)
from lodestock.size import Shortfalls


def test_pictures_hold_their_data_and_no_address(case: Case, short: Shortfalls, plan: Plan) -> None:
    specs = plan_pictures(case, short, plan)
    assert list(specs) == ["requirement", "control", "spending", "awards", "waterfall"]
    for spec in specs.values():
        assert '"url"' not in json.dumps(spec)
        assert case.dataset.hash[:8] in spec["usermeta"]["source"]
    shown = json.dumps(specs["awards"])
    assert all(f'"label": "{v}"' in shown for v in ("500", "245", "100", "45"))


def test_what_the_plan_leaves_is_the_requirement_less_the_orders(
    case: Case, short: Shortfalls, plan: Plan
) -> None:
    spec = plan_pictures(case, short, plan)["requirement"]
    totals = spec["hconcat"][0]["data"]["values"]
    left = {t["item"]: t["usd"] for t in totals if t["kind"] == "left after the plan"}
    assert "Cobalt" not in left
    m = short.inputs.materials.index("germanium")
    bought = plan.lines.filter(pl.col("material") == "germanium")["tonnes"].sum()
    expected = (short.net_t[m].sum() - bought) * short.worth.price_usd_per_t[m] / 1e6
    assert left["Germanium"] == pytest.approx(expected)


def test_files_have_the_same_bytes_twice(tmp_path: Path, case: Case, short: Shortfalls, plan: Plan) -> None:
    for name, spec in plan_pictures(case, short, plan).items():
        first = write_chart(spec, tmp_path / "a", name)
        again = write_chart(spec, tmp_path / "b", name)
        assert [p.read_bytes() for p in again] == [p.read_bytes() for p in first]
        svg, png, _ = first
        assert png.read_bytes().startswith(b"\x89PNG") and b"Liberation Sans" in svg.read_bytes()


def test_nothing_to_draw_says_so(tmp_path: Path) -> None:
    empty = pl.DataFrame()
    specs = [
        requirement_chart(empty, Caption("t")),
        control_chart(empty, Caption("t")),
        spending_chart(empty, Caption("t")),
        awards_chart(empty, Caption("t")),
        waterfall_chart(empty, Caption("t")),
    ]
    for i, spec in enumerate(specs):
        assert spec["data"]["values"][0]["text"].endswith(".")
        write_chart(spec, tmp_path, str(i))


def test_pictures_explain_what_they_show(case: Case, short: Shortfalls, plan: Plan) -> None:
    found = plan_pictures(case, short, plan)
    legend = found["spending"]["vconcat"][0]["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert legend == ["programme-2025 (stockpile)"]
    totals = found["requirement"]["hconcat"][0]["data"]["values"]
    alone = {t["item"]: t["label"] for t in totals if t["kind"] == "requirement"}
    assert alone["Lutetium"].endswith(", none bought") and alone["Cobalt"].endswith(", all bought")
    assert "rise of the price" in " ".join(found["awards"]["title"]["subtitle"])
    assert all(b["from"] != b["to"] for b in found["waterfall"]["data"]["values"])
