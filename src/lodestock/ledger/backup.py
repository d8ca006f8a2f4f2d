"""A ledger as a text file: one JSON object a line, the same for every database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lodestock.records.errors import InputError, Problem
from lodestock.records.journal import AnswerRow, JournalRow, WatchRow

__all__ = ["Backup", "read_backup", "write_backup"]

_FORM = 1


@dataclass(frozen=True, slots=True)
class Backup:
    """All rows of a ledger, and the history of the inbox beside it; fund rows follow from them."""

    rows: list[JournalRow]
    answers: list[AnswerRow]
    signatures: dict[int, str]
    news: list[WatchRow] = field(default_factory=list)


def write_backup(
    rows: Iterable[JournalRow],
    answers: Iterable[AnswerRow],
    signatures: Mapping[int, str],
    news: Sequence[WatchRow] = (),
) -> Iterator[str]:
    """Yield the lines of a backup; the last one counts the others, so that a cut file is seen.

    Parameters
    ----------
    rows : the journal, by seq
    answers : kept for idempotency keys
    signatures : place -> signature of its head
    news : history of what the news proposed, by seq
    """
    yield _line({"lodestock_ledger_backup": _FORM})
    count, head = 0, ""
    for row in rows:
        yield _line({"entry": asdict(row)})
        count, head = count + 1, row.hash
    kept = 0
    for answer in answers:
        yield _line({"answer": asdict(answer)})
        kept += 1
    for seq in sorted(signatures):
        yield _line({"signature": {"seq": seq, "signature": signatures[seq]}})
    for step in news:
        yield _line({"news": asdict(step)})
    counted = {"entries": count, "answers": kept, "signatures": len(signatures)}
    yield _line({"end": {**counted, **_steps(news), "head": head}})


def _steps(news: Sequence[WatchRow]) -> dict[str, int]:
    """Return how many steps there are; a backup without any is as those of earlier versions."""
    return {"news": len(news)} if news else {}


def _line(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_backup(place: str, lines: Iterable[str]) -> Backup:
    """Return the rows of a backup.

    Parameters
    ----------
    place : name of the file

    Raises
    ------
    InputError : a line is none of a backup, or the file is cut
    """
    found = Backup([], [], {})
    said: dict[str, Any] = {}
    for number, text in enumerate(lines, 1):
        try:
            said = json.loads(text)
            if not isinstance(said, dict):
                raise TypeError("no part of a backup")
            if number == 1:
                if said["lodestock_ledger_backup"] != _FORM:
                    raise ValueError("another form")
            elif "entry" in said:
                found.rows.append(JournalRow(**said["entry"]))
            elif "answer" in said:
                found.answers.append(AnswerRow(**said["answer"]))
            elif "signature" in said:
                found.signatures[int(said["signature"]["seq"])] = str(said["signature"]["signature"])
            elif "news" in said:
                found.news.append(WatchRow(**said["news"]))
            elif "end" not in said:
                raise ValueError("no part of a backup")
        except (LookupError, TypeError, ValueError, RecursionError):
            remedy = "Give a file that `lodestock ledger backup` wrote, as it was written"
            raise InputError(
                Problem(f"{place}:{number}", text.strip(), "is no line of a backup", remedy)
            ) from None
    counts = {"entries": len(found.rows), "answers": len(found.answers), "signatures": len(found.signatures)}
    if said.get("end") != {**counts, **_steps(found.news), "head": found.rows[-1].hash if found.rows else ""}:
        remedy = "Give a file that `lodestock ledger backup` wrote to its end"
        raise InputError(
            Problem(place, "", "is not a whole backup: its end is missing or counts other lines", remedy)
        )
    return found
