"""The use case ASSESS DOMINANCE: what one country controls by stage, what falls with it, and how that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lodestock.assess.dominance import BANDS, Holding, find_holdings
from lodestock.assess.scores import input_sources
from lodestock.programme.documents import header
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size_pictures import dataset_source, item_names
from lodestock.programme.specs import DOMINANCE
from lodestock.programme.write import Answer, Lazy, Output
from lodestock.records.errors import InputError, Problem
from lodestock.report import Caption
from lodestock.report.dominance_charts import dominance_chart

__all__ = ["ask_dominance", "dominance_document", "dominance_index"]

CHANGE, EITHER = "change", "revision or change"
"""What a difference between two years is: of one release, and of two."""


def dominance_index(case: Case, code: str, year: int | None = None) -> dict[str, Any]:
    """Return what the answer of `lodestock assess --dominance` follows from, see `run_index`.

    Parameters
    ----------
    case, code, year : see `dominance_document`
    """
    return run_index(case, "assess", {"dominance": code, "year": year}, seed=0, draws=1)


def dominance_document(case: Case, code: str, year: int | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock assess --dominance` but for `seconds`.

    Parameters
    ----------
    case : gives the tables and the as-of date
    code : country, ISO3
    year : of the output; None: the latest of the table of shares

    Raises
    ------
    InputError : no output of the year is known; see `find_holdings`
    """
    holdings = find_holdings(case.dataset, code, year)
    if year is not None and not any(str(r["year"]) == str(year) for r in case.dataset.rows("production")):
        years = sorted({str(r["year"]) for r in case.dataset.rows("production")})
        remedy = f"Output by country is known of {', '.join(years)}"
        raise InputError(Problem("--year", str(year), "is a year of which no output is known", remedy))
    name = str((case.dataset.row("countries", code) or {}).get("name") or code)
    names = item_names(case)
    rows = [_row(case, h, names) for h in holdings]
    return {
        **header("assess", case),
        "country": code,
        "country_name": name,
        "year": year,
        "finding": _finding(case, name, rows),
        "counts": [_count(rows, b) for b in reversed(BANDS)],
        "dominance": rows,
        "missing": {
            "year": "not given: the latest that the table of shares has",
            "dominance[].above": "the share is not above 50 %, or not known",
            **{f"dominance[].share {h.material} {h.stage}": h.missing for h in holdings if h.share is None},
        },
    }


def _row(case: Case, h: Holding, names: Mapping[str, str]) -> dict[str, Any]:
    """Return one entry of `dominance`."""
    return {
        "material": h.material,
        "name": names.get(h.material, h.material),
        "stage": h.stage,
        "share": h.share,
        "share_pct": None if h.share is None else 100 * h.share,
        "year": h.year,
        "above": h.above,
        "applications": list(h.applications),
        "earlier": [
            {
                "year": e.year,
                "share": e.share,
                "share_now": e.now,
                "difference": e.now - e.share,
                "kind": CHANGE if e.is_same_release else EITHER,
                "withheld": list(e.withheld),
            }
            for e in h.earlier
        ],
        "inputs": list(h.inputs),
        "sources": input_sources(case.dataset, h.inputs),
    }


def _count(rows: Sequence[Mapping[str, Any]], band: int) -> dict[str, Any]:
    """Return how many stages and items a country has above a share, and the applications behind them."""
    over = [r for r in rows if (r["above"] or 0) >= band]
    return {
        "above": band,
        "stages": len(over),
        "items": len({r["material"] for r in over}),
        "applications": len({a for r in over for a in r["applications"]}),
    }


def _finding(case: Case, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return in a sentence how much a country dominates, and which magnets."""
    if not rows:
        return f"No output of {name} is known at any stage of the items"
    low, high = (_count(rows, b) for b in reversed(BANDS))
    if not low["stages"]:
        top = next((r for r in rows if r["share"] is not None), None)
        most = f": the largest is {top['share']:.0%} of {top['name']} ({top['stage']})" if top else ""
        return f"{name} has no stage of any item above 50 % of the world's output{most}"
    more = f", and above 80 % at {_stages(high)}" if high["stages"] else ", and none above 80 %"
    groups = {str(r["material"]): r["group"] for r in case.dataset.rows("materials")}
    magnets: dict[str, list[str]] = {}
    for r in rows:
        if r["above"] and groups.get(r["material"]) == "rare-earth-magnet":
            magnets.setdefault(r["name"], []).append(f"{r['stage']} {r['share']:.0%}")
    told = "; ".join(f"{n} ({', '.join(shares)})" for n, shares in magnets.items())
    return (
        f"{name} has above 50 % of the world's output at {_stages(low)}{more}; {low['applications']} applications use "
        f"such an item{f'; magnets among them: {told}' if told else ''}"
    )


def _stages(count: Mapping[str, Any]) -> str:
    """Return a number of stages and items in words."""
    stages, items = count["stages"], count["items"]
    return f"{stages} stage{'' if stages == 1 else 's'} of {items} item{'' if items == 1 else 's'}"


def ask_dominance(case: Case, code: str, year: int | None = None) -> Answer:
    """Return the answer of `lodestock assess --dominance`: its document, and what it leaves in a folder.

    Parameters
    ----------
    case, code, year : see `dominance_document`

    Raises
    ------
    InputError : see `dominance_document`
    """
    document = dominance_document(case, code, year)
    rows = document["dominance"]
    caption = Caption(document["finding"], (), dataset_source(case))
    frames = Lazy({DOMINANCE.name: lambda: DOMINANCE.frame([_flat(r) for r in rows])})
    pictures = Lazy({f"dominance-{code}": lambda: dominance_chart(rows, caption)})
    return Answer(document, Output({"assess": document}, frames, pictures))


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry of `dominance` as a row of a frame."""
    return {n: "; ".join(row[n]) if isinstance(row[n], list) else row[n] for n in DOMINANCE.names}
