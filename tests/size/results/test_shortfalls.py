from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.engine import Dask, Serial, Threads, local_cluster
from lodestock.programme.project import Case
from lodestock.records.errors import CancelledError, InputError
from lodestock.records.protocols import Engine, Silent
from lodestock.size import Shortfalls, size_card
from lodestock.size.results.tally import tally_batch

DRAWS = 3000


def fingerprint(short: Shortfalls) -> str:
    """Return the hash of every array of a result."""
    digest = hashlib.sha256()
    for f in fields(short):
        value = getattr(short, f.name)
        if isinstance(value, np.ndarray):
            digest.update(f.name.encode() + value.tobytes())
    return digest.hexdigest()


def run(
    case: Case, engine: Engine, *, card: str = "mixture", draws: int = DRAWS, seed: int = 0
) -> Shortfalls:
    return size_card(case.dataset, load_card(card), engine, draws=draws, seed=seed)


@pytest.fixture(scope="module")
def serial(case: Case) -> Shortfalls:
    return run(case, Serial())


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with local_cluster(2) as address:
        yield address


def test_threads_and_a_repeat_give_the_same_bytes(case: Case, serial: Shortfalls) -> None:
    assert fingerprint(run(case, Serial())) == fingerprint(serial)
    assert fingerprint(run(case, Threads(2))) == fingerprint(serial)
    assert fingerprint(run(case, Threads(5))) == fingerprint(serial)


def test_worker_processes_give_the_same_bytes(case: Case, serial: Shortfalls, cluster: str) -> None:
    with Dask(cluster) as dask:
        assert fingerprint(run(case, dask)) == fingerprint(serial)


def test_a_worker_killed_in_the_middle_changes_no_byte(case: Case, serial: Shortfalls, cluster: str) -> None:
    with Dask(cluster) as dask:
        killed: list[int] = []

        class Killer(Silent):
            def __call__(self, what: str, done: float | None = None) -> None:
                if not killed and done is not None and done > 0.2:
                    pid = next(iter(dask._client.run(os.getpid).values()))
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

        card = load_card("mixture")
        short = size_card(case.dataset, card, dask, draws=DRAWS, seed=0, monitor=Killer())
    assert killed and fingerprint(short) == fingerprint(serial)


def test_inside_a_web_workers_thread(case: Case, serial: Shortfalls) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(run, case, Threads(2)) for _ in range(2)]
        assert {fingerprint(f.result()) for f in both} == {fingerprint(serial)}


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_inside_a_forked_child(case: Case, serial: Shortfalls) -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, fingerprint(run(case, Threads(2))).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        assert pipe.read() == fingerprint(serial)
    assert os.waitpid(child, 0)[1] == 0


def test_another_seed_agrees_within_its_error(case: Case, serial: Shortfalls) -> None:
    other = run(case, Threads(2), seed=2**62)
    error = np.hypot(serial.se_t, other.se_t)
    away = np.abs(serial.expected_t - other.expected_t)
    often = serial.p_any * DRAWS > 30  # a mean of a handful of draws has no error to speak of
    assert np.all(away[often] < 5 * error[often]) and away.max() > 0
    chance = np.hypot(serial.se_p, other.se_p)
    assert np.all(np.abs(serial.p_short - other.p_short)[often] <= 5 * chance[often] + 1e-12)


@pytest.mark.slow
def test_many_draws_are_counted_in_bins(case: Case) -> None:
    few, many = (run(case, Threads(2), card="october-2025", draws=n) for n in (20_000, 20_001))
    assert few.exact and few.bin_width == 0.0
    assert not many.exact and many.bin_width == pytest.approx(0.0109, abs=1e-4)
    assert np.allclose(few.requirement_t, many.requirement_t, rtol=0.012, atol=1e-6 * few.requirement_t.max())


def test_moments_are_those_of_the_values(case: Case, serial: Shortfalls) -> None:
    values = tally_batch(serial.hazard, True, range(DRAWS)).gap_values * case_demand(serial)
    assert np.allclose(serial.expected_t, values.mean(axis=0), rtol=1e-12)
    assert np.allclose(serial.se_t, values.std(axis=0, ddof=1) / np.sqrt(DRAWS), rtol=1e-6, atol=1e-9)
    assert np.allclose(serial.regime_gap_t.sum(axis=0), serial.expected_t[:, :-1], rtol=1e-9, atol=1e-9)
    assert np.allclose(serial.quarter_gap_t.sum(axis=1), serial.expected_t[:, -1], rtol=1e-9, atol=1e-9)
    assert serial.regime_quarters.sum() == pytest.approx(24)
    assert np.all(serial.servable_t <= serial.expected_t * (1 + 1e-12))


def case_demand(short: Shortfalls) -> np.ndarray:
    return short.inputs.demand_t[None, :, None]


def test_a_card_without_chance_is_drawn_once(case: Case) -> None:
    short = run(case, Serial(), card="china-stop-12m")
    assert short.draws == 1 and set(np.unique(short.p_any)) <= {0.0, 1.0} and not short.se_t.any()
    assert np.array_equal(short.quantile_t, np.repeat(short.expected_t[:, :, None], 4, axis=2))


def test_work_can_be_cancelled(case: Case) -> None:
    class Impatient(Silent):
        told = False

        def __call__(self, what: str, done: float | None = None) -> None:
            self.told = True

        def cancelled(self) -> bool:
            return self.told

    with pytest.raises(CancelledError):
        size_card(
            case.dataset,
            load_card("mixture"),
            Threads(2),
            draws=200_000,
            seed=0,
            monitor=Impatient(),
        )


@pytest.mark.parametrize("card", ["base-war", "mixture"])
@pytest.mark.parametrize(
    ("draws", "words"), [(0, "nothing to work on"), (-5, "nothing to work on"), (2.5, "whole")]
)
def test_numbers_of_draws_are_refused_on_every_card(case: Case, card: str, draws: int, words: str) -> None:
    with pytest.raises(InputError, match=f"--draws.*{words}"):
        run(case, Serial(), card=card, draws=draws)


def test_draws_that_are_all_alike_have_no_error(case: Case) -> None:
    twice = replace(load_card("base-war"), war_starts=(8, 8))
    short = size_card(case.dataset, twice, Serial(), draws=64, seed=0)
    once = run(case, Serial(), card="base-war")
    assert short.draws == 64 and not short.se_t.any()
    assert np.allclose(short.expected_t, once.expected_t, rtol=1e-12, atol=1e-9)
