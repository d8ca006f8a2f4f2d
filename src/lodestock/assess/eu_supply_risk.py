"""Supply risk by the EU's method: concentration of world output and of own sourcing, recycling and substitution."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from lodestock.assess.concentration import index_range, weighted_hhi
from lodestock.assess.eu_lists import EU_STAGES, LATEST, eu_names, list_states, printed_rows, printed_value
from lodestock.assess.governance import Governance, read_governance
from lodestock.assess.scores import Method, Question, Score, year_spans
from lodestock.assess.world_shares import WorldShares, no_output, read_world_shares, worst_stage
from lodestock.records.dataset import Dataset
from lodestock.records.lookups import OWN, members, share_table

__all__ = ["EU_SUPPLY_RISK", "Range", "eu_supply_risk", "supply_risk", "supply_risk_range"]

_NAME = "eu-supply-risk"
_STUDIES = (2017, LATEST)
_WORST = 15.0
"""Largest weight of a country: governed as badly as can be (10), and its exports as limited as can be (1.5)."""

_WITHIN_EU = 0.8
"""Trade parameter of a member of the EU that sells to another."""

Range = tuple[float, float]
"""Low and high; both are the same where the figure is known."""


def supply_risk(hhi_gs: float | None, hhi_own: float | None, ir: float, eol_rir: float, si: float) -> float:
    """Return the supply risk of a material at a stage.

    ``SR = (HHI_GS IR/2 + HHI_own (1 - IR/2)) (1 - EOL_RIR) SI`` with ``HHI = sum over countries c of s(c)^2 W(c) t(c)``
    (EU guideline of 2017, supply risk; the index of EU sourcing is that of own sourcing here). Where only one of the
    two indices is known it stands alone, and the import reliance does not count.

    Parameters
    ----------
    hhi_gs, hhi_own : weighted index of world output and of own sourcing, 0 to 15; None: not known, not both
    ir : import reliance as a fraction
    eol_rir : share of demand met by scrap of used goods, as a fraction
    si : substitution index of the supply risk, 0 to 1

    Raises
    ------
    ValueError : neither index is given

    >>> round(supply_risk(3.6, 1.3, 0.32, 0.0, 1.0), 3), supply_risk(3.0, None, 0.5, 0.5, 1.0)
    (1.668, 1.5)
    """
    known = [x for x in (hhi_gs, hhi_own) if x is not None]
    if not known:
        raise ValueError("the supply risk needs the index of world output or of own sourcing")
    index = known[0]
    if hhi_gs is not None and hhi_own is not None:
        index = hhi_gs * ir / 2 + hhi_own * (1 - ir / 2)
    return index * (1 - eol_rir) * si


def supply_risk_range(
    hhi_gs: Range | None, hhi_own: Range | None, ir: Range, eol_rir: Range, si: Range
) -> Range:
    """Return how low and how high the supply risk may be; it is linear in each input, so its ends are at their ends.

    Parameters
    ----------
    hhi_gs, hhi_own, ir, eol_rir, si : low and high of each input of `supply_risk`
    """
    corners = product(hhi_gs or (None,), hhi_own or (None,), ir, eol_rir, si)
    found = [supply_risk(*corner) for corner in corners]
    return min(found), max(found)


def eu_supply_risk(dataset: Dataset, question: Question) -> list[Score]:
    """Return the supply risk of each item to a country, at its bottleneck stage or at the stage that was asked for.

    Own sourcing is known of the planning country only; for others world output stands alone. Own sourcing is the
    share of imports (net import reliance) times the shares of `import_shares`, and the country itself for the rest.

    Parameters
    ----------
    dataset : the tables, with overlays
    question : `country` and `stage` count; `year` is that of the world's output, `day` that of membership of the EU

    Raises
    ------
    InputError : see `read_world_shares` and `read_governance`
    """
    world = read_world_shares(dataset, question.year)
    imports = share_table(dataset, "import_shares") if question.country == OWN else {}
    if question.year is not None:
        # Imports of other years must not stand alone for the year that was asked for.
        imports = {key: shares for key, shares in imports.items() if key[1] in world.get(key[0], {})}
    union = members(dataset, "eu27", question.day)
    tables = _Tables(
        dataset,
        question.country,
        read_governance(dataset),
        world,
        imports,
        eu_names(dataset),
        union if question.country in union else set(),
    )
    states = list_states(dataset)
    return [_score(tables, question, item, states[item]) for item in dataset.row_ids("materials")]


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the method reads; `imports` are those of the country, `union` is the EU where it is a member, else empty."""

    dataset: Dataset
    country: str
    governance: Governance
    world: dict[str, dict[str, WorldShares]]
    imports: dict[tuple[str, str], dict[str, float]]
    names: dict[str, str]
    union: set[str]


def _score(tables: _Tables, question: Question, item: str, state: dict[str, Any]) -> Score:
    stages = {stage: parts for stage in EU_STAGES if (parts := _stage(tables, item, stage))}
    name, asked = tables.names.get(item), question.stage
    around = state | {
        "printed": {
            str(y): {str(r["stage"]): r["sr"] for r in printed_rows(tables.dataset, name, y).values()}
            for y in _STUDIES
        }
    }
    worst = worst_stage({stage: p["high"] for stage, p in stages.items()}, asked)
    if worst is None:
        reason = no_output(stages, asked, question.year)
        if asked is not None and asked not in EU_STAGES:
            reason = f"The EU's method has no stage {asked}, only {' and '.join(EU_STAGES)}."
        return Score(item, _NAME, parts=around, missing=(reason,), coverage=0.0)
    mine = stages[worst]
    output = tables.world.get(item, {}).get(worst)
    demand = tables.dataset.row("us_demand", item) if mine["hhi_own"] is not None else None
    vintage = [
        "" if output is None or not output.shares else f"output {output.year}",
        "" if demand is None else f"import reliance {year_spans(str(demand['years_used']))}",
        tables.governance.vintage,
        f"EU study of {LATEST}",
    ]
    return Score(
        item,
        _NAME,
        worst,
        form=None if demand is None else demand["basis"],
        vintage="; ".join(filter(None, vintage)),
        score=mine["score"],
        parts={k: v for k, v in mine.items() if k != "score"} | around | {"stages": stages},
        coverage=mine["coverage"],
        missing=tuple(mine["missing"]),
        inputs=_inputs(tables, item, worst),
    )


def _stage(tables: _Tables, item: str, stage: str) -> dict[str, Any] | None:
    """Return the supply risk at a stage with its inputs, bounds and reasons; None where nothing of it is known."""
    shares = tables.world.get(item, {}).get(stage)
    found = _sourcing(tables, item, stage)
    if shares is None and found is None:
        return None
    if found is not None and shares is not None and not shares.shares and shares.unknown_pct is None:
        shares = None  # of the world nothing at all is known: own sourcing stands alone
    sourcing, ir = found or (None, None)
    weights = _weights(tables, item, stage)
    world = None if shares is None else _world_index(shares, weights)
    own = None if sourcing is None else weighted_hhi(sourcing, weights)[1]
    countries = {**(shares.shares if shares else {}), **(sourcing or {})}
    eol, si = (printed_value(tables.dataset, tables.names.get(item), c) for c in ("eol_rir_pct", "si_sr"))
    rate = None if eol is None else eol / 100
    low, high = supply_risk_range(
        world, None if own is None else (own, own), *(_range(x) for x in (ir, rate, si))
    )
    missing = _missing(tables, item, shares, {"recycling rate": rate, "substitution index": si})
    known = (
        0.0 if shares is None else shares.known_part(weights) or 0.0,
        float(_is_studied(tables, item, stage)),  # the trade parameter
        float(own is not None),
        float(ir is not None),
        float(bool(tables.union) and rate is not None),
        float(bool(tables.union) and si is not None),
    )
    return {
        "score": None if missing else low,
        "low": low,
        "high": high,
        "eu_stage": EU_STAGES[stage],
        "supply_used": "+".join(n for n, x in (("world", world), ("own", own)) if x is not None),
        "hhi_gs": None if world is None or world[0] != world[1] else world[0],
        "hhi_own": own,
        "sourcing": sourcing,
        "ir": ir,
        "eol_rir": rate,
        "si": si,
        "coverage": sum(known) / len(known),
        "missing": missing,
        "trade_parameters": {c: t for c, t in _trade(tables, item, stage).items() if c in countries},
        "assumed": _assumed(tables, item, stage, countries, world, own),
    }


def _missing(
    tables: _Tables, item: str, shares: WorldShares | None, printed: dict[str, float | None]
) -> list[str]:
    """Return why there is no score; `printed` are the figures of the study by what they are."""
    out = [] if shares is None else [*shares.reasons]
    name = tables.names.get(item)
    if name is None:
        return [
            *out,
            f"The EU's studies do not assess {item}: no recycling rate and no substitution index is known.",
        ]
    return out + [f"The EU prints no {what} of {name}." for what, x in printed.items() if x is None]


def _trade(tables: _Tables, item: str, stage: str) -> dict[str, float]:
    """Return the trade parameter of each country that has another than 1 at a stage of an item."""
    key = (tables.names.get(item), EU_STAGES[stage])
    rows = tables.dataset.rows("eu_trade_parameters")
    limits = {str(r["country_iso3"]): float(r["t"]) for r in rows if (r["material"], r["stage"]) == key}
    return dict.fromkeys(sorted(tables.union), _WITHIN_EU) | limits


def _weights(tables: _Tables, item: str, stage: str) -> dict[str, float]:
    """Return governance times trade parameter by country, of those whose governance is known."""
    trade = _trade(tables, item, stage)
    return {c: w * trade.get(c, 1.0) for c, w in tables.governance.weights.items()}


def _is_studied(tables: _Tables, item: str, stage: str) -> bool:
    """Return whether the latest study looked at a stage of an item, and so at limits of exports there."""
    name = tables.names.get(item)
    return f"{LATEST}/{name}/{EU_STAGES[stage]}" in printed_rows(tables.dataset, name)


def _range(value: float | None) -> Range:
    """Return a fraction as a range: anything from 0 to 1 where it is not known."""
    return (0.0, 1.0) if value is None else (value, value)


def _world_index(shares: WorldShares, weights: dict[str, float]) -> Range:
    if not shares.unknown:
        index = weighted_hhi(shares.shares, weights)[1]
        return index, index
    low, high = index_range(shares, weights, _WORST)
    return low, _WORST if high is None else min(_WORST, high)


def _sourcing(tables: _Tables, item: str, stage: str) -> tuple[dict[str, float], float] | None:
    """Return from where the country gets an item at a stage, itself among them, in per cent, and its import reliance.

    None where one of the two is not known.
    """
    imports = tables.imports.get((item, stage))
    reliance = (tables.dataset.row("us_demand", item) or {}).get("net_import_reliance_pct")
    if not imports or reliance is None:
        return None
    origins = {c: s * reliance / 100 for c, s in imports.items()}
    origins[tables.country] = origins.get(tables.country, 0.0) + 100 - reliance
    return origins, reliance / 100


def _assumed(
    tables: _Tables, item: str, stage: str, shares: dict[str, float], world: Range | None, own: float | None
) -> list[str]:
    out = []
    if not _is_studied(tables, item, stage):
        out.append("The EU's study does not look at this stage: no country counts as limiting its exports.")
    if not tables.union:
        out.append("The recycling rate and the substitution index are those that the EU prints for itself.")
    if own is None:
        out.append("Own sourcing at this stage is not known, so that the world's output stands alone.")
    if world is None:
        out.append("The world's output at this stage is not known, so that own sourcing stands alone.")
    blind = sorted(c for c in shares if c not in tables.governance.weights)
    if blind:
        out.append(f"The middle of the scale stands for the governance of {', '.join(blind)}.")
    return out


def _inputs(tables: _Tables, item: str, stage: str) -> tuple[str, ...]:
    """Return the rows that enter the score at a stage."""
    shares, sourcing = tables.world.get(item, {}).get(stage), _sourcing(tables, item, stage)
    countries = {**(shares.shares if shares else {}), **(sourcing[0] if sourcing else {})}
    limits = [f"{tables.names.get(item)}/{EU_STAGES[stage]}/{c}" for c in countries]
    bought = () if sourcing is None else tables.imports[item, stage]
    return (
        *(shares.rows if shares else ()),
        *(f"import_shares/{item}/{stage}/{c}" for c in bought),
        *(() if sourcing is None else (f"us_demand/{item}",)),
        *tables.governance.rows_of(countries),
        *(f"eu_trade_parameters/{i}" for i in limits if tables.dataset.row("eu_trade_parameters", i)),
        *(f"ref_eu_crm_stages/{i}" for i in printed_rows(tables.dataset, tables.names.get(item))),
    )


EU_SUPPLY_RISK = Method(
    _NAME,
    "EU supply risk",
    "How concentrated and badly governed the supply of an item is that neither scrap nor substitutes replace, by the "
    "method of the EU's studies of critical raw materials",
    "0 to 15; from 1.0 the EU counts it as high",
    eu_supply_risk,
    ("ir", "eu_state"),
)
