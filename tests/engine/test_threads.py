"""What the engines of this process promise, alike and each."""

from __future__ import annotations

import os
import signal
import threading
import time
import weakref

import pytest

from lodestock.engine import Serial, Threads
from lodestock.engine.batches import AHEAD
from lodestock.records.errors import CancelledError
from lodestock.records.protocols import Engine, cut_batches
from tests.engine.work import DRAWS, SIZE, broken, in_child, job, losses, reduced, sleepy, start

pytestmark = pytest.mark.alone

BATCHES = cut_batches(DRAWS, SIZE)
SERIAL = reduced(map(job(losses), BATCHES))
engines = pytest.mark.parametrize("one", [Serial(), Threads(1), Threads(2), Threads(8)], ids=repr)


def ours() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name.startswith("lodestock")]


def test_the_order_of_summation_shows_in_the_bytes() -> None:
    """Else equal bytes would prove nothing."""
    assert reduced(map(job(losses), reversed(BATCHES))) != SERIAL
    assert reduced(map(job(losses), cut_batches(DRAWS, SIZE + 1))) != SERIAL


@engines
def test_same_bytes(one: Engine) -> None:
    assert reduced(one.map(job(), BATCHES)) == SERIAL


@engines
def test_results_come_in_the_order_of_the_batches(one: Engine) -> None:
    """Batches finish in another order than they began: the first of each eight waits for the next seven."""
    finished: list[int] = []

    def work(batch: range) -> int:
        time.sleep(0.02 if batch.start % 8 == 0 else 0.001)
        finished.append(batch.start)
        return batch.start

    assert list(one.map(work, cut_batches(64, 1))) == list(range(64))
    if one in (Threads(2), Threads(8)):
        assert finished != sorted(finished)


@engines
def test_progress_is_told_batch_by_batch_up_to_one(one: Engine) -> None:
    told: list[tuple[str, float]] = []
    list(one.map(start, cut_batches(2_500, 1_000), lambda what, done: told.append((what, done))))
    assert told == [
        ("drawing 1,000 of 2,500 draws", 0.4),
        ("drawing 2,000 of 2,500 draws", 0.8),
        ("drawing 2,500 of 2,500 draws", 1.0),
    ]


@engines
def test_what_work_raises_names_its_batch_and_leaves_no_thread(one: Engine) -> None:
    got: list[int] = []
    with pytest.raises(TimeoutError, match="no luck") as caught:
        for value in one.map(broken, cut_batches(500, 10)):
            got.append(value)
    assert got == [0, 10]
    assert caught.value.__notes__ == ["in the batch of draws 20 to 29"]
    assert not ours()


@engines
def test_nothing_to_do_is_done(one: Engine) -> None:
    assert list(one.map(start, [])) == []


@engines
def test_inside_a_thread_beside_another(one: Engine) -> None:
    got: list[bytes] = []
    run = lambda: got.append(reduced(one.map(job(), BATCHES)))  # noqa: E731
    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert got == [SERIAL] * 2


@engines
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_inside_a_forked_child(one: Engine) -> None:
    """The fork comes while the parent's own threads are at work."""
    parent = Threads(2).map(job(), BATCHES)
    first = next(parent)
    assert in_child(lambda: reduced(one.map(job(), BATCHES))) == SERIAL
    assert reduced([first, *parent]) == SERIAL


def test_serial_runs_batches_one_by_one_and_only_when_asked_for() -> None:
    ran: list[int] = []

    def work(batch: range) -> int:
        ran.append(batch.start)
        return batch.start

    results = Serial().map(work, cut_batches(30, 10))
    assert ran == []
    assert next(results) == 0 and ran == [0]
    assert list(results) == [10, 20]


def test_a_cancelled_run_stops_before_the_next_batch() -> None:
    done: list[int] = []
    with pytest.raises(CancelledError) as caught:
        for value in Serial().map(start, cut_batches(30, 10), cancelled=lambda: len(done) == 2):
            done.append(value)
    assert done == [0, 10]
    assert str(caught.value) == (
        "draws = '20 of 30': cancelled on request. Run it again: partial results are not kept."
    )


class Result:
    """A result that can be watched."""


def test_few_results_are_in_memory_at_once() -> None:
    alive: list[int] = []
    kept: weakref.WeakSet[Result] = weakref.WeakSet()

    def work(batch: range) -> Result:
        if batch.start == 0:
            time.sleep(0.2)  # the others could all be done by then
        result = Result()
        kept.add(result)
        return result

    for result in Threads(2).map(work, cut_batches(500, 1)):
        time.sleep(0.0005)
        alive.append(len(kept))
        del result
    assert len(alive) == 500
    assert max(alive) <= AHEAD * 2
    assert not kept


def test_work_runs_side_by_side() -> None:
    both = threading.Barrier(2, timeout=5)
    assert list(Threads(2).map(lambda batch: both.wait() >= 0, cut_batches(8, 1))) == [True] * 8


def test_cancel_stops_soon_and_leaves_no_thread() -> None:
    stop = threading.Event()
    threading.Timer(0.15, stop.set).start()
    begun: list[int] = []

    def work(batch: range) -> int:
        begun.append(batch.start)
        return sleepy(batch)

    with pytest.raises(CancelledError, match="of 1,000': cancelled on request"):
        list(Threads(2).map(work, cut_batches(1_000, 1), cancelled=stop.is_set))
    assert len(begun) < 20
    assert not ours()


def test_whether_to_stop_is_asked_while_a_batch_runs() -> None:
    """Not only between batches."""
    asked: list[None] = []
    list(
        Threads(1).map(
            lambda batch: time.sleep(0.5), cut_batches(1, 1), cancelled=lambda: bool(asked.append(None))
        )
    )
    assert len(asked) >= 4


def test_an_iterator_let_go_of_leaves_no_thread() -> None:
    for _ in Threads(2).map(sleepy, cut_batches(1_000, 1)):
        break
    del _
    assert not ours()


def test_control_c_leaves_no_thread(control_c: None) -> None:
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        list(Threads(2).map(sleepy, cut_batches(1_000, 1)))
    assert not ours()
