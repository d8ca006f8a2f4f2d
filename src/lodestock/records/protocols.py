"""How rooms speak to each other without knowing each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

__all__ = ["Cells", "Cut", "Floats", "LossOracle"]


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
