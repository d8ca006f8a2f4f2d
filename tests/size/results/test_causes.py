from __future__ import annotations

import pytest

from lodestock.data import load_card
from lodestock.engine import Serial, Threads
from lodestock.programme.project import Case
from lodestock.size import Shortfalls, find_causes, size_card

MIXTURE = 300


@pytest.fixture(scope="module")
def mixture(case: Case) -> Shortfalls:
    return size_card(case.dataset, load_card("mixture"), Serial(), draws=MIXTURE, seed=0)


def test_causes_name_the_country_of_a_ban(case: Case) -> None:
    short = size_card(case.dataset, load_card("drc-ban"), Serial(), draws=1, seed=0)
    found = find_causes(short, Serial()).filter(material="cobalt").row(0, named=True)
    assert (found["factor"], found["country"], found["stage"]) == ("control", "COD", "mine")
    assert found["share"] == pytest.approx(1.0)


def test_causes_of_a_mixture_do_not_depend_on_the_engine(mixture: Shortfalls) -> None:
    ours, theirs = (find_causes(mixture, e) for e in (Serial(), Threads(2)))
    assert ours.equals(theirs)
    germanium = ours.filter(material="germanium")
    assert germanium.row(0, named=True)["country"] == "CHN"


def test_a_cause_switched_off_takes_its_share_away(short: Shortfalls) -> None:
    frame = find_causes(short, Serial())
    assert (frame["share"] <= 1).all()
    cobalt = frame.filter(material="cobalt").row(0, named=True)
    assert (cobalt["factor"], cobalt["country"], cobalt["stage"]) == ("closed", "CHN", "refine")
    own = frame.filter(factor="own ramp")
    assert len(own) and (own["share"] < 0).all()
