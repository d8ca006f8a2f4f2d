"""Words that stand where the code of a country should: the code that is meant, or what to write in its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from lodestock.data.misread import MISSING_MARKS
from lodestock.data.names import TOTAL, fold
from lodestock.data.reader import Cell, Table
from lodestock.records.dataset import split_words
from lodestock.records.errors import Problem
from lodestock.records.lookups import OTHER

__all__ = ["check_country", "countries_like", "country_advice"]


def _pairs(text: str) -> dict[str, str]:
    """Return pairs written as ``AE=ARE``, separated by blanks, as a mapping."""
    return dict(pair.split("=") for pair in text.split())


_RETIRED = _pairs("""
    XK=XKX ROM=ROU ZAR=COD TMP=TLS BUR=MMR ADO=AND WBG=PSE KSV=XKX UVK=XKX GER=DEU SUI=CHE NED=NLD RSA=ZAF CHI=CHL POR=PRT
    DEN=DNK GRE=GRC INA=IDN MAS=MYS PHI=PHL VIE=VNM KSA=SAU UAE=ARE ZIM=ZWE ZAM=ZMB NGR=NGA BUL=BGR CRO=HRV SLO=SVN
    LAT=LVA SIN=SGP MGL=MNG MYA=MMR CGO=COG TPE=TWN 490=TWN 842=USA 841=USA 251=FRA 757=CHE 699=IND 579=NOR
    """)
"""Codes that ISO 3166 has given up, that sports bodies use, or numbers of trade statistics -> code."""

_OTHERS = re.compile(
    r"(all |the )?other(s| countries| nations| producers)?( \(.*\))?|rest of( the)? world|row|remaining( countries)?|"
    r"(countries )?not specified|unspecified|various|miscellaneous|oth",
    re.I,
)
_MARKS = re.compile(r"[0-9⁰¹²³⁴-⁹*†‡]+$|\((?:e|r|p|[0-9])\)$|\[[0-9a-z]\]$", re.I)
_SPELT = {"rep": "republic", "dem": "democratic", "st": "saint", "is": "islands", "isl": "islands"}
_FILLERS = {"the", "of", "and", "d", "de"}


def country_advice(word: str, countries: Table, *, other: bool) -> tuple[str, str]:
    """Return the reason and the remedy of a word that is no code of a country.

    Parameters
    ----------
    word : what stands where a code should
    countries : the table ``countries``
    other : whether the word may stand for the countries that are not named
    """
    known = {str(key[0]): cells for key, (cells, _) in countries.items()}
    if TOTAL.fullmatch(word):
        return "is a total, not a country", "Leave the total out"
    if _OTHERS.fullmatch(word):
        return "stands for several countries", f"Write {OTHER}" if other else "Name one country"
    if word.casefold() in MISSING_MARKS:
        unknown = f", or write {OTHER} where the country is not known" if other else ""
        return "is a mark, not a country", f"Leave the row out{unknown}"
    if any(str(cells["region"]).casefold() == word.casefold() for cells in known.values()):
        return _several(other=other)
    found = countries_like(word, known)
    if len(found) == 1:
        if known[found[0]]["region"] == "aggregate":
            return _several(other=other)
        return "is not the code of a country", f"Write the code: {found[0]}"
    if found:
        named = " or ".join(f"{code} ({known[code]['name']})" for code in found[:4])
        return "can mean several countries", f"Write the code: {named}"
    odd = next((c for c in word if not c.isascii()), "")
    if odd and len(word) == len("CHN"):
        return f"holds the letter U+{ord(odd):04X}, which is none of A to Z", "Type the code again"
    or_other = f", or {OTHER}" if other else ""
    if re.fullmatch(r"[A-Z0-9]{3}", word):
        close = difflib.get_close_matches(word, [c for c in known if len(c) == len(word)], n=1)
        meant = f"Did you mean {close[0]!r}?" if close else f"Write the code of three letters{or_other}."
        return "is not in countries.csv", f"{meant} Or add it to overlays/countries.csv"
    of_rest = f"; {OTHER} stands for the countries that are not named" if other else ""
    return "is not the code of a country", f"Write the code of three letters, such as CHN{of_rest}"


def _several(*, other: bool) -> tuple[str, str]:
    """Return the reason and the remedy of a word for several countries."""
    remedy = "Write a row for each country"
    return "stands for several countries", f"{remedy}, or {OTHER}" if other else remedy


def countries_like(word: str, known: Mapping[str, Mapping[str, Cell]]) -> list[str]:
    """Return the codes of the countries that a word may mean: by another code, by a name, by a part of a name.

    Parameters
    ----------
    word : that is no code of a country
    known : code -> cells of the table ``countries``
    """
    return _by_code(word, known) or _by_name(word, known) or _by_name(word.partition("(")[0], known)


def check_country(place: str, word: str, countries: Table, *, other: bool = False) -> Iterator[Problem]:
    """Yield a problem where a word is not the code of a single country.

    Parameters
    ----------
    place : file, line and column
    word : the code
    countries : the table ``countries``
    other : whether the word may stand for the countries that are not named
    """
    row = countries.get((word,))
    if row is None:
        yield Problem(place, word, *country_advice(word, countries, other=other))
    elif row[0]["region"] == "aggregate" and not (other and word == OTHER):
        if word == OTHER:
            yield Problem(place, word, "stands for several countries", "Name one country")
        elif TOTAL.fullmatch(word) or _OTHERS.fullmatch(word):
            yield Problem(place, word, *country_advice(word, countries, other=other))
        else:
            yield Problem(place, word, *_several(other=other))


def _by_code(word: str, known: Mapping[str, Mapping[str, Cell]]) -> list[str]:
    """Return the codes that another code stands for: small letters, two letters, a number, a retired code."""
    upper = word.upper()
    if upper in known:
        return [upper]
    if upper in _RETIRED and _RETIRED[upper] in known:
        return [_RETIRED[upper]]
    if word.isascii() and word.isdigit():
        return [c for c, cells in known.items() if cells["iso_numeric"] == f"{int(word):03d}"]
    return [c for c, cells in known.items() if cells["iso2"] == upper]


def _by_name(word: str, known: Mapping[str, Mapping[str, Cell]]) -> list[str]:
    """Return the codes of the countries that a name means: an exact one, else those whose name is like it."""
    words = _name_words(word)
    if not words:
        return []
    names: dict[str, list[frozenset[str]]] = {}
    for code, cells in known.items():
        if cells["region"] != "aggregate" or code == "EUU":
            spellings = [str(cells["name"] or ""), *split_words(cells["aliases"])]
            names[code] = [w for w in map(_name_words, spellings) if w]
    exact = [code for code, spelt in names.items() if words in spelt]
    if exact:
        return exact
    part = [code for code, spelt in names.items() if any(words < w for w in spelt)]
    if part:
        return part
    texts = {" ".join(sorted(w)): code for code, spelt in names.items() for w in spelt}
    close = difflib.get_close_matches(" ".join(sorted(words)), texts, n=1, cutoff=0.8)
    return [texts[c] for c in close]


def _name_words(name: str) -> frozenset[str]:
    """Return the words of a name, without accents, marks of footnotes, fillers, and in one spelling.

    >>> sorted(_name_words("Korea, Rep. of")) == sorted(_name_words("Republic of Korea (1)"))
    True
    """
    bare = _MARKS.sub("", name.strip()).strip()
    words = re.findall(r"[a-z]+", fold(bare).replace(".", "").replace("'s", ""))
    return frozenset(_SPELT.get(w, w) for w in words) - _FILLERS
