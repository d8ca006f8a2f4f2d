"""Which type of event a clause tells: features out of its words, and the most specific row of the table that they meet."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lodestock.watch.lexicon import word_set
from lodestock.watch.names import Name
from lodestock.watch.page import Page, Part, TypeRow, Words

__all__ = ["Verdict", "features_of", "judge", "support"]

_OF_SORT = {
    "stock": ("stock", "public"),
    "gov": ("gov", "public"),
    "lender": ("lender", "public"),
    "firm": ("firm",),
    "users": ("users",),
    "undisclosed": (),
}
"""Sort of an actor -> features."""

_OF_ORGAN = {"ministry": ("gov", "public"), "stockbuyer": ("stock", "public"), "company": ("firm",)}
"""Class of an organ -> features."""

_GROUP = re.compile(
    r"\b(?:critical|strategic|rare|raw|defen[cs]e)[ -](?:minerals?|metals?|materials?)\b", re.IGNORECASE
)
_SHARE = re.compile(r"\bfor (?:a|one)[ -](?:quarter|third|fifth|tenth|half|sixth|eighth) of $|\bhalf of $")
"""Words before the name of a firm that tell a share of it."""

_SHARE_REACH = 24
"""Characters before a name that hold them."""

_NAME_REACH = 12
"""Characters between a share and the name of the firm."""

_BANKS = word_set("bank banque banco banca")
_STOCKS = ("stockpil", "reserve", "materials-agency")
"""What the name of a stockpile's agency holds."""

_MAY = word_set("may shall can could must")
_LET = word_set("let allowed permitted admitted")
_MAY_REACH, _LET_REACH = 6, 14
"""Tokens from a `no` within which it denies a `may`, or a participle such as allowed."""

_TRUST = 2.0
"""How many points of a row one unit of the logarithm of the ranker's share is worth."""

_LEAST_SHARE = 0.002
"""Smaller shares of the ranker count as this one: it may doubt a row and never rules one out."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The type of a clause, and why.

    Attributes
    ----------
    type : of the vocabulary
    weight : of the row that decided
    needs : features that met the row
    runner_up : type and features of the best row of another type, None where there is none
    """

    type: str
    weight: int
    needs: tuple[str, ...]
    runner_up: tuple[str, tuple[str, ...]] | None


def features_of(page: Page, parts: Iterable[Part], buyer: bool = False) -> set[str]:
    """Return the features of clauses: classes of acts, `m:` modes, kinds of figures and of parties.

    Parameters
    ----------
    page : of the clauses
    parts : clauses
    buyer : whether a stockpile's agency was named before, whom "the agency" means
    """
    out: set[str] = set(page.told)
    for part in parts:
        if part.features is None:
            part.features = _of_part(page, part)
        out |= part.features
        for mention in part.organs:
            meant = buyer and mention.value in ("agency", "pronoun")
            out.update(_OF_ORGAN.get("stockbuyer" if meant else mention.value, ()))
    if not out.isdisjoint(("money", "mass", "price")):
        out.add("fig")
    return out


def _of_part(page: Page, part: Part) -> set[str]:
    """Return the features of a clause that do not depend on what was told before."""
    out = {m.value for m in part.acts}
    out.update(f"m:{m.value}" for m in part.modes)
    out.update(f.kind for f in part.figures if f.kind != "count")
    for mention in part.actors:
        agency = page.words.agency(mention.value)
        out.update(_OF_SORT[agency.sort], ("bank",) if agency.bank else ())
    for name in part.names:
        out.update(_of_name(name))
    out.update(_of_figures(page, part))
    if _none_may(page, part):
        out.update(("forbid", "none"))
    if _buys_firm(page, part):
        out.add("buysfirm")
    if part.materials:
        out.add("material")
    elif _GROUP.search(page.text, part.start, part.end):
        out.add("group")
    return out


def _of_name(name: Name) -> Iterable[str]:
    """Yield the features of a name that no table lists."""
    words = name.id.split("-")
    if _may_be_firm(name):
        yield "firm"
    if name.kind == "body" or (words[0] in _BANKS and len(words) > 1):
        yield from ("body", "public")
        if not _BANKS.isdisjoint(words):
            yield "bank"
        if any(s in name.id for s in _STOCKS):
            yield "stock"


def _may_be_firm(name: Name) -> bool:
    return name.kind in ("firm", "name")


def _of_figures(page: Page, part: Part) -> set[str]:
    """Return features of single figures: a mass that is a ceiling, a share of a named firm, a majority."""
    text, out = page.text, set()
    firms = [n.start for n in part.names if _may_be_firm(n)]
    firms += [m.start for m in part.actors if not m.value.startswith("gov-")]
    if any(_SHARE.search(text, max(0, start - _SHARE_REACH), start) for start in firms):
        out.add("percentof")
    for figure in part.figures:
        if figure.kind == "mass" and figure.qualifier == "up_to":
            out.add("capped")
        if figure.kind == "percent":
            value = figure.value or 0
            of = text.startswith(" of", figure.end)
            whole = value == 100 and text.endswith("for ", 0, figure.start)
            if whole or (value > 50 and (of or text.startswith(" for", figure.end))):
                out.add("takeover")
            elif of and any(figure.end < start < figure.end + _NAME_REACH for start in firms):
                out.add("percentof")
    return out


def _buys_firm(page: Page, part: Part) -> bool:
    """Say whether the name of a firm stands directly behind a verb of buying, with a firm before it."""
    for act in part.acts:
        if act.value == "buy" and act.sort == "verb":
            bought = next((n for n in part.names if n.first - act.last in (0, 1) and _may_be_firm(n)), None)
            buyer = any(n.last <= act.first and (_may_be_firm(n) or n.kind == "body") for n in part.names)
            # Behind 's stands what is bought of the firm.
            behind = [t.low for t in page.tokens[bought.last : bought.last + 1]] if bought else []
            if buyer and behind not in ([], ["'"]):
                return True
    return False


def _none_may(page: Page, part: Part) -> bool:
    """Say whether a clause says that nobody may: no, and a few words behind it may, shall or is allowed."""
    end = part.clause.last
    lows = [t.low for t in page.tokens[part.clause.first : end + 1]]
    length = end - part.clause.first
    for k, low in enumerate(lows[:length]):
        if low in ("no", "neither") and lows[k + 1 : k + 2] not in ([], ["more"]):
            if not _MAY.isdisjoint(lows[k + 1 : min(k + _MAY_REACH, length)]):
                return True
            for j in range(k + 1, min(k + _LET_REACH, length)):
                if lows[j] in _LET and lows[j - 1] in ("been", "be", "is", "are"):
                    return True
    return False


def judge(features: set[str], words: Words, shares: Mapping[str, float] | None = None) -> Verdict | None:
    """Return the type of the best row whose features are all there, None where no row is met.

    Parameters
    ----------
    features : of the clause
    words : the tables
    shares : of the types by the ranker, which count beside the weight of a row; None: the weight alone decides
    """

    def rank(row: TypeRow) -> tuple[float, int]:
        # Of equal rows the first of the table counts.
        return row.weight + (0.0 if shares is None else support(shares, row.type)), -row.place

    met = [row for f in features for row in words.rows.get(f, ()) if row.is_met(features)]
    if not met:
        return None
    best = max(met, key=rank)
    second = max((row for row in met if row.type != best.type), key=rank, default=None)
    runner_up = None if second is None else (second.type, second.met(features))
    return Verdict(best.type, best.weight, best.met(features), runner_up)


def support(shares: Mapping[str, float], kind: str) -> float:
    """Return what the share of a type is worth, in points of a row; at most 0.

    Parameters
    ----------
    shares : of the types
    kind : type
    """
    return _TRUST * math.log(max(shares.get(kind, 0.0), _LEAST_SHARE))
