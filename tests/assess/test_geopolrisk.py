"""GeoPolRisk over a trade table: the published test workbook, and small cases known by hand."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from lodestock.assess.geopolrisk import COPPER, geopolrisk

V4 = Path(__file__).parents[1] / "cases" / "v4"
TRADE = {
    "material": pl.String,
    "stage": pl.String,
    "year": pl.Int64,
    "exporter": pl.String,
    "importer": pl.String,
}
FIGURES = {"quantity_t": pl.Float64, "value_usd": pl.Float64, "g": pl.Float64}
STABILITY = {"AUS": 1.0, "CHN": -0.5, "TOO": -9.0}
"""g of 0.3, 0.6 and, cut off, 1."""


def trade(*rows: tuple[object, ...]) -> pl.DataFrame:
    """Return a trade table of (exporter, importer, tonnes, USD, g)."""
    cells = [("tin", "mine", 2022, *r) for r in rows]
    return pl.DataFrame(cells, schema={**TRADE, **FIGURES}, orient="row")


def output(**tonnes: float | None) -> pl.DataFrame:
    """Return a table of output by country."""
    cells = [("tin", "mine", 2022, c, t) for c, t in tonnes.items()]
    schema = {
        "material": pl.String,
        "stage": pl.String,
        "year": pl.Int64,
        "country": pl.String,
        "quantity": pl.Float64,
    }
    return pl.DataFrame(cells, schema=schema, orient="row")


def only(frame: pl.DataFrame, importer: str = "USA") -> dict[str, object]:
    return frame.row(by_predicate=pl.col("importer") == importer, named=True)


def test_the_published_workbook_is_reproduced() -> None:
    """All 27 values of the test workbook of geopolrisk-py (commit b453938), from its rows alone."""
    rows, mined = (
        pl.read_csv(V4 / f"v4_geopolrisk_{n}.csv", infer_schema_length=None) for n in ("trade", "production")
    )
    expected = pl.read_csv(V4 / "v4_geopolrisk_expected.csv")
    key = {"material": "material", "stage": pl.lit("mine"), "year": "year"}
    found = geopolrisk(
        rows.select(
            **key,
            exporter=pl.coalesce("exporter_iso3", pl.col("exporter_code").cast(pl.String)),
            importer="importer_iso3",
            quantity_t="quantity_t",
            value_usd=1000 * pl.col("value_kusd"),
            g="g",
        ),
        mined.select(
            **key,
            country=pl.coalesce("country_iso3", pl.col("country_code").cast(pl.String)),
            quantity=pl.col("production").cast(pl.Float64),
        ),
        {},
    ).with_columns(
        numerator=pl.col("import_risk") * (pl.col("own_t") + pl.col("imports_t")),
        domestic_production_t="own_t",
        price_kusd_per_t="price_usd_per_kg",
        midpoint="midpoint_usd_per_kg",
    )
    assert len(found) == 3 and len(expected) == 27
    got = {r["material"]: r for r in found.rows(named=True)}
    for material, quantity, value in expected.select("material", "quantity", "expected").rows():
        assert got[material][quantity] == pytest.approx(value, rel=1e-9), (material, quantity)
    totals = mined.filter(pl.col("country_code").is_null()).select("material", "production").rows()
    for material, total in totals:  # the printed total is a check, and no country
        parts = mined.filter((pl.col("material") == material) & pl.col("country_code").is_not_null())
        assert parts["production"].sum() == total


def test_a_score_is_concentration_times_the_mean_instability_of_supply() -> None:
    rows = trade(("AUS", "USA", 30.0, 600_000.0, None), ("CHN", "USA", 20.0, 400_000.0, None))
    found = only(geopolrisk(rows, output(CHN=60.0, AUS=30.0, USA=10.0, WLD=100.0), STABILITY))
    assert found["hhi"] == pytest.approx(0.46) and found["own_t"] == 10 and found["imports_t"] == 50
    assert found["import_risk"] == pytest.approx((0.3 * 30 + 0.6 * 20) / 60)
    assert found["score"] == pytest.approx(0.46 * 0.35) and found["price_usd_per_kg"] == pytest.approx(20)
    assert found["cf"] == pytest.approx(0.46 * 0.35 * 20 / COPPER) and found["missing"] == []
    assert found["risk_low"] == pytest.approx(0.35) == found["risk_high"]


def test_a_missing_estimate_counts_half_and_is_told() -> None:
    found = only(
        geopolrisk(
            trade(("XYZ", "USA", 8.0, None, None), ("TOO", "USA", 2.0, None, None)),
            output(CHN=1.0),
            STABILITY,
        )
    )
    assert found["import_risk"] == pytest.approx(0.6) and found["assumed_t"] == 8
    assert (found["risk_low"], found["risk_high"]) == (pytest.approx(0.2), pytest.approx(1.0))
    assert found["price_usd_per_kg"] is None and found["cf"] is None and found["score"] == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("rows", "mined", "words"),
    [
        (trade(("CHN", "USA", 1.0, 1.0, None)), output().clear(), "No output by country is known."),
        (trade(("CHN", "USA", 1.0, 1.0, None)), output(CHN=5.0, AUS=None), "output of these countries is not known: AUS."),
        (trade(("CHN", "USA", None, 1.0, None)), output(CHN=5.0), "imports from these countries is not known: CHN."),
        (trade(("CHN", "USA", 0.0, 0.0, None)), output(CHN=5.0), "neither imports nor own output"),
        (trade(("CHN", "USA", 1.0, 0.0, None)), output(CHN=0.0), "The world has no output."),
    ],
)  # fmt: skip
def test_what_is_missing_gives_a_reason_and_no_score(
    rows: pl.DataFrame, mined: pl.DataFrame, words: str
) -> None:
    found = only(geopolrisk(rows, mined, STABILITY))
    assert found["score"] is None and found["cf"] is None and any(words in m for m in found["missing"])


def test_an_unknown_quantity_leaves_bounds() -> None:
    known, gap = ("AUS", "USA", 10.0, 1.0, None), ("CHN", "USA", None, 1.0, None)
    found = only(geopolrisk(trade(known, gap), output(CHN=5.0), STABILITY))
    assert found["import_risk"] is None and (found["risk_low"], found["risk_high"]) == (0.3, 0.6)


def test_a_country_without_a_row_produces_nothing_unless_it_may_be_among_the_unnamed() -> None:
    rows = trade(("AUS", "USA", 10.0, 1.0, None), ("AUS", "Acme", 10.0, 1.0, None))
    found = geopolrisk(rows, output(CHN=5.0, OTHER=2.0), STABILITY, companies=["Acme"])
    assert only(found)["own_t"] == 0 and only(found)["unnamed_t"] == 2
    assert only(found)["risk_low"] == pytest.approx(0.3 * 10 / 12) and only(found)["risk_high"] == 0.3
    assert only(found, "Acme")["unnamed_t"] == 0 and only(found, "Acme")["risk_low"] == 0.3
    own = output(AUS=5.0, USA=None).rename({"quantity": "quantity_t"})
    silent = only(geopolrisk(rows, output(CHN=5.0), STABILITY, own=own))
    assert silent["score"] is None and "own output of USA" in silent["missing"][0]
    assert (silent["risk_low"], silent["risk_high"]) == (0, 0.3)


def test_trade_between_the_members_of_a_region_carries_no_risk() -> None:
    rows = trade(
        ("CHN", "DEU", 30.0, 30_000.0, None), ("FRA", "DEU", 20.0, 10_000.0, 0.4), ("CHN", "FRA", 10.0, 20_000.0, None)
    )  # fmt: skip
    found = geopolrisk(rows, output(CHN=90.0, FRA=10.0), STABILITY, regions={"eu": ["DEU", "FRA"]})
    assert found["importer"].to_list() == ["DEU", "FRA", "eu"]
    eu = only(found, "eu")
    assert eu["import_risk"] == pytest.approx(0.6 * 40 / 70) and eu["imports_t"] == 60 and eu["own_t"] == 10
    assert eu["price_usd_per_kg"] == pytest.approx(1.0)
    assert only(found, "DEU")["import_risk"] == pytest.approx((0.6 * 30 + 0.4 * 20) / 50)


def test_own_trade_carries_no_risk_and_groups_are_never_mixed() -> None:
    rows = trade(("USA", "USA", 10.0, 1.0, 0.4), ("CHN", "USA", 10.0, 1.0, None))
    later = rows.with_columns(year=pl.lit(2023, pl.Int64))
    refined = rows.with_columns(stage=pl.lit("refine"))
    found = geopolrisk(pl.concat([rows, later, refined]), output(CHN=1.0), STABILITY)
    assert found.select("stage", "year").rows() == [("mine", 2022), ("mine", 2023), ("refine", 2022)]
    assert found["import_risk"].to_list()[0] == pytest.approx(0.3)
    assert [s is None for s in found["score"]] == [False, True, True]


def test_the_order_of_lines_changes_no_byte() -> None:
    rows = [(c, "USA", t / 7, t / 3, None) for c in ("AUS", "CHN", "XYZ") for t in range(1, 99)]
    first = geopolrisk(trade(*rows), output(CHN=0.1, AUS=0.2, IDN=0.3), STABILITY)
    random.Random(1).shuffle(rows)
    assert geopolrisk(trade(*rows), output(IDN=0.3, CHN=0.1, AUS=0.2), STABILITY).equals(first)
