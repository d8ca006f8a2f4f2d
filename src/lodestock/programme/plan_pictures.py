"""Which pictures a plan shows, and the frames they are drawn from."""

from __future__ import annotations

from contextlib import nullcontext

import polars as pl

from lodestock.engine import Serial
from lodestock.programme.beside import awards_beside
from lodestock.programme.material_facts import country_group
from lodestock.programme.project import Case
from lodestock.programme.size import Engines
from lodestock.programme.size_pictures import item_names, result_source, worst_waterfall
from lodestock.programme.titles import awards_title, control_title, coverage_title, spending_title
from lodestock.programme.write import Lazy
from lodestock.records.frames import totals
from lodestock.records.plan import Plan
from lodestock.records.scenario import STAGES
from lodestock.report import Caption, Spec, awards_chart, control_chart, requirement_chart, spending_chart
from lodestock.size import Shortfalls

__all__ = ["plan_pictures"]

_WORST = 10


def plan_pictures(
    case: Case, short: Shortfalls, plan: Plan, engines: Engines = lambda: nullcontext(Serial())
) -> Lazy[Spec]:
    """Return the pictures of a plan as Vega-Lite specs by file name.

    Parameters
    ----------
    engines : opens an engine
    """
    source = result_source(case, short)

    def requirement() -> Spec:
        rows = _requirement(case, short, plan)
        return requirement_chart(rows, Caption(coverage_title(rows), source=source))

    def control() -> Spec:
        rows = _control(case, _worst(short))
        note = "Stages of the items of the ten largest requirements."
        return control_chart(rows, Caption(control_title(rows), (note,), source))

    def spending() -> Spec:
        rows = _spending(case, plan)
        note = "When the plan would obligate the money, and below so far against the limit."
        return spending_chart(rows, Caption(spending_title(rows), (note,), source))

    def awards() -> Spec:
        rows = _awards(case, short, plan)
        return awards_chart(rows, Caption(awards_title(rows), source=source))

    charts = {"requirement": requirement, "control": control, "spending": spending, "awards": awards}
    return Lazy({**charts, **worst_waterfall(case, short, engines)})


def _worst(short: Shortfalls) -> list[str]:
    """Return the items of the largest requirement in USD."""
    frame = totals(short.frame(), ["material"], ["requirement_usd"]).filter(pl.col("requirement_usd") > 0)
    return (
        frame.sort(["requirement_usd", "material"], descending=[True, False])
        .head(_WORST)["material"]
        .to_list()
    )


def _requirement(case: Case, short: Shortfalls, plan: Plan) -> pl.DataFrame:
    """Return requirement and what the plan leaves, by item and class, at as-of prices."""
    bought = totals(
        plan.lines.select("material", pl.col("class").alias("demand_class"), "tonnes"),
        ["material", "demand_class"],
        ["tonnes"],
    )
    frame = (
        short.frame()
        .join(bought, on=["material", "demand_class"], how="left")
        .sort("material", "demand_class")
    )
    left = (pl.col("net_requirement_t") - pl.col("tonnes").fill_null(0.0)).clip(lower_bound=0.0)
    return frame.filter(pl.col("requirement_usd") > 0).select(
        "material",
        pl.col("material").replace_strict(item_names(case), default=None).alias("material_name"),
        "demand_class",
        "requirement_usd",
        (left * pl.col("price_usd_per_t")).alias("left_usd"),
    )


def _control(case: Case, worst: list[str]) -> pl.DataFrame:
    """Return who controls each stage of the worst items."""
    groups = country_group(case)
    countries = {r["iso3"]: r["name"] for r in case.dataset.rows("countries")}
    names = item_names(case)
    rows = []
    for r in case.dataset.rows("global_supply_shares"):
        if r["material"] not in worst:
            continue
        c = r["country_iso3"]
        rows.append(
            {
                "material_name": names[r["material"]],
                "stage": r["stage"],
                "country_iso3": c,
                "country_name": countries.get(c, c),
                "share_pct": r["share_pct"],
                "group": groups.get(c, "other"),
                "rank": worst.index(r["material"]),
                "stage_no": STAGES.index(r["stage"]),
            }
        )
    return pl.DataFrame(rows).sort("rank", "stage_no", "country_iso3") if rows else pl.DataFrame()


def _spending(case: Case, plan: Plan) -> pl.DataFrame:
    """Return spending by quarter and account; quarters and accounts without spending are there too."""
    spent = totals(
        plan.lines.select("quarter", "account", "ceiling_usd"), ["quarter", "account"], ["ceiling_usd"]
    )
    by = {(r["quarter"], r["account"]): r["ceiling_usd"] for r in spent.iter_rows(named=True)}
    first = case.card.first_quarter
    shown = [a for a in plan.accounts if a.reason.code in ("pays", "no_projects", "no_loans")]
    names = {r["account_id"]: r["purpose"] for r in case.dataset.rows("appropriations")}
    rows = [
        {
            "quarter": str(first.plus(q)),
            "account_id": a.account,
            "account_name": f"{a.account} ({names[a.account].replace('_', ' ')})",
            "spend_usd": by.get((str(first.plus(q)), a.account), 0.0),
            "limit_usd": a.limit_usd,
        }
        for a in plan.accounts
        if a in shown
        for q in range(case.card.buy_quarters)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _awards(case: Case, short: Shortfalls, plan: Plan) -> pl.DataFrame:
    """Return real awards beside the plan, two rows an item."""
    names, rows = item_names(case), []
    for r in awards_beside(case, short, plan).iter_rows(named=True):
        shared = {
            "material_name": names.get(r["material"], r["material"]),
            "requirement_usd": r["requirement_usd"],
        }
        rows.append(
            {**shared, "kind": "real award ceiling", "usd": r["award_ceiling_usd"], "note": r["vendors"]}
        )
        rows.append(
            {**shared, "kind": "plan ceiling", "usd": r["plan_ceiling_usd"], "note": r["plan_reason"]}
        )
    schema = ["material_name", "requirement_usd", "kind", "usd", "note"]
    return pl.DataFrame(rows) if rows else pl.DataFrame(schema=dict.fromkeys(schema, pl.String))
