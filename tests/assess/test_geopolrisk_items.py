"""GeoPolRisk of every item, from the tables and from a trade table."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from lodestock.assess.geopolrisk import COPPER
from lodestock.assess.geopolrisk_items import score_items
from lodestock.assess.scores import Question, Score
from lodestock.data.trade_table import read_trade
from lodestock.programme.project import Case
from lodestock.records.lookups import prices_on

DAY = "2025-10-13"
V4 = Path(__file__).parents[1] / "cases" / "v4"
SCHEMA = {
    "material": pl.String, "stage": pl.String, "year": pl.Int64, "exporter": pl.String, "importer": pl.String,
    "hs_codes": pl.String, "quantity_t": pl.Float64, "value_usd": pl.Float64, "g": pl.Float64,
}  # fmt: skip


def trade(*rows: tuple[object, ...]) -> pl.DataFrame:
    """Return a trade table of (item, stage, year, exporter, importer, tonnes, USD)."""
    return pl.DataFrame([(*r[:5], None, *r[5:], None) for r in rows], schema=SCHEMA, orient="row")


def scored(case: Case, item: str, **asked: object) -> Score:
    return next(s for s in score_items(case.dataset, Question(DAY, **asked)) if s.material == item)


def test_the_score_of_the_planning_country_is_that_of_its_tables(case: Case) -> None:
    dataset, found = case.dataset, scored(case, "antimony")
    row = dataset.row("us_demand", "antimony")
    shares = {
        r["country_iso3"]: r["share_pct"] / 100
        for r in dataset.rows("import_shares")
        if r["material"] == "antimony"
    }
    mined = [
        r["share_pct"] / 100
        for r in dataset.rows("global_supply_shares")
        if (r["material"], r["stage"]) == ("antimony", "mine")
    ]
    estimates = {c: dataset.row("wgi", f"{c}/2023/PV.EST") for c in shares}
    g = {c: 0.5 if e is None else 0.5 - e["estimate"] / 5 for c, e in estimates.items()}
    risk = row["import_t"] * sum(shares[c] * g[c] for c in shares) / (row["own_primary_t"] + row["import_t"])
    assert found.parts["hhi"] == pytest.approx(sum(s * s for s in mined), abs=1e-12)
    assert found.score == pytest.approx(risk * found.parts["hhi"], rel=1e-12)
    price = prices_on(dataset, DAY)["antimony"] / 1000
    assert found.parts["cf"] == pytest.approx(found.score * price / COPPER, rel=1e-12)
    assert found.parts["low"] < found.score < found.parts["high"] and found.coverage == pytest.approx(0.81)
    assert "not named" in found.parts["assumed"][0] and "imports 2021-2024" in str(found.vintage)
    assert any(w.startswith("price/antimony/") for w in found.inputs)


def test_stages_that_differ_are_told(case: Case) -> None:
    assert scored(case, "antimony").parts["told"] == [
        "The stages differ: output is that of the stage mine, imports are goods of the stage refine."
    ]
    refined = scored(case, "antimony", stage="refine")
    assert refined.parts["told"] == [] and refined.stage == "refine"
    assert "stage magnet" in scored(case, "antimony", stage="magnet").missing[0]


def test_what_the_tables_lack_has_a_reason_and_a_remedy(case: Case) -> None:
    magnets = scored(case, "ndfeb-magnets")
    assert (
        magnets.score is None
        and "--trade FILE" in magnets.missing[0]
        and magnets.parts["low"] == 0 < magnets.parts["high"]
    )
    other = score_items(case.dataset, Question(DAY, country="JPN"))
    assert {s.missing for s in other} == {
        ("The tables hold imports of USA only, not of JPN. Give a table of its trade with --trade FILE.",)
    }
    assert scored(case, "antimony", year=1999).missing == ("No output by country of 1999 is known.",)


def test_imports_that_are_not_known_leave_bounds(case_with: Callable[..., Case]) -> None:
    found = scored(case_with(us_demand=[{"material": "tungsten", "import_t": ""}]), "tungsten")
    assert (
        found.score is None
        and "quantity of the imports" in found.missing[0]
        and found.parts["imports_t"] is None
    )


TUNGSTEN = (
    ("tungsten", None, 2023, "CHN", "DEU", 60.0, 2_400_000.0), ("tungsten", None, 2023, "AUT", "DEU", 40.0, 1_600_000.0),
    ("tungsten", None, 2024, "CHN", "DEU", 50.0, None), ("tungsten", None, 2024, "VNM", "AUT", 50.0, None),
    ("tungsten", None, 2031, "CHN", "DEU", 1.0, None),
)  # fmt: skip


def test_a_trade_table_scores_any_country_and_year_in_it(case: Case) -> None:
    old = scored(case, "tungsten", country="DEU", year=2023, trade=trade(*TUNGSTEN))
    g = old.parts["instability"]
    assert old.parts["import_risk"] == pytest.approx(0.6 * g["CHN"] + 0.4 * g["AUT"])
    assert old.parts["price_usd_per_kg"] == 40 and old.vintage.startswith("output 2023; trade table 2023")
    shares = old.parts["shares"].values()
    assert math.isclose(old.score, sum((s / 100) ** 2 for s in shares) * old.parts["import_risk"])
    assert "stage of its goods" in old.parts["told"][0]
    latest = scored(case, "tungsten", country="DEU", trade=trade(*TUNGSTEN))
    assert latest.vintage.startswith("output 2024") and latest.parts["imports"] == {"CHN": 50.0}
    assert latest.parts["cf"] is None and "No price is known" in latest.parts["told"][-1]
    none = scored(case, "tungsten", country="DEU", year=2031, trade=trade(*TUNGSTEN))
    assert none.score is None and none.missing[0].startswith(
        "No output of 2031 by country is known at the stage mine"
    )
    assert (
        "no imports of it by FRA"
        in scored(case, "tungsten", country="FRA", trade=trade(*TUNGSTEN)).missing[0]
    )


def test_the_published_workbook_comes_back_through_overlay_and_trade_table(
    case_with: Callable[..., Case],
) -> None:
    """Scores and factors of geopolrisk-py's test workbook, its production laid over the tables and its trade read."""
    mined = pl.read_csv(V4 / "v4_geopolrisk_production.csv", infer_schema=False)
    rows = [
        {
            "material": r["material"],
            "stage": "mine",
            "country_iso3": "WLD" if r["country_code"] is None else r["country_iso3"] or "XKX",
            "year": "2022",
            "quantity": r["production"],
            "unit": "t",
            "estimated": "n",
            "withheld": "n",
        }
        for r in mined.rows(named=True)
    ]
    project = case_with(production=rows)
    trade_table = read_trade(V4 / "v4_geopolrisk_trade.csv", project.dataset)
    expected = pl.read_csv(V4 / "v4_geopolrisk_expected.csv")
    names = {
        "score": "score",
        "hhi": "hhi",
        "import_risk": "import_risk",
        "cf": "cf",
        "imports_t": "imports_t",
    }
    names |= {
        "domestic_production_t": "own_output_t",
        "price_kusd_per_t": "price_usd_per_kg",
        "midpoint": "midpoint_usd_per_kg",
    }
    compared = 0
    for material, quantity, value in expected.select("material", "quantity", "expected").rows():
        found = scored(project, material, year=2022, trade=trade_table)
        if quantity in names:
            got = found.score if quantity == "score" else found.parts[names[quantity]]
            assert got == pytest.approx(value, rel=1e-9), (material, quantity)
            compared += 1
    assert compared == 24  # all but the three numerators, which the score does not keep


def test_a_group_of_countries_and_a_company_are_importers_too(case: Case) -> None:
    eu = scored(case, "tungsten", country="eu27", year=2023, trade=trade(*TUNGSTEN))
    assert (
        eu.parts["instability"]["AUT"] == 0 and eu.parts["imports_t"] == 100 and eu.parts["own_output_t"] > 0
    )
    mine = trade(("tungsten", None, 2024, "CHN", "Acme", 50.0, None))
    firm = scored(case, "tungsten", country="Acme", trade=mine)
    assert firm.parts["own_output_t"] == 0 and firm.parts["import_risk"] == firm.parts["instability"]["CHN"]


def test_stages_of_a_trade_table_are_never_summed(case: Case) -> None:
    rows = (("copper", s, 2024, c, "DEU", 10.0, None) for s, c in (("mine", "CHL"), ("refine", "CHN")))
    found = scored(case, "copper", country="DEU", trade=trade(*rows))
    assert found.parts["imports_t"] == 10 and found.parts["told"] == [
        "No price is known, so there is neither a midpoint nor a characterisation factor."
    ]


def test_tonnes_of_ore_are_no_own_output_of_metal(case: Case) -> None:
    rows = trade(
        ("aluminum", None, 2024, "GIN", "AUS", 9.0, 9.0), ("aluminum", None, 2024, "GIN", "DEU", 9.0, 9.0)
    )
    found = scored(case, "aluminum", country="AUS", trade=rows)
    assert (
        found.score is None
        and "own output of AUS is not known" in found.missing[0]
        and found.parts["low"] == 0
    )
    assert any("tonnes of bauxite" in t for t in found.parts["told"])
