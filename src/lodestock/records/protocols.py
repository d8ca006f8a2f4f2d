"""How rooms speak to each other without knowing each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

__all__ = ["Cells", "Cut", "Engine", "Floats", "LossOracle"]

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cells:
    """One scenario as a loss sees it, so that anyone can work it out again.

    Attributes
    ----------
    servable_t : (item, class, quarter) gaps that stock may serve
    held_t : (item, class) inventory set aside for the class before anything is bought
    value_usd_per_t : (item, class) value of a tonne, 0 where it is not known
    """

    servable_t: Floats
    held_t: Floats
    value_usd_per_t: Floats


@dataclass(frozen=True, slots=True)
class Cut:
    """A tangent to the expected loss at a first stage.

    Attributes
    ----------
    loss_usd : (item,) expected loss at the deliveries asked for
    slope_usd_per_t : (item, class, quarter) what one more tonne delivered changes, never above 0
    """

    loss_usd: Floats
    slope_usd_per_t: Floats


class LossOracle(Protocol):
    """Says what is lost, and what a tonne more would save, given what is delivered when.

    The loss is the implementable one: each tonne belongs to the reserve of one class and is
    released at once to it, so the loss is convex in the deliveries.
    """

    @property
    def materials(self) -> tuple[str, ...]:
        """Items, in the order of the first axis."""
        ...

    @property
    def scenarios(self) -> int:
        """Number of scenarios."""
        ...

    def evaluate(self, deliveries_t: Floats, batch: range) -> Cut:
        """Return expected loss and slope over the scenarios of `batch`.

        Parameters
        ----------
        deliveries_t : (item, class, quarter) tonnes that reach the reserve of a class
        batch : scenario indices
        """
        ...

    def cells(self, index: int) -> Cells:
        """Return one scenario's gaps and values."""
        ...


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
