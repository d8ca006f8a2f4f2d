from __future__ import annotations

import hashlib
import os
import pickle
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.engine import Dask, Serial, Threads, local_cluster
from lodestock.programme.project import Case
from lodestock.records.errors import CancelledError, InputError
from lodestock.records.protocols import Engine, Silent
from lodestock.size import Shortfalls, build_waterfall, find_causes, size_card
from lodestock.size.tally import BIN_WIDTH, NOTHING, bin_edges, merge_tallies, tally_batch, usual_supply
from tests.size.conftest import Drawn

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


def test_draws_cut_into_other_batches_are_the_same_scenarios(drawn: Callable[..., Drawn]) -> None:
    hazard = drawn("mixture").hazard
    whole = tally_batch(hazard, True, range(200))
    parts = merge_tallies(
        [tally_batch(hazard, True, r) for r in (range(77), range(77, 130), range(130, 200))]
    )
    assert np.array_equal(whole.gap_values, parts.gap_values)
    assert np.allclose(whole.gap, parts.gap, rtol=1e-12)


def test_an_item_that_nothing_touches_has_its_usual_supply(drawn: Callable[..., Drawn]) -> None:
    """It is skipped, so what is counted for it instead must be what a quiet scenario gives."""
    quiet = drawn("today", technical_drawn=False, known_events=False, announcements_drawn=False)
    supply = quiet.cells(0)["supply"][:, 0] / (4 * quiet.hazard.chain.demand_t)
    usual = usual_supply(quiet.hazard)
    kept = usual >= 0
    assert quiet.scene(0).calm.all() and kept.sum() > 40
    assert usual[kept] == pytest.approx(supply[kept], rel=1e-12)


def test_quantiles_from_bins_lie_within_a_bin_of_the_exact_ones(drawn: Callable[..., Drawn]) -> None:
    hazard, draws = drawn("mixture").hazard, 4000
    exact, binned = (tally_batch(hazard, keep, range(draws)) for keep in (True, False))
    assert np.array_equal(exact.gap, binned.gap) and np.array_equal(exact.short, binned.short)
    counted = binned.gap_bins.sum(axis=2)
    assert np.array_equal(counted, (exact.gap_values > NOTHING).sum(axis=0))
    assert np.array_equal(binned.any_gap, (exact.gap_values > 1e-6).sum(axis=0))
    assert np.array_equal(binned.short, (exact.gap_values > 0.01).sum(axis=0))
    ordered = np.sort(exact.gap_values, axis=0)
    middle = bin_edges() * np.sqrt(1 + BIN_WIDTH)
    for level in (0.5, 0.9, 0.95, 0.99):
        rank = int(np.ceil(level * draws))
        value = ordered[rank - 1]
        upto = np.cumsum(binned.gap_bins, axis=2) + (draws - counted)[:, :, None]
        found = np.where(draws - counted >= rank, 0.0, middle[np.argmax(upto >= rank, axis=2)])
        big = value > NOTHING
        assert np.all(found[~big] == 0.0)
        assert np.all(np.abs(found[big] / value[big] - 1) < BIN_WIDTH * 0.51)


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


def test_causes_name_the_country_of_a_ban(case: Case) -> None:
    short = run(case, Serial(), card="drc-ban")
    found = find_causes(short, Serial()).filter(material="cobalt").row(0, named=True)
    assert (found["factor"], found["country"], found["stage"]) == ("control", "COD", "mine")
    assert found["share"] == pytest.approx(1.0)


def test_causes_of_a_mixture_do_not_depend_on_the_engine(case: Case, serial: Shortfalls) -> None:
    small = replace(serial, draws=300)
    ours, theirs = (find_causes(small, e) for e in (Serial(), Threads(2)))
    assert ours.equals(theirs)
    germanium = ours.filter(material="germanium")
    assert germanium.row(0, named=True)["country"] == "CHN"


def test_the_steps_of_a_waterfall_add_up(case: Case, serial: Shortfalls) -> None:
    steps = build_waterfall(replace(serial, draws=300), "germanium", Serial())
    by = {r["step"]: r["tonnes"] for r in steps.iter_rows(named=True)}
    moves = sum(r["tonnes"] for r in steps.iter_rows(named=True) if r["kind"] in ("gain", "loss"))
    left = by["supply left"] - by["usual supply"]
    assert moves - by["not served by stock"] == pytest.approx(left, rel=1e-9)
    assert by["servable gap"] == pytest.approx(by["gap of all classes"] + by["not served by stock"])
    assert by["export controls"] < 0


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


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_range_is_refused(case: Case, seed: int) -> None:
    with pytest.raises(InputError, match="lies outside 0 to 2"):
        run(case, Serial(), seed=seed)


def test_a_hazard_travels(drawn: Callable[..., Drawn]) -> None:
    hazard = drawn("mixture").hazard
    again = pickle.loads(pickle.dumps(hazard))
    ours, theirs = (tally_batch(h, True, range(20)).gap_values for h in (hazard, again))
    assert np.array_equal(ours, theirs)
