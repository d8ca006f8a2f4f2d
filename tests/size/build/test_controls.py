from __future__ import annotations

from collections.abc import Callable
from math import log
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.scenario import STAGES
from lodestock.size.build.controls import Announced, ControlArrays, build_controls
from lodestock.size.build.inputs import Inputs, read_inputs
from lodestock.size.build.streams import stream


@pytest.fixture(scope="module")
def inputs(case: Case) -> Inputs:
    return read_inputs(case.dataset)


Built = tuple[ControlArrays, Announced]


@pytest.fixture(scope="module")
def mixture(case: Case, inputs: Inputs) -> Built:
    return build_controls(case.dataset, load_card("mixture"), inputs)


def named(announced: Announced, inputs: Inputs, pairs: Any) -> set[tuple[str, str]]:
    """Return numbers of pairs as (item, country)."""
    found = [announced.pairs[int(p)] for p in pairs]
    return {(inputs.materials[m], inputs.countries[c]) for m, c, _ in found}


def hit(arrays: ControlArrays, actor: int) -> Any:
    """Return the pairs that the candidates of an actor stand for."""
    low, high = arrays.actor_of[actor], arrays.actor_of[actor + 1]
    return arrays.hit_pair[arrays.hit_of[low] : arrays.hit_of[high]]


def test_a_card_without_controls_has_empty_arrays_of_the_right_width(case: Case, inputs: Inputs) -> None:
    arrays, announced = build_controls(case.dataset, load_card("base-war"), inputs)
    assert announced == Announced((), (), (), ())
    assert arrays.event.shape == (0, 6) and arrays.event_share.shape == arrays.event_severity.shape == (0, 5)
    assert arrays.actor_rate.shape == (0, 4)
    assert arrays.event_of.tolist() == arrays.actor_of.tolist() == [0]
    assert len(arrays.event_pair) == len(arrays.muted) == len(arrays.stream_actor) == 0
    assert len(arrays.weight) == len(arrays.hit_pair) == 0


def test_offsets_agree_with_events_actors_and_pairs(mixture: Built, inputs: Inputs) -> None:
    arrays, announced = mixture
    events, actors, pairs = len(announced.events), len(announced.actors), len(announced.pairs)
    assert arrays.event.shape == (events, 6) and arrays.event_of.shape == (events + 1,)
    assert arrays.actor_rate.shape == (actors, 4) and arrays.actor_of.shape == (actors + 1,)
    assert arrays.event_of[-1] == len(arrays.event_pair)
    assert arrays.actor_of[-1] == len(arrays.weight) == len(arrays.stream_basket) == len(arrays.hit_of) - 1
    assert arrays.hit_of[-1] == len(arrays.hit_pair) == len(arrays.hit_part)
    assert len(arrays.event_pair) == len(arrays.event_part)
    assert arrays.pair_country.tolist() == [c for _, c, _ in announced.pairs]
    assert arrays.muted.tolist() == [0] * pairs


def test_pairs_are_sorted_and_each_is_behind_some_supply(mixture: Built, inputs: Inputs) -> None:
    _, announced = mixture
    assert list(announced.pairs) == sorted(set(announced.pairs))
    weight = inputs.weights[0]
    assert all(weight[m, list(stages), c].min() > 0 for m, c, stages in announced.pairs)


def test_an_event_hits_the_pairs_of_what_it_names(mixture: Built, inputs: Inputs) -> None:
    arrays, announced = mixture

    def reached(word: str) -> set[tuple[str, str]]:
        n = announced.events.index(word)
        return named(announced, inputs, arrays.event_pair[arrays.event_of[n] : arrays.event_of[n + 1]])

    assert reached("cn-gage-2023") == {("gallium", "CHN"), ("germanium", "CHN")}
    assert reached("cod-co-quota") == {("cobalt", "COD")}
    rule = reached("us-dfars-2027")
    assert {c for _, c in rule} <= {"CHN", "IRN", "PRK", "RUS"}
    magnets = {"ndfeb-magnets", "smco-magnets"}
    assert {m for m, _ in rule} == {"neodymium", "samarium", "tantalum", "tungsten", *magnets}


def test_a_control_hits_the_stages_it_names_and_its_part_of_the_trade(mixture: Built, inputs: Inputs) -> None:
    """The licences of April 2025 leave ore alone, and reach NdFeB magnets with dysprosium or terbium, 60 %."""
    arrays, announced = mixture
    n = announced.events.index("cn-7ree-2025")
    mine = slice(arrays.event_of[n], arrays.event_of[n + 1])
    parts = {}
    for p, part in zip(arrays.event_pair[mine], arrays.event_part[mine], strict=True):
        m, _, stages = announced.pairs[int(p)]
        parts[inputs.materials[m], tuple(STAGES[g] for g in stages)] = part
    assert {parts[k] for k in parts if k[0] == "ndfeb-magnets"} == {0.6}
    assert {parts[k] for k in parts if k[0] == "smco-magnets"} == {1.0}
    assert parts["dysprosium", ("refine",)] == 1.0
    assert not [item for item, stages in parts if "mine" in stages]


def test_the_chance_that_a_control_would_have_ended_by_now(mixture: Built) -> None:
    """In force since 2023-08-01, 26 months before quarter 0, looked at 12 days into October 2025."""
    arrays, announced = mixture
    old = arrays.event[announced.events.index("cn-gage-2023")]
    chance = NormalDist().cdf(log((26 + 12 / 31) / 40) / 0.99)
    assert old.tolist() == [-26.0, np.inf, -26.0, pytest.approx(chance, abs=1e-12), 1.0, 1.0]
    coming = arrays.event[announced.events.index("cn-5ree-57")]
    assert coming[3] == 0.0 and coming[2] == pytest.approx(1 + 7 / 30)


def test_a_pinned_stop_is_one_event_with_every_item_of_its_country(case: Case, inputs: Inputs) -> None:
    arrays, announced = build_controls(case.dataset, load_card("china-stop-12m"), inputs)
    assert announced.events == ("pinned:0",) and announced.actors == ()
    assert arrays.event.tolist() == [[12.0, 24.0, 12.0, 0.0, 1.0, 0.0]]
    assert arrays.event_share.tolist() == arrays.event_severity.tolist() == [[1.0] * 5]
    china = inputs.countries.index("CHN")
    weight = inputs.weights[0][:, :, china]
    supplied = np.nonzero(weight.sum(axis=1))[0]
    stages = [tuple(int(g) for g in np.nonzero(weight[m])[0]) for m in supplied]
    assert announced.pairs == tuple((int(m), china, g) for m, g in zip(supplied, stages, strict=True))
    assert arrays.event_pair.tolist() == list(range(len(supplied)))
    assert arrays.stream_event.tolist() == [stream("event/pinned:0")]


def test_actors_announce_at_the_rates_of_their_rows(mixture: Built) -> None:
    arrays, announced = mixture
    assert announced.actors == ("CHN", "COD/cobalt")
    assert arrays.actor_rate.tolist() == [[0.118, 1.82, 3.64, 3.64], [0.053] * 4]
    assert arrays.actor_host.tolist() == [0, 1]
    assert arrays.stream_actor.tolist() == [stream("announce/CHN"), stream("announce/COD/cobalt")]


def test_an_item_weighs_by_share_reliance_on_imports_and_defence(mixture: Built, inputs: Inputs) -> None:
    arrays, announced = mixture
    china, congo, end = (int(n) for n in arrays.actor_of)
    weights = {
        inputs.materials[announced.pairs[int(arrays.hit_pair[arrays.hit_of[n]])][0]]: float(arrays.weight[n])
        for n in range(china, congo)
    }
    assert weights["gallium"] == pytest.approx(0.9901 * 1.0 * 0.119, abs=1e-9)
    germanium = 83.1 / 98 * (28.9463 - 5.72172) / 28.9463 * 0.245  # 2 of the 100 are the own country's
    assert weights["germanium"] == pytest.approx(germanium, rel=1e-6)
    assert arrays.weight[congo:end].tolist() == [1.0]
    assert named(announced, inputs, hit(arrays, 1)) == {("cobalt", "COD")}
    assert {c for _, c in named(announced, inputs, hit(arrays, 0))} == {"CHN"}


def test_a_place_in_a_basket_is_drawn_by_actor_and_item(mixture: Built, inputs: Inputs) -> None:
    arrays, announced = mixture
    names = [
        f"basket/{actor}/{inputs.materials[announced.pairs[int(arrays.hit_pair[arrays.hit_of[n]])][0]]}"
        for a, actor in enumerate(announced.actors)
        for n in range(arrays.actor_of[a], arrays.actor_of[a + 1])
    ]
    assert "basket/CHN/gallium" in names and names[-1] == "basket/COD/cobalt/cobalt"
    assert arrays.stream_basket.tolist() == [stream(n) for n in names]
    assert arrays.stream_event.tolist() == [stream(f"event/{w}") for w in announced.events]


def test_a_basket_holds_what_its_law_says(mixture: Built) -> None:
    """Negative binomial of mean 2.4 and size 2.3: none with chance (2.3 / 4.7)^2.3; a mean is a sum of tails."""
    basket = mixture[0].basket
    assert basket[0] == pytest.approx((2.3 / 4.7) ** 2.3, rel=1e-12)
    assert (1 - basket).sum() == pytest.approx(2.4, abs=1e-6)
    assert np.all(np.diff(basket) > 0) and 1 - basket[-1] <= 2**-32


def test_figures_for_drawn_controls_are_those_of_the_table(mixture: Built) -> None:
    arrays, _ = mixture
    assert arrays.shares.tolist() == [0.143, 0.143, 0.3]
    law = NormalDist().cdf(log(120 / 40) / 0.99)
    expected = [[log(40), 0.99, pytest.approx(law, abs=1e-12)], [log(4), 0.4, 1.0]]
    assert arrays.months.tolist() == expected
    assert arrays.tables.shape == (3, 1301) and np.all(np.diff(arrays.tables, axis=1) >= 0)
    density = np.exp(-(np.linspace(-6.5, 6.5, 1301) ** 2) / 2) / np.sqrt(2 * np.pi) * 0.01
    assert arrays.tables @ density == pytest.approx([0.85, 0.4, 0.95], abs=1e-4)
    assert arrays.all_share.tolist() == [1.0] * 5 and np.isnan(arrays.no_severity).all()


def test_words_that_could_not_be_placed_are_handed_on(mixture: Built) -> None:
    assert "cn-sb-2024: diamond-industrial is no item" in mixture[1].unplaced


def test_an_actor_of_another_country_is_a_row_of_the_table(
    case_with: Callable[..., Case], inputs: Inputs
) -> None:
    rows = [
        {"block": "export_control", "parameter": f"announcements_per_year_{r}_RUS", "value": v}
        for r, v in (("normal", 0.1), ("coercion", 0.2), ("crisis", 0.3))
    ]
    case = case_with(scenario_generator=rows)
    arrays, announced = build_controls(case.dataset, load_card("mixture"), inputs)
    assert announced.actors == ("CHN", "RUS", "COD/cobalt")
    assert arrays.actor_rate[1].tolist() == [0.1, 0.2, 0.3, 0.3]
    mine = hit(arrays, 1)
    assert {c for _, c in named(announced, inputs, mine)} == {"RUS"}
    assert ("palladium", "RUS") in named(announced, inputs, mine)
