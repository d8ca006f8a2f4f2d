"""A project as pages see it: figures, runs and ledger, read again only where something changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from lodestock.programme.desk import Desk, Place, find_journal
from lodestock.programme.kept import Kept, as_now, current_run, newest_runs
from lodestock.programme.ledger import audit_object, history_of, status_of
from lodestock.programme.ledger_output import ledger_frames
from lodestock.programme.project import Case, open_case
from lodestock.programme.runs import source_hash
from lodestock.store.inbox import last_watch_step

__all__ = ["LedgerView", "Shelf"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LedgerView:
    """What a ledger says.

    Attributes
    ----------
    status : the JSON object of `lodestock ledger status`
    history : the JSON object of `lodestock ledger history`
    verdict : ``ok``, ``events``, ``head``, ``first_bad`` of `lodestock ledger verify`
    frames : its frames by name
    """

    status: dict[str, Any]
    history: dict[str, Any]
    verdict: dict[str, Any]
    frames: dict[str, pl.DataFrame]

    @property
    def chain(self) -> str:
        """Whether the chain of hashes holds, in words."""
        if self.verdict["ok"]:
            return f"The chain of {self.verdict['events']} entries holds; its head is {self.verdict['head']}."
        bad = self.verdict["first_bad"]
        return f"THE CHAIN IS BROKEN at entry {bad['seq']}: {bad['reason']}. Run `lodestock ledger verify`."

    @property
    def notices(self) -> tuple[str, ...]:
        """What a page says that shows a ledger which cannot be trusted."""
        return () if self.verdict["ok"] else (self.chain,)


class Shelf:
    """A project, or the bundled case, that is looked at.

    Everything is kept until the files that it follows from change.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = open_case(folder).folder  # refuses what is no project before anything is served
        self._lock = threading.RLock()
        self._held: dict[str, tuple[object, Any]] = {}

    def _hold(self, name: str, state: object, make: Callable[[], T]) -> T:
        """Return what was made for a state, made now where the state is another."""
        with self._lock:
            held = self._held.get(name)
            if held is None or held[0] != state:
                held = self._held[name] = (state, make())
            found: T = held[1]
            return found

    def state(self) -> tuple[object, ...]:
        """Return what changes when anything does that pages are made from."""
        return (self._figures_state(), self._runs_state(), self._ledger_state())

    def _figures_state(self) -> tuple[object, ...]:
        if self.folder is None:
            return ()
        overlays = self.folder / "overlays"
        paths = [self.folder / "scenario.yaml", overlays]
        paths += sorted(overlays.glob("*.csv")) if overlays.is_dir() else []
        return (
            *(_stat(p) for p in paths),
            self._database_state(),
        )  # accepted events of the news are figures too

    def _runs_state(self) -> tuple[object, ...]:
        runs = self.folder / "runs" if self.folder else None
        if runs is None or not runs.is_dir():
            return ()
        return tuple(_stat(p) for p in sorted(runs.glob("*/run.json")))

    def _ledger_state(self) -> tuple[object, ...]:
        today = datetime.now(UTC).date()  # on which the state of accounts depends
        found = self._database_state()
        return (today, *found) if found else ()

    def _database_state(self) -> tuple[object, ...]:
        """Return what changes when the ledger or the inbox of news does; nothing where there is no database."""
        if self.folder is None:
            return ()
        journal = self._hold("journal", (), lambda: find_journal(Place(self.folder)))
        file = Path(journal.name)
        if file.suffix and file.parent.is_dir():
            beside = file.with_name(f"{file.name}-wal")
            return (_stat(file), _stat(beside)) if file.is_file() else ()
        with journal.reading() as work:  # a database on a server has no file to look at
            return (journal.name, work.last(), last_watch_step(work))

    @property
    def case(self) -> Case:
        """The figures and the card of the project as they are now.

        Raises
        ------
        InputError, DataError : a card or an overlay is wrong
        """
        return self._hold("case", self._figures_state(), lambda: open_case(self.folder))

    def answer(self, name: str, make: Callable[[], T]) -> T:
        """Return what follows from the figures, the card and the runs, made again where one of them changes.

        Parameters
        ----------
        name : what it is kept under
        make : makes it
        """
        return self._hold(name, (self._figures_state(), self._runs_state()), make)

    def runs(self) -> list[Kept]:
        """Return the runs of the project, the one that was written last first."""
        return self.answer("runs", lambda: newest_runs(self.case))

    def current(self, kind: str, run: str | None = None) -> Kept | None:
        """Return the run that answers for the project, see `lodestock.programme.kept.current_run`.

        Raises
        ------
        InputError : see there
        """
        return current_run(self.case, self.runs(), kind, run)

    def run(self, name: str) -> Kept | None:
        """Return a run of the project by its name; None where there is none of that name."""
        return next((k for k in self.runs() if k.id == name), None)

    def notices(self, kept: Kept | None, kind: str) -> tuple[str, ...]:
        """Return what a page says that has no run, or one that rests on other figures than the project has now."""
        where = f" -C {self.folder}" if self.folder else ""
        if self.folder is None:
            return (
                f"No project is open: `lodestock demo` makes one with a {kind}, then `lodestock web -C lodestock-demo`.",
            )
        if kept is None:
            return (
                f"No run of this kind yet. Make one with `lodestock {kind}{where}`, then load the page again.",
            )
        if not as_now(self.case, kept.index):
            return (
                "This run rests on other figures, another card or another date than the project has now. "
                f"`lodestock {kind}{where}` makes a new one.",
            )
        if kept.index.get("source_hash") != source_hash():
            return (
                f"Another version of the program made this run. `lodestock {kind}{where}` makes a new one.",
            )
        return ()

    def ledger(self) -> LedgerView | None:
        """Return what the ledger of the project says on the as-of date of the ledger; None where there is none.

        Raises
        ------
        InputError : it cannot be read
        """
        state = self._ledger_state()
        return self._hold("ledger", state, self._read_ledger) if state else None

    def history(self, thing: str) -> dict[str, Any]:
        """Return the JSON object of `lodestock ledger history ID`.

        Raises
        ------
        InputError : nothing in the journal has that id
        """
        journal = find_journal(Place(self.folder))
        try:
            return history_of(Desk(journal), thing, None)
        finally:
            journal.close()

    def _read_ledger(self) -> LedgerView | None:
        journal = find_journal(Place(self.folder))
        try:
            journal.check()
            desk = Desk(journal)
            verdict = audit_object(desk.verify())
            if not verdict["events"]:
                return None
            status = status_of(desk)
            frames = ledger_frames(status, desk.entries(), status["as_of"])
            return LedgerView(status, history_of(desk, None, None), verdict, frames)
        finally:
            journal.close()


def _stat(path: Path) -> tuple[str, int, int]:
    """Return what changes when a file is written; nothing where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return (str(path), 0, 0)
    return (str(path), found.st_mtime_ns, found.st_size)
