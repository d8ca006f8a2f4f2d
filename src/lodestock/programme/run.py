"""A run folder: frames as CSV and Parquet, pictures, and what they follow from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.engine import Serial
from lodestock.plan import PURCHASE_ACCOUNT
from lodestock.programme.documents import dumps, input_hash
from lodestock.programme.facts import fact_table
from lodestock.programme.folders import write_frame
from lodestock.programme.plan import awards_beside, barred_offers, plan_document
from lodestock.programme.plan_pictures import plan_pictures
from lodestock.programme.project import Case
from lodestock.programme.size import published_rows, size_document
from lodestock.records.plan import Plan
from lodestock.report import write_chart
from lodestock.size import Shortfalls, build_waterfalls, find_causes, quarter_frame, supply_frame

__all__ = ["Run", "write_run"]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A written run: its folder and its files, relative to the project."""

    folder: Path
    files: tuple[str, ...]
    lacking_facts: tuple[str, ...]


def write_run(case: Case, short: Shortfalls, plan: Plan, project: Path, options: Mapping[str, Any]) -> Run:
    """Write a run into ``runs/<as-of date>-<first 8 of the input hash>/`` and return it.

    Parameters
    ----------
    options : what was asked for beside dataset, card and seed; part of the input hash
    """
    document = plan_document(case, plan, seed=int(options.get("seed", 0)))
    key = input_hash(document, options)
    folder = project / "runs" / f"{document['as_of']}-{key[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    facts, lacking = fact_table(case.dataset)
    written = [
        write_frame(folder, "plan", plan.lines),
        write_frame(folder, "offers", plan.offers),
    ]
    written.append(write_frame(folder, "facts", facts))
    for name, frame in _frames(case, short, plan).items():
        written.append(write_frame(folder / "frames", name, frame))
    for name, spec in plan_pictures(case, short, plan).items():
        written.append(write_chart(spec, folder / "pictures", name))
    for name, some in (("size", size_document(case, short, Serial())), ("plan", document)):
        path = folder / f"{name}.json"
        path.write_text(dumps(some, indent=1) + "\n", encoding="utf-8")
        written.append([path])
    paths = sorted(path for group in written for path in group)
    _write_index(folder, document, options, key, paths)
    files = [str(p.relative_to(project)) for p in (*paths, folder / "run.json")]
    return Run(folder, tuple(files), tuple(lacking))


def _frames(case: Case, short: Shortfalls, plan: Plan) -> dict[str, pl.DataFrame]:
    """Return the frames behind the results, by file name."""
    return {
        "shortfalls": short.frame(),
        "supply": supply_frame(short),
        "gaps": quarter_frame(short),
        "waterfall": build_waterfalls(short, Serial()),
        "causes": find_causes(short, Serial()),
        "market": plan.market,
        "awards": awards_beside(case, short, plan),
        "barred_offers": barred_offers(case),
        "published_2013": pl.DataFrame(published_rows(case, short), infer_schema_length=None),
        "unspent": pl.DataFrame(
            {"material": list(plan.unspent_reason), "reason": list(plan.unspent_reason.values())}
        ),
        "accounts": pl.DataFrame(
            [
                {"account": a.account, "limit_usd": a.limit_usd, "used_usd": a.used_usd, "reason": a.reason}
                for a in plan.accounts
            ],
            infer_schema_length=None,
        ),
        "purchase_history": case.dataset.frame("purchase_history"),
        "stockpile_history": case.dataset.frame("stockpile_history"),
    }


def _write_index(
    folder: Path, document: Mapping[str, Any], options: Mapping[str, Any], key: str, paths: list[Path]
) -> None:
    """Write run.json: what the run follows from, and the hash of each of its files."""
    names = ("version", "as_of", "dataset_hash", "scenario_hash", "card", "seed", "draws", "overlays")
    index = {
        **{n: document[n] for n in names},
        "input_hash": key,
        "options": dict(options),
        "account": PURCHASE_ACCOUNT,
        "files": {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths},
    }
    (folder / "run.json").write_text(dumps(index, indent=1) + "\n", encoding="utf-8")
