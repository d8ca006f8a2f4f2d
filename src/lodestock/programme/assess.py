"""The use case ASSESS: every item scored by published methods, ranked, each score open to its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestock.assess.methods import METHODS
from lodestock.assess.programme_risk import PROGRAMME_RISK
from lodestock.assess.scores import Loss, Method, Question, Score, input_sources
from lodestock.programme.documents import header
from lodestock.programme.names import find_country, find_items, near_miss
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size import size_draws
from lodestock.programme.size_loss import find_loss
from lodestock.programme.size_pictures import item_names
from lodestock.programme.specs import RISKS
from lodestock.programme.write import Answer, Lazy, Output
from lodestock.records.errors import InputError, LodestockError, Problem, nearest
from lodestock.records.lookups import OWN
from lodestock.records.scenario import STAGES
from lodestock.report import Caption, Spec, three_digits
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
    draws, seed : of the sizing, for programme risk; see `lodestock.programme.size.size_case`
    """

    methods: tuple[str, ...]
    items: tuple[str, ...] = ()
    country: str = OWN
    stage: str | None = None
    year: int | None = None
    draws: int | None = None
    seed: int = 0

    @property
    def sizes(self) -> bool:
        """Whether a method rests on a sizing of the card."""
        return PROGRAMME_RISK.name in self.methods


def read_asked(
    case: Case,
    *,
    methods: tuple[str, ...] = (),
    items: tuple[str, ...] = (),
    country: str | None = None,
    stage: str | None = None,
    year: int | None = None,
    draws: int | None = None,
    seed: int = 0,
) -> Asked:
    """Return what is asked, each word found in the tables.

    Parameters
    ----------
    case : gives the tables
    methods : names; ``all`` for every one, and the first of the list where empty
    items, country : any spelling, see `lodestock.programme.names`
    stage : of the supply chain
    year : of the figures
    draws, seed : of the sizing, for programme risk

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
    return Asked(names, found, code, stage, year, draws, seed)


def _is_several(case: Case, code: str) -> bool:
    """Return whether a code stands for several countries."""
    return (case.dataset.row("countries", code) or {}).get("region") == "aggregate"


def _remedy(case: Case, option: str) -> str:
    """Return what helps where a limit leaves no item with a score."""
    if option != "--year":
        return f"Leave out {option}, or name another method"
    years = sorted({str(r["year"]) for r in case.dataset.rows("production")})
    return f"Output by country is known of {', '.join(years)}; other figures have one year alone"


def run_method(case: Case, method: Method, asked: Asked, loss: Loss | None = None) -> list[Score]:
    """Return the scores of a method, the riskiest first, those without a score last.

    Parameters
    ----------
    case : gives the tables and the as-of date
    method : of assessment
    asked : country, stage and year
    loss : the sizing of the card, where one is at hand

    Raises
    ------
    InputError : a single method is asked for, and a limit leaves no item with a score
    """
    day = case.card.as_of.isoformat()
    scores = method.scores(case.dataset, Question(day, asked.country, asked.stage, asked.year, loss))
    if len(asked.methods) == 1 and all(s.score is None for s in scores):
        given = {
            "--year": asked.year,
            "--stage": asked.stage,
            "--country": None if asked.country == OWN else asked.country,
        }
        option = next((o for o, value in given.items() if value is not None), None)
        if option is not None:
            reason = f"leaves no item with a score. {scores[0].missing[0]}".rstrip(".")
            raise InputError(Problem(option, str(given[option]), reason, _remedy(case, option)))
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
    loss = find_loss(case, asked.draws, asked.seed) if asked.sizes else None
    rows: list[dict[str, Any]] = []
    for name in asked.methods:
        rows += ranked_scores(case, METHODS[name], asked, loss)
    shown = [r for r in rows if not asked.items or r["material"] in asked.items]
    first = METHODS[asked.methods[0]]
    return {
        **header("assess", case, seed=asked.seed, draws=size_draws(case, asked.draws) if asked.sizes else 1),
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
        f"{method.title} is worst for {named}: {three_digits(top['score'])}{stage}; "
        f"{len(scored)} of {len(rows)} items have a score"
    )


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
        except (
            LodestockError
        ) as error:  # a page tells what `assess` refuses, beside what else is known of the item
            (row,) = _rows_of(case, [Score(item, method.name, missing=tuple(error.lines()))])
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
    draws = size_draws(case, asked.draws) if asked.sizes else 1
    return run_index(case, "assess", options, seed=asked.seed, draws=draws)


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
