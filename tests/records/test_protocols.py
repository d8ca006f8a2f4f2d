from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.records.errors import InputError
from lodestock.records.protocols import Cuts, Reserves, Silent, cut_batches


def test_batches_do_not_depend_on_anything_but_the_two_numbers() -> None:
    assert cut_batches(7, 3) == [range(3), range(3, 6), range(6, 7)]
    assert cut_batches(6, 3) == [range(3), range(3, 6)]
    assert cut_batches(1, 1) == [range(1)] and cut_batches(2, 10**9) == [range(2)]


def test_the_refusal_names_the_value_and_what_to_give() -> None:
    with pytest.raises(InputError) as caught:
        cut_batches(0, 0)
    assert str(caught.value) == "--draws = '0': there is nothing to work on. Give a whole number from 1."


def test_silence_takes_note_of_anything_and_never_stops(capsys: pytest.CaptureFixture[str]) -> None:
    silent = Silent()
    silent("sizing")
    silent("sizing", 0.5)
    silent("", float("nan"))
    assert silent.cancelled() is False
    assert capsys.readouterr() == ("", "")


def test_what_workers_send_back_travels_whole() -> None:
    """Answers of a cluster are pickled; frozen classes with slots must survive it."""
    cuts = Cuts(np.array([[1.5]]), np.full((1, 1, 3), -2.0), 7.0)
    one = np.array([0])
    reserves = Reserves(one, one, np.array([4.0]), np.array([0.5]), np.array([np.nan]))
    again, same = pickle.loads(pickle.dumps((cuts, reserves)))
    assert again.loss_usd.tolist() == [[1.5]] and (again.slope_usd_per_t == cuts.slope_usd_per_t).all()
    assert again.other_usd == 7.0 and again.by_draw_usd is None
    assert np.array_equal(same.held_t, reserves.held_t, equal_nan=True) and same.keep[0] == 0.5


@given(st.integers(1, 5_000), st.integers(1, 700))
def test_every_scenario_is_in_one_batch(draws: int, size: int) -> None:
    cut = cut_batches(draws, size)
    assert [i for batch in cut for i in batch] == list(range(draws))
    assert {len(batch) for batch in cut[:-1]} <= {size}


@pytest.mark.parametrize(
    ("draws", "size", "place"), [(0, 10, "--draws"), (-3, 10, "--draws"), (10, 0, "batch size")]
)
def test_nothing_to_draw_is_refused(draws: int, size: int, place: str) -> None:
    with pytest.raises(InputError, match="nothing to work on") as caught:
        cut_batches(draws, size)
    assert caught.value.problems[0].place == place


@pytest.mark.parametrize("draws", [100_000_001, 10**12, 10**30])
def test_more_draws_than_anybody_waits_for_are_refused_before_they_fill_the_memory(draws: int) -> None:
    with pytest.raises(InputError, match=r"^--draws = '1.*': lies outside 1 to 100,000,000\. Give fewer\.$"):
        cut_batches(draws, 256)
