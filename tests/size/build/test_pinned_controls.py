from __future__ import annotations

from dataclasses import replace

import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.errors import InputError
from lodestock.records.scenario import CLASSES, Card, Control
from lodestock.size.build.events import FIXED
from lodestock.size.build.inputs import read_inputs
from lodestock.size.build.pinned_controls import find_origins, pinned_events


@pytest.fixture(scope="module")
def items(case: Case) -> tuple[str, ...]:
    return read_inputs(case.dataset).materials


def pinning(*controls: Control) -> Card:
    return replace(load_card("base-war"), controls=controls)


def test_a_pinned_control_is_fixed_for_its_quarters(case: Case, items: tuple[str, ...]) -> None:
    control = Control(("CHN", "theatre"), ("cobalt",), ("defence", "civil"), 0.75, 5, 3)
    everything = Control(("COD",), (), (), 0.5, -2, 4)
    first, second = pinned_events(case.dataset, pinning(control, everything), items)
    assert (first.word, second.word) == ("pinned:0", "pinned:1")
    assert first.origins == ("CHN", "JPN", "KOR", "PHL", "TWN")
    assert (first.items, second.items) == (("cobalt",), items)
    assert first.share.tolist() == [1.0, 0.0, 0.0, 0.0, 1.0] and second.share.tolist() == [1.0] * 5
    assert first.severity.tolist() == [0.75] * len(CLASSES)
    assert (first.start, first.end, first.begun) == (15.0, 24.0, 15.0)
    assert (second.start, second.end, second.begun) == (-6.0, 6.0, -6.0)
    assert (first.kind, first.passes) == (FIXED, 1.0)


@pytest.mark.parametrize(
    ("countries", "materials", "message"),
    [
        (("CHM",), (), "card mine:4 countries = 'CHM': is neither a country nor a group"),
        (("CHN",), ("cobolt",), "card mine:4 materials = 'cobolt': is not an item that is computed.*cobalt"),
    ],
)
def test_a_pinned_control_of_nothing_known_is_refused(
    case: Case, items: tuple[str, ...], countries: tuple[str], materials: tuple[str, ...], message: str
) -> None:
    control = Control(countries, materials, (), 1.0, 0, 1, "card mine:4")
    with pytest.raises(InputError, match=message):
        pinned_events(case.dataset, pinning(control), items)


def test_a_group_has_the_members_of_the_day(case: Case) -> None:
    now, later = load_card("base-war"), load_card("today")
    assert "SAU" not in find_origins(case.dataset, now, ("ally",), "")
    assert "SAU" in find_origins(case.dataset, later, ("ally",), "")
    assert find_origins(case.dataset, now, ("RUS", "covered", "CHN"), "") == ("CHN", "IRN", "PRK", "RUS")


def test_all_is_every_country_that_can_deliver(case: Case) -> None:
    """No code of several countries, no second code of a country, and not our own, whose output is no import."""
    card = load_card("base-war")
    everyone = set(find_origins(case.dataset, card, ("all",), ""))
    assert {"CHN", "RUS", "CAN", "XKX", "OTHER"} < everyone
    assert set(read_inputs(case.dataset).countries) <= everyone
    assert not everyone & {"USA", "WLD", "OTH", "EUU", "ALL", "R20", "1A0", "EAZ"}
    assert set(find_origins(case.dataset, card, ("all", "CHN"), "")) == everyone
    for word in ("WLD", "ALL", "1A0", "USA"):
        with pytest.raises(InputError, match="is neither a country nor a group"):
            find_origins(case.dataset, card, (word,), "mine.yaml:4")
