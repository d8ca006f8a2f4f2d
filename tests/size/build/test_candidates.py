from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lodestock.programme.project import Case
from lodestock.records.errors import DataError
from lodestock.records.scenario import STAGES
from lodestock.size.build.candidates import Candidate, candidates_of_all, candidates_of_list, read_families
from lodestock.size.build.inputs import Inputs, read_inputs
from lodestock.size.build.reach import supplied_stages


@pytest.fixture(scope="module")
def inputs(case: Case) -> Inputs:
    return read_inputs(case.dataset)


@pytest.fixture(scope="module")
def china(case: Case, inputs: Inputs) -> list[Candidate]:
    return list(candidates_of_all(case.dataset, inputs, supplied_stages(inputs), "CHN"))


def test_families_name_items(case: Case, inputs: Inputs) -> None:
    families = read_families(case.dataset)
    assert sorted(families) == ["battery", "chip-optics", "rare-earths", "steel"]
    assert {m for items in families.values() for m in items} <= set(inputs.materials)
    assert len(families["rare-earths"]) == 18 and "scandium" in families["rare-earths"]


def test_an_item_weighs_by_share_reliance_on_imports_and_defence(
    china: list[Candidate], inputs: Inputs
) -> None:
    """Germanium is imported as metal, half by import shares; ore counts by world shares times the other half."""
    weights = {n.word.split("/")[-1]: n.weight for n in china}
    w = inputs.weights[0]
    code, germanium = inputs.countries.index("CHN"), inputs.materials.index("germanium")
    form, ore = STAGES.index("refine"), STAGES.index("mine")
    r = max(w[germanium, form, code], 0.5 * inputs.world[germanium, ore, code])
    expected = r * (28.9463 - 5.72172) / 28.9463 * 0.245
    assert weights["germanium"] == pytest.approx(expected, rel=1e-6)
    assert weights["gallium"] == pytest.approx(0.5 * 0.9901 * 0.119, abs=1e-9)  # refined, before purified


def test_where_import_sources_are_unknown_world_shares_weigh_in_full(
    china: list[Candidate], inputs: Inputs
) -> None:
    unknown = [
        m
        for m, g in enumerate(inputs.form_stage)
        if np.isnan(inputs.imported[m, g]).all()
        and inputs.materials[m] not in ("ndfeb-magnets", "smco-magnets")
    ]
    code, found = inputs.countries.index("CHN"), 0
    weights = {n.word.split("/")[-1]: n.weight for n in china}
    for m in unknown:
        share = inputs.world[m, : inputs.form_stage[m] + 1, code].max()
        expected = share * inputs.imports_t[m] / inputs.demand_t[m] * inputs.share[m, 0]
        assert weights.get(inputs.materials[m], 0.0) == pytest.approx(expected, rel=1e-12)
        found += expected > 0
    assert found > 0


def test_titanium_sponge_weighs_next_to_nothing(china: list[Candidate]) -> None:
    """The own country buys none from China: 0.3 % of all weight, not 8 % as by world shares alone."""
    weights = {n.word.split("/")[-1]: n.weight for n in china}
    assert weights["titanium-sponge"] / sum(weights.values()) == pytest.approx(0.003, abs=0.002)


def test_magnets_follow_their_metals_and_are_no_candidates(china: list[Candidate], inputs: Inputs) -> None:
    assert not {n.word for n in china} & {"basket/CHN/ndfeb-magnets", "basket/CHN/smco-magnets"}
    found = {
        (n.word.split("/")[-1], inputs.materials[m]): (part, follows)
        for n in china
        for (m, _, _), part, follows in n.hits
        if follows
    }
    assert found == {
        ("samarium", "smco-magnets"): (1.0, True),
        ("dysprosium", "ndfeb-magnets"): (0.6, True),
        ("terbium", "ndfeb-magnets"): (0.6, True),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "items_AUS column distribution_or_values: is required beside its rate"),
        ("lithium=mine;lithum", "'lithum': names no item or stage.*lithium"),
        ("lithium=mines", "'lithium=mines': names no item or stage.*mine"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(
    case_with: Callable[..., Case], inputs: Inputs, text: str | None, message: str
) -> None:
    rows: list[dict[str, object]] = [{"block": "announcer", "parameter": "rate_AUS", "value": 0.2}]
    if text:
        rows.append({"block": "announcer", "parameter": "items_AUS", "distribution_or_values": text})
    with pytest.raises(DataError, match=message):
        list(
            candidates_of_list(
                case_with(scenario_generator=rows).dataset, inputs, supplied_stages(inputs), "AUS"
            )
        )
