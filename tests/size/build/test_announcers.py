from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.scenario import STAGES
from lodestock.size.build.announcers import Announcer, Announcers, read_announcers
from lodestock.size.build.controls import build_controls
from lodestock.size.build.distributions import SCORES
from lodestock.size.build.inputs import Inputs, read_inputs
from lodestock.size.build.streams import stream

MIXTURE = load_card("mixture")


@pytest.fixture(scope="module")
def inputs(case: Case) -> Inputs:
    return read_inputs(case.dataset)


@pytest.fixture(scope="module")
def announcers(case: Case, inputs: Inputs) -> dict[str, Announcer]:
    return {a.country: a for a in read_announcers(case.dataset, MIXTURE, inputs)}


@pytest.fixture(scope="module")
def arrays(case: Case, inputs: Inputs) -> Announcers:
    return build_controls(case.dataset, MIXTURE, inputs)[0].announcers


def items(announcer: Announcer, inputs: Inputs, *, word: str = "") -> dict[str, tuple[str, ...]]:
    """Return what candidates hit, item -> stages; those of one candidate where a word is given."""
    return {
        inputs.materials[m]: tuple(STAGES[g] for g in sorted(stages))
        for n in announcer.candidates
        if n.word.endswith(word)
        for (m, _, stages), _, _ in n.hits
    }


def test_all_announcers_of_the_record_announce_at_the_rates_of_their_rows(
    announcers: dict[str, Announcer],
) -> None:
    assert sorted(announcers) == ["CHN", "COD", "GAB", "IDN", "MMR", "MYS", "RUS", "VNM", "ZWE"]
    assert announcers["CHN"].rates == (0.118, 1.82, 3.64, 3.64)
    assert announcers["CHN"].shapes == (1.5, 7.5)
    assert announcers["COD"].rates == (0.059,) * 4 and announcers["IDN"].rates == (0.178,) * 4
    assert announcers["IDN"].shapes == (3.0, 3.0)
    assert [c for c, a in announcers.items() if a.regime] == ["CHN"]
    assert [c for c, a in announcers.items() if a.named] == ["CHN", "RUS"]


def test_rates_are_drawn_around_their_value_unless_a_card_fixes_them(
    case: Case, inputs: Inputs, arrays: Announcers
) -> None:
    density = np.exp(-(SCORES**2) / 2) / np.sqrt(2 * np.pi) * 0.01
    assert arrays.spread @ density == pytest.approx(1.0, abs=2e-3)
    ninety = [np.interp(z, SCORES, arrays.spread[0, 1]) * 7.5 / 4.13 for z in (-1.645, 1.645)]
    assert ninety == pytest.approx([0.88, 3.03], abs=0.01)  # as the row prints
    fixed = build_controls(case.dataset, replace(MIXTURE, rates_fixed=True), inputs)[0].announcers
    assert np.all(fixed.spread == 1.0)


def test_a_host_bans_one_thing_of_its_list_at_the_stage_named(
    announcers: dict[str, Announcer], inputs: Inputs
) -> None:
    assert items(announcers["IDN"], inputs)["nickel"] == ("mine",)
    assert set(items(announcers["IDN"], inputs)) <= {"nickel", "aluminum", "copper", "tin", "cobalt"}
    rare = items(announcers["MMR"], inputs, word="/rare-earths")
    assert "dysprosium" in rare and "scandium" not in rare and len(announcers["MMR"].candidates) == 2
    assert announcers["MYS"].candidates == announcers["VNM"].candidates == ()  # mine none of theirs


def test_streams_are_named_by_actor_and_candidate(
    arrays: Announcers, announcers: dict[str, Announcer]
) -> None:
    assert arrays.stream.tolist() == [stream(f"announce/{c}") for c in sorted(announcers)]
    words = [n.word for c in sorted(announcers) for n in announcers[c].candidates]
    assert arrays.stream_basket.tolist() == [stream(w) for w in words] and "basket/CHN/gallium" in words
    assert "basket/MMR/rare-earths" in words


def test_baskets_go_by_families(arrays: Announcers) -> None:
    """Families in the order of the alphabet: battery, chip-optics, rare-earths, steel; .79 of baskets have one."""
    share = np.array([0.167, 0.389, 0.389, 0.056])
    assert np.diff(arrays.family_cdf[0], prepend=0.0) == pytest.approx(0.786 * share / share.sum(), abs=1e-12)
    assert np.all(arrays.family_cdf[1:] == 0.0) and arrays.families.tolist() == [1] + [0] * 8
    assert arrays.size_of.tolist() == [1, 1, 0, 1, 1]
    assert (1 - arrays.basket).sum(axis=1) + 1 == pytest.approx([6.0, 2.4], abs=1e-6)


def test_a_card_may_mix_baskets(case: Case, inputs: Inputs) -> None:
    mixed = build_controls(case.dataset, replace(MIXTURE, baskets_mixed=True), inputs)[0].announcers
    assert np.all(mixed.family_cdf == 0.0)
    assert (1 - mixed.basket).sum(axis=1) + 1 == pytest.approx([3.4, 3.4], abs=1e-6)


def test_a_family_without_a_candidate_is_never_drawn(case_with: Callable[..., Case], inputs: Inputs) -> None:
    row = {
        "block": "family_basket",
        "parameter": "family_steel",
        "distribution_or_values": "niobium;platinum",
    }
    case = case_with(scenario_generator=[row])
    found = build_controls(case.dataset, MIXTURE, inputs)[0].announcers.family_cdf[0]
    assert np.diff(found, prepend=0.0)[3] == pytest.approx(0.0, abs=1e-15)
    assert found[-1] == pytest.approx(0.786, abs=1e-12)


def test_an_announcer_more_is_two_rows(case_with: Callable[..., Case], inputs: Inputs) -> None:
    rows = [
        {"block": "announcer", "parameter": "rate_AUS", "value": 0.2},
        {
            "block": "announcer",
            "parameter": "items_AUS",
            "distribution_or_values": "lithium=mine;rare-earths",
        },
    ]
    found = read_announcers(case_with(scenario_generator=rows).dataset, MIXTURE, inputs)
    aus = next(a for a in found if a.country == "AUS")
    assert (aus.rates, aus.shapes, aus.named) == ((0.2,) * 4, (None, None), False)
    assert [n.word for n in aus.candidates] == ["basket/AUS/lithium", "basket/AUS/rare-earths"]
