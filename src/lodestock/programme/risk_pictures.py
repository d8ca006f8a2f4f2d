"""Pictures of supply risk: each method's ranking, and how far methods agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lodestock.assess.methods import METHODS
from lodestock.assess.scores import Method
from lodestock.programme.project import Case
from lodestock.programme.size_pictures import dataset_source
from lodestock.programme.specs import AGREEMENT
from lodestock.report import Caption, Spec, three_digits
from lodestock.report.risk_charts import agreement_chart, risk_chart

__all__ = ["risk_finding", "risk_pictures"]

_NAMED = 3
"""Items of one rank that a finding names."""


def risk_finding(method: Method, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the riskiest item in a sentence.

    Parameters
    ----------
    method : of the scores
    rows : of the document of `lodestock assess`, the riskiest first
    """
    scored = [r for r in rows if r["score"] is not None]
    if not scored:
        return f"{method.title} scores no item on these figures"
    top = scored[0]
    score = f"{three_digits(top['score'])}{f' {method.unit}' if method.unit else ''}"
    if len(rows) == 1:
        where = f" at the stage {top['stage']}" if top["stage"] else ""
        return f"{method.title} of {top['name']}: {score}{where}, rank {top['rank']} among the items with a score"
    first = [str(r["name"]) for r in scored if r["score"] == top["score"]]
    named = ", ".join(first[:_NAMED]) + (f" and {len(first) - _NAMED} more" if len(first) > _NAMED else "")
    stage = f" at the stage {top['stage']}" if top["stage"] and len(first) == 1 else ""
    return (
        f"{method.title} is highest for {named}: {score}{stage}; "
        f"{len(scored)} of {len(rows)} items {'has' if len(scored) == 1 else 'have'} a score"
    )


def risk_pictures(case: Case, document: Mapping[str, Any]) -> dict[str, Callable[[], Spec]]:
    """Return what draws the ranking of each method that scores an item, and the agreement of several methods.

    Parameters
    ----------
    case : gives the words of the source
    document : the JSON object of `lodestock assess`
    """
    scored = {r["method"] for r in document["materials"] if r["score"] is not None}
    names = [m["name"] for m in document["methods"] if m["name"] in scored]
    out = {f"risk-{n}": _ranking(case, METHODS[n], document) for n in names}
    if document["agreement"]:
        out[AGREEMENT.name] = lambda: agreement_chart(
            document["agreement"], _agreement_caption(case, document)
        )
    return out


def _ranking(case: Case, method: Method, document: Mapping[str, Any]) -> Callable[[], Spec]:
    """Return what draws the scores of a method."""

    def draw() -> Spec:
        rows = [r for r in document["materials"] if r["method"] == method.name]
        vintage = next((r["vintage"] for r in rows if r["score"] is not None), None)
        notes = (
            f"{method.meaning}. Scale: {method.scale}.",
            f"Whose supply: {document['country_name']}. First item: {vintage}. {_lines(document, method, rows)}",
        )
        return risk_chart(rows, Caption(risk_finding(method, rows), notes, dataset_source(case)))

    return draw


def _lines(document: Mapping[str, Any], method: Method, rows: Sequence[Mapping[str, Any]]) -> str:
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
        title = f"{titles[most['a']]} and {titles[most['b']]} agree most: {most['spearman']:.2f}"
    note = "Spearman's rank correlation over the items that both methods score, and their number."
    return Caption(title, (note,), dataset_source(case))
