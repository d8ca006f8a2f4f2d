"""Risk: where is supply fragile, by each published method."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from lodestock.assess.methods import METHODS
from lodestock.programme.assess import ask_assess
from lodestock.programme.assess_words import read_asked
from lodestock.programme.size_pictures import dataset_source
from lodestock.programme.write import same
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.report import Words
from lodestock.screens.figures import title_of
from lodestock.screens.form import MATERIAL, SOURCES, Field, Figure, Grid, Links, Part, Screen, cut_finding
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["risk_screen"]


def risk_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page that ranks all items by one method of assessment.

    Raises
    ------
    InputError : no method of assessment has the name that is asked for
    """
    name = query.one("method") or next(iter(METHODS))
    if name not in METHODS:
        raise InputError(Problem("method", name, "is no method of assessment", nearest(name, METHODS)))
    case, method = shelf.case, METHODS[name]
    kept = shelf.current("size")
    asked = read_asked(case, methods=(name,))
    if asked.sizes and kept is not None:
        asked = replace(asked, draws=kept.index["draws"], seed=kept.index["seed"])
    answer = shelf.answer(f"risk {name}", lambda: ask_assess(case, asked, runs=shelf.runs()))
    rows = tuple(
        {**r["parts"], **r, "source": ";".join(r["sources"]), "why": " ".join(r["missing"]) or None}
        for r in answer.document["materials"]
    )
    fields = (
        Field("name", "item", link=MATERIAL["material"]),
        Field("stage", is_filter=True),
        Field("score", is_number=True, link="/explain/assess/{material}.{method}"),
        Field("rank", is_number=True),
        Field("low", "at least", is_number=True),
        Field("high", "at most", is_number=True),
        *(
            Field(
                p,
                is_number=isinstance(rows[0].get(p), float),
                link="/explain/{largest}" if p == "largest" else "",
            )
            for p in method.shown
        ),
        Field("coverage", "known", is_number=True, is_part=True),
        Field("vintage", "figures"),
        Field("source", link=SOURCES),
        Field("why", "why there is no score"),
    )
    grid = Grid("risks", f"{method.title}, {method.scale}", fields, rows, is_main=True, source=dataset_source(case),
                note="At least, at most: what unknown inputs leave open. A score leads to what it rests on.")  # fmt: skip
    title, rest = cut_finding(answer.document["finding"])
    parts: list[Part] = [
        Links("Method", tuple((m.title, f"/risk?method={m.name}", m.name == name) for m in METHODS.values())),
        Words(f"{method.meaning}. {rest}.".removesuffix(" .")),
    ]
    behind = replace(grid, name="scores", is_main=False, folded=True)
    for picture, spec in answer.output.pictures.items():
        parts.append(Figure(picture, title_of(spec), partial(same, spec), behind))
    return Screen(title, "Where is supply fragile?", f"lodestock assess --method {name} --json", answer.document,
                  (*parts, grid), shelf.notices(kept, "size") if asked.sizes else ())  # fmt: skip
