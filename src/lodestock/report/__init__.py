"""REPORT: turns frames into pictures.

In: frames of a run. Out: Vega-Lite specs in one house theme, and their SVG and PNG files.
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
from lodestock.report.render import write_chart
from lodestock.report.theme import start_spec

__all__ = [
    "Spec",
    "awards_chart",
    "backtest_chart",
    "classes_chart",
    "control_chart",
    "fan_chart",
    "heat_chart",
    "requirement_chart",
    "spending_chart",
    "start_spec",
    "waterfall_chart",
    "write_chart",
]
