"""The use case ASSESS: every item scored by published methods, ranked, each score open to its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.assess.agreement import agreement
from lodestock.assess.geopolrisk_items import GEOPOLRISK
from lodestock.assess.methods import METHODS
from lodestock.assess.programme_risk import PROGRAMME_RISK
from lodestock.assess.scores import Loss, Method, Question, Score, input_sources
from lodestock.assess.uncertainty import ERRORS, TOP, score_spread
from lodestock.data.trade_table import read_trade
from lodestock.programme.documents import header
from lodestock.programme.names import find_items, one_country
from lodestock.programme.placing import file_hash
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size import size_draws
from lodestock.programme.size_loss import find_loss
from lodestock.programme.size_pictures import item_names
from lodestock.programme.specs import AGREEMENT, RISKS
from lodestock.programme.write import Answer, Lazy, Output
from lodestock.records.errors import CancelledError, InputError, LodestockError, Problem, nearest
from lodestock.records.lookups import OWN
from lodestock.records.protocols import Monitor, Silent
from lodestock.records.scenario import STAGES
from lodestock.report import Caption, Spec, three_digits
from lodestock.report.risk_charts import agreement_chart, risk_chart

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

_ERRORS_ASSUMED = (
    "Errors of figures by grade are assumed; each trial takes the governance of one vintage as a whole."
)
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
    trials : number of times that inputs are drawn anew for intervals, none where 0
    trade : the user's table of trade, and the file and its SHA-256 from which it was read
    """

    methods: tuple[str, ...]
    items: tuple[str, ...] = ()
    country: str = OWN
    stage: str | None = None
    year: int | None = None
    draws: int | None = None
    seed: int = 0
    trials: int = 0
    trade: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    trade_file: tuple[str, str] | None = None

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
    trials: int = 0,
    trade: Path | None = None,
) -> Asked:
    """Return what is asked, each word found in the tables.

    Parameters
    ----------
    case : gives the tables
    methods : names; ``all`` for every one, and the first of the list where empty
    items, country : any spelling, see `lodestock.programme.names`
    stage : of the supply chain
    year : of the figures
    draws, seed, trials : see `Asked`
    trade : CSV file of trade, see `lodestock.data.trade_table.read_trade`; it makes geopolrisk the method where none is
        named, and `country` may then be a group of countries or a company of it, too

    Raises
    ------
    InputError : a word names no method, item, country or stage
    """
    for name in methods:
        if name not in METHODS and name != ALL:
            raise InputError(Problem("--method", name, "is no method", nearest(name, [*METHODS, ALL])))
    usual = (GEOPOLRISK.name,) if trade is not None else tuple(METHODS)[:1]
    names = tuple(METHODS) if ALL in methods else tuple(dict.fromkeys(methods)) or usual
    if trade is not None and GEOPOLRISK.name not in names:
        reason = f"enters the method {GEOPOLRISK.name} alone"
        raise InputError(Problem("--trade", str(trade), reason, f"Name it, or leave out {', '.join(names)}"))
    lines = None if trade is None else read_trade(trade, case.dataset)
    code = OWN if country is None else _importer(case, country, lines)
    if case.dataset.row("countries", code) is None and names != (GEOPOLRISK.name,):
        reason = "is a group of countries or a company, which only geopolrisk scores"
        raise InputError(Problem("--country", code, reason, "Name no other method"))
    if stage is not None and stage not in STAGES:
        raise InputError(Problem("--stage", stage, "is no stage", nearest(stage, STAGES)))
    found = tuple(dict.fromkeys(m for word in items for m in find_items(case.dataset, word)))
    file = None if trade is None else (str(trade), file_hash(trade))
    return Asked(names, found, code, stage, year, draws, seed, trials, lines, file)


def _importer(case: Case, word: str, trade: pl.DataFrame | None) -> str:
    """Return whose supply is meant: a country, and with a trade table a group of countries or a company, too."""
    if trade is not None:
        groups = {str(r["group"]) for r in case.dataset.rows("country_groups")}
        companies = set(trade["importer"].unique().to_list()) - set(case.dataset.row_ids("countries"))
        if word in groups | companies:
            return word
    return one_country(case.dataset, word, "--country")


def _remedy(case: Case, option: str) -> str:
    """Return what helps where a limit leaves no item with a score."""
    if option != "--year":
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

    Raises
    ------
    InputError : a single method is asked for, and a limit leaves no item with a score
    """
    scores = method.scores(case.dataset, _question(case, asked, loss))
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


def assess_document(case: Case, asked: Asked, monitor: Monitor | None = None) -> dict[str, Any]:
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
    scores = {name: run_method(case, METHODS[name], asked, loss) for name in asked.methods}
    for name, found in scores.items():
        spread = _spread(case, METHODS[name], asked, monitor or Silent())
        rows += [{**r, "spread": spread.get(r["material"])} for r in _rows_of(case, found)]
    shown = [r for r in rows if not asked.items or r["material"] in asked.items]
    first = METHODS[asked.methods[0]]
    return {
        **header("assess", case, seed=asked.seed, draws=size_draws(case, asked.draws) if asked.sizes else 1),
        "country": asked.country,
        "stage": asked.stage,
        "year": asked.year,
        "trade": None
        if asked.trade_file is None
        else dict(zip(("file", "sha256"), asked.trade_file, strict=True)),
        "methods": [_told(METHODS[n]) for n in asked.methods],
        "finding": _finding(first, [r for r in shown if r["method"] == first.name]),
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
        return f"{method.title} scores no item on these figures"
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
        "trials": asked.trials,
        "trade": asked.trade_file[1] if asked.trade_file else None,
        "methods": list(asked.methods),
        "items": list(asked.items),
        "country": asked.country,
        "stage": asked.stage,
        "year": asked.year,
    }
    draws = size_draws(case, asked.draws) if asked.sizes else 1
    return run_index(case, "assess", options, seed=asked.seed, draws=draws)


def ask_assess(case: Case, asked: Asked, monitor: Monitor | None = None) -> Answer:
    """Return the answer of `lodestock assess`: its document, and what it leaves in a folder.

    Parameters
    ----------
    case, asked : see `assess_document`
    """
    document = assess_document(case, asked, monitor)
    rows = [{**r, **(r["spread"] or {})} for r in document["materials"]]
    makers = {RISKS.name: lambda: RISKS.frame([{n: r.get(n) for n in RISKS.names} for r in rows])}
    scored = {r["method"] for r in rows if r["score"] is not None}
    pictures = {f"risk-{n}": _picture(case, METHODS[n], document) for n in asked.methods if n in scored}
    if document["agreement"]:
        makers[AGREEMENT.name] = lambda: AGREEMENT.frame(document["agreement"])
        pictures[AGREEMENT.name] = lambda: agreement_chart(
            document["agreement"], _agreement_caption(case, document)
        )
    frames, drawn = Lazy(makers), Lazy(pictures)
    return Answer(document, Output({"assess": document}, frames, drawn))


def _picture(case: Case, method: Method, document: Mapping[str, Any]) -> Any:
    """Return what draws the scores of a method."""

    def draw() -> Spec:
        rows = [r for r in document["materials"] if r["method"] == method.name]
        finding = _finding(method, rows)
        vintage = next((r["vintage"] for r in rows if r["score"] is not None), None)
        notes = (
            f"{method.meaning}. Scale: {method.scale}.",
            f"First item: {vintage}. {_lines(document, method, rows)}",
        )
        caption = Caption(finding, notes, _source(case))
        return risk_chart(rows, caption)

    return draw


def _source(case: Case) -> str:
    return f"Dataset {case.dataset.hash[:8]}, as of {case.card.as_of}."


def _lines(document: Mapping[str, Any], method: Method, rows: list[dict[str, Any]]) -> str:
    """Return what the lines on the bars of a picture span."""
    trials = document["uncertainty"]["trials"]
    if trials and method.varies:
        return f"Lines span 90 % of {trials:,} trials with inputs drawn anew within assumed errors."
    open_ended = any(r["low"] != r["high"] for r in rows if r["score"] is not None)
    return "Lines span what is not known." if open_ended else ""


def _agreement_caption(case: Case, document: Mapping[str, Any]) -> Caption:
    pairs = [r for r in document["agreement"] if r["spearman"] is not None]
    titles = {m["name"]: m["title"] for m in document["methods"]}
    title = "No two methods score five items alike"
    if pairs:
        most = max(pairs, key=lambda r: (r["spearman"], r["a"], r["b"]))
        title = (
            f"{titles[most['a']]} and {titles[most['b']]} agree most: rank correlation {most['spearman']:.2f}"
        )
    note = "Spearman's rank correlation over the items that both methods score, and their number."
    return Caption(title, (note,), _source(case))
