from __future__ import annotations

import itertools
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from lodestock.engine import Dask, local_cluster, open_engine
from lodestock.engine.batches import AHEAD
from lodestock.engine.dask import _WorkerCount, run_batch
from lodestock.records.errors import CancelledError, EngineError, Problem
from lodestock.records.protocols import cut_batches
from tests.engine.work import (
    DRAWS,
    SIZE,
    Floats,
    broken,
    deadly,
    dying,
    in_child,
    job,
    losses,
    reduced,
    sleepy,
    start,
    where,
)

pytestmark = pytest.mark.alone

BATCHES = cut_batches(DRAWS, SIZE)
SERIAL = reduced(map(job(losses), BATCHES))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two worker processes."""
    with local_cluster(2) as address:
        yield address


@pytest.fixture(scope="module")
def dask(address: str) -> Iterator[Dask]:
    found = open_engine(None, address)
    assert isinstance(found, Dask)
    with found:
        yield found


def test_two_processes_share_the_work(dask: Dask) -> None:
    pids = list(dask.map(where, cut_batches(60, 1)))
    assert len(set(pids)) == 2 and os.getpid() not in pids
    assert min(pids.count(pid) for pid in set(pids)) >= 5


def test_same_bytes_and_order(dask: Dask) -> None:
    told: list[float] = []
    assert reduced(dask.map(job(), BATCHES, lambda what, fraction: told.append(fraction))) == SERIAL
    assert told == sorted(told) and told[-1] == 1.0
    assert list(dask.map(start, cut_batches(100, 7))) == list(range(0, 100, 7))


def test_inside_a_thread_beside_another(address: str, dask: Dask) -> None:
    """As a web server's workers do it: one with the engine of all, one with its own."""
    got: list[bytes] = []

    def run(own: bool) -> None:
        if own:
            with Dask(address) as engine:
                got.append(reduced(engine.map(job(), BATCHES)))
        else:
            got.append(reduced(dask.map(job(), BATCHES)))

    threads = [threading.Thread(target=run, args=(own,)) for own in (True, False, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert got == [SERIAL] * 3


def held(dask: Dask) -> set[object]:
    """Return the batches that are handed out and not let go of."""
    return {key for key in dask._client.futures if isinstance(key, tuple)}


def test_few_batches_are_handed_out_at_once(dask: Dask) -> None:
    before = held(dask)
    results = dask.map(start, cut_batches(1_000, 1))
    next(results)
    time.sleep(0.1)
    assert AHEAD < len(held(dask) - before) <= AHEAD * 2
    results.close()  # type: ignore[attr-defined]


def weigh(weights: Floats, plan: Floats, batch: range, *, workers: float) -> float:
    """Dask has an option of the name of the keyword."""
    return float(np.cumsum(weights**workers * plan[0])[-1]) * batch.start


@pytest.mark.filterwarnings("error:Sending large graph")
def test_big_arguments_travel_once_and_stay_for_the_next_round(dask: Dask) -> None:
    sent: list[int] = []
    submit = dask._client.submit

    def watch(func: object, *args: object, **options: object) -> object:
        if func is pickle.loads:
            sent.append(len(args[0]))  # type: ignore[arg-type]
        return submit(func, *args, **options)

    dask._client.submit = watch  # type: ignore[method-assign, assignment]
    try:
        weights = np.random.default_rng(1).random(1_500_000)  # 12 MB: more than Dask warns of
        for plan in (1.0, 2.0):
            work = partial(weigh, weights, np.array([plan]), workers=2.0)
            assert list(dask.map(work, cut_batches(20, 2))) == list(map(work, cut_batches(20, 2)))
    finally:
        del dask._client.submit
    assert len([n for n in sent if n > 10_000_000]) == 1
    assert len(sent) == 4 + 1  # function, weights, plan, keyword; then only the plan


def test_what_work_raises_names_its_batch(dask: Dask) -> None:
    with pytest.raises(TimeoutError, match="no luck") as caught:
        list(dask.map(broken, cut_batches(500, 10)))
    assert caught.value.__notes__ == ["in the batch of draws 20 to 29"]


class Late:
    """Cannot be unpacked before a file is there."""

    def __init__(self, flag: Path) -> None:
        self.flag = flag

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return unpacked, (self.flag,)


def unpacked(flag: Path) -> Late:
    flag.stat()
    return Late(flag)


def first(late: Late, batch: range) -> int:
    return batch.start


def test_what_could_not_be_unpacked_is_sent_again(dask: Dask, tmp_path: Path) -> None:
    work = partial(first, Late(tmp_path / "flag"))
    with pytest.raises(FileNotFoundError):
        list(dask.map(work, cut_batches(2, 1)))
    (tmp_path / "flag").touch()
    assert list(dask.map(work, cut_batches(2, 1))) == [0, 1]


def refuse(batch: range) -> int:
    raise EngineError(Problem("here", "1", "is wrong", "Mend it"))


def test_errors_keep_their_problems_on_the_way(dask: Dask) -> None:
    with pytest.raises(EngineError, match="here = '1': is wrong") as caught:
        list(dask.map(refuse, cut_batches(5, 1)))
    assert caught.value.problems == (Problem("here", "1", "is wrong", "Mend it"),)


def test_cancel_stops_soon_and_leaves_nothing_behind(dask: Dask) -> None:
    before = held(dask)
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    begin = time.perf_counter()
    with pytest.raises(CancelledError, match="of 1,000': cancelled on request") as caught:
        list(dask.map(sleepy, cut_batches(1_000, 1), cancelled=stop.is_set))
    assert time.perf_counter() - begin < 5
    assert idle(dask)
    assert caught.tb and held(dask) <= before  # though the traceback is still at hand


def test_control_c_leaves_nothing_behind(dask: Dask, control_c: None) -> None:
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        list(dask.map(sleepy, cut_batches(1_000, 1)))
    assert idle(dask)


def idle(dask: Dask) -> bool:
    """Wait until no worker has anything to do."""
    for _ in range(50):
        if not any(dask._client.processing().values()):
            return True
        time.sleep(0.05)
    return False


def test_a_worker_killed_in_the_middle_changes_nothing(dask: Dask, tmp_path: Path) -> None:
    flag = tmp_path / "killed"
    work = partial(dying, flag, BATCHES[len(BATCHES) // 2].start, *job().args, seed=7)
    assert reduced(dask.map(work, BATCHES)) == SERIAL
    assert flag.exists()


def test_all_workers_killed_at_once_change_nothing(dask: Dask) -> None:
    """What was sent ahead is gone with them, and is made again."""
    results = dask.map(job(), BATCHES)
    first = [next(results) for _ in range(5)]
    for pid in dask._client.run(os.getpid).values():
        os.kill(pid, signal.SIGKILL)
    assert reduced([*first, *results]) == SERIAL


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_inside_a_forked_child_after_the_parent_sent_much(address: str, dask: Dask) -> None:
    """Dask's helper thread for messages above 10 MB would be missing in the child."""
    weights = np.random.default_rng(2).random(1_500_000)
    work = partial(weigh, weights, np.array([1.0]), workers=3.0)
    expected = np.array(list(map(work, cut_batches(6, 2)))).tobytes()
    assert np.array(list(dask.map(work, cut_batches(6, 2)))).tobytes() == expected

    def child() -> bytes:
        with Dask(address) as engine:
            return np.array(list(engine.map(work, cut_batches(6, 2)))).tobytes()

    assert in_child(child) == expected


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_an_engine_of_another_process_is_refused(dask: Dask) -> None:
    def work() -> bytes:
        try:
            list(dask.map(start, cut_batches(5, 1)))
        except EngineError as error:
            return str(error).encode()
        return b""

    assert b"was opened by another process. Open it in the process that uses it." in in_child(work)


def test_a_worker_of_another_release_is_refused() -> None:
    with pytest.raises(EngineError, match="a worker has lodestock"):
        run_batch(range(5), "0.0.0", start, (), {})


def test_a_cluster_without_workers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lodestock.engine.dask.PATIENCE_S", 1.0)
    with (
        local_cluster(0) as address,
        Dask(address) as dask,
        pytest.raises(EngineError, match="there was no worker for 1 s"),
    ):
        list(dask.map(start, cut_batches(5, 1)))


def test_workers_may_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause without any, shorter than what is borne, is forgiven each time."""
    clock = SimpleNamespace(monotonic=itertools.count(1_000.0, 45.0).__next__)
    monkeypatch.setattr("lodestock.engine.dask.time", clock)
    threads = iter([{"a": 1}, {"a": 1, "b": 2}, {}, {"a": 2}, {}, {"b": 1}, {}, {}, {}])
    workers = _WorkerCount(SimpleNamespace(status="running", nthreads=lambda: next(threads)))  # type: ignore[arg-type]
    assert [workers.limit() for _ in range(8)] == [AHEAD * n for n in (1, 3, 1, 2, 1, 1, 1, 1)]
    with pytest.raises(EngineError, match="there was no worker for 60 s"):
        workers.limit()


def test_a_batch_that_kills_its_workers_is_given_up() -> None:
    with local_cluster(2) as address, Dask(address) as dask:
        with pytest.raises(EngineError, match="workers died while running this batch") as caught:
            list(dask.map(deadly, cut_batches(1, 1)))
        assert caught.value.__notes__ == ["in the batch of draws 0 to 0"]
        assert reduced(dask.map(job(), BATCHES)) == SERIAL


def test_a_scheduler_that_dies_is_reported(tmp_path: Path) -> None:
    scheduler = "import sys; from distributed.cli.dask_scheduler import main; main(sys.argv[1:])"
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    process = subprocess.Popen(
        [sys.executable, "-c", scheduler, *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DASK_TEMPORARY_DIRECTORY": str(tmp_path)},
    )
    assert process.stderr
    lines = iter(process.stderr.readline, "")
    address = next(line.split()[-1] for line in lines if "Scheduler at" in line)
    try:
        dask = Dask(address)
        threading.Timer(0.5, process.kill).start()
        with pytest.raises(EngineError, match="Check that the scheduler runs, and start again"):
            list(dask.map(sleepy, cut_batches(1_000, 1)))
        with pytest.raises(EngineError, match="Check that the scheduler runs, and start again"):
            list(dask.map(start, cut_batches(5, 1)))
    finally:
        process.kill()
        process.wait()
