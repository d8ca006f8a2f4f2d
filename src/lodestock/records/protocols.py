"""How rooms speak to each other without knowing each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from lodestock.records.errors import InputError, Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]
else:
    Floats = Ints = Bools = Any

__all__ = [
    "MOST_DRAWS",
    "Bools",
    "Cuts",
    "Drawn",
    "Engine",
    "Floats",
    "Ints",
    "LossOracle",
    "LossSource",
    "Monitor",
    "Reserves",
    "Silent",
    "cut_batches",
]

R = TypeVar("R")

MOST_DRAWS = 100_000_000
"""Most draws: they take hours, and errors are then a hundredth of those of 10,000 draws. More is a slip of a finger."""


@dataclass(frozen=True, slots=True, eq=False)
class Reserves:
    """Reserves that purchases may fill, each for one class of one item. Axis: c reserve.

    Attributes
    ----------
    item : (c,) position of the item
    demand_class : (c,) position of the class
    value_usd_per_t : (c,) value of a tonne
    keep : (c,) part of a stock that is usable a quarter later
    held_t : (c,) inventory set aside for the class before anything is bought
    displacement : part of a delivery that users go without, of those that draw on what they buy, where a control on the
        item is in force in a quarter in which stock may serve the class
    """

    item: Ints
    demand_class: Ints
    value_usd_per_t: Floats
    keep: Floats
    held_t: Floats
    displacement: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Tangents to the expected loss at several points. Axes: p point, c reserve, t quarter, n draw.

    Attributes
    ----------
    loss_usd : (p, c) expected loss at the deliveries asked for
    slope_usd_per_t : (p, 2, c, t) what one more tonne delivered changes, never above 0; then one that displaces users
    other_usd : expected loss that no delivery changes
    by_draw_usd : (p, n) loss of each draw, all of it; None where nobody asked
    """

    loss_usd: Floats
    slope_usd_per_t: Floats
    other_usd: float
    by_draw_usd: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One draw, as far as reserves can do something about it. Axes: c reserve, t quarter.

    Attributes
    ----------
    gaps_t : (c, t) gaps that stock may serve, tonnes
    displacing : (c, t) whether deliveries that displace users count less
    other_usd : loss that no delivery changes, USD
    """

    gaps_t: Floats
    displacing: Bools
    other_usd: float


class LossOracle(Protocol):
    """Says what is lost, and what a tonne more would save, given what is delivered when.

    The loss is the implementable one: each tonne belongs to the reserve of one class and is
    released at once to it, so the loss is convex in the deliveries. Axes: p point, c reserve, t quarter, n draw.
    """

    @property
    def reserves(self) -> Reserves:
        """What can be filled."""
        ...

    @property
    def draws(self) -> int:
        """Number of draws."""
        ...

    @property
    def weights(self) -> Floats:
        """(n,) probability of each draw."""
        ...

    def evaluate(self, deliveries_t: Floats, weights: Floats | None = None, *, by_draw: bool = False) -> Cuts:
        """Return expected losses and slopes at several points.

        Parameters
        ----------
        deliveries_t : (p, 2, c, t) tonnes that reach each reserve: those that take nothing from users, and those that
            draw on what users buy, which count less by `Reserves.displacement` where a control is in force
        weights : (n,) in place of the probabilities
        by_draw : whether each draw's loss is wanted
        """
        ...

    def one_draw(self, draw: int) -> Drawn:
        """Return what is kept of a draw, counted from 0."""
        ...


class LossSource(Protocol):
    """Gives the loss on as many draws as are asked for."""

    @property
    def draws(self) -> int:
        """Number of draws that count."""
        ...

    def open(self, cells: Ints, draws: int) -> LossOracle:
        """Return the loss on the first draws.

        Parameters
        ----------
        cells : (c, 2) item and class of the reserves that can be filled
        draws : number of draws
        """
        ...

    def redraw(self, cells: Ints, draw: int) -> Drawn:
        """Return one draw, drawn anew.

        Parameters
        ----------
        cells : see `open`
        draw : from 0
        """
        ...

    def fresh(self, cells: Ints, draws: int) -> LossOracle | None:
        """Return the loss on draws that do not count otherwise; None where nothing is left to chance.

        Parameters
        ----------
        cells, draws : see `open`
        """
        ...


def cut_batches(draws: int, size: int) -> list[range]:
    """Cut draws into batches, by their number alone and never by the number of workers.

    Sums over batches, taken in order, are then the same bytes wherever the batches ran.

    Parameters
    ----------
    draws : number of draws
    size : draws per batch; the last may have fewer

    Raises
    ------
    InputError : a number below 1, or more draws than `MOST_DRAWS`

    >>> cut_batches(10, 4)
    [range(0, 4), range(4, 8), range(8, 10)]
    """
    for place, value in (("--draws", draws), ("batch size", size)):
        if value < 1:
            problem = Problem(place, str(value), "there is nothing to work on", "Give a whole number from 1")
            raise InputError(problem)
    if draws > MOST_DRAWS:
        raise InputError(Problem("--draws", str(draws), f"lies outside 1 to {MOST_DRAWS:,}", "Give fewer"))
    return [range(start, min(start + size, draws)) for start in range(0, draws, size)]


class Monitor(Protocol):
    """Whoever waits for long work: is told what is being done, and may ask for it to stop."""

    def __call__(self, what: str, done: float | None = None) -> None:
        """Take note of what is being done, and of which part of it is over, from 0 to 1."""
        ...

    def cancelled(self) -> bool:
        """Return whether the work should stop."""
        ...


class Silent:
    """A `Monitor` that ignores progress and never asks to stop."""

    def __call__(self, what: str, done: float | None = None) -> None:
        """Ignore what is being done."""

    def cancelled(self) -> bool:
        """Return False."""
        return False


class Engine(Protocol):
    """Says where work runs; what comes back does not depend on it."""

    def map(
        self,
        work: Callable[[range], R],
        batches: Sequence[range],
        tell: Callable[[str, float], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> Iterator[R]:
        """Yield the result of each batch, each once, in the order of the batches.

        Only a few results a worker are in memory at once: take them one by one. An iterator that is
        closed, or let go of, before its end starts no more work.

        Parameters
        ----------
        work : a pure function; with `functools.partial` of a module's function and its arrays it can travel
        batches : scenario indices, each batch starting where the one before it stops
        tell : is told what is done, in words and as a fraction of the scenarios
        cancelled : is asked several times a second whether to stop

        Raises
        ------
        CancelledError : when `cancelled` says so
        EngineError : a batch that was lost or doubled, or workers that went away
        Exception : what `work` raises, with a note that names its batch
        """
        ...
