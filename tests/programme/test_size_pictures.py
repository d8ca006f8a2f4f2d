"""Tables and pictures of what a card leaves short."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lodestock.engine import Serial
from lodestock.programme.project import Case
from lodestock.programme.size import size_case, size_document
from lodestock.programme.size_pictures import (
    cards_frame,
    item_names,
    result_source,
    size_output,
    size_pictures,
    worst_items,
    worst_waterfall,
)
from lodestock.programme.write import write_output
from lodestock.records.dataset import Dataset
from lodestock.records.protocols import Silent
from lodestock.size import Shortfalls
from tests.programme.test_size import on


def serial() -> AbstractContextManager[Serial]:
    """Open an engine that works in the calling thread."""
    return nullcontext(Serial())


def with_gaps(short: Shortfalls, gaps: dict[str, list[float]], values: dict[str, list[float]]) -> Shortfalls:
    """Return shortfalls of which only some items have a gap, by class, with values of a tonne, by class."""
    expected, value = np.zeros_like(short.expected_t), np.zeros_like(short.worth.value_usd_per_t)
    for m, row in gaps.items():
        expected[short.inputs.materials.index(m), :-1] = row
    for m, row in values.items():
        value[short.inputs.materials.index(m)] = row
    return replace(short, expected_t=expected, worth=replace(short.worth, value_usd_per_t=value))


def test_the_worst_item_is_the_one_whose_gap_is_worth_most(short: Shortfalls) -> None:
    gaps = {"tin": [1.0, 0, 0, 0, 9.0], "zinc": [5.0, 5.0, 0, 0, 0], "cobalt": [10.0, 0, 0, 0, 0]}
    values = {"tin": [100.0, 0, 0, 0, 0], "zinc": [10.0, 10.0, 0, 0, 0], "cobalt": [9.0, 0, 0, 0, 0]}
    assert worst_items(with_gaps(short, gaps, values)) == ["tin", "zinc", "cobalt"]  # tin and zinc: 100 each
    values["cobalt"] = [10.1, 0, 0, 0, 0]
    assert worst_items(with_gaps(short, gaps, values))[0] == "cobalt"


def test_a_class_without_a_value_does_not_hide_the_others(short: Shortfalls) -> None:
    gaps = {"tin": [1.0, 1.0, 0, 0, 0], "zinc": [1.0, 0, 0, 0, 0]}
    values = {"tin": [np.nan, 5.0, 0, 0, 0], "zinc": [np.nan] * 5}
    assert worst_items(with_gaps(short, gaps, values)) == ["tin"]


def test_without_a_gap_of_value_there_is_no_waterfall(case: Case, short: Shortfalls) -> None:
    calm = with_gaps(short, {"tin": [1.0] * 5}, {})
    assert worst_items(calm) == [] and worst_waterfall(case, calm, serial) == {}


def test_the_waterfall_is_of_the_worst_item(case: Case, short: Shortfalls) -> None:
    found = worst_waterfall(case, short, serial)
    assert list(found) == ["waterfall"]
    title = " ".join(found["waterfall"]()["title"]["text"])
    assert title.startswith(f"{item_names(case)[worst_items(short)[0]]}: adversaries closed cost ")


def test_an_item_without_a_name_is_called_by_its_id(case: Case) -> None:
    frame = case.dataset.frame("materials")
    nameless = frame.with_columns(name=frame["name"].replace({"Cobalt": None}))
    dataset = Dataset({**case.dataset.frames, "materials": nameless}, case.dataset.specs, case.dataset.hash)
    names = item_names(Case(dataset, case.card, None))
    assert names["cobalt"] == "cobalt" and names["tin"] == "Tin" and len(names) == 59


def test_the_foot_says_card_draws_day_and_hashes(case: Case, short: Shortfalls) -> None:
    data, scenario = case.dataset.hash[:8], case.card.hash[:8]
    rest = f"as of 2025-10-13. Dataset {data}, scenario {scenario}. Class shares are assumed."
    assert result_source(case, short) == f"Card base-war, nothing left to chance, {rest}"
    drawn = replace(short, draws=20_000, seed=7)
    assert result_source(case, drawn) == f"Card base-war, 20,000 draws, seed 7, {rest}"


def test_the_four_worst_items_get_a_fan_each_in_order(case: Case, short: Shortfalls) -> None:
    cards = short.frame().filter(demand_class="civil").select(
        "material", card="demand_class", years="gap_t"
    )  # fmt: skip
    found = size_pictures(case, short, serial, lambda: cards)
    worst = worst_items(short)[:4]
    fans = [f"fan-{n + 1}-{m}" for n, m in enumerate(worst)]
    assert list(found) == ["requirement", "shortfall", "cards", *fans, "waterfall"]
    assert "95th percentile" not in str(found["requirement"]["title"])
    assert "Gap that stock may serve" in str(found["requirement"]["title"])


@pytest.mark.slow
def test_tables_and_pictures_are_written_alike(case: Case, tmp_path: Path) -> None:
    mine = on(case, "drc-ban")
    short = size_case(mine, Serial())
    found = size_document(mine, short, Serial())
    files = []
    for name in ("a", "b"):
        paths = write_output(tmp_path / name, size_output(mine, short, found, serial), {"seed": 0})
        files.append([p.relative_to(tmp_path / name).as_posix() for p in paths])
    assert files[0] == files[1]
    assert {"size.json", "pictures/cards.png", "frames/shortfalls.csv", "run.json"} <= set(files[0])
    for name in files[0]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(tmp_path / "a" / "datapackage.json"))
    assert report.valid and len(report.tasks) == 6


def test_an_item_that_nobody_wants_has_no_years_of_demand(case_with: Callable[..., Case]) -> None:
    none = {"material": "tin", "apparent_consumption_t": 0, "own_primary_t": 0, "own_secondary_t": 0}
    case = case_with(us_demand=[none])
    short = size_case(case, Serial())
    frame = cards_frame(case, replace(short, seed=0), Serial(), Silent())
    tin = frame.filter(material="tin")
    assert tin["gap_t"].sum() == 0 and tin["years"].null_count() == len(tin)
    assert "cards" in size_pictures(case, short, serial, lambda: frame)
    assert set(frame.filter(card="base-war")["draws"]) == {1} and set(
        frame.filter(card="today")["draws"]
    ) == {1000}
