"""Economic importance by the EU's method: how much value is added by the sectors that use an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lodestock.assess.eu_lists import LATEST, eu_names, list_states, printed_rows, printed_value
from lodestock.assess.scores import Method, Question, Score, unscored
from lodestock.records.dataset import Dataset

__all__ = ["EU_IMPORTANCE", "economic_importance", "eu_importance"]

_NAME = "eu-economic-importance"
_FLAGS = {
    "unallocated": "has no sector in the EU's table and counts nothing",
    "above_zero": "is printed as more than 0 % and counts nothing",
    "va_of_other_sector": "is printed with the value added of another sector, and counts as printed",
}
"""Flag of a use -> what it means for the score."""


def economic_importance(uses: Iterable[tuple[float, float | None]], largest: float, si_ei: float) -> float:
    """Return the economic importance of a material.

    ``EI = SI_EI * 10 * sum over sectors s of A_s VA_s / max VA`` from 0 to 10, with shares of use ``A`` as fractions and
    the value added ``VA`` of the sector (EU guideline of 2017, equation of the economic importance). A use without
    a sector counts nothing.

    Parameters
    ----------
    uses : share of use in per cent, and value added of its sector in EUR million; None: no sector is named
    largest : the largest value added of a sector, EUR million
    si_ei : substitution index of the economic importance, 0 to 1

    >>> economic_importance([(50.0, 200.0), (50.0, None)], 200.0, 0.9)
    4.5
    """
    return si_ei * 10 * sum(share / 100 * value for share, value in uses if value is not None) / largest


def eu_importance(dataset: Dataset, question: Question) -> list[Score]:
    """Return the economic importance of each item to the EU, whichever country is asked about.

    Parameters
    ----------
    dataset : the tables, with overlays
    question : only `year` counts, which must be that of the study: the method knows no stages, and no table tells
        the value added by sector in other economies
    """
    names, states = eu_names(dataset), list_states(dataset)
    uses: dict[str, list[Mapping[str, Any]]] = {}
    for r in dataset.rows("eu_use_shares"):
        uses.setdefault(str(r["material"]), []).append(r)
    values = [r["value_added_meur"] for rows in uses.values() for r in rows]
    largest = max((v for v in values if v is not None), default=0.0)
    if question.year not in (None, LATEST):
        reason = f"The EU's uses by sector are known of {LATEST} only."
        return unscored(dataset, _NAME, reason)
    return [
        _score(dataset, item, names.get(item), uses, largest, states[item])
        for item in dataset.row_ids("materials")
    ]


def _score(
    dataset: Dataset,
    item: str,
    name: str | None,
    uses: Mapping[str, list[Mapping[str, Any]]],
    largest: float,
    state: dict[str, Any],
) -> Score:
    printed = printed_rows(dataset, name)
    index = printed_value(dataset, name, "si_ei")
    rows = uses.get(name or "", [])
    placed = sum(r["share_pct"] for r in rows if r["value_added_meur"] is not None) / 100
    missing = _missing(item, name, index, rows)
    if missing or index is None:
        low, high = 0.0, 10 * (1.0 if index is None else index)
    else:
        low = economic_importance(((r["share_pct"], r["value_added_meur"]) for r in rows), largest, index)
        # What has no sector may belong to the largest one.
        high = low + index * 10 * max(0.0, 1 - placed)
    return Score(
        item,
        _NAME,
        vintage=f"EU study of {LATEST}",
        score=None if missing else low,
        parts={
            "low": low,
            "high": high,
            "si_ei": index,
            "largest_value_added_meur": largest or None,
            "uses": [
                {k: r[k] for k in ("application", "nace", "share_pct", "value_added_meur")} for r in rows
            ],
            "notes": [
                f"{r['application']} ({r['nace']}) {_FLAGS[r['flag']]}." for r in rows if r["flag"] in _FLAGS
            ],
            "printed": {str(LATEST): printed_value(dataset, name, "ei")},
        }
        | state,
        coverage=0.0 if missing else min(1.0, placed),
        missing=missing,
        inputs=(
            *(f"ref_eu_crm_stages/{i}" for i in printed),
            *(f"eu_use_shares/{name}/{r['application']}/{r['nace']}" for r in rows),
        ),
    )


def _missing(
    item: str, name: str | None, index: float | None, rows: list[Mapping[str, Any]]
) -> tuple[str, ...]:
    if name is None:
        return (f"The EU's studies do not assess {item}.",)
    out = (
        []
        if index is not None
        else [f"The study prints no substitution index of {name} (table ref_eu_crm_stages)."]
    )
    if not any(r["value_added_meur"] is not None for r in rows):
        out.append(f"No use of {name} with a sector is known (table eu_use_shares).")
    return tuple(out)


EU_IMPORTANCE = Method(
    _NAME,
    "EU economic importance",
    "How much of the value added of the EU's industry rests on an item, by the method of its studies of critical raw "
    "materials",
    "0 (none) to 10 (all use in the largest sector, no substitute)",
    eu_importance,
    ("si_ei", "eu_state"),
    ("country", "year"),
)
