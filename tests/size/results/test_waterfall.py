from __future__ import annotations

import pytest

from lodestock.data import load_card
from lodestock.engine import Serial
from lodestock.programme.project import Case
from lodestock.size import Shortfalls, build_waterfall, build_waterfalls, size_card

MIXTURE = 300


@pytest.fixture(scope="module")
def mixture(case: Case) -> Shortfalls:
    return size_card(case.dataset, load_card("mixture"), Serial(), draws=MIXTURE, seed=0)


def test_the_steps_of_a_waterfall_add_up(mixture: Shortfalls) -> None:
    steps = build_waterfall(mixture, "germanium", Serial())
    by = {r["step"]: r["tonnes"] for r in steps.iter_rows(named=True)}
    moves = sum(r["tonnes"] for r in steps.iter_rows(named=True) if r["kind"] in ("gain", "loss"))
    left = by["supply left"] - by["usual supply"]
    assert moves - by["not served by stock"] == pytest.approx(left, rel=1e-9)
    assert by["servable gap"] == pytest.approx(by["gap of all classes"] + by["not served by stock"])
    assert by["export controls"] < 0


def test_waterfalls_add_up(short: Shortfalls) -> None:
    for material in short.inputs.materials:
        steps = build_waterfall(short, material, Serial())
        level = {r["step"]: r["tonnes"] for r in steps.iter_rows(named=True)}
        names = steps["step"].to_list()
        moved = steps["tonnes"].to_numpy()[1 : names.index("supply left")].sum()
        assert level["usual supply"] + moved == pytest.approx(level["supply left"], rel=1e-9)
        servable = level["gap of all classes"] + level["not served by stock"]
        assert servable == pytest.approx(
            level["servable gap"], abs=1e-6 * max(level["gap of all classes"], 1)
        )


def test_the_steps_of_all_items_are_those_of_each(short: Shortfalls) -> None:
    together = build_waterfalls(short, Serial())
    assert together["material"].unique(maintain_order=True).to_list() == list(short.inputs.materials)
    for item in ("cobalt", "germanium", "copper"):
        assert together.filter(material=item).drop("material").equals(build_waterfall(short, item, Serial()))
