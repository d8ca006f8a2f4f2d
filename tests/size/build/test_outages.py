from __future__ import annotations

from collections.abc import Callable
from math import comb, exp, log

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.size.build.inputs import Inputs, read_inputs
from lodestock.size.build.outages import Outages, build_outages, read_sites
from lodestock.size.build.streams import stream


@pytest.fixture(scope="module")
def inputs(case: Case) -> Inputs:
    return read_inputs(case.dataset)


@pytest.fixture(scope="module")
def outages(case: Case, inputs: Inputs) -> Outages:
    return build_outages(case.dataset, load_card("mixture"), inputs)


def hosts_of(outages: Outages, inputs: Inputs, item: str) -> list[int]:
    """Return the streams of the hosts of an item."""
    m = inputs.materials.index(item)
    return [int(outages.stream[h]) for h in outages.host[outages.host_of[m] : outages.host_of[m + 1]]]


def test_hosts_begin_where_the_item_before_ends(outages: Outages, inputs: Inputs) -> None:
    assert outages.host_of.shape == (len(inputs.materials) + 1,)
    assert outages.host_of[0] == 0 and outages.host_of[-1] == len(outages.host)
    assert np.all(np.diff(outages.host_of) >= 0)
    others = set(range(len(outages.companion), len(outages.stream)))
    assert others <= set(outages.host.tolist()) <= set(range(len(outages.stream)))


def test_companions_of_one_host_share_its_stream(outages: Outages, inputs: Inputs) -> None:
    platinum, copper = stream("technical/platinum"), stream("technical/copper")
    assert hosts_of(outages, inputs, "iridium") == hosts_of(outages, inputs, "rhodium") == [platinum]
    assert hosts_of(outages, inputs, "palladium") == [platinum, stream("technical/nickel")]
    assert hosts_of(outages, inputs, "cobalt") == [copper, stream("technical/nickel")]
    assert hosts_of(outages, inputs, "rhenium")[1] == hosts_of(outages, inputs, "tellurium")[0] == copper


def test_two_names_of_one_host_are_one(outages: Outages, inputs: Inputs) -> None:
    """Companions name the fifteen in two ways, and iron with and without a remark."""
    assert hosts_of(outages, inputs, "dysprosium") == hosts_of(outages, inputs, "erbium")
    assert hosts_of(outages, inputs, "yttrium") == [stream("technical/host/rare earths")]
    assert hosts_of(outages, inputs, "vanadium") == hosts_of(outages, inputs, "cerium")[:1]
    assert hosts_of(outages, inputs, "gallium") == [stream("technical/aluminum")]


@pytest.mark.parametrize(
    ("item", "part"),
    [("antimony", 0.6), ("cobalt", 0.9), ("gallium", 1.0), ("molybdenum", 0.46), ("cerium", 0.4)],
)
def test_companionality_is_a_fraction(outages: Outages, inputs: Inputs, item: str, part: float) -> None:
    assert outages.companion[inputs.materials.index(item)] == pytest.approx(part, abs=1e-15)


@pytest.mark.parametrize("item", ["nickel", "platinum", "smco-magnets", "titanium-sponge"])
def test_what_no_host_brings_to_market_has_no_part_of_one(
    outages: Outages, inputs: Inputs, item: str
) -> None:
    """Nickel says 5 per cent and platinum 25 per cent, of no host."""
    assert hosts_of(outages, inputs, item) == []
    assert outages.companion[inputs.materials.index(item)] == 0.0


def test_each_item_and_site_has_a_stream_by_its_name(outages: Outages, inputs: Inputs) -> None:
    assert outages.stream[:59].tolist() == [stream(f"technical/{m}") for m in inputs.materials]
    assert outages.stream_site[2] == stream("site/boron/mine/USA")
    streams = [*outages.stream, *outages.stream_site]
    assert len(set(map(int, streams))) == len(streams)


def test_the_usual_loss_is_the_mean_and_rare_its_chance(outages: Outages) -> None:
    """Beta(5, 95) has mean 0.05, and lies below x where 5 or more of 99 uniforms do."""
    below = 1 - sum(comb(99, j) * 0.05**j * 0.95 ** (99 - j) for j in range(5))
    assert outages.usual_loss == 0.05
    assert outages.rare == pytest.approx(below, abs=1e-5) and outages.rare < below
    assert outages.table.shape == (1301,) and np.all(np.diff(outages.table) >= 0)


def test_single_sites_are_read_in_the_order_of_their_table(case: Case, inputs: Inputs) -> None:
    sites = read_sites(case.dataset, inputs)
    assert len(sites) == 11 and sites[2] == ("boron", "mine", "USA", 0.8)
    assert sites[3:5] == [("germanium", "refine", "BEL", 1.0), ("germanium", "refine", "CAN", 1.0)]


def test_a_site_is_out_by_rate_and_mean_length(outages: Outages) -> None:
    """0.1 outages a year of LogNormal(median 4, sigma 0.8) months, whose mean is the median times e^0.32."""
    assert outages.site.shape == (11, 2) and outages.site[2].tolist() == [0.8, 0.1]
    assert outages.site_mean == pytest.approx([0.1 * 4 * exp(0.32) / 12] * 11, rel=1e-12)
    assert outages.months.tolist() == [log(4), 0.8, np.inf]


def test_a_site_is_never_out_for_more_than_all_the_time(
    case_with: Callable[..., Case], inputs: Inputs
) -> None:
    rate = {"block": "technical", "parameter": "single_site_outage_rate", "value": 10}
    case = case_with(scenario_generator=[rate])
    found = build_outages(case.dataset, case.card, inputs)
    assert found.site_mean.tolist() == [1.0] * 11 and found.site[0, 1] == 10.0


def test_sites_of_an_item_that_is_not_computed_are_left_out(
    case_with: Callable[..., Case], unobtainium: dict, inputs: Inputs
) -> None:
    site = {"material": "unobtainium", "stage": "refine", "country_iso3": "BLR", "site": "the one",
            "share_of_country_pct": 50}  # fmt: skip
    case = case_with(**unobtainium, single_sites=[site])
    mine = ("unobtainium", "refine", "BLR", 0.5)
    assert mine in read_sites(case.dataset, read_inputs(case.dataset))
    assert mine not in read_sites(case.dataset, inputs)


def test_an_item_without_a_row_has_no_host(case_with: Callable[..., Case], unobtainium: dict) -> None:
    case = case_with(**unobtainium)
    found = read_inputs(case.dataset)
    outages = build_outages(case.dataset, case.card, found)
    assert hosts_of(outages, found, "unobtainium") == []
    assert outages.companion[found.materials.index("unobtainium")] == 0.0


@pytest.mark.parametrize(("card", "drawn"), [("base-war", 0), ("mixture", 1)])
def test_the_card_says_whether_outages_are_drawn(case: Case, inputs: Inputs, card: str, drawn: int) -> None:
    assert build_outages(case.dataset, load_card(card), inputs).technical_drawn == drawn
