"""What GeoPolRisk is computed from."""

from __future__ import annotations

import polars as pl
import pytest

from lodestock.assess.geopolrisk_inputs import bundled_inputs, traded_inputs
from lodestock.assess.scores import Question
from lodestock.programme.project import Case

DAY = "2025-10-13"


def test_bundled_imports_sum_to_those_of_the_table_and_name_their_rows(case: Case) -> None:
    inputs = bundled_inputs(case.dataset, Question(DAY))
    demand = {r["material"]: r for r in case.dataset.rows("us_demand")}
    for key, rows in inputs.rows.items():
        item, stage, _ = key
        traded = inputs.trade.filter(material=item, stage=stage)
        assert traded["quantity_t"].sum() == pytest.approx(demand[item]["import_t"])
        assert len(rows) == 1 + len(traded) and all(case.dataset.row_at(w) for w in rows)
    assert inputs.own["quantity_t"].to_list() == [demand[m]["own_primary_t"] for m in inputs.own["material"]]
    assert inputs.vintage == "WGI 2023 (wgi_2024_update)"


def test_a_trade_table_takes_output_and_own_tonnes_of_its_year(case: Case) -> None:
    row = {
        "material": "tungsten", "stage": None, "year": 2024, "exporter": "CHN", "importer": "AUT", "hs_codes": None,
        "quantity_t": 5.0, "value_usd": None, "g": None,
    }  # fmt: skip
    trade = pl.DataFrame(
        [row], schema_overrides={"stage": pl.String, "g": pl.Float64, "value_usd": pl.Float64}
    )
    inputs = traded_inputs(case.dataset, Question(DAY, country="AUT"), trade)
    assert (
        list(inputs.worlds) == [("tungsten", "mine", "2024")] and not inputs.regions and not inputs.companies
    )
    told = {
        r["country_iso3"]: r["quantity"]
        for r in case.dataset.rows("production")
        if (r["material"], r["stage"], r["year"]) == ("tungsten", "mine", "2024")
        and r["country_iso3"] != "WLD"
    }
    assert dict(inputs.own.select("country", "quantity_t").rows()) == told
    assert traded_inputs(case.dataset, Question(DAY, country="Acme"), trade).companies == ("Acme",)
    assert "DEU" in traded_inputs(case.dataset, Question(DAY, country="eu27"), trade).regions["eu27"]
