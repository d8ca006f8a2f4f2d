from __future__ import annotations

import polars as pl

from lodestock.report.ledger_charts import burn_down_chart
from lodestock.report.render import write_chart
from lodestock.report.theme import Caption


def test_a_panel_an_account_and_a_sentence_where_there_is_none(tmp_path) -> None:  # type: ignore[no-untyped-def]
    terms = pl.DataFrame(
        [
            {
                "account": "nds",
                "first": "2025-07-04",
                "target": "2027-03-31",
                "last": None,
                "appropriated_usd": 2e9,
                "within": None,
            }
        ],
        schema_overrides={"last": pl.String, "within": pl.String},
    )
    rows = pl.DataFrame(
        [{"account": "nds", "date": "2025-10-13", "committed_usd": 2e8, "obligated_usd": 1e8, "expended_usd": 0.0,
         }]
    )  # fmt: skip
    chart = burn_down_chart(rows, terms, "2025-10-13", Caption("title"))
    (panel,) = chart["vconcat"]
    assert panel["title"]["text"] == "nds: USD 2,000 million"
    assert {p["pace"] for p in panel["layer"][0]["data"]["values"]} == {"target date"}
    assert [s["part"] for s in panel["layer"][1]["data"]["values"]] == [0, 0.1, 0, 0.05, 0, 0]
    assert panel["title"]["subtitle"] == "committed 200; obligated 100; paid 0"
    assert all(p.is_file() for p in write_chart(chart, tmp_path, "x"))
    empty = burn_down_chart(rows.head(0), terms.head(0), "2025-10-13", Caption("title"))
    assert "no account" in str(empty["data"])
