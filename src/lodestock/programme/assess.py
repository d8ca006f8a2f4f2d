"""The use case ASSESS: every item scored by published methods, ranked, each score open to its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestock.assess.methods import METHODS
from lodestock.assess.scores import Method, Question, Score, input_sources
from lodestock.programme.documents import header
from lodestock.programme.names import find_country, find_items, near_miss
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size_pictures import item_names
from lodestock.programme.specs import RISKS
from lodestock.programme.write import Answer, Lazy, Output
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.lookups import OWN
from lodestock.records.scenario import STAGES
from lodestock.report import Caption, Spec
from lodestock.report.risk_charts import risk_chart

__all__ = [
    "ALL",
    "Asked",
    "ask_assess",
    "assess_document",
    "assess_index",
    "item_risks",
    "ranked_scores",
    "read_asked",
]

_NAMED = 3
"""Items of one rank that a finding names."""

ALL = "all"
"""Word for every method."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `lodestock assess` is asked, read from the words of a person.

    Attributes
    ----------
    methods : names of methods in their order
    items : only these items; all where empty
    country : whose supply is at risk (ISO3)
    stage, year : see `lodestock.assess.scores.Question`
    """

    methods: tuple[str, ...]
    items: tuple[str, ...] = ()
    country: str = OWN
    stage: str | None = None
    year: int | None = None


def read_asked(
    case: Case,
    *,
    methods: tuple[str, ...] = (),
    items: tuple[str, ...] = (),
    country: str | None = None,
    stage: str | None = None,
    year: int | None = None,
) -> Asked:
    """Return what is asked, each word found in the tables.

    Parameters
    ----------
    case : gives the tables
    methods : names; ``all`` for every one, and the first of the list where empty
    items, country : any spelling, see `lodestock.programme.names`
    stage : of the supply chain
    year : of the figures

    Raises
    ------
    InputError : a word names no method, item, country or stage
    """
    for name in methods:
        if name not in METHODS and name != ALL:
            raise InputError(Problem("--method", name, "is no method", nearest(name, [*METHODS, ALL])))
    names = tuple(METHODS) if ALL in methods else tuple(dict.fromkeys(methods)) or tuple(METHODS)[:1]
    code = OWN if country is None else find_country(case.dataset, country)
    if code is None or _is_several(case, code):
        remedy = (
            near_miss(case.dataset, str(country), ("country",)) if code is None else "Name a single country"
        )
        raise InputError(Problem("--country", str(country), "is no country", remedy))
    if stage is not None and stage not in STAGES:
        raise InputError(Problem("--stage", stage, "is no stage", nearest(stage, STAGES)))
    found = tuple(dict.fromkeys(m for word in items for m in find_items(case.dataset, word)))
    return Asked(names, found, code, stage, year)


def _is_several(case: Case, code: str) -> bool:
    """Return whether a code stands for several countries."""
    return (case.dataset.row("countries", code) or {}).get("region") == "aggregate"


def run_method(case: Case, method: Method, asked: Asked) -> list[Score]:
    """Return the scores of a method, the riskiest first, those without a score last.

    Parameters
    ----------
    case : gives the tables and the as-of date
    method : of assessment
    asked : country, stage and year

    Raises
    ------
    InputError : no item has figures of the year
    """
    question = Question(case.card.as_of.isoformat(), asked.country, asked.stage, asked.year)
    scores = method.run(case.dataset, question)
    if asked.year is not None and all(s.score is None for s in scores):
        years = sorted({str(r["year"]) for r in case.dataset.rows("production")})
        reason = f"is a year without figures by which {method.name} scores an item"
        remedy = f"Output by country is known of {', '.join(years)}"
        raise InputError(Problem("--year", str(asked.year), reason, remedy))
    return sorted(scores, key=lambda s: (s.score is None, -(s.score or 0.0), s.material))


def assess_document(case: Case, asked: Asked) -> dict[str, Any]:
    """Return the JSON object of `lodestock assess` but for `seconds`.

    Parameters
    ----------
    case : gives the tables and the as-of date
    asked : methods, items, country, stage and year

    Raises
    ------
    InputError : see `read_asked` and `run_method`
    """
    rows: list[dict[str, Any]] = []
    for name in asked.methods:
        rows += ranked_scores(case, METHODS[name], asked)
    shown = [r for r in rows if not asked.items or r["material"] in asked.items]
    first = METHODS[asked.methods[0]]
    return {
        **header("assess", case),
        "country": asked.country,
        "stage": asked.stage,
        "year": asked.year,
        "methods": [_told(METHODS[n]) for n in asked.methods],
        "finding": _finding(first, [r for r in shown if r["method"] == first.name]),
        "materials": shown,
        "missing": {
            f"materials[].score {r['material']} {r['method']}": " ".join(r["missing"])
            for r in shown
            if r["score"] is None
        },
    }


def _told(method: Method) -> dict[str, Any]:
    return {
        "name": method.name,
        "title": method.title,
        "meaning": method.meaning,
        "scale": method.scale,
        "shown": list(method.shown),
    }


def ranked_scores(case: Case, method: Method, asked: Asked) -> list[dict[str, Any]]:
    """Return the scores of a method as rows of the document, the riskiest first, equal scores with one rank.

    Parameters
    ----------
    case, method, asked : see `run_method`
    """
    scores = run_method(case, method, asked)
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


def _finding(method: Method, rows: list[dict[str, Any]]) -> str:
    """Return the riskiest item in a sentence."""
    scored = [r for r in rows if r["score"] is not None]
    if not scored:
        return f"No item can be scored by {method.title.lower()}"
    top = scored[0]
    first = [str(r["name"]) for r in scored if r["score"] == top["score"]]
    named = ", ".join(first[:_NAMED]) + (f" and {len(first) - _NAMED} more" if len(first) > _NAMED else "")
    stage = f" at the stage {top['stage']}" if top["stage"] and len(first) == 1 else ""
    return (
        f"{method.title} is worst for {named}: {top['score']:.3g}{stage}; "
        f"{len(scored)} of {len(rows)} items have a score"
    )


def item_risks(case: Case, item: str) -> list[dict[str, Any]]:
    """Return what every method says of an item of the planning country, for its page and `lodestock explain ITEM`.

    Parameters
    ----------
    case : gives the tables and the as-of date
    item : id
    """
    out = []
    for method in METHODS.values():
        (row,) = (r for r in ranked_scores(case, method, Asked(())) if r["material"] == item)
        told = ("method", "stage", "score", "rank", "low", "high", "coverage", "vintage", "missing")
        out.append({**{k: row[k] for k in told}, "title": method.title, "scale": method.scale,
                    "word": f"assess/{item}.{method.name}"})  # fmt: skip
    return out


def assess_index(case: Case, asked: Asked) -> dict[str, Any]:
    """Return what an assessment follows from, see `run_index`."""
    options = {
        "methods": list(asked.methods),
        "items": list(asked.items),
        "country": asked.country,
        "stage": asked.stage,
        "year": asked.year,
    }
    return run_index(case, "assess", options, seed=0, draws=1)


def ask_assess(case: Case, asked: Asked) -> Answer:
    """Return the answer of `lodestock assess`: its document, and what it leaves in a folder.

    Parameters
    ----------
    case, asked : see `assess_document`
    """
    document = assess_document(case, asked)
    rows = document["materials"]
    frames = Lazy({RISKS.name: lambda: RISKS.frame([{n: r[n] for n in RISKS.names} for r in rows])})
    pictures = Lazy({f"risk-{n}": _picture(case, METHODS[n], document) for n in asked.methods})
    return Answer(document, Output({"assess": document}, frames, pictures))


def _picture(case: Case, method: Method, document: Mapping[str, Any]) -> Any:
    """Return what draws the scores of a method."""

    def draw() -> Spec:
        rows = [r for r in document["materials"] if r["method"] == method.name]
        finding = _finding(method, rows)
        caption = Caption(
            finding,
            (f"{method.meaning}. Scale: {method.scale}. Lines span what is not known.",),
            f"Dataset {case.dataset.hash[:8]}, as of {case.card.as_of}.",
        )
        return risk_chart(rows, caption)

    return draw
