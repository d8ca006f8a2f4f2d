"""Errors that tell a user what is wrong, where, why, and what to do."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodestock.records.text import visible

__all__ = [
    "CancelledError",
    "DataError",
    "EngineError",
    "InputError",
    "LodestockError",
    "NotCertifiedError",
    "PlanError",
    "Problem",
    "RuleError",
    "nearest",
    "nearest_or",
    "refused",
    "strange_sign",
]

_SHOWN = 80
"""Number of characters of a value that a message shows."""

_LONGEST_PLACE = 300
"""Number of characters of a place that a message shows: a path may be long, a word of the command line has no bound."""

_MOST_PROBLEMS = 40
"""Number of problems that a message shows; more would push the first out of sight."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: place, value, reason, remedy."""

    place: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}..."
        value = f" = {shown!r}" if shown else ""
        place = self.place if len(self.place) <= _LONGEST_PLACE else f"{self.place[:_LONGEST_PLACE]}..."
        text = f"{place}{value}: {_ended(self.reason)} {_ended(self.remedy)}"
        return visible(text, keep="")  # a line each, whatever stands in data and names of files


class LodestockError(Exception):
    """Base of every error that a user can cause or correct; carries the exit code of the command.

    Parameters
    ----------
    problems : one or more `Problem`, shown together
    """

    exit_code = 2

    def __init__(self, *problems: Problem) -> None:
        self.problems: tuple[Problem, ...] = problems
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return a line per problem; of very many the first ones, and how many more there are.

        >>> LodestockError(*[Problem("t.csv", "", "is empty", "Fill it")] * 99).lines()[-1]
        '59 more problems are not shown. Correct those above, and try again.'
        """
        lines = [str(p) for p in self.problems[:_MOST_PROBLEMS]]
        left = len(self.problems) - len(lines)
        if left:
            more = "1 more problem is" if left == 1 else f"{left} more problems are"
            lines.append(f"{more} not shown. Correct those above, and try again.")
        return lines


class DataError(LodestockError):
    """A table or overlay that cannot be used as it stands."""


class InputError(LodestockError):
    """A command, option or scenario file that cannot be used as it stands."""


class PlanError(LodestockError):
    """No plan can meet the rules asked for."""

    exit_code = 3


class NotCertifiedError(LodestockError):
    """A plan that failed its own check and is therefore not published."""

    exit_code = 5


class RuleError(LodestockError):
    """What was asked is against a rule; nothing was written.

    Parameters
    ----------
    problem : place, value, reason and remedy
    rule : short name of the rule
    cite : law or standard that it follows
    asked_cents, available_cents : what was asked for, and what there was; None where it is not about money
    """

    exit_code = 4

    def __init__(
        self,
        problem: Problem,
        *,
        rule: str,
        cite: str,
        asked_cents: int | None = None,
        available_cents: int | None = None,
    ) -> None:
        super().__init__(problem)
        self.rule, self.cite = rule, cite
        self.asked_cents, self.available_cents = asked_cents, available_cents


class CancelledError(LodestockError):
    """Work that was stopped on request before its end; its partial results are discarded."""

    exit_code = 130


class EngineError(LodestockError):
    """Batches were lost or counted twice, or workers disappeared."""


def _ended(sentence: str) -> str:
    """Return a sentence with a full stop, unless it has an end."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def nearest(word: str, known: Iterable[str]) -> str:
    r"""Return a remedy that names the known word nearest to `word`, or else the first eight known words.

    >>> nearest("cobolt", ["cobalt", "copper"])
    "Did you mean 'cobalt'?"
    >>> nearest("xyz", ["b", "a"])
    'Known are: a, b'
    >>> nearest("xyz", [])
    'The list of names is empty'
    >>> nearest("can", ["CAN", "cobalt"])
    "Did you mean 'CAN'?"

    Letters of another script that look alike are named:

    >>> nearest("\u0441obalt", ["cobalt"])
    "Did you mean 'cobalt'? Sign 1 of what was given is CYRILLIC SMALL LETTER ES (U+0441)"
    """
    options: Sequence[str] = sorted(known)
    if not options:
        return "The list of names is empty"
    same_letters = [option for option in options if option.lower() == word.lower()]
    close = same_letters or difflib.get_close_matches(word, options, n=1)
    if close:
        return f"Did you mean {close[0]!r}?{strange_sign(word, close[0])}"
    tail = ", ..." if len(options) > 8 else ""
    return f"Known are: {', '.join(options[:8])}{tail}"


def nearest_or(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return the remedy of `nearest`, and what else to do.

    Parameters
    ----------
    word : the word that is not known
    known : the words that are
    otherwise : a second remedy

    >>> nearest_or("cobolt", ["cobalt"], "Or add it")
    "Did you mean 'cobalt'? Or add it"
    >>> nearest_or("xyz", ["a"], "Or add it")
    'Known are: a. Or add it'
    """
    first = nearest(word, known)
    return f"{first}{'' if first.endswith('?') else '.'} {otherwise}"


def strange_sign(word: str, meant: str) -> str:
    """Name the first letter of a word that is no ASCII and that the word which was meant lacks; empty where none is.

    Parameters
    ----------
    word : as it was given
    meant : the known word nearest to it
    """
    found = ((i, c) for i, c in enumerate(word, 1) if not c.isascii() and c not in meant)
    place, sign = next(found, (0, ""))
    if not place:
        return ""
    named = unicodedata.name(sign, "a sign without a name")
    return f" Sign {place} of what was given is {named} (U+{ord(sign):04X})"


def refused(error: OSError, path: object = "") -> Problem:
    """Return the problem of a file or folder that the operating system refuses to read or write.

    >>> print(refused(NotADirectoryError(20, "Not a directory"), "thesis.txt/demo"))
    thesis.txt/demo: cannot be read or written: Not a directory. Name a place that you may use.
    """
    place = str(path or error.filename or "file")
    reason = f"cannot be read or written: {error.strerror or error}"
    return Problem(place, "", reason, "Name a place that you may use")
