"""Work for the engines: pure functions of a batch, in a module that worker processes can import."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS, SIZE = 2_500, 130


@dataclass(frozen=True, eq=False)
class Instance:
    """Arrays that every batch needs."""

    exponents: Floats


def losses(instance: Instance, batch: range, *, seed: int) -> Floats:
    """Return (item,) sums of numbers of very different size, added one after the other."""
    total = np.zeros(len(instance.exponents))
    for scenario in batch:
        draws = np.random.Generator(np.random.Philox(key=seed, counter=scenario)).random(len(total))
        total += (draws - 0.5) * 10.0 ** (instance.exponents * draws)
    return total


def late(instance: Instance, batch: range, *, seed: int) -> Floats:
    """Do the same, and be done out of order."""
    time.sleep(float(np.random.default_rng(batch.start).random()) * 0.02)
    return losses(instance, batch, seed=seed)


def dying(flag: Path, start: int, instance: Instance, batch: range, *, seed: int) -> Floats:
    """Do the same, but kill the process the first time that the batch from `start` on is tried."""
    if batch.start == start and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return late(instance, batch, seed=seed)


def deadly(batch: range) -> int:
    """Kill whoever tries it."""
    os.kill(os.getpid(), signal.SIGKILL)
    return len(batch)


def where(batch: range) -> int:
    """Return the process, after a while."""
    time.sleep(0.02)
    return os.getpid()


def start(batch: range) -> int:
    """Return the first scenario."""
    return batch.start


def sleepy(batch: range) -> int:
    """Take a while."""
    time.sleep(0.05)
    return batch.start


def broken(batch: range) -> int:
    """Fail at scenario 25."""
    if 25 in batch:
        raise TimeoutError("no luck")
    return batch.start


def instance() -> Instance:
    return Instance(np.linspace(0.0, 15.0, 7))


def job(func: object = late) -> partial[Floats]:
    return partial(func, instance(), seed=7)  # type: ignore[arg-type]


def reduced(results: Iterable[Floats]) -> bytes:
    """Add results in the order in which they come."""
    total = np.zeros(7)
    for one in results:
        total = total + one
    return total.tobytes()


def in_child(work: Callable[[], bytes]) -> bytes:
    """Return what work gives in a forked child, which is killed if it hangs."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover
        signal.alarm(20)
        try:
            os.write(there, work())
        finally:
            os._exit(0)
    os.close(there)
    with open(here, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told
