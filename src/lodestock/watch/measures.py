"""Units and currencies beside a number: what stands before it, behind it, and the period that it repeats in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lodestock.watch.numbers import Number, tidy
from lodestock.watch.tails import WordTables, word_set

__all__ = ["After", "Measures", "Sign"]


class Sign(NamedTuple):
    """A currency before a number: its code, None if the vocabulary lacks it, and where it ends."""

    unit: str | None
    end: int


class After(NamedTuple):
    """What the words behind a number make of it.

    Attributes
    ----------
    kind : money, mass, percent or count
    unit : of the vocabulary, None if it lacks it
    factor : of the unit that is printed in that of the vocabulary: 1000 for kt
    end : where the words end
    per : the period if the unit holds it, as `tpa` does
    """

    kind: str
    unit: str | None
    factor: float
    end: int
    per: str | None


# Spellings beside those of the vocabulary: abbreviation, in upper and lower case as printed -> unit, factor, period.
_SHORT: dict[str, tuple[str, float, str | None]] = {
    **dict.fromkeys(("t", "mt", "MT", "te"), ("t", 1.0, None)),
    **dict.fromkeys(("kt", "Kt", "KT"), ("t", 1e3, None)),
    **dict.fromkeys(("Mt",), ("t", 1e6, None)),
    **dict.fromkeys(("kg", "Kg", "KG", "kgs"), ("kg", 1.0, None)),
    **dict.fromkeys(("g", "gm", "gms"), ("g", 1.0, None)),
    **dict.fromkeys(("lb", "lbs", "LB", "Lb", "LBS"), ("lb", 1.0, None)),
    **dict.fromkeys(("Mlb", "mlb", "Mlbs", "mlbs"), ("lb", 1e6, None)),
    **dict.fromkeys(("oz", "ozt", "toz"), ("troy_oz", 1.0, None)),
    **dict.fromkeys(("koz", "Koz"), ("troy_oz", 1e3, None)),
    **dict.fromkeys(("Moz", "moz"), ("troy_oz", 1e6, None)),
    **dict.fromkeys(("ct",), ("ct", 1.0, None)),
    **dict.fromkeys(("tpa", "tpy", "TPA", "mtpa", "MTPA"), ("t", 1.0, "year")),
    **dict.fromkeys(("ktpa", "ktpy", "Ktpa"), ("t", 1e3, "year")),
    **dict.fromkeys(("Mtpa", "Mtpy"), ("t", 1e6, "year")),
    **dict.fromkeys(("tpd",), ("t", 1.0, "day")),
    **dict.fromkeys(("tpm",), ("t", 1.0, "month")),
}
_LONG = {
    **dict.fromkeys(("metric tonne", "metric tonnes"), "t"),
    **dict.fromkeys(("short ton",), "short_ton"),
    **dict.fromkeys(("long ton",), "long_ton"),
    **dict.fromkeys(("kilogram", "kilogramme", "kilogrammes"), "kg"),
    **dict.fromkeys(("flask",), "flask"),
    **dict.fromkeys(
        ("mtu", "mtus", "metric ton unit", "metric ton units", "metric tonne unit", "metric tonne units"),
        "mtu",
    ),
}
_LACKING_SIGNS = r"(?:HK|NZ|NT|S|Z|B|J|T)\$"
_SIGNS = {
    "U.S.$": "USD",
    "US $": "USD",
    "AU$": "AUD",
    "CA$": "CAD",
    "Can$": "CAD",
    "CN¥": "CNY",
    "Rs.": "INR",
    "Fr.": "CHF",
}
_LETTER_SIGNS = ("Rs", "SKr", "NKr", "Rp", "RMB")
_MONEY_WORDS = {
    **dict.fromkeys(("dollar", "american dollar", "american dollars", "u.s. dollar", "u.s. dollars"), "USD"),
    **dict.fromkeys(("euro",), "EUR"),
    **dict.fromkeys(("pound sterling", "pounds sterling", "british pounds"), "GBP"),
    **dict.fromkeys(("rouble", "ruble"), "RUB"),
    **dict.fromkeys(("rupee",), "INR"),
    **dict.fromkeys(("franc",), "CHF"),
    **dict.fromkeys(("krona",), "SEK"),
    **dict.fromkeys(("krone",), "NOK"),
    **dict.fromkeys(("reals",), "BRL"),
    **dict.fromkeys(("rands", "south african rand"), "ZAR"),
    **dict.fromkeys(("rupiahs",), "IDR"),
    **dict.fromkeys(("turkish liras",), "TRY"),
    **dict.fromkeys(("south korean won",), "KRW"),
    **dict.fromkeys(("japanese yen",), "JPY"),
    **dict.fromkeys(("chinese yuan",), "CNY"),
}
_FOREIGN = (
    r"(?:[A-Z][a-z]{1,15}[\s-]){1,2}(?:dollars?|pesos?|francs?|pounds?|rupees?|shillings?|dinars?|crowns?)"
    r"|(?:ringgit|baht|dong|pesos?|dinars?|dirhams?|kwacha|cedis?|naira|shillings?|tugriks?|hryvnia)\b"
)
_SHY = word_set("won real rand lira liras krona krone franc francs")
"""Words of currencies that mean something else beside a small number."""

_MONEY_NOUNS = (
    r"(?:public|state|government|taxpayers?|federal|new|private|fresh|extra|further|additional|soft|cheap|development)?\s?"
    r"(?:money|funding|funds?|cash|aid|support|loans?|debt|equity|investments?|spending|grants?|subsid(?:y|ies)"
    r"|financing|finance|credit|capital|guarantees?|revenue|sales|assets|shares|stock)\b"
)
_STERLING = re.compile(
    r"£|[Ss]terling|\bUK\b|Brit(?:ain|ish)|London|Whitehall|Exchequer|Scot(?:land|tish)|Wales|Cornwall"
)
_OF_MONEY = re.compile(rf"\s(?:of|in)\s{_MONEY_NOUNS}")
_OF_MASS = re.compile(r"\s(?:of\s\w|a\s(?:year|month)\sof\s)")

_PERIOD = re.compile(
    r"(?:\sof(?:\s[A-Za-z'’()-]{1,30}){1,4}?|\s(?-i:[A-Z][A-Za-z0-9]{1,5}))?(?:"
    r"[\s-](?:a|per|each|every)[\s-](?:calendar\s|financial\s|fiscal\s)?(?P<long>year|month|day|week|quarter|annum)\b"
    r"(?!\s(?:after|before|ago|earlier|later|since|old)\b)"
    r"|\s(?P<adverb>annually|yearly|monthly|daily|weekly|quarterly)\b|\s(?P<pa>p\.\s?a\.|pa\b|p/a\b))"
    r"|\s?/\s?(?P<short>year|yr|y|annum|a|month|mo|day|d|week)\b",
    re.IGNORECASE,
)
_PERIODS = {
    **dict.fromkeys(("annum", "yr", "y", "a", "annually", "yearly"), "year"),
    **dict.fromkeys(("mo", "monthly"), "month"),
    **dict.fromkeys(("d", "daily"), "day"),
    "weekly": "week",
    "quarterly": "quarter",
}
_EACH_OF = re.compile(
    r"(?:\sof(?:\s[A-Za-z'’-]{1,30}){1,3}?)?\s(?:for|in|during)\s(?:each|every\sone)\sof\s(?:the\s)?"
    r"(?:(?:next|coming|following|first)\s)?(?:\w{1,12}\s)?(years|months|20\d\d\b)",
    re.IGNORECASE,
)
_PERCENT = (
    r"(?P<points>per[\s-]?cent(?:age)?[\s-]points?|%[\s-]?points?|pp\b|basis[\s-]points?|bps\b)"
    r"|(?P<percent>%|per[\s-]?cent\b|pct\b|pc\b)"
)


_NO_UNIT = frozenset(",.;:)]?!\"'”")


def _any_of(phrases: Iterable[str]) -> str:
    """Return a pattern for any of several phrases, the longest first, hyphens allowed for spaces."""
    return "|".join(re.escape(p).replace("\\ ", r"[\s-]") for p in sorted(phrases, key=len, reverse=True))


def _spaced(words: str) -> str:
    """Return words as the tables have them: in lower case, one space between them."""
    return re.sub(r"[\s-]", " ", words.lower())


def _near(text: str, at: int) -> str:
    """Return the surroundings of a place, which tell what a word means."""
    return text[max(0, at - 300) : at + 300]


class Measures:
    """The units and currencies of the vocabulary in all their spellings.

    Parameters
    ----------
    words : the word tables; the rows of the fields unit and currency of the vocabulary are used
    """

    def __init__(self, words: WordTables) -> None:
        """Make the patterns from the vocabulary."""
        rows = words["vocabulary"]
        units = [r for r in rows if r["field"] == "unit"]
        self._units = frozenset(r["value"] for r in units)
        self._codes = frozenset(r["value"] for r in rows if r["field"] == "currency")
        self._signs, self._words = dict(_SIGNS), dict(_MONEY_WORDS)
        self._short, self._long = dict(_SHORT), dict(_LONG)
        for row in rows:
            if row["field"] == "currency":
                self._take_currency(row)
        for row in units:
            self._take_unit(row)
        codes, signs = "|".join(sorted(self._codes)), _any_of(self._signs)
        self._sign = re.compile(
            rf"(?:(?<![A-Za-z$])(?:(?P<code>{codes})\s?\$?|{_LACKING_SIGNS}|R(?=\d[\d.,]{{0,8}}\s?(?:m|bn|million|billion)\b|\Z))"
            rf"|(?:(?<![A-Za-z$])|(?=[$€£¥₹₩₺]))(?P<sign>{signs}))[\s\u00a0]?"
        )
        self._sign_before = re.compile(rf"(?:{self._sign.pattern})\Z")
        self._ends = frozenset(s[-1] for s in (*self._signs, *self._codes, "$", "R"))
        unit = rf"(?P<short>{_any_of(self._short)})(?![A-Za-z\d])|(?P<long>(?i:{_any_of(self._long)}))(?![A-Za-z])"
        self._after = re.compile(
            rf"[\s\u00a0-]{{0,2}}(?:(?i:{_PERCENT})|(?P<cents>(?i:us[\s-])?(?i:cents?)\b)"
            rf"|(?P<money>(?i:{_any_of(self._words)}))(?![A-Za-z])|(?P<after_code>{codes})(?![A-Za-z])|(?P<glyph>[$€£¥₩₹](?!\d))"
            rf"|{unit}|(?P<foreign>{_FOREIGN}))"
        )
        self._price = re.compile(
            rf"(?:\s?/\s?|[\s-](?:a|an|per|each|for\s(?:a|each))[\s-])(?:(?:dry|contained)\s)?"
            rf"(?:{unit}|(?P<other>share|barrel|unit|litre|liter|gallon|MWh|megawatt-hour|piece|head|cubic\smetre)\b)"
        )
        self._letter = re.compile(r"[\s\u00a0]?(MM|mm|m|M|k|K|bn|b|mn)(?=[\s\u00a0-])")

    def _take_currency(self, row: Mapping[str, str]) -> None:
        """Take the signs and words of a currency of the vocabulary."""
        code = row["value"]
        for alias in filter(None, row["aliases"].split(";")):
            if not alias.isascii() or "$" in alias or alias in _LETTER_SIGNS:
                self._signs[alias] = code
            elif alias not in ("pound", "pounds"):  # which may be a mass, see `after`
                self._words.setdefault(alias.lower(), code)
        meaning = row["meaning"].lower()
        if " " in meaning:  # "Swiss franc", not "real"
            self._words |= {meaning: code, f"{meaning}s": code}

    def _take_unit(self, row: Mapping[str, str]) -> None:
        """Take the words and abbreviations of a unit of mass of the vocabulary."""
        base, _, per = row["value"].partition("_per_")
        if base not in self._units:
            return
        for alias in filter(None, row["aliases"].split(";")):
            if "/" in alias:
                self._short.setdefault(
                    alias, (base, self._short.get(alias.partition("/")[0], ("", 1.0))[1], per or None)
                )
            elif not per and len(alias) > 2 and base != "percent":
                self._long.setdefault(alias.lower(), base)

    def sign_before(self, text: str, place: int, floor: int) -> int | None:
        """Return where the currency directly before a number begins, None if there is none."""
        last = text[place - 1 : place]
        if place <= floor or not (
            last in self._ends or (last.isspace() and text[place - 2 : place - 1] in self._ends)
        ):
            return None
        found = self._sign_before.search(text, max(floor, place - 7), place)
        if found is None:
            return None
        hit = self._sign.match(text, found.start())
        return found.start() if hit is not None and hit.end() == place else None

    def sign(self, text: str, at: int) -> Sign | None:
        """Return the currency that begins at a place before a number."""
        hit = self._sign.match(text, at)
        if hit is None or hit.end() == len(text):  # nothing can follow
            return None
        if hit["code"]:
            return Sign(hit["code"], hit.end())
        if hit["sign"]:
            unit = self._signs[hit["sign"]]
            if hit["sign"] == "¥" and _is_yuan(_near(text, at)):
                unit = "CNY"
            return Sign(unit, hit.end())
        return Sign("ZAR" if hit.group().startswith("R") else None, hit.end())

    def trailing(self, text: str, at: int, unit: str | None) -> Sign:
        """Return the currency of a sum that has a sign, with the code or word that may repeat or correct it behind."""
        hit = self._after.match(text, at)
        if hit is None or hit.lastgroup not in ("money", "after_code") or text[at : at + 1] not in " -":
            return Sign(unit, at)
        found = self._words[_spaced(hit["money"])] if hit["money"] else hit["after_code"]
        return Sign(unit if hit["money"] in ("dollar", "dollars") else found, hit.end())

    def after(self, text: str, at: int, value: float | None) -> After | None:
        """Return what the words behind a number make of it, None if they are no unit."""
        hit = None if text[at : at + 1] in _NO_UNIT else self._after.match(text, at)
        if hit is None:
            return None
        name, end = hit.lastgroup, hit.end()
        if name == "percent":
            return After("percent", "percent", 1.0, end, None)
        if name == "points":
            return After("count", None, 1.0, end, None)
        if name == "cents":
            return After("money", "USD", 0.01, end, None)
        if name == "money":
            word = _spaced(hit["money"])
            if word in _SHY and not (value or 0) >= 1000:
                return None
            return After("money", self._words[word], 1.0, end, None)
        if name == "after_code":
            return After("money", hit["after_code"], 1.0, end, None)
        if name == "glyph":
            return After("money", self._signs[hit["glyph"]], 1.0, end, None)
        if name == "foreign":
            return After("money", None, 1.0, end, None)
        if name == "short":
            unit, factor, per = self._short[hit["short"]]
            return After("mass", unit, factor, end, per)
        unit = self._long[_spaced(hit["long"])]
        if unit == "lb" and _is_sterling(text, end):
            return After("money", "GBP", 1.0, end, None)
        if unit == "mtu":
            return After("count", None, 1.0, end, None)
        return After("mass", unit, 1.0, end, None)

    def after_scaled(self, text: str, number: Number) -> tuple[Number, After | None]:
        """Return a number without a sign with its unit, m and k between them read as a scale."""
        letter = self._letter.match(text, number.end) if number.scale == 1.0 and not number.spoken else None
        if letter is not None and (after := self.after(text, letter.end(), 1e6)) is not None:
            scale = {"m": 1e6, "k": 1e3, "b": 1e9}[letter.group(1)[0].lower()]
            value = None if number.value is None else tidy(number.value * scale)
            return Number(letter.end(), value, scale, spoken=False), after
        return number, self.after(text, number.end, number.value)

    def price(self, text: str, at: int, currency: str | None) -> tuple[str | None, int] | None:
        """Return the unit of a price and where it ends, if a sum is told for each unit of a mass."""
        hit = self._price.match(text, at)
        if hit is None:
            return None
        unit = None
        if hit["short"]:
            unit = self._short[hit["short"]][0]
        elif hit["long"]:
            unit = self._long[_spaced(hit["long"])]
        name = f"{currency.lower()}_per_{unit}" if currency and unit else None
        return (name if name in self._units else None), hit.end()

    @staticmethod
    def period(text: str, at: int) -> tuple[str, int] | None:
        """Return the period in which a figure repeats and where its words end: "of graphite a year"."""
        hit = _PERIOD.match(text, at)
        if hit is None:
            return None
        word = (hit["long"] or hit["adverb"] or hit["short"] or "year").lower()
        return _PERIODS.get(word, word), hit.end()

    @staticmethod
    def each_of(text: str, at: int) -> str | None:
        """Return the period of a figure that is told for each of several: "for each of 2026 and 2027"."""
        hit = _EACH_OF.match(text, at)
        return None if hit is None else "month" if hit[1].lower() == "months" else "year"

    def per(self, unit: str | None, per: str | None) -> str | None:
        """Return the unit of a mass in each period; None if the vocabulary lacks it, a quarter adds nothing."""
        if unit is None or per is None or per == "quarter":
            return unit
        name = f"{unit}_per_{per}"
        return name if name in self._units else None


def _is_yuan(text: str) -> bool:
    """Return whether words that print ¥ mean yuan by it."""
    return bool(re.search(r"yuan|renminbi|RMB", text)) and not re.search(r"\byen\b|Japan", text)


def _is_sterling(text: str, end: int) -> bool:
    """Return whether pounds that end at a place are money: by what they are of, else by Britain nearby."""
    if _OF_MONEY.match(text, end):
        return True
    return not _OF_MASS.match(text, end) and _STERLING.search(_near(text, end)) is not None
