"""The forms of the tables of a plan."""

from __future__ import annotations

import pytest

from lodestock.records.plan_specs import LINES, MARKET, OFFERS


@pytest.mark.parametrize("spec", [LINES, OFFERS, MARKET], ids=["lines", "offers", "market"])
def test_a_frame_of_a_plan_has_its_key_and_a_unit_for_every_amount(spec: object) -> None:
    assert isinstance(spec, type(LINES))
    assert set(spec.key) <= set(spec.names) and len(set(spec.names)) == len(spec.names)
    for column in spec.columns:
        units = {"_usd": "USD", "_t": "t", "_usd_per_t": "USD/t"}
        endings = [ending for ending in sorted(units, key=len) if column.name.endswith(ending)]
        if endings:
            assert column.unit == units[endings[-1]], column.name


def test_a_line_and_an_offer_name_the_same_things() -> None:
    assert LINES.names[:16] == OFFERS.names[:16]
