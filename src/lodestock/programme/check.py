"""The use case CHECK: installation, data and reference cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lodestock.data import changed_files, check_bundled, load_card
from lodestock.programme.documents import header
from lodestock.programme.facts import fact_table
from lodestock.programme.project import Case, open_case
from lodestock.programme.size import size_for_plan
from lodestock.records.errors import LodestockError
from lodestock.records.frames import totals
from lodestock.size import quarter_frame

__all__ = ["check_document", "checks"]


def checks(case: Case) -> Iterator[tuple[str, bool, str]]:
    """Yield each check: name, whether it holds, what was seen.

    What is sized is the bundled base war, on the facts of the case, whatever card the case has.
    The reference case of germanium is worked by hand from the tables and holds on the bundled data alone.
    """
    tests: list[tuple[str, Callable[[Case], tuple[bool, str]]]] = [
        ("tables refer to known rows and shares sum to 100 %", _tables),
        ("the twelve facts of the worked case stand in the tables", _facts),
        ("nothing disrupted: supply equals demand to 1e-12", _peace),
        ("base war needs no more than demand, and never less with stock", _bounds),
    ]
    case = replace(case, card=load_card("base-war"))
    if not case.dataset.overlays:
        tests.append(("germanium, first year of war: supply 8.957 t, defence gap 7.914 t", _germanium))
    for name, test in tests:
        holds, seen = test(case)
        yield name, holds, seen


def _tables(case: Case) -> tuple[bool, str]:
    problems = check_bundled()
    rows = sum(len(f) for f in case.dataset.frames.values())
    return not problems, str(problems[0]) if problems else f"{len(case.dataset.frames)} tables, {rows} rows"


def _facts(case: Case) -> tuple[bool, str]:
    frame, lacking = fact_table(case.dataset)
    return not lacking, f"{len(frame)} places" if not lacking else f"not found: {', '.join(lacking)}"


def _peace(case: Case) -> tuple[bool, str]:
    short = size_for_plan(case)
    supply = 4 * short.quarter_supply_t[:, : case.card.war_quarter]
    demand = short.inputs.demand_t[:, None]
    worst = float((np.abs(supply - demand) / np.where(demand > 0, demand, 1.0)).max(initial=0.0))
    return worst <= 1e-12, f"{len(supply)} items, largest difference {worst:.2g}"


def _bounds(case: Case) -> tuple[bool, str]:
    short = size_for_plan(case)
    quarters = [str(case.card.first_quarter.plus(t)) for t in case.card.emergency]
    frame = quarter_frame(short).filter(pl.col("quarter").is_in(quarters))
    demand = totals(frame, ["material", "demand_class"], ["demand_t"])
    both = short.frame().select("material", "demand_class", "requirement_t", "net_requirement_t")
    both = both.join(demand, on=["material", "demand_class"], how="left")
    within = bool((both["requirement_t"] <= both["demand_t"] * (1 + 1e-12)).all())
    net = bool(
        ((both["net_requirement_t"] <= both["requirement_t"]) & (both["net_requirement_t"] >= 0)).all()
    )
    return within and net, f"{int((short.requirement_t.sum(axis=1) > 0).sum())} items short"


def _germanium(case: Case) -> tuple[bool, str]:
    short = size_for_plan(case)
    t = case.card.war_quarter
    supply = 4 * float(short.quarter_supply_t[short.inputs.materials.index("germanium"), t])
    row = quarter_frame(short).filter(
        material="germanium", demand_class="defence", quarter=str(case.card.first_quarter.plus(t))
    )
    gap = 4 * float(row["gap_t"].item())
    return round(supply, 3) == 8.957 and round(gap, 3) == 7.914, f"supply {supply:.4f} t, gap {gap:.4f} t"


def check_document(folder: Path | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock check` but for `seconds`.

    Parameters
    ----------
    folder : a project; None: see `open_case`

    Raises
    ------
    InputError, DataError : the project cannot be opened, and no bundled file is to blame
    """
    changed = changed_files()
    seen = "; ".join(str(p) for p in changed) or "each has its checksum"
    rows = [{"check": "bundled files are those of the release", "ok": not changed, "seen": seen}]
    case = None
    try:
        case = open_case(folder)
        rows += [{"check": name, "ok": holds, "seen": seen} for name, holds, seen in checks(case)]
    except Exception as error:  # a changed table can break a computation in any way
        if not changed:
            raise
        seen = str(error.problems[0]) if isinstance(error, LodestockError) else repr(error)
        rows.append({"check": "tables and card can be used", "ok": False, "seen": seen})
    unread = dict.fromkeys(
        ("as_of", "dataset_hash", "scenario_hash", "card"), "a bundled file cannot be used"
    )
    ledger = _ledger(case)
    if ledger is not None:
        bad = ledger["first_bad"]
        seen = f"{ledger['events']} entries" if bad is None else f"entry {bad['seq']}: {bad['reason']}"
        rows.append({"check": "the ledger is as it was written", "ok": bad is None, "seen": seen})
    return {
        **header("check", case),
        "ok": all(r["ok"] for r in rows),
        "checks": rows,
        "ledger": ledger,
        "missing": {
            **({} if ledger else {"ledger": "no project, or no ledger in it"}),
            **({"ledger.first_bad": "nothing is wrong"} if ledger and ledger["ok"] else {}),
            **({} if case else unread),
        },
    }


def _ledger(case: Case | None) -> dict[str, Any] | None:
    """Return what an audit finds of the ledger of a project; None where there is none."""
    if case is None or case.folder is None:
        return None
    from lodestock.programme.desk import Desk, Place, find_journal
    from lodestock.programme.ledger import audit_object

    journal = find_journal(Place(case.folder))
    try:
        return audit_object(Desk(journal).verify()) if journal.exists() else None
    finally:
        journal.close()
