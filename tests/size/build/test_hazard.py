from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.errors import DataError, InputError
from lodestock.records.scenario import Closure
from lodestock.size.build.hazard import build_hazard, exempt_country, read_keep_factors, without_factor
from lodestock.size.build.inputs import Inputs, read_inputs
from tests.size.conftest import Drawn

Draw = Callable[..., Drawn]


@pytest.fixture(scope="module")
def inputs(case: Case) -> Inputs:
    return read_inputs(case.dataset)


@pytest.mark.parametrize(
    ("card", "plain"),
    [
        ("base-war", 1),
        ("base-war-mild", 1),
        ("mixture", 0),
        ("october-2025", 0),
        ("china-stop-12m", 0),
        ("strait-closure", 0),
        ("two-blocs", 0),
    ],
)
def test_only_a_war_alone_is_plain(drawn: Draw, card: str, plain: int) -> None:
    assert drawn(card).hazard.plain == plain


def test_each_thing_beside_a_war_makes_it_other_than_plain(drawn: Draw) -> None:
    pinned = load_card("china-stop-12m").controls
    assert drawn("base-war", controls=pinned).hazard.plain == 0
    assert drawn("base-war", closures=(Closure(("CHN",), 1.0, 0, 1),)).hazard.plain == 0
    assert drawn("base-war", thrift={"civil": 0.1}).hazard.plain == 0
    assert drawn("base-war", war_starts=(8, 9)).hazard.plain == 0
    assert drawn("base-war", technical_drawn=True).hazard.plain == 0
    assert drawn("base-war", growth={"civil": 0.1}, bars=()).hazard.plain == 1


def test_the_parts_of_a_hazard_fit_each_other(drawn: Draw) -> None:
    found = drawn("mixture", seed=7)
    hazard, items, countries = found.hazard, len(found.inputs.materials), len(found.inputs.countries)
    assert (hazard.seed, hazard.quarters) == (7, 24) and hazard.use.tolist() == [1] * 10
    assert hazard.chain.demand_t.shape == (items,) and hazard.chain.pair_of.shape == (items + 1,)
    assert hazard.outages.companion.shape == (items,) and hazard.world.group.shape == (countries,)
    assert hazard.chain.pair_of[-1] == len(hazard.controls.pair_country) == len(hazard.controls.muted)
    assert hazard.world.closure.shape == (countries, 24) and hazard.chain.bar.shape == (5, countries, 24)
    assert len(hazard.outages.site) == 1 + hazard.chain.ent_site.max()


def test_entries_of_the_chain_name_the_pairs_that_controls_hit(case: Case, inputs: Inputs) -> None:
    hazard, announced = build_hazard(case.dataset, load_card("mixture"), inputs, 0)
    chain = hazard.chain
    item_of = np.repeat(np.arange(len(inputs.materials)), np.diff(chain.seg_of))
    segment = np.repeat(np.arange(len(item_of)), np.diff(chain.ent_of))
    item = item_of[segment]
    hit = np.nonzero(chain.ent_pair >= 0)[0]
    assert len(hit) > 60
    for e in hit:
        m, c, stages = announced.pairs[chain.ent_pair[e]]
        assert (m, c) == (item[e], chain.ent_country[e]) and chain.seg_stage[segment[e]] in stages
    of_item = [
        [p for p, (m, *_) in enumerate(announced.pairs) if m == n] for n in range(len(inputs.materials))
    ]
    for n, mine in enumerate(of_item):
        assert list(range(chain.pair_of[n], chain.pair_of[n + 1])) == mine


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_range_is_refused(case: Case, inputs: Inputs, seed: int) -> None:
    with pytest.raises(InputError, match=r"--seed = '-?[0-9]+': lies outside 0 to 2"):
        build_hazard(case.dataset, load_card("base-war"), inputs, seed)


def test_the_largest_seed_is_taken(drawn: Draw) -> None:
    assert drawn("base-war", seed=2**63 - 1).hazard.seed == 2**63 - 1


def test_factors_are_switched_off_in_a_copy(drawn: Draw) -> None:
    hazard = drawn("base-war").hazard
    some = without_factor(hazard, "closed", "control", "grade")
    assert some.use.tolist() == [0, 1, 1, 1, 0, 1, 1, 1, 1, 0]
    assert without_factor(some, "surge").use.tolist() == [0, 1, 1, 1, 0, 1, 1, 1, 0, 0]
    assert hazard.use.tolist() == without_factor(hazard).use.tolist() == [1] * 10
    assert some.chain is hazard.chain


def test_a_factor_switched_off_must_exist(drawn: Draw) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        without_factor(drawn("base-war").hazard, "weather")


def test_an_exempt_country_is_not_closed_in_a_war(drawn: Draw) -> None:
    war = drawn("base-war")
    china, russia = (war.inputs.countries.index(c) for c in ("CHN", "RUS"))
    hazard = exempt_country(war.hazard, china, control=False)
    assert np.nonzero(hazard.world.exempt)[0].tolist() == [china] and not war.hazard.world.exempt.any()
    scene = replace(war, hazard=hazard).scene(0)
    assert np.all(scene.open[china] == 1.0)
    closed = [1.0] * 8 + [0.0] * 12 + [0.25] * 4
    assert scene.open[russia].tolist() == war.scene(0).open[china].tolist() == closed
    both = exempt_country(hazard, russia, control=False)
    assert np.nonzero(both.world.exempt)[0].tolist() == sorted([china, russia])


def test_a_country_without_its_controls_delivers_as_usual(drawn: Draw) -> None:
    """The adversaries deliver nothing from quarter 1 on, but for China once its controls are lifted."""
    split = drawn("two-blocs")
    china, russia = (split.inputs.countries.index(c) for c in ("CHN", "RUS"))
    hazard = exempt_country(split.hazard, china, control=True)
    of = hazard.controls.pair_country
    assert np.array_equal(hazard.controls.muted == 1, of == china) and not split.hazard.controls.muted.any()
    before, after = split.scene(0).control, replace(split, hazard=hazard).scene(0).control
    assert np.all(before[:, :, 1:] == 1.0) and np.all(before[:, :, 0] == 0.0)
    assert not after[of == china].any() and (of == china).sum() > 20
    assert np.array_equal(after[of == russia], before[of == russia]) and (of == russia).any()
    again = exempt_country(hazard, russia, control=True)
    assert np.array_equal(again.controls.muted == 1, (of == china) | (of == russia))


def test_stock_keeps_by_its_form(case: Case, inputs: Inputs) -> None:
    by_form = {"metal": 0.999, "oxide": 0.995, "compound": 0.98, "magnet": 0.99}
    forms = {r["material"]: r["form_class"] for r in case.dataset.rows("materials")}
    keep = read_keep_factors(case.dataset, inputs)
    assert {forms[m] for m in inputs.materials} == set(by_form)
    assert (keep**4).tolist() == pytest.approx([by_form[str(forms[m])] for m in inputs.materials], rel=1e-12)


def test_a_form_that_no_figure_names_is_refused(case_with: Callable[..., Case], unobtainium: dict) -> None:
    unobtainium["materials"][0]["form_class"] = "powder"
    name, known = "usable_fraction_per_year_by_form", "metal 0.999; oxide 0.995; compound 0.98; magnet 0.99"
    row = {"block": "storage", "parameter": name, "distribution_or_values": known}
    case = case_with(**unobtainium, scenario_generator=[row])
    with pytest.raises(DataError, match=r"column form_class = 'powder': is no form of storage.*magnet"):
        read_keep_factors(case.dataset, read_inputs(case.dataset))


def test_without_figures_for_storage_nothing_can_be_kept(
    case_with: Callable[..., Case], inputs: Inputs
) -> None:
    name = "usable_fraction_per_year_by_form"
    case = case_with(scenario_generator=[{"block": "storage", "parameter": name, "remove": "y"}])
    with pytest.raises(DataError, match=f"scenario_generator storage/{name}: is required"):
        read_keep_factors(case.dataset, inputs)
