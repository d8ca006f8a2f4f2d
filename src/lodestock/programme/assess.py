"""The use case ASSESS: every item scored by published methods, ranked, each score open to its inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from lodestock.assess.agreement import agreement
from lodestock.assess.methods import METHODS
from lodestock.assess.scores import Loss, Method, Question, Score, input_sources
from lodestock.assess.uncertainty import ERRORS, TOP, score_spread
from lodestock.programme.assess_words import Asked
from lodestock.programme.documents import header
from lodestock.programme.earlier_scores import compare_scores
from lodestock.programme.kept import Kept
from lodestock.programme.project import Case
from lodestock.programme.risk_pictures import risk_finding, risk_pictures
from lodestock.programme.size import size_draws
from lodestock.programme.size_loss import find_loss
from lodestock.programme.size_pictures import item_names
from lodestock.programme.specs import AGREEMENT, RISKS
from lodestock.programme.write import Answer, Lazy, Output
from lodestock.records.errors import CancelledError, InputError, LodestockError, Problem
from lodestock.records.lookups import OWN
from lodestock.records.protocols import Monitor, Silent

__all__ = ["ask_assess", "assess_document", "item_risks", "ranked_scores"]

_ERRORS_ASSUMED = (
    f"How far figures may be off is assumed by grade ({', '.join(f'{g} {e:.0%}' for g, e in ERRORS.items())}); "
    "each trial takes the governance of one vintage as a whole."
)


_BUYERS = 8
"""Importers of a trade table that a message names."""


def _remedy(case: Case, asked: Asked, option: str) -> str:
    """Return what helps where a limit leaves no item with a score."""
    if asked.trade is not None and option in ("--country", "--trade"):
        buyers = sorted(asked.trade["importer"].unique().drop_nulls().to_list())
        more = f" and {len(buyers) - _BUYERS} more" if len(buyers) > _BUYERS else ""
        return f"Name one of its importers with --country: {', '.join(buyers[:_BUYERS])}{more}"
    if option not in ("--year", "--against"):
        return f"Leave out {option}, or name another method"
    years = sorted({str(r["year"]) for r in case.dataset.rows("production")})
    return f"Output by country is known of {', '.join(years)}; other figures have one year alone"


def _question(case: Case, asked: Asked, loss: Loss | None) -> Question:
    return Question(case.card.as_of.isoformat(), asked.country, asked.stage, asked.year, loss, asked.trade)


def run_method(case: Case, method: Method, asked: Asked, loss: Loss | None = None) -> list[Score]:
    """Return the scores of a method, the riskiest first, those without a score last.

    Parameters
    ----------
    case : gives the tables and the as-of date
    method : of assessment
    asked : country, stage and year
    loss : the sizing of the card, where one is at hand
    """
    scores = method.scores(case.dataset, _question(case, asked, loss))
    return sorted(scores, key=lambda s: (s.score is None, -(s.score or 0.0), s.material))


def _run_methods(case: Case, asked: Asked, loss: Loss | None, year: str = "--year") -> dict[str, list[Score]]:
    """Return the scores of each method that is asked for, as `run_method` does.

    Parameters
    ----------
    year : option that gave the year, for messages

    Raises
    ------
    InputError : a limit leaves nothing to tell of any item, not even a stage with bounds
    """
    found = {name: run_method(case, METHODS[name], asked, loss) for name in asked.methods}
    scores = [s for some in found.values() for s in some]
    if any(s.score is not None or s.stage is not None for s in scores):
        return found
    given = {
        year: asked.year,
        "--stage": asked.stage,
        "--country": None if asked.country == OWN else asked.country,
        "--trade": asked.trade_file[0] if asked.trade_file else None,
    }
    option = next((o for o, value in given.items() if value is not None), None)
    if option is not None:
        reason = f"leaves no item with a score. {scores[0].missing[0]}".rstrip(".")
        raise InputError(Problem(option, str(given[option]), reason, _remedy(case, asked, option)))
    return found


def assess_document(
    case: Case, asked: Asked, monitor: Monitor | None = None, runs: Iterable[Kept] | None = None
) -> dict[str, Any]:
    """Return the JSON object of `lodestock assess` but for `seconds`.

    Parameters
    ----------
    case : gives the tables and the as-of date
    asked : methods, items, country, stage and year
    runs : where the sizing of programme risk is found, see `find_loss`; sized now where None

    Raises
    ------
    InputError : see `read_asked`; a limit leaves nothing to tell of any item
    """
    loss = find_loss(case, asked.draws, asked.seed, runs) if asked.sizes else None
    rows: list[dict[str, Any]] = []
    scores = _run_methods(case, asked, loss)
    before = {}
    if asked.against is not None:
        before = _run_methods(case, replace(asked, year=asked.against), loss, "--against")
    for name, found in scores.items():
        spread = _spread(case, METHODS[name], asked, monitor or Silent())
        earlier = compare_scores(case, found, before[name]) if before else {}
        rows += [
            {**r, "spread": spread.get(r["material"]), "earlier": earlier.get(r["material"])}
            for r in _rows_of(case, found)
        ]
    shown = [r for r in rows if not asked.items or r["material"] in asked.items]
    first = METHODS[asked.methods[0]]
    return {
        **header("assess", case, seed=asked.seed, draws=size_draws(case, asked.draws) if asked.sizes else 1),
        "country": asked.country,
        "country_name": str(
            (case.dataset.row("countries", asked.country) or {}).get("name") or asked.country
        ),
        "stage": asked.stage,
        "year": asked.year,
        "against": asked.against,
        "trade": None
        if asked.trade_file is None
        else dict(zip(("file", "sha256"), asked.trade_file, strict=True)),
        "methods": [_told(METHODS[n]) for n in asked.methods],
        "finding": risk_finding(first, [r for r in shown if r["method"] == first.name]),
        "agreement": agreement(scores),
        "uncertainty": {"trials": asked.trials, "errors": ERRORS, "top": TOP, "assumed": _ERRORS_ASSUMED},
        "materials": shown,
        "missing": {
            f"materials[].score {r['material']} {r['method']}": " ".join(r["missing"])
            for r in shown
            if r["score"] is None
        },
    }


def _spread(case: Case, method: Method, asked: Asked, monitor: Monitor) -> dict[str, dict[str, float]]:
    """Return the spread of each item's score, empty where none is asked for or the method has none."""
    if not asked.trials or not method.varies:
        return {}

    def tell(done: float) -> None:
        if monitor.cancelled():
            raise CancelledError(Problem("assess", "", "was cancelled", "Ask again"))
        monitor(f"drawing the inputs of {method.title} anew", done)

    spread = score_spread(case.dataset, method, _question(case, asked, None), asked.trials, asked.seed, tell)
    return {item: asdict(found) for item, found in spread.items()}


def _told(method: Method) -> dict[str, Any]:
    return {
        "name": method.name,
        "title": method.title,
        "meaning": method.meaning,
        "scale": method.scale,
        "shown": list(method.shown),
        "unit": method.unit or None,
        "varies": method.varies,
    }


def ranked_scores(case: Case, method: Method, asked: Asked, loss: Loss | None = None) -> list[dict[str, Any]]:
    """Return the scores of a method as rows of the document, the riskiest first, equal scores with one rank.

    Parameters
    ----------
    case, method, asked, loss : see `run_method`
    """
    return _rows_of(case, run_method(case, method, asked, loss))


def _rows_of(case: Case, scores: list[Score]) -> list[dict[str, Any]]:
    """Return scores as rows of the document."""
    names = item_names(case)
    values = [s.score for s in scores if s.score is not None]
    return [
        {
            "material": s.material,
            "name": names.get(s.material, s.material),
            "stage": s.stage,
            "form": s.form,
            "method": s.method,
            "vintage": s.vintage,
            "score": s.score,
            "rank": None if s.score is None else 1 + sum(v > s.score for v in values),
            "low": s.parts.get("low"),
            "high": s.parts.get("high"),
            "parts": dict(s.parts),
            "coverage": s.coverage,
            "missing": list(s.missing),
            "sources": input_sources(case.dataset, s.inputs),
            "inputs": list(s.inputs),
        }
        for s in scores
    ]


def item_risks(case: Case, item: str, loss: Loss | None = None) -> list[dict[str, Any]]:
    """Return what every method says of an item of the planning country, for its page and `lodestock explain ITEM`.

    Parameters
    ----------
    case : gives the tables and the as-of date
    item : id
    loss : the sizing of the card, where one is at hand
    """
    out = []
    for method in METHODS.values():
        try:
            (row,) = (r for r in ranked_scores(case, method, Asked(()), loss) if r["material"] == item)
        except LodestockError as error:
            # A page tells what `assess` refuses, beside what else is known of the item.
            (row,) = _rows_of(case, [Score(item, method.name, missing=tuple(error.lines()))])
        told = ("method", "stage", "score", "rank", "low", "high", "coverage", "vintage", "missing")
        out.append({**{k: row[k] for k in told}, "title": method.title, "scale": method.scale,
                    "word": f"assess/{item}.{method.name}"})  # fmt: skip
    return out


def ask_assess(
    case: Case, asked: Asked, monitor: Monitor | None = None, runs: Iterable[Kept] | None = None
) -> Answer:
    """Return the answer of `lodestock assess`: its document, and what it leaves in a folder.

    Parameters
    ----------
    case, asked, runs : see `assess_document`
    """
    document = assess_document(case, asked, monitor, runs)
    rows = [{**r, **(r["spread"] or {})} for r in document["materials"]]
    makers = {RISKS.name: lambda: RISKS.frame([{n: r.get(n) for n in RISKS.names} for r in rows])}
    if document["agreement"]:
        makers[AGREEMENT.name] = lambda: AGREEMENT.frame(document["agreement"])
    frames, drawn = Lazy(makers), Lazy(risk_pictures(case, document))
    return Answer(document, Output({"assess": document}, frames, drawn))
