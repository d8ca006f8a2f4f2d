from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.scenario import STAGES, Bar
from lodestock.size.build.chain import LABELS, Chain, build_chain
from lodestock.size.build.inputs import Inputs, read_inputs
from lodestock.size.build.reach import Pair


@pytest.fixture(scope="module")
def inputs(case: Case) -> Inputs:
    return read_inputs(case.dataset)


@pytest.fixture(scope="module")
def chain(case: Case, inputs: Inputs) -> Chain:
    return build_chain(case.dataset, load_card("base-war"), inputs, ())


Build = Callable[..., Chain]


@pytest.fixture
def built(case: Case, inputs: Inputs) -> Build:
    def make(card: str, *, pairs: tuple[Pair, ...] = (), on: Case = case, **changes: Any) -> Chain:
        return build_chain(on.dataset, replace(load_card(card), **changes), inputs, pairs)

    return make


def segments(chain: Chain, m: int) -> range:
    return range(int(chain.seg_of[m]), int(chain.seg_of[m + 1]))


def entries(chain: Chain, inputs: Inputs, seg: int) -> dict[str, int]:
    """Return country -> entry of a segment."""
    low, high = int(chain.ent_of[seg]), int(chain.ent_of[seg + 1])
    return {inputs.countries[int(chain.ent_country[e])]: e for e in range(low, high)}


def test_a_quarter_is_called_by_its_regime_or_recovery() -> None:
    assert LABELS == ("normal", "coercion", "crisis", "war", "recovery")


def test_offsets_agree_with_the_lists_that_they_cut(chain: Chain, inputs: Inputs) -> None:
    items, segs = len(inputs.materials), len(chain.seg_stage)
    assert chain.seg_of.shape == (items + 1,) and chain.ent_of.shape == (segs + 1,)
    assert (chain.seg_of[0], chain.seg_of[-1]) == (0, segs)
    assert (chain.ent_of[0], chain.ent_of[-1]) == (0, len(chain.ent_country))
    assert np.all(np.diff(chain.seg_of) >= 0) and np.all(np.diff(chain.ent_of) > 0)
    for name in ("seg_form", "seg_binds", "seg_sited"):
        assert getattr(chain, name).shape == (segs,), name
    for name in ("ent_weight", "ent_pair", "ent_site"):
        assert getattr(chain, name).shape == chain.ent_country.shape, name


def test_weights_of_a_stage_and_shares_of_demand_sum_to_one(chain: Chain) -> None:
    sums = [chain.ent_weight[a:b].sum() for a, b in zip(chain.ent_of, chain.ent_of[1:], strict=False)]
    assert sums == pytest.approx([1.0] * len(chain.seg_stage), abs=1e-12)
    assert np.all(chain.ent_weight > 0)
    assert chain.share.sum(axis=1) == pytest.approx(1.0, abs=1e-12)


def test_tonnes_are_those_of_a_quarter(chain: Chain, inputs: Inputs) -> None:
    germanium, antimony = (inputs.materials.index(m) for m in ("germanium", "antimony"))
    assert 4 * chain.demand_t[germanium] == pytest.approx(28.9463, abs=1e-12)
    assert 4 * chain.secondary_t[germanium] == pytest.approx(5.72172, abs=1e-12)
    assert 4 * chain.imports_t[germanium] == pytest.approx(28.9463 - 5.72172, abs=1e-12)
    assert (chain.own_t[antimony], 4 * chain.headroom_t[antimony]) == (128.0, pytest.approx(51.2))


@pytest.mark.parametrize(
    ("item", "stages", "form"),
    [
        ("germanium", [0, 2], [0, 1]),
        ("gallium", [2, 3], [0, 1]),
        ("aluminum", [0, 1, 2], [0, 0, 1]),
        ("cobalt", [0, 2], [0, 1]),
    ],
)
def test_an_item_owns_the_stages_up_to_what_is_imported(
    chain: Chain, inputs: Inputs, item: str, stages: list[int], form: list[int]
) -> None:
    mine = segments(chain, inputs.materials.index(item))
    assert chain.seg_stage[mine].tolist() == stages and chain.seg_form[mine].tolist() == form
    assert chain.seg_binds[mine].tolist() == [1] * len(stages)


def test_weights_mix_world_shares_with_those_of_imports(chain: Chain, inputs: Inputs) -> None:
    """Mines: world shares without the own 12 per cent; refining: half imports, half the world without own 2."""
    mine, refine = (entries(chain, inputs, s) for s in segments(chain, inputs.materials.index("germanium")))
    assert set(mine) == {"CAN", "CHN", "COD", "RUS", "OTHER"}
    assert chain.ent_weight[mine["CHN"]] == pytest.approx(68 / 88, abs=1e-12)
    assert chain.ent_weight[refine["CAN"]] == pytest.approx(0.17 / 2, abs=1e-12)
    assert chain.ent_weight[refine["BEL"]] == pytest.approx((0.41 + 4.5 / 98) / 2, abs=1e-12)
    rest = (
        1.8 + 5 + 0.9
    )  # of world refining by countries that imports do not name share their other 5 per cent
    assert chain.ent_weight[refine["RUS"]] == pytest.approx((0.05 * 5 / rest + 5 / 98) / 2, abs=1e-12)


def test_own_plants_are_limited_by_the_stage_that_feeds_them(chain: Chain, inputs: Inputs) -> None:
    for item, stage in (("antimony", 0), ("aluminum", 1)):
        m = inputs.materials.index(item)
        assert chain.feed_seg[m] in segments(chain, m)
        assert chain.seg_stage[chain.feed_seg[m]] == stage
    assert chain.feed_seg[inputs.materials.index("germanium")] == -1


def test_single_sites_are_tied_to_their_country_and_stage(chain: Chain, inputs: Inputs) -> None:
    mine, refine = segments(chain, inputs.materials.index("germanium"))
    found = entries(chain, inputs, refine)
    assert [chain.ent_site[found[c]] for c in ("BEL", "CAN", "CHN")] == [3, 4, -1]
    assert (chain.seg_sited[mine], chain.seg_sited[refine]) == (0, 1)
    own = {m: int(s) for m, s in zip(inputs.materials, chain.own_site, strict=True) if s >= 0}
    assert own == {"antimony": 0, "beryllium": 1, "boron": 2, "lithium": 5}
    sited = {m for m, s in zip(inputs.materials, chain.sited, strict=True) if s}
    assert sited == {*own, "germanium", "magnesium-metal", "niobium", "rhenium", "titanium-sponge"}


def test_pairs_are_found_at_every_stage_of_their_item(built: Build, inputs: Inputs) -> None:
    germanium, gallium = (inputs.materials.index(m) for m in ("germanium", "gallium"))
    assert gallium < germanium
    china, russia = inputs.countries.index("CHN"), inputs.countries.index("RUS")
    every = tuple(range(len(STAGES)))
    chain = built(
        "base-war", pairs=((gallium, china, every), (germanium, china, every), (germanium, russia, (0, 1, 2)))
    )
    for seg in segments(chain, germanium):
        found = entries(chain, inputs, seg)
        assert [chain.ent_pair[found[c]] for c in ("CHN", "RUS", "CAN")] == [1, 2, -1]
    for seg in segments(chain, gallium):
        assert chain.ent_pair[entries(chain, inputs, seg)["CHN"]] == 0
    assert chain.pair_of.tolist() == [
        (m > gallium) + 2 * (m > germanium) for m in range(len(inputs.materials) + 1)
    ]
    assert (chain.ent_pair >= 0).sum() == 2 + 2 * 2


def test_a_pair_may_be_some_of_the_stages_of_its_item(built: Build, inputs: Inputs) -> None:
    germanium, china = inputs.materials.index("germanium"), inputs.countries.index("CHN")
    mine, refine = STAGES.index("mine"), STAGES.index("refine")
    chain = built("base-war", pairs=((germanium, china, (mine,)), (germanium, china, (refine,))))
    found = {int(chain.seg_stage[s]): entries(chain, inputs, s)["CHN"] for s in segments(chain, germanium)}
    assert {g: int(chain.ent_pair[e]) for g, e in found.items()} == {mine: 0, refine: 1}


def test_demand_follows_the_series_of_the_card(chain: Chain) -> None:
    assert chain.demand_series.tolist() == [
        [2.0] * 4 + [1.3] * 12,
        [1.0] * 4 + [0.9] * 12,
        [0.85] * 4 + [0.9] * 12,
        [0.85] * 4 + [0.9] * 12,
        [0.7] * 4 + [0.9] * 12,
    ]
    assert chain.ramp.tolist() == [0.0] * 4 + [0.5] * 4 + [1.0] * 8


def test_demand_grows_by_class_and_year(built: Build, chain: Chain) -> None:
    growing = built("base-war", growth={"civil": 0.02})
    assert growing.growth[4] == pytest.approx([1.02 ** (t / 4) for t in range(24)], rel=1e-14)
    assert np.all(growing.growth[:4] == 1.0) and np.all(chain.growth == 1.0)
    assert (chain.steady, growing.steady) == (1, 0)


def test_law_and_thrift_are_those_of_the_card(built: Build, chain: Chain) -> None:
    assert chain.release.tolist() == [1, 1, 1, 1, 0]
    assert built("coercion-only").release.tolist() == [2, 1, 1, 1, 0]
    assert chain.redirect.tolist() == [0.1, 0.1, 0.0, 0.0, 0.0]
    assert (chain.thrift_after, chain.thrift.tolist()) == (-1, [0.0] * 5)
    saving = built("china-stop-12m")
    assert (saving.thrift_after, saving.thrift.tolist()) == (4, [0.0, 0.1, 0.1, 0.1, 0.1])


def test_a_law_bars_origins_for_its_class_from_its_quarter_on(built: Build, inputs: Inputs) -> None:
    chain = built("base-war", bars=(Bar("essential-core", "covered", 5),))
    covered = [int(c in {"CHN", "IRN", "PRK", "RUS"}) for c in inputs.countries]
    assert chain.bar.shape == (5, len(inputs.countries), 24)
    assert chain.bar[2, inputs.countries.index("CHN")].tolist() == [0.0] * 5 + [1.0] * 19
    assert chain.bar.sum() == sum(covered) * 19
    assert chain.bar_class.tolist() == [0, 0, 1, 0, 0] and chain.bar_country.tolist() == covered


def test_a_law_older_than_the_horizon_bars_from_its_first_quarter(built: Build, inputs: Inputs) -> None:
    chain = built("base-war", bars=(Bar("defence", "covered", -3),))
    assert np.all(chain.bar[0, inputs.countries.index("RUS")] == 1.0)


def test_who_joins_a_barred_group_later_is_barred_from_then(
    built: Build, inputs: Inputs, case_with: Callable[..., Case]
) -> None:
    joins = {"group": "covered", "country_iso3": "JPN", "valid_from": "2026-07-01", "valid_to": "2027-01-01"}
    chain = built("base-war", on=case_with(country_groups=[joins]))
    barred = [0.0] * 3 + [1.0] * 2 + [0.0] * 19  # 2026Q3 and 2026Q4 of a horizon from 2025Q4 on
    assert chain.bar[0, inputs.countries.index("JPN")].tolist() == barred


def test_without_a_law_nothing_is_barred(built: Build) -> None:
    chain = built("base-war", bars=())
    assert not chain.bar.any() and not chain.bar_class.any() and not chain.bar_country.any()
