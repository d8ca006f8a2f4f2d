"""The use case ASSESS SOURCES: what each source that is not used today would take off the requirement of an item."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lodestock.assess.sources import (
    Candidate,
    Rows,
    find_candidates,
    find_origins,
    lay_source,
    usual_imports_t,
)
from lodestock.plan import Law, judge_origin
from lodestock.programme.documents import header
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size import size_case, size_draws
from lodestock.programme.size_pictures import card_source, item_names
from lodestock.programme.specs import NEW_SOURCES
from lodestock.programme.write import Answer, Lazy, Output
from lodestock.records.lookups import form_stages
from lodestock.records.protocols import Engine, Monitor, Silent
from lodestock.report import Caption, three_digits
from lodestock.report.source_charts import source_chart
from lodestock.size import Shortfalls

__all__ = [
    "Weighed",
    "ask_sources",
    "sources_document",
    "sources_index",
    "weigh_sources",
]

_ROUNDING = 1e-12
"""Relative difference below which two requirements are the same: sums in another order."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A source, and the requirement with it.

    Attributes
    ----------
    candidate : the source
    rows : that add it, by table; none where `why` tells the reason
    why : why it is not sized; empty where it is
    requirement_t : of the item, all classes, with the source; None where it is not sized
    off_t : what it takes off the requirement; None likewise
    """

    candidate: Candidate
    rows: Rows
    why: str
    requirement_t: float | None = None
    off_t: float | None = None


def weigh_sources(
    case: Case,
    item: str,
    engine: Engine,
    *,
    draws: int | None = None,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> tuple[float | None, list[Weighed]]:
    """Return the requirement of an item, and the sources not used today with the requirement that each leaves.

    The card is sized once as it is, and once with each source laid over the tables, on the same draws.

    Parameters
    ----------
    case : gives the tables, the card and the as-of date
    item : id
    engine : to draw with
    draws, seed : see `size_case`
    monitor : is told of the sources done, and asked whether to stop

    Returns
    -------
    the requirement in tonnes, None where the item is not sized; the sources, what takes most off first, those that are
    not sized last

    Raises
    ------
    InputError, DataError, CancelledError : see `size_case` and `lodestock.assess.sources.find_candidates`
    """
    monitor = monitor or Silent()
    found = find_candidates(case.dataset, item, case.card.as_of.isoformat())
    if case.dataset.row("us_demand", item) is None:
        why = "No table tells the demand of the item, so that it is not sized."
        return None, [Weighed(c, {}, c.why or why) for c in found]
    monitor("sizing without a new source", 0.0)
    base = _required(size_case(case, engine, draws=draws, seed=seed), item)
    out = []
    for n, candidate in enumerate(found, 1):
        rows, why = lay_source(case.dataset, candidate)
        monitor("sizing with each source", n / (len(found) + 1))
        if not rows:
            out.append(Weighed(candidate, rows, why))
            continue
        laid = replace(case, dataset=case.dataset.with_rows(rows))
        required = _required(size_case(laid, engine, draws=draws, seed=seed), item)
        off = 0.0 if math.isclose(base, required, rel_tol=_ROUNDING) else base - required
        out.append(Weighed(candidate, rows, why, required, off))
    return base, sorted(out, key=_place)


def _place(w: Weighed) -> tuple[bool, float, float, str]:
    """Return what sources are ranked by: what takes most off, then the larger."""
    return w.off_t is None, -(w.off_t or 0.0), -(w.candidate.t_per_year or 0.0), w.candidate.label


def _required(short: Shortfalls, item: str) -> float:
    """Return the requirement of an item, all classes, tonnes."""
    return float(short.requirement_t[short.inputs.materials.index(item)].sum())


def sources_index(case: Case, item: str, *, draws: int | None = None, seed: int = 0) -> dict[str, Any]:
    """Return what the answer of `lodestock assess --sources` follows from, see `run_index`.

    Parameters
    ----------
    case, item, draws, seed : see `weigh_sources`
    """
    return run_index(case, "assess", {"sources": item}, seed=seed, draws=size_draws(case, draws))


def sources_document(
    case: Case,
    item: str,
    engine: Engine,
    *,
    draws: int | None = None,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Return the JSON object of `lodestock assess --sources` but for `seconds`.

    Parameters
    ----------
    case, item, engine, draws, seed, monitor : see `weigh_sources`

    Raises
    ------
    InputError, DataError, CancelledError : see `weigh_sources`
    """
    base, weighed = weigh_sources(case, item, engine, draws=draws, seed=seed, monitor=monitor)
    law = Law(case.dataset, case.card)
    countries = {str(r["iso3"]): str(r["name"]) for r in case.dataset.rows("countries")}
    rows = [_row(w, law, countries[w.candidate.country]) for w in weighed]
    name = item_names(case).get(item, item)
    known = bool(find_origins(case.dataset, item))
    return {
        **header("assess", case, seed=seed, draws=size_draws(case, draws)),
        "material": item,
        "name": name,
        "form_stage": form_stages(case.dataset).get(item),
        "imports_t": usual_imports_t(case.dataset, item),
        "origins_known": known,
        "requirement_t": base,
        "finding": _finding(
            name, case.card.name, base, rows, "not used today" if known else "not known to be used today"
        ),
        "sources": rows,
        "missing": _missing(rows, base),
    }


def _row(w: Weighed, law: Law, country_name: str) -> dict[str, Any]:
    """Return one entry of `sources`."""
    c = w.candidate
    lawful, why_so = judge_origin(law, c.material, c.stage, c.country)
    return {
        "material": c.material,
        "stage": c.stage,
        "country": c.country,
        "kind": c.kind,
        "side": c.side,
        "source": c.label,
        "name": c.name or None,
        "first_output": c.first_output or None,
        "status": c.status or None,
        "reserves_t": c.reserves_t,
        "t_per_year": c.t_per_year,
        "requirement_t": w.requirement_t,
        "requirement_off_t": w.off_t,
        "lawful": lawful,
        "law": why_so,
        "tables": sorted(w.rows),
        "assumed": list(c.assumed),
        "inputs": list(c.inputs),
        "why": w.why or None,
        "country_name": country_name,
    }


def _missing(rows: Sequence[Mapping[str, Any]], base: float | None) -> dict[str, str]:
    """Return why parts of the document are null."""
    out = {
        "sources[].name": "only projects have one",
        "sources[].first_output": "only projects have one",
        "sources[].status": "only projects have one",
        "sources[].reserves_t": "told of sources of the kind reserves",
        "sources[].why": "the source is sized",
    }
    if base is None:
        out["requirement_t"] = "no table tells the demand of the item"
    for r in rows:
        if r["t_per_year"] is None:
            out[f"sources[].t_per_year {r['source']}"] = r["why"]
        if r["requirement_off_t"] is None:
            out[f"sources[].requirement_off_t {r['source']}"] = r["why"]
    return out


def _finding(
    name: str,
    card: str,
    base: float | None,
    rows: Sequence[Mapping[str, Any]],
    unused: str = "not used today",
) -> str:
    """Return in a sentence which source takes most off."""
    if not rows:
        return f"No source of {name} is known that is not used today"
    if base is None:
        return f"{name} is not sized: no table tells its demand. {len(rows)} sources are {unused}"
    sized = [r for r in rows if r["requirement_off_t"] is not None]
    listed = f"of {len(rows)} sources {unused}"
    if base <= 0:
        return f"{name} has no requirement on {card}, so none {listed} takes anything off"
    if not sized or sized[0]["requirement_off_t"] <= 0:
        return (
            f"None {listed} takes anything off the requirement of {three_digits(base)} t of {name} on {card}"
        )
    top = sized[0]
    who = _who(top)
    helping = sum(r["requirement_off_t"] > 0 for r in sized)
    ally = next((r for r in sized if r["side"] in ("own", "ally") and r["requirement_off_t"] > 0), None)
    near = ""
    if ally is None:
        near = "; at home and among allies none takes any off"
    elif ally is not top:
        near = f"; at home or among allies {_who(ally)}: {three_digits(ally['requirement_off_t'])} t"
    return (
        f"Of the {three_digits(base)} t of {name} required on {card}, {who} would take off most: "
        f"{three_digits(top['requirement_off_t'])} t{near}; {helping} {listed} take something off"
    )


def _who(row: Mapping[str, Any]) -> str:
    """Return a source in words: a project with its country and first quarter of output, else a country with its stage."""
    if not row["name"]:
        return f"{row['country_name']} ({row['stage']})"
    start = f", from {row['first_output']}" if row["first_output"] else ""
    return f"{row['name']} ({row['country_name']}{start})"


def ask_sources(
    case: Case,
    item: str,
    engine: Engine,
    *,
    draws: int | None = None,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> Answer:
    """Return the answer of `lodestock assess --sources`: its document, and what it leaves in a folder.

    Parameters
    ----------
    case, item, engine, draws, seed, monitor : see `weigh_sources`

    Raises
    ------
    InputError, DataError, CancelledError : see `weigh_sources`
    """
    document = sources_document(case, item, engine, draws=draws, seed=seed, monitor=monitor)
    rows = document["sources"]
    caption = Caption(
        document["finding"],
        (f"Requirement on {case.card.name} with each source added alone, on the same draws.",),
        card_source(case, document["draws"], seed),
    )
    frames = Lazy(
        {NEW_SOURCES.name: lambda: NEW_SOURCES.frame([{n: r[n] for n in NEW_SOURCES.names} for r in rows])}
    )
    pictures = Lazy({f"sources-{item}": lambda: source_chart(rows, caption)})
    return Answer(document, Output({"assess": document}, frames, pictures))
