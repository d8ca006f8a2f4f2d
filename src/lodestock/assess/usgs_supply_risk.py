"""Supply risk by the method of the US Geological Survey of 2021: disruption, trade exposure, economic vulnerability."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestock.assess.concentration import index_range, weighted_hhi
from lodestock.assess.governance import NEUTRAL, Governance, read_governance
from lodestock.assess.scores import Method, Question, Score, year_spans
from lodestock.assess.world_shares import WorldShares, no_output, read_world_shares, worst_stage
from lodestock.records.dataset import Dataset
from lodestock.records.lookups import OWN, form_stages, members

__all__ = [
    "USGS_SUPPLY_RISK",
    "disruption_potential",
    "survey_supply_risk",
    "usgs_supply_risk",
    "willingness",
]

_NAME = "usgs-supply-risk"
_HOSTILE = ("adversary", "covered")
_UNWILLING = {"own": 0.0, "ally": 1 / 3, "none": 2 / 3, "hostile": 1.0}
"""The country itself, allies, those in no group, adversaries and covered countries -> how unwilling, in even steps."""

Willing = dict[str, tuple[float, tuple[str, ...]]]
"""Country -> how unwilling it is, and the rows behind that."""

_ASSUMED = (
    "How able a country is to supply is taken from its governance (weight of the EU's method divided by 10), in place of "
    "the Fraser Institute's index of policies, which cannot be shipped.",
    "How willing a country is to supply is taken from its groups (itself 0, ally 1/3, none 2/3, adversary or covered "
    "country 1), in place of trade ties, shared values and military cooperation.",
)

_NO_RELIANCE = "The net import reliance is not known (table us_demand)."
_NO_VULNERABILITY = (
    "Economic vulnerability is not known: it needs value added, expenditure and operating profit by industry. Add it "
    "to the table economic_vulnerability by an overlay."
)


def disruption_potential(
    shares: Mapping[str, float], inability: Mapping[str, float], unwillingness: Mapping[str, float]
) -> float:
    """Return how likely the world's output of an item is to be disrupted.

    ``DP = sum over countries c of PS(c)^2 ASI(c) WSI(c)`` from 0 to 1 (Nassar et al. 2020; USGS OFR 2021-1045).

    Parameters
    ----------
    shares : country -> share of output in per cent
    inability, unwillingness : country -> index of its ability (ASI) and of its willingness to supply (WSI), 0 good to
        1 bad; both name every country of `shares`

    >>> disruption_potential({"CHN": 50.0, "AUS": 50.0}, {"CHN": 0.8, "AUS": 0.2}, {"CHN": 1.0, "AUS": 0.0})
    0.2
    """
    return weighted_hhi(shares, {c: inability[c] * unwillingness[c] for c in shares})[1]


def survey_supply_risk(dp: float, te: float, ev: float) -> float:
    """Return the supply risk as the geometric mean of its three parts.

    ``SR = (DP TE EV)^(1/3)`` from 0 to 1 (Nassar et al. 2020; USGS OFR 2021-1045); from 0.40 the list of 2021 has it.

    Parameters
    ----------
    dp : disruption potential, 0 to 1
    te : trade exposure, the net import reliance between 0 and 1
    ev : economic vulnerability, 0 to 1 on a scale over all commodities

    >>> round(survey_supply_risk(0.5, 0.5, 0.5), 12)
    0.5
    """
    return float((dp * te * ev) ** (1 / 3))


def willingness(dataset: Dataset, day: str) -> Willing:
    """Return how unwilling each country that is in a group on a day is to supply the planning country.

    Parameters
    ----------
    dataset : has the table `country_groups`
    day : ISO date

    Returns
    -------
    dict : country -> index from 0 willing to 1 unwilling, and the rows behind it as table/row id; a country in no
        group has none
    """
    out: Willing = {
        c: (_UNWILLING["ally"], (f"country_groups/ally/{c}",)) for c in sorted(members(dataset, "ally", day))
    }
    hostile = {g: members(dataset, g, day) for g in _HOSTILE}
    for c in sorted(set().union(*hostile.values())):
        rows = tuple(f"country_groups/{g}/{c}" for g, found in hostile.items() if c in found)
        out[c] = _UNWILLING["hostile"], rows
    return out | {OWN: (_UNWILLING["own"], ())}


def usgs_supply_risk(dataset: Dataset, question: Question) -> list[Score]:
    """Return the supply risk of each item to the United States, at its worst stage or at the one that was asked for.

    The net import reliance is that of the imported form; at another stage it stands in for the one that is not known.
    Economic vulnerability needs value added, expenditure and operating profit by industry: no bundled table has them,
    and the table `economic_vulnerability` takes the figure of a user. Without it an item has bounds and no score.

    Parameters
    ----------
    dataset : the tables, with overlays
    question : groups are those of `day`, output is that of `year`; the country is the planning country

    Raises
    ------
    InputError : see `read_world_shares` and `read_governance`
    """
    world, governance = read_world_shares(dataset, question.year), read_governance(dataset)
    willing, forms = willingness(dataset, question.day), form_stages(dataset)
    return [
        _score(dataset, question, item, forms.get(item), world.get(item, {}), governance, willing)
        for item in dataset.row_ids("materials")
    ]


def _score(
    dataset: Dataset,
    question: Question,
    item: str,
    form: str | None,
    world: Mapping[str, WorldShares],
    governance: Governance,
    willing: Willing,
) -> Score:
    stages = {stage: _disruption(shares, governance, willing) for stage, shares in world.items()}
    stage = worst_stage({s: p["high"] for s, p in stages.items()}, question.stage)
    if stage is None:
        reason = no_output(stages, question.stage, question.year)
        return Score(item, _NAME, parts={"stages": stages}, missing=(reason,), coverage=0.0)
    shares, mine = world[stage], stages[stage]
    demand = dataset.row("us_demand", item) or {}
    reliance = demand.get("net_import_reliance_pct")
    te = None if reliance is None else min(1.0, max(0.0, reliance / 100))
    told = dataset.row("economic_vulnerability", item)
    ev = None if told is None else float(told["ev"])
    missing = list(shares.reasons)
    missing += [text for x, text in ((te, _NO_RELIANCE), (ev, _NO_VULNERABILITY)) if x is None]
    low, high = (
        survey_supply_risk(dp, *(end if x is None else x for x in (te, ev)))
        for dp, end in ((mine["low"], 0.0), (mine["high"], 1.0))
    )
    known = (mine["known"], 0.0, 0.0, float(te is not None and stage == form), float(ev is not None))
    return Score(
        item,
        _NAME,
        stage,
        form=demand.get("basis") if stage == form else None,
        vintage=f"output {shares.year}; {governance.vintage}; groups {question.day}"
        + ("" if te is None else f"; import reliance {year_spans(str(demand['years_used']))}"),
        score=None if missing else low,
        parts={
            **mine,
            "low": low,
            "high": high,
            "te": te,
            "ev": ev,
            "assumed": _assumed(shares, governance, None if stage == form or te is None else form),
            "stages": stages,
        },
        coverage=sum(known) / len(known),
        missing=tuple(missing),
        inputs=(
            *shares.rows,
            *governance.rows_of(shares.shares),
            *(row for c in shares.shares if c in willing for row in willing[c][1]),
            *(() if te is None else (f"us_demand/{item}",)),
            *(() if told is None else (f"economic_vulnerability/{item}",)),
        ),
    )


def _disruption(shares: WorldShares, governance: Governance, willing: Willing) -> dict[str, Any]:
    """Return the disruption potential at a stage with its bounds, its indices, and the known part of output."""
    inability = {c: governance.weights.get(c, NEUTRAL) / 10 for c in shares.shares}
    unwillingness = {c: willing[c][0] if c in willing else _UNWILLING["none"] for c in shares.shares}
    dp = disruption_potential(shares.shares, inability, unwillingness)
    named = [c for c in shares.shares if c in governance.weights]
    low, high = dp, dp
    if shares.unknown:
        low, end = index_range(shares, {c: inability[c] * unwillingness[c] for c in named}, 1.0)
        high = 1.0 if end is None else min(1.0, end)
    return {
        "dp": None if shares.unknown else dp,
        "low": low,
        "high": high,
        "known": shares.known_part(named) or 0.0,
        "shares": dict(shares.shares),
        "inability": inability,
        "unwillingness": unwillingness,
    }


def _assumed(shares: WorldShares, governance: Governance, form: str | None) -> list[str]:
    """Return what is assumed; `form` is the stage whose import reliance stands in, None where it is that stage."""
    out = list(_ASSUMED)
    if form is not None:
        out.append(
            f"The net import reliance of the imported form, at the stage {form}, stands for that of this stage."
        )
    blind = sorted(c for c in shares.shares if c not in governance.weights)
    if blind:
        out.append(f"The middle of the scale stands for the ability to supply of {', '.join(blind)}.")
    return out


USGS_SUPPLY_RISK = Method(
    _NAME,
    "USGS supply risk",
    "How far a disruption of supply that is likely would reach the United States and hurt its economy, by the method "
    "of the US Geological Survey of 2021",
    "0 to 1; from 0.40 the Survey recommended an item for its list of 2021",
    usgs_supply_risk,
    ("dp", "te"),
    ("stage", "year"),
)
