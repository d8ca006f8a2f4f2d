from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import log
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from lodestock.data import load, load_card
from lodestock.programme.project import Case
from lodestock.records.dataset import LaidRow
from lodestock.records.scenario import STAGES
from lodestock.size.build.controls import Announced, ControlArrays, build_controls
from lodestock.size.build.events import STANDING
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


def pairs_of(built: Built, word: str) -> Any:
    """Return the pairs that an event hits."""
    arrays, announced = built
    n = announced.events.index(word)
    return arrays.known.pair[arrays.known.pair_of[n] : arrays.known.pair_of[n + 1]]


def test_a_card_without_controls_has_empty_arrays_of_the_right_width(case: Case, inputs: Inputs) -> None:
    arrays, announced = build_controls(case.dataset, load_card("base-war"), inputs)
    known, announcers = arrays.known, arrays.announcers
    assert announced == Announced((), (), (), ())
    assert known.when.shape == (0, 5) and known.share.shape == known.severity.shape == (0, 5)
    assert known.package.shape == (0, 2) and announcers.rate.shape == announcers.lane.shape == (0, 4)
    assert known.pair_of.tolist() == announcers.of.tolist() == announcers.hit_of.tolist() == [0]
    assert len(known.pair) == len(arrays.muted) == len(announcers.stream) == len(announcers.weight) == 0
    assert arrays.truces.pinned.shape == (0, 6) and len(arrays.truces.stream) == 0


def test_offsets_agree_with_events_actors_and_pairs(mixture: Built, inputs: Inputs) -> None:
    arrays, announced = mixture
    known, announcers = arrays.known, arrays.announcers
    events, actors, pairs = len(announced.events), len(announced.actors), len(announced.pairs)
    assert known.when.shape == (events, 5) and known.pair_of.shape == (events + 1,)
    assert announcers.rate.shape == (actors, 4) and announcers.of.shape == (actors + 1,)
    assert known.pair_of[-1] == len(known.pair) == len(known.part)
    assert announcers.of[-1] == len(announcers.weight) == len(announcers.stream_basket)
    assert announcers.hit_of[-1] == len(announcers.hit_pair) == len(announcers.hit_part)
    assert len(announcers.hit_of) == len(announcers.weight) + 1
    assert arrays.pair_country.tolist() == [c for _, c, _ in announced.pairs]
    assert arrays.muted.tolist() == [0] * pairs


def test_pairs_are_sorted_and_each_is_behind_some_supply(mixture: Built, inputs: Inputs) -> None:
    _, announced = mixture
    assert list(announced.pairs) == sorted(set(announced.pairs))
    weight = inputs.weights[0]
    assert all(weight[m, list(stages), c].min() > 0 for m, c, stages in announced.pairs)


def test_an_event_hits_the_pairs_of_what_it_names(mixture: Built, inputs: Inputs) -> None:
    def reached(word: str) -> set[tuple[str, str]]:
        return named(mixture[1], inputs, pairs_of(mixture, word))

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
    mine = slice(arrays.known.pair_of[n], arrays.known.pair_of[n + 1])
    parts = {}
    for p, part in zip(arrays.known.pair[mine], arrays.known.part[mine], strict=True):
        m, _, stages = announced.pairs[int(p)]
        parts[inputs.materials[m], tuple(STAGES[g] for g in stages)] = part
    assert {parts[k] for k in parts if k[0] == "ndfeb-magnets"} == {0.6}
    assert {parts[k] for k in parts if k[0] == "smco-magnets"} == {1.0}
    assert parts["dysprosium", ("refine",)] == 1.0
    assert not [item for item, stages in parts if "mine" in stages]


def test_the_chance_that_a_control_would_have_ended_by_now(case: Case, inputs: Inputs) -> None:
    """In force since 2023-08-01, 26 months before quarter 0, looked at 12 days into October 2025.

    Where truces are drawn, own ends follow the law that counts none of them.
    """
    for truces, law in ((True, (68, 1.07)), (False, (40, 0.99))):
        card = replace(load_card("mixture"), truces_drawn=truces)
        arrays, announced = build_controls(case.dataset, card, inputs)
        n = announced.events.index("cn-gage-2023")
        chance = NormalDist().cdf(log((26 + 12 / 31) / law[0]) / law[1])
        figures = [-26.0, -26.0, np.inf, pytest.approx(chance, abs=1e-12), pytest.approx(-27 + 2 / 31)]
        assert arrays.known.when[n].tolist() == figures
        assert (arrays.known.passes[n], arrays.known.kind[n], arrays.known.held[n]) == (1.0, 1, STANDING)
        assert arrays.months[0].tolist() == [log(law[0]), law[1], 120.0]
        coming = arrays.known.when[announced.events.index("cn-5ree-57")]
        assert coming[3] == 0.0 and coming[1] == pytest.approx(1 + 7 / 30)


def test_a_control_older_than_any_drawn_does_not_end(case_with: Callable[..., Case], inputs: Inputs) -> None:
    """China's licences of 2015 count where observed trade is of 2005: in force for 129 months, more than 120."""
    row = {"block": "export_control", "parameter": "observed_trade_from", "value": 2005}
    arrays, announced = build_controls(
        case_with(scenario_generator=[row]).dataset, load_card("mixture"), inputs
    )
    assert arrays.known.when[announced.events.index("cn-quota-end"), 2] == 1e6
    assert np.isinf(arrays.known.when[announced.events.index("cn-gage-2023"), 2])


def test_a_control_that_meets_no_supply_is_told(mixture: Built) -> None:
    assert "my-ree: nothing that it names comes from there" in mixture[1].unplaced


def test_a_package_may_stay_away_from_the_day_on_which_it_was_to_apply_first(
    mixture: Built,
) -> None:
    """Six notices of 2025-10-09; the rule on chips applied at once, what was to come first on 2025-11-08."""
    arrays, announced = mixture
    found = {w: arrays.known.package[n].tolist() for n, w in enumerate(announced.events)}
    package = [pytest.approx(1 + 7 / 30), 0.3]
    assert found["cn-5ree-57"] == found["cn-extra-61"] == found["cn-semi-61"] == package
    assert found["cod-co-quota"] == [pytest.approx(15 / 31), 0.071]
    assert found["cn-gage-2023"] == found["us-dfars-2027"] == [np.inf, 0.0]
    streams = {w: int(arrays.known.stream_package[n]) for n, w in enumerate(announced.events)}
    assert streams["cn-semi-61"] == streams["cn-5ree-57"] == stream("package/CHN/2025-10-09")


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("today", {"cn-5ree-57", "cn-extra-61", "cn-semi-61", "cn-us-ban-2024"}),
        ("truce-ends", set()),
        ("october-2025", set()),
    ],
)
def test_whether_a_suspension_lapses_is_drawn_unless_the_card_says(
    case: Case, inputs: Inputs, card: str, words: set[str]
) -> None:
    arrays, announced = build_controls(case.dataset, load_card(card), inputs)
    assert {w for w, s in zip(announced.events, arrays.known.sequel, strict=True) if s} == words
    assert arrays.known.sequel.sum() == len(words)


def test_only_controls_of_an_actor_of_truces_are_suspended(mixture: Built) -> None:
    arrays, announced = mixture
    actors = dict(zip(announced.events, arrays.known.truce.tolist(), strict=True))
    assert {w for w, a in actors.items() if a == 0} == {w for w in actors if w.startswith("cn-")}
    assert arrays.announcers.truce.tolist() == [0 if a == "CHN" else -1 for a in announced.actors]


def test_a_pinned_stop_is_one_event_with_every_item_of_its_country(case: Case, inputs: Inputs) -> None:
    arrays, announced = build_controls(case.dataset, load_card("china-stop-12m"), inputs)
    known = arrays.known
    assert announced.events == ("pinned:0",) and announced.actors == ()
    assert known.when.tolist() == [[12.0, 12.0, 24.0, 0.0, -np.inf]] and known.truce.tolist() == [-1]
    assert (known.passes.tolist(), known.kind.tolist()) == ([1.0], [0])
    assert known.share.tolist() == known.severity.tolist() == [[1.0] * 5]
    china = inputs.countries.index("CHN")
    weight = inputs.weights[0][:, :, china]
    supplied = np.nonzero(weight.sum(axis=1))[0]
    stages = [tuple(int(g) for g in np.nonzero(weight[m])[0]) for m in supplied]
    assert announced.pairs == tuple((int(m), china, g) for m, g in zip(supplied, stages, strict=True))
    assert known.pair.tolist() == list(range(len(supplied)))
    assert known.stream.tolist() == [stream("event/pinned:0")]


def test_figures_for_drawn_controls_are_those_of_the_table(mixture: Built) -> None:
    arrays, _ = mixture
    assert arrays.leak == 0.3 and arrays.months[1].tolist() == [log(4), 0.4, np.inf]
    assert arrays.tables.shape == (3, 1301) and np.all(np.diff(arrays.tables, axis=1) >= 0)
    density = np.exp(-(np.linspace(-6.5, 6.5, 1301) ** 2) / 2) / np.sqrt(2 * np.pi) * 0.01
    assert arrays.tables @ density == pytest.approx([0.85, 0.4, 0.95], abs=1e-4)
    assert arrays.all_share.tolist() == [1.0] * 5 and np.isnan(arrays.no_severity).all()


def test_words_that_could_not_be_placed_are_handed_on(mixture: Built) -> None:
    assert "cn-sb-2024: diamond-industrial is no item" in mixture[1].unplaced


def test_what_is_accepted_from_the_news_goes_with_its_package_and_changes_no_other(inputs: Inputs) -> None:
    news = {"event_id": "watch-w1", "announced": "2025-10-09", "effective": "2025-10-20", "actor_country_iso3": "CHN",
            "instrument": "export_licence", "materials": "holmium", "targets": "ALL", "status": "in_force"}  # fmt: skip
    rows = [{"event_id": "cn-5ree-57", "remove": "y"}, news]
    laid = [LaidRow("watch/w1", "policy_events", row) for row in rows]
    found = []
    for some in (laid[:1], laid):
        arrays, announced = build_controls(load(None, some), load_card("october-2025"), inputs)
        found.append({w: arrays.known.package[n].tolist() for n, w in enumerate(announced.events)})
    before, after = found
    assert after.pop("watch-w1") == [pytest.approx(19 / 31), 0.3]
    assert after == before and before["cn-extra-61"][0] == pytest.approx(2.0)
