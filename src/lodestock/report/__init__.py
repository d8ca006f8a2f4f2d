"""REPORT: turns frames into pictures, and documents into words and tables.

In: frames and documents of a run. Out: Vega-Lite specs in one house theme with their SVG and PNG files; blocks of
words and tables for terminal, notebook and page.
No other room imports vl-convert.
"""

from __future__ import annotations

from lodestock.report.charts import (
    Spec,
    awards_chart,
    control_chart,
    requirement_chart,
    spending_chart,
    waterfall_chart,
)
from lodestock.report.control_charts import backtest_chart
from lodestock.report.draw_charts import classes_chart, fan_chart, heat_chart
from lodestock.report.explain_views import explain_view, footing_words
from lodestock.report.ledger_charts import burn_down_chart
from lodestock.report.maps import buy_map, share_map
from lodestock.report.material_charts import gap_quarters_chart, price_chart, stage_shares_chart, usage_chart
from lodestock.report.overview_charts import award_chart, coverage_chart, funds_chart, tornado_chart
from lodestock.report.plan_views import (
    compare_view,
    plan_headline,
    rows_view,
    scenario_view,
)
from lodestock.report.render import Chart, write_chart
from lodestock.report.size_views import backtest_view, size_headline
from lodestock.report.theme import Caption, start_spec
from lodestock.report.views import Block, Words, three_digits, tier_words, two_digits, write_html

__all__ = [
    "Block",
    "Caption",
    "Chart",
    "Spec",
    "Words",
    "award_chart",
    "awards_chart",
    "backtest_chart",
    "backtest_view",
    "burn_down_chart",
    "buy_map",
    "classes_chart",
    "compare_view",
    "control_chart",
    "coverage_chart",
    "explain_view",
    "fan_chart",
    "footing_words",
    "funds_chart",
    "gap_quarters_chart",
    "heat_chart",
    "plan_headline",
    "price_chart",
    "requirement_chart",
    "rows_view",
    "scenario_view",
    "share_map",
    "size_headline",
    "spending_chart",
    "stage_shares_chart",
    "start_spec",
    "three_digits",
    "tier_words",
    "tornado_chart",
    "two_digits",
    "usage_chart",
    "waterfall_chart",
    "write_chart",
    "write_html",
]
