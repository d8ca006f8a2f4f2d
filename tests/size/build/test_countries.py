from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.errors import DataError, InputError
from lodestock.records.scenario import Card, Closure
from lodestock.size.build.countries import World, build_world, by_quarter
from lodestock.size.build.inputs import Inputs, read_inputs
from lodestock.size.build.streams import stream


@pytest.fixture(scope="module")
def inputs(case: Case) -> Inputs:
    return read_inputs(case.dataset)


@pytest.fixture(scope="module")
def world(case: Case, inputs: Inputs) -> World:
    return build_world(case.dataset, load_card("mixture"), inputs)


def closing(*closures: Closure) -> Card:
    return replace(load_card("base-war"), closures=closures)


def where(inputs: Inputs, flags: np.ndarray) -> set[str]:
    return {c for c, flag in zip(inputs.countries, flags, strict=True) if flag}


def test_a_year_is_four_quarters() -> None:
    assert by_quarter((0.5, 2)).tolist() == [0.5] * 4 + [2.0] * 4


def test_every_array_of_countries_is_as_long_as_their_list(world: World, inputs: Inputs) -> None:
    n = len(inputs.countries)
    for name in ("group", "bloc", "stream_country", "theatre", "route", "sea", "exempt"):
        assert getattr(world, name).shape == (n,), name
    assert world.loading.shape == (n, 4) and world.closure.shape == (n, 24)
    assert world.group_series.shape == (3, 16) and world.tables.shape == (3, 1301)
    assert not world.exempt.any() and not world.closure.any() and world.closing == 0


def test_countries_are_adversaries_allies_or_others(world: World, inputs: Inputs) -> None:
    assert where(inputs, world.group == 0) == {"CHN", "RUS", "IRN", "PRK"} & set(inputs.countries)
    assert where(inputs, world.group == 1) >= {"AUS", "CAN", "DEU", "JPN", "KOR"}
    assert where(inputs, world.group == 2) >= {"COD", "IDN", "SAU", "ZWE", "OTHER"}


def test_an_ally_counts_from_the_day_it_became_one(case: Case, inputs: Inputs) -> None:
    group = build_world(case.dataset, load_card("today"), inputs).group
    assert group[inputs.countries.index("SAU")] == 1


def test_a_country_is_in_one_bloc(world: World, inputs: Inputs) -> None:
    assert where(inputs, world.bloc == 0) == {"CHN", "PRK"}
    assert where(inputs, world.bloc == 1) == {"IRN", "RUS"}
    assert where(inputs, world.bloc == 2) == where(inputs, world.group == 1)
    assert where(inputs, world.bloc == 3) == where(inputs, world.group == 2)


def test_a_bloc_goes_before_a_friendship(case_with: Callable[..., Case]) -> None:
    case = case_with(country_groups=[{"group": "bloc-russia", "country_iso3": "DEU"}])
    found = read_inputs(case.dataset)
    world, germany = build_world(case.dataset, case.card, found), found.countries.index("DEU")
    assert (world.group[germany], world.bloc[germany]) == (1, 1)


def test_groups_deliver_what_the_card_says_by_year(world: World) -> None:
    assert world.group_series.tolist() == [[0.0] * 12 + [0.25] * 4, [0.97] * 16, [0.85] * 16]
    assert world.damage.tolist() == [0.1] * 4 + [0.05] * 4 + [0.0] * 8


def test_theatre_routes_and_seas_are_those_of_the_groups(world: World, inputs: Inputs) -> None:
    theatre = {"JPN", "KOR", "PHL", "TWN"}
    assert where(inputs, world.theatre) == theatre and where(inputs, world.route) == {*theatre, "CHN"}
    assert set(inputs.countries) - where(inputs, world.sea) == {"CAN", "MEX"}
    assert world.voyage_loss == 0.015


def test_scores_of_countries_correlate_as_their_blocs_do(world: World, inputs: Inputs) -> None:
    load = {c: world.loading[n] for n, c in enumerate(inputs.countries)}
    assert np.square(world.loading).sum(axis=1) == pytest.approx(1.0, abs=1e-12)
    for one, two, shared, rho in (
        ("CHN", "PRK", 3, 0.6),
        ("CHN", "RUS", 2, 0.4),
        ("DEU", "FRA", 3, 0.6),
        ("DEU", "COD", 2, 0.1),
        ("CHN", "DEU", 2, 0.1),
    ):
        assert load[one][:shared] @ load[two][:shared] == pytest.approx(rho, abs=1e-12), (one, two)


def test_the_middle_of_reliability_is_that_of_its_beta_law(world: World) -> None:
    """Beta(8.5, 1.5) has its mean at 0.85, Beta(9.7, 0.3) at 0.97; a mean is the area under the quantiles."""
    z = np.linspace(-6.5, 6.5, 1301)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    means = (world.tables * density).sum(axis=1) * (z[1] - z[0])
    assert means == pytest.approx([0.75, 0.97, 0.85], abs=1e-4)
    assert np.all(np.diff(world.tables, axis=1) >= 0)


def test_correlations_that_do_not_rise_are_refused_where_they_are_drawn(
    case_with: Callable[..., Case], inputs: Inputs
) -> None:
    case = case_with(scenario_generator=[{"block": "copula", "parameter": "rho_other", "value": 0.5}])
    reason = "rho_other 0.5, rho_CHN_RUS 0.4 and rho_within_bloc 0.6 do not rise"
    with pytest.raises(DataError, match=reason):
        build_world(case.dataset, load_card("mixture"), inputs)
    assert build_world(case.dataset, case.card, inputs).reliability_drawn == 0


@pytest.mark.parametrize("order", [1, -1])
def test_a_closed_route_takes_the_larger_cut_where_two_overlap(
    case: Case, inputs: Inputs, order: int
) -> None:
    two = (Closure(("theatre", "CHN"), 0.5, 1, 3), Closure(("JPN",), 0.8, 2, 1))
    world = build_world(case.dataset, closing(*two[::order]), inputs)
    rows = {c: world.closure[n] for n, c in enumerate(inputs.countries)}
    assert rows["CHN"].tolist() == rows["KOR"].tolist() == [0.0, 0.5, 0.5, 0.5] + [0.0] * 20
    assert rows["JPN"].tolist() == [0.0, 0.5, 0.8, 0.5] + [0.0] * 20
    assert where(inputs, world.closure.any(axis=1)) == {"CHN", "JPN", "KOR", "PHL", "TWN"}
    assert world.closing == 1


def test_a_closure_that_began_before_the_horizon_ends_inside_it(case: Case, inputs: Inputs) -> None:
    world = build_world(case.dataset, closing(Closure(("CHN",), 1.0, -2, 3)), inputs)
    assert world.closure[inputs.countries.index("CHN")].tolist() == [1.0] + [0.0] * 23
    over = build_world(case.dataset, closing(Closure(("CHN",), 1.0, -3, 2)), inputs)
    assert over.closing == 0


def test_a_closure_of_nobody_known_is_refused_with_its_place(case: Case, inputs: Inputs) -> None:
    card = closing(Closure(("CHN", "XXX"), 1.0, 0, 1, "card mine:9 shipping.pinned.0"))
    with pytest.raises(InputError, match=r"card mine:9 shipping\.pinned\.0 countries = 'XXX': is neither a"):
        build_world(case.dataset, card, inputs)


def test_reliability_is_drawn_by_name(world: World, inputs: Inputs) -> None:
    names = ["", "/adversary", "/bloc-china", "/bloc-russia", "/ally", "/other"]
    assert world.stream_bloc.tolist() == [stream(f"reliability{n}") for n in names]
    assert world.stream_country.tolist() == [stream(f"reliability/{c}") for c in inputs.countries]
    assert world.stream_shipping == stream("shipping")
