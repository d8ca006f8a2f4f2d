"""The use case COMPARE: what differs between two cards, runs, projects or dates, and what that does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lodestock.data import card_names
from lodestock.programme.documents import header
from lodestock.programme.left import find_left
from lodestock.programme.plan import plan_case
from lodestock.programme.project import Case, open_case
from lodestock.programme.runs import list_runs
from lodestock.programme.size import size_case, size_draws, size_for_plan
from lodestock.records.dataset import Dataset, cell_text
from lodestock.records.errors import InputError, LodestockError, Problem, nearest
from lodestock.records.protocols import Engine, Monitor, Silent
from lodestock.records.scenario import Card

__all__ = ["compare_document", "input_changes"]

_HEAD = ("card", "as_of", "seed", "draws", "dataset_hash", "scenario_hash", "version")


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two: what it follows from, and what comes of it.

    `case` is None for a run, whose results are read. `requirement` is item -> tonnes and USD, `gap` item -> tonnes;
    `lines` is line -> ceiling in USD, None where there is no plan.
    """

    head: Mapping[str, Any]
    case: Case | None
    requirement: Mapping[str, tuple[float, float | None]]
    gap: Mapping[str, float]
    spend_usd: float | None
    lines: Mapping[str, float] | None
    no_plan: str


def compare_document(
    folder: Path | None,
    a: str,
    b: str,
    engine: Engine,
    *,
    card: str | None = None,
    draws: int | None = None,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Return the JSON object of `lodestock compare` but for `seconds`.

    Parameters
    ----------
    folder : project, for runs, and for cards and dates that are taken with its figures
    a, b : bundled cards or YAML files, ids of runs, folders of projects, or dates
    card : card that dates and projects are taken with; the project's own where None
    draws, seed : of both, where they are sized here

    Raises
    ------
    InputError : a word that is none of these
    """
    monitor = monitor or Silent()
    sides = [_side(folder, word, engine, card, draws, seed, monitor) for word in (a, b)]
    one, two = sides
    inputs = [
        {"word": n, "a": one.head.get(n), "b": two.head.get(n)}
        for n in _HEAD
        if one.head.get(n) != two.head.get(n)
    ]
    if one.case and two.case:
        inputs += input_changes(one.case, two.case)
    document: dict[str, Any] = {
        **{n: one.head.get(n) for n in header("compare", None)},
        "command": "compare",
        "seconds": None,
        "a": a,
        "b": b,
        "inputs": inputs,
        "items": _items(one, two),
        "gaps": _gaps(one, two),
        "plan": _plan(one, two),
        "missing": {
            "inputs[].a": "not there",
            "inputs[].b": "not there",
            "gaps[].gap_t_a": "not an item there",
            "gaps[].gap_t_b": "not an item there",
            "items[].requirement_t_a": "not an item there",
            "items[].requirement_t_b": "not an item there",
            "items[].requirement_usd_a": "no price known on the as-of date",
            "items[].requirement_usd_b": "no price known on the as-of date",
        },
    }
    for name, side in (("a", one), ("b", two)):
        if side.no_plan:
            document["missing"][f"plan.spend_usd_{name}"] = side.no_plan
    return document


def _side(
    folder: Path | None,
    word: str,
    engine: Engine,
    card: str | None,
    draws: int | None,
    seed: int,
    monitor: Monitor,
) -> _Side:
    """Return what a word stands for, sized, and planned where it can be."""
    home = folder or (Path.cwd() if (Path.cwd() / "scenario.yaml").is_file() else None)
    runs = {r.id: r for r in list_runs(home)} if home else {}
    if word in runs:
        return _run_side(runs[word].folder, runs[word].index)
    if (Path(word) / "scenario.yaml").is_file():
        case = open_case(Path(word), card)
    elif _is_date(word):
        case = open_case(folder, card, word)
    elif word in card_names() or word.endswith((".yaml", ".yml")):
        case = open_case(folder, word)
    else:
        reason = "is no card, run of this project, project or date"
        raise InputError(Problem("compare", word, reason, nearest(word, [*card_names(), *runs])))
    monitor(f"sizing {word}")
    short = size_case(case, engine, draws=draws, seed=seed, monitor=monitor)
    tonnes = short.requirement_t.sum(axis=1)
    usd = tonnes * short.worth.price_usd_per_t
    requirement = {
        m: (float(t), None if np.isnan(u) else float(u))
        for m, t, u in zip(short.inputs.materials, tonnes, usd, strict=True)
    }
    gap = dict(zip(short.inputs.materials, short.expected_t[:, -1].tolist(), strict=True))
    head = header("size", case, seed=seed, draws=size_draws(case, draws))
    try:
        monitor(f"planning {word}")
        given_war = size_for_plan(case, engine, draws=draws, seed=seed, monitor=monitor)
        plan = plan_case(
            case, given_war, engine, draws=size_draws(case, draws), left=find_left(case), monitor=monitor
        )
    except LodestockError as error:
        return _Side(head, case, requirement, gap, None, None, str(error))
    lines = {str(r["line_id"]): float(r["ceiling_usd"]) for r in plan.lines.iter_rows(named=True)}
    return _Side(head, case, requirement, gap, plan.spend_usd, lines, "")


def _run_side(folder: Path, index: Mapping[str, Any]) -> _Side:
    """Return a run, its results as they were kept."""

    def read(name: str) -> dict[str, Any]:
        path = folder / f"{name}.json"
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}

    items = read("size").get("materials", [])
    plan = read("plan").get("plan")
    requirement = {m["material"]: (m["requirement_t"], m["requirement_usd"]) for m in items}
    gap = {m["material"]: m["gap_t"] for m in items}
    if plan is None:
        return _Side(index, None, requirement, gap, None, None, "the run holds no plan")
    lines = {r["line_id"]: r["ceiling_usd"] for r in plan["lines"]}
    return _Side(index, None, requirement, gap, plan["spend_usd"], lines, "")


def _is_date(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True


def input_changes(a: Case, b: Case) -> list[dict[str, Any]]:
    """Return what differs between the cards and the figures of two cases: word, a, b.

    A word is ``card.`` and the key of a card, or a cell as ``table/row_id.column``.
    """
    cards = dict(_card_words(a.card)), dict(_card_words(b.card))
    out = [
        {"word": w, "a": cards[0].get(w), "b": cards[1].get(w)}
        for w in dict.fromkeys([*cards[0], *cards[1]])
        if cards[0].get(w) != cards[1].get(w)
    ]
    if a.dataset.hash != b.dataset.hash:
        out += _cell_changes(a.dataset, b.dataset)
    return out


def _card_words(card: Card) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a card, those of mappings and of lists of them one by one, in plain values."""
    for name, value in asdict(card).items():
        if name in ("places", "assumes", "name"):
            continue
        yield from _parts(f"card.{name}", _plain(value))


def _parts(word: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a value one by one, each with the word that leads to it.

    A list of plain values stays one, and an empty one is none.
    """
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _parts(f"{word}.{key}", part)
    elif isinstance(value, list) and any(isinstance(part, (dict, list)) for part in value):
        for n, part in enumerate(value, 1):
            yield from _parts(f"{word}.{n}", part)
    elif value != []:
        yield word, value


def _plain(value: Any) -> Any:
    """Return a value as JSON would hold it; pinned parts without their place in the file."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items() if k != "place"}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def _cell_changes(a: Dataset, b: Dataset) -> Iterator[dict[str, Any]]:
    """Yield the cells that differ; a row that only one side has differs in every cell that is filled."""
    for table in sorted({*a.frames, *b.frames}):
        if a.frames[table].equals(b.frames[table]):
            continue
        for row_id in sorted({*a.row_ids(table), *b.row_ids(table)}):
            one, two = a.row(table, row_id) or {}, b.row(table, row_id) or {}
            for column in a.specs[table].names:
                if cell_text(one.get(column)) != cell_text(two.get(column)):
                    yield {"word": f"{table}/{row_id}.{column}", "a": one.get(column), "b": two.get(column)}


def _items(one: _Side, two: _Side) -> list[dict[str, Any]]:
    """Return the items whose requirement differs, those of the largest difference in USD first."""
    rows: list[tuple[float, dict[str, Any]]] = []
    for m in sorted({*one.requirement, *two.requirement}):
        (t_a, usd_a), (t_b, usd_b) = (s.requirement.get(m, (None, None)) for s in (one, two))
        if (t_a, usd_a) != (t_b, usd_b):
            row = {"material": m, "requirement_t_a": t_a, "requirement_t_b": t_b}
            row |= {"requirement_usd_a": usd_a, "requirement_usd_b": usd_b}
            rows.append((-abs((usd_b or 0.0) - (usd_a or 0.0)), row))
    return [row for _, row in sorted(rows, key=lambda r: (r[0], r[1]["material"]))]


def _gaps(one: _Side, two: _Side) -> list[dict[str, Any]]:
    """Return the items whose mean gap differs, those of the largest difference first."""
    every = sorted({*one.gap, *two.gap})
    rows = [{"material": m, "gap_t_a": one.gap.get(m), "gap_t_b": two.gap.get(m)} for m in every]
    differ = [r for r in rows if r["gap_t_a"] != r["gap_t_b"]]
    return sorted(differ, key=lambda r: -abs((r["gap_t_b"] or 0.0) - (r["gap_t_a"] or 0.0)))


def _plan(one: _Side, two: _Side) -> dict[str, Any]:
    """Return what the plans spend, and the lines that differ."""
    lines = []
    if one.lines is not None and two.lines is not None:
        for line in sorted({*one.lines, *two.lines}):
            a, b = one.lines.get(line, 0.0), two.lines.get(line, 0.0)
            if a != b:
                lines.append({"line_id": line, "ceiling_usd_a": a, "ceiling_usd_b": b})
    return {"spend_usd_a": one.spend_usd, "spend_usd_b": two.spend_usd, "lines": lines}
