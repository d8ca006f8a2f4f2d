from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lodestock.programme.project import Case
from lodestock.records.errors import DataError
from lodestock.size.build.inputs import Inputs, read_inputs, vary_inputs, with_class_shares


@pytest.fixture(scope="module")
def inputs(case: Case) -> Inputs:
    return read_inputs(case.dataset)


def test_weights_sum_to_one_and_leave_the_own_country_out(inputs: Inputs) -> None:
    weight, binds = inputs.weights
    assert np.abs(weight.sum(axis=2)[binds] - 1).max() <= 1e-12
    assert "USA" not in inputs.countries and inputs.countries[-1] == "OTHER"


def test_printed_imports_agree_with_those_computed(case: Case, inputs: Inputs) -> None:
    printed = np.array(case.dataset.frame("us_demand")["import_t"].to_list())
    assert (np.abs(printed - inputs.imports_t) <= 1e-5 * inputs.demand_t).all()


def test_an_idle_plant_counts_only_where_allowed(inputs: Inputs) -> None:
    headroom = dict(zip(inputs.materials, inputs.headroom_t, strict=True))
    assert headroom["magnesium-metal"] == 0
    assert headroom["aluminum"] == pytest.approx(1310000 - 778928)
    assert headroom["antimony"] == pytest.approx(51.2)


def test_imports_of_unknown_origin_are_refused(case_with: Callable[..., Case], unobtainium: dict) -> None:
    del unobtainium["import_shares"]
    case = case_with(**unobtainium)
    with pytest.raises(
        DataError, match="us_demand unobtainium: imports 100 t per year and no table says from where"
    ):
        read_inputs(case.dataset)


def test_a_feed_of_unknown_origin_is_refused(case_with: Callable[..., Case], unobtainium: dict) -> None:
    unobtainium["us_demand"][0].update(own_primary_t=10, feed_stage="mine")
    case = case_with(**unobtainium)
    with pytest.raises(DataError, match="column feed_stage = 'mine': own plants run on a feed"):
        read_inputs(case.dataset)


def test_class_shares_above_all_demand_are_scaled_back(inputs: Inputs) -> None:
    share = with_class_shares(inputs, 10.0).share
    assert share.sum(axis=1) == pytest.approx(1.0) and (share[:, -1] >= 0).all()
    low = with_class_shares(inputs, 0.67).share
    assert low[:, :-1] == pytest.approx(0.67 * inputs.share[:, :-1])


def test_varied_inputs_differ_in_one_thing(inputs: Inputs) -> None:
    varied = {(name, factor): changed for name, factor, changed in vary_inputs(inputs)}
    assert list(varied) == [
        ("import_weight", 0.0),
        ("import_weight", None),
        ("import_weight", 1.0),
        ("class_share", 0.67),
        ("class_share", 1.5),
    ]
    assert varied["import_weight", None] is inputs
    assert not varied["import_weight", 0.0].import_weight.any()
    assert varied["class_share", 1.5].share[:, 0].sum() > inputs.share[:, 0].sum()
    assert (varied["class_share", 1.5].import_weight == inputs.import_weight).all()
