"""Rules of the tables that say who is who: codes of countries, groups of countries, accounts and their dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lodestock.data.country_words import check_country
from lodestock.data.reader import Table, is_bundled
from lodestock.records.dataset import split_words
from lodestock.records.errors import Problem, nearest_or
from lodestock.records.lookups import OTHER

__all__ = ["check_groups", "lies_before"]

_GROUPS = (
    "adversary", "ally", "bloc-china", "bloc-russia", "covered", "dfars-covered-country", "dpa-title-iii-domestic",
    "eu27", "g7", "land-route", "major-non-nato-ally", "minerals-security-partnership", "msp-forum", "nato", "ntib",
    "oecd", "rdp-qualifying-country", "strait", "theatre", "us-fta",
)  # fmt: skip
_OWN_GROUP = "own-"
"""How the name of a group begins that a user makes for a card of his."""


def check_groups(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per row that a rule would pass over or read in two ways.

    Checks, in this order:

    1. codes of countries and of goods have their form, and no country stands twice under two codes;
    2. groups of countries are ones that a rule knows or that begin with ``own-``, and end after they begin;
    3. no country is an ally and an adversary on the same day;
    4. an account ends after it begins, and is not inside itself.

    Parameters
    ----------
    tables : table name -> rows by key, after all overlays
    """
    yield from _check_codes(tables)
    for (group, _), (cells, place) in tables["country_groups"].items():
        name = str(group)
        if name not in _GROUPS and not name.startswith(_OWN_GROUP):
            remedy = nearest_or(name, _GROUPS, f"The name of a group of your own begins with {_OWN_GROUP}")
            yield Problem(f"{place} column group", name, "is no group that a rule knows", remedy)
        yield from _check_order(cells, place, "valid_from", "valid_to")
    yield from _check_sides(tables["country_groups"])
    for (account,), (cells, place) in tables["appropriations"].items():
        yield from _check_order(cells, place, "first_obligation_date", "last_obligation_date")
        if account in _parents(str(account), tables["appropriations"]):
            reason = "is inside itself, so that nothing limits it"
            yield Problem(
                f"{place} column parent_account_id", str(cells["parent_account_id"]), reason, "Name another"
            )


def _check_codes(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield codes of countries and goods that lost a zero or have another form, and countries under a second code."""
    named: dict[str, str] = {}
    for (code,), (cells, _) in tables["countries"].items():
        if is_bundled(tables["countries"][(code,)][1]):
            spelt = (str(cells["name"] or ""), *split_words(cells["aliases"]))
            named |= {word.casefold(): str(code) for word in spelt if word}
    for (code,), (cells, place) in tables["countries"].items():
        if not re.fullmatch(rf"[A-Z0-9]{{3}}|{OTHER}", str(code)):
            reason = "is not a code of three capital letters"
            yield Problem(
                f"{place} column iso3", str(code), reason, "Write the ISO 3166-1 alpha-3 code, such as CHN"
            )
        twin = named.get(str(cells["name"] or "").casefold(), str(code))
        if twin != code:
            reason = f"is in the table already, under the code {twin}"
            yield Problem(f"{place} column name", str(cells["name"]), reason, f"Use {twin}")
        yield from _check_digits(f"{place} column iso_numeric", str(cells["iso_numeric"] or ""), 3)
    for cells, place in tables["awards"].values():
        for word in str(cells["vendor_country"]).split(";") if cells["vendor_country"] else ():
            yield from check_country(f"{place} column vendor_country", word, tables["countries"])
    for cells, place in tables["bases"].values():
        for word in split_words(cells["hs_codes"]):
            yield from _check_digits(f"{place} column hs_codes", word, 6)


def _check_digits(place: str, code: str, length: int) -> Iterator[Problem]:
    """Yield a code that has not as many digits as it should."""
    if code and not re.fullmatch(rf"[0-9]{{{length}}}", code):
        reason = f"is not a code of {length} digits"
        if code.isdigit() and len(code) < length:
            reason += ": a spreadsheet drops zeros in front"
            remedy = f"Write {code:0>{length}} if that is meant, and format the column as text"
        else:
            remedy = f"Write {length} digits"
        yield Problem(place, code, reason, remedy)


def lies_before(day: str, other: str) -> bool:
    """Say whether a day, month or year lies before another, compared as far as both go; one that is missing does not.

    Parameters
    ----------
    day, other : in ISO form, or empty

    >>> lies_before("2024", "2025-01-01"), lies_before("2025", "2025-01-01"), lies_before("", "2025")
    (True, False, False)
    """
    width = min(len(day), len(other))
    return day[:width] < other[:width]


def _check_order(cells: Mapping[str, object], place: str, first: str, last: str) -> Iterator[Problem]:
    """Yield a span that ends before it begins."""
    begin, end = str(cells[first] or ""), str(cells[last] or "")
    if lies_before(end, begin):
        yield Problem(f"{place} column {last}", end, f"lies before {first}, {begin}", "Exchange the two")


def _check_sides(groups: Table) -> Iterator[Problem]:
    """Yield a country that is an ally while it is an adversary: rules would take it for both."""
    for (group, country), (cells, place) in groups.items():
        against = groups.get(("adversary", country)) if group == "ally" else None
        if against is not None and _overlap(cells, against[0]):
            where = place if not is_bundled(place) else against[1]
            reason = "is in the groups ally and adversary at the same time"
            remedy = "Remove one of the two rows, or give one a day in valid_to"
            yield Problem(f"{where} column country_iso3", str(country), reason, remedy)


def _overlap(a: Mapping[str, object], b: Mapping[str, object]) -> bool:
    """Say whether two memberships have a day in common; an empty end is open."""
    begins = max(str(a["valid_from"] or ""), str(b["valid_from"] or ""))
    ends = [str(c["valid_to"]) for c in (a, b) if c["valid_to"]]
    return all(begins < end for end in ends)


def _parents(account: str, accounts: Table) -> set[str]:
    """Return the accounts around an account."""
    found: set[str] = set()
    row = accounts.get((account,))
    while row is not None and row[0]["parent_account_id"] and str(row[0]["parent_account_id"]) not in found:
        found.add(str(row[0]["parent_account_id"]))
        row = accounts.get((row[0]["parent_account_id"],))
    return found
