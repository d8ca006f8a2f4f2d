"""What the status of a ledger leaves in a folder: its document, the frames behind it, and a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.ledger.burn_down import burn_down
from lodestock.ledger.entries import Entry
from lodestock.ledger.specs import (
    ACCOUNTS,
    AWARDS,
    BURN_DOWN,
    LEDGER_SPECS,
    LOTS,
    SOLICITATIONS,
    TRIAL_BALANCE,
)
from lodestock.programme.desk import Desk
from lodestock.programme.folders import prepare_folder
from lodestock.programme.titles import burn_down_title
from lodestock.programme.write import Lazy, Output, place_output
from lodestock.records.frames import FrameSpec
from lodestock.records.version import __version__
from lodestock.report import Caption, Spec, burn_down_chart

__all__ = ["ledger_frames", "ledger_pictures", "write_status"]

_LISTS = {
    "accounts": ACCOUNTS,
    "awards": AWARDS,
    "solicitations": SOLICITATIONS,
    "lots": LOTS,
    "trial_balance": TRIAL_BALANCE,
}
"""Key of the status -> form of its frame."""


def ledger_frames(status: Mapping[str, Any], entries: Iterable[Entry], day: str) -> dict[str, pl.DataFrame]:
    """Return the frames of a ledger by name.

    Parameters
    ----------
    status : accounts, awards, ... of `lodestock ledger status`
    entries : the whole journal
    day : of the status, ISO date
    """
    frames = {spec.name: _frame(spec, status[key]) for key, spec in _LISTS.items()}
    frames[BURN_DOWN.name] = BURN_DOWN.frame(burn_down(entries, day))
    assert set(frames) == {s.name for s in LEDGER_SPECS}
    return frames


def _frame(spec: FrameSpec, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows as a frame: lists joined, numbers as floats where the form says so."""
    kinds = {c.name: c.kind for c in spec.columns}

    def cell(name: str, value: Any) -> Any:
        if isinstance(value, list):
            return "; ".join(value)
        return float(value) if kinds[name] == "number" and value is not None else value

    return spec.frame({n: cell(n, v) for n, v in row.items() if n in kinds} for row in rows)


def ledger_pictures(frames: Mapping[str, pl.DataFrame], day: str, head: str) -> Lazy[Spec]:
    """Return the pictures of a ledger as Vega-Lite specs by file name.

    Parameters
    ----------
    frames : see `ledger_frames`
    day : of the status
    head : hash of the last entry, which stands at the foot
    """

    def burning() -> Spec:
        terms = frames[ACCOUNTS.name].filter(pl.col("last").is_not_null() | pl.col("target").is_not_null())
        terms = terms.filter(pl.col("apportioned_usd") > 0).sort("within", "account", nulls_last=False)
        source = f"Ledger on {day}, journal head {head[:12]}, lodestock {__version__}."
        return burn_down_chart(
            frames[BURN_DOWN.name], terms, day, Caption(burn_down_title(terms, day), source=source)
        )

    return Lazy({"burn_down": burning})


def write_status(desk: Desk, status: dict[str, Any], out: Path, *, force: bool = False) -> list[str]:
    """Write the status of a ledger with its frames and pictures into a folder; return the names of the files.

    Raises
    ------
    InputError : see `lodestock.programme.folders.prepare_folder`
    """
    prepare_folder(out, force=force)
    day = status["as_of"]
    frames = ledger_frames(status, desk.entries(), day)
    output = Output({"status": status}, frames, ledger_pictures(frames, day, status["head"]))
    index = {
        "command": status["command"],
        "version": __version__,
        "as_of": day,
        "head": status["head"],
        "events": status["events"],
    }
    return [p.as_posix() for p in place_output(out, output, index)]
