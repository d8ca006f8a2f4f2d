"""Money in whole cents, mass in whole grams, days: how they are read, and how they are written."""

from __future__ import annotations

import re
from datetime import date

from lodestock.records.errors import InputError, Problem

__all__ = ["Amount", "read_date", "read_fraction", "read_grams", "read_tonnes", "read_usd", "usd"]

Amount = int | float
"""A number as JSON writes it: whole where it is whole."""

_LARGEST = 10**13
_USD = re.compile(r"[0-9]{1,14}(\.[0-9]{1,2})?")
_KG = re.compile(r"[0-9]{1,14}(\.[0-9]{1,3})?")
_TONNES = re.compile(r"[0-9]{1,11}(\.[0-9]{1,6})?")
_FRACTION = re.compile(r"0(\.[0-9]{1,9})?")


def read_usd(place: str, text: str, *, zero: bool = False) -> int:
    """Return an amount of money in cents.

    Parameters
    ----------
    place : where the text stands, such as ``--usd``
    text : digits with at most two decimals
    zero : whether nothing is an amount here

    Raises
    ------
    InputError : the text is no such amount, above 10^13 USD, or nothing where something is needed

    Examples
    --------
    >>> read_usd("--usd", "245000000"), read_usd("--usd", "0.05")
    (24500000000, 5)
    """
    return _read(
        place, text, _USD, 2, "Write USD as digits with at most two decimals, such as 245000000.50", zero
    )


def read_grams(place: str, text: str) -> int:
    """Return a mass in grams.

    Parameters
    ----------
    place : where the text stands, such as ``--kg``
    text : kilograms, digits with at most three decimals

    Raises
    ------
    InputError : the text is no such mass, above 10^13 kg, or nothing

    Examples
    --------
    >>> read_grams("--kg", "1000.5")
    1000500
    """
    return _read(
        place, text, _KG, 3, "Write kilograms as digits with at most three decimals, such as 1000.5", False
    )


def read_tonnes(place: str, text: str) -> int:
    """Return a mass in grams.

    Parameters
    ----------
    place : where the text stands, such as ``--tonnes``
    text : tonnes, digits with at most six decimals

    Raises
    ------
    InputError : the text is no such mass, above 10^10 t, or nothing

    Examples
    --------
    >>> read_tonnes("--tonnes", "7480")
    7480000000
    """
    remedy = "Write tonnes as digits with at most six decimals, such as 7480.5"
    return _read(place, text, _TONNES, 6, remedy, False, _LARGEST // 1000)


def read_fraction(place: str, text: str) -> str:
    """Return a fraction in [0, 1) as the decimal that was written, without trailing zeros.

    Parameters
    ----------
    place : where the text stands, such as ``--moisture``
    text : ``0`` or ``0.`` and up to nine digits

    Raises
    ------
    InputError : the text is no such fraction

    Examples
    --------
    >>> read_fraction("--content", "0.9950")
    '0.995'
    """
    if not _FRACTION.fullmatch(text):
        remedy = "Write a fraction from 0 to below 1 with at most nine decimals, such as 0.995"
        raise InputError(Problem(place, text, "is not a fraction", remedy))
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_date(place: str, text: str) -> str:
    """Return a day, ISO date.

    Parameters
    ----------
    place : where the text stands, such as ``--on``
    text : such as ``2025-10-13``

    Raises
    ------
    InputError : it is off the calendar, or of another form

    Examples
    --------
    >>> read_date("--on", "2025-10-13")
    '2025-10-13'
    """
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise InputError(Problem(place, text, "is not a date", "Write it as 2025-10-13"))


def usd(cents: int) -> Amount:
    """Return cents as the number of USD that JSON writes.

    Examples
    --------
    >>> usd(24500000000), usd(105), usd(999999999999999)
    (245000000, 1.05, 9999999999999.99)
    """
    return cents // 100 if cents % 100 == 0 else cents / 100


def _read(
    place: str,
    text: str,
    form: re.Pattern[str],
    decimals: int,
    remedy: str,
    zero: bool,
    largest: int = _LARGEST,
) -> int:
    """Return an amount in its smallest unit."""
    if not form.fullmatch(text):
        raise InputError(Problem(place, text, "is not an amount", remedy))
    whole, _, rest = text.partition(".")
    found = int(whole + rest.ljust(decimals, "0"))
    if found > largest * 10**decimals:
        raise InputError(Problem(place, text, f"is above {largest}", "Give a smaller amount"))
    if found == 0 and not zero:
        raise InputError(Problem(place, text, "is nothing", "Give an amount above zero"))
    return found
