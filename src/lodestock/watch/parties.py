"""The parties of a clause: listed actors, names, and the organs of states, each with its preposition."""

from __future__ import annotations

from typing import NamedTuple

from lodestock.watch.lexicon import Mention, word_set
from lodestock.watch.names import Name
from lodestock.watch.page import Page, Part

__all__ = ["FIRMS", "PUBLIC", "Party", "parties_of"]

PUBLIC = word_set("stock lender gov body stockgov")
"""Sorts of parties that act for the public."""

FIRMS = word_set("firm name")
"""Sorts of parties that are firms, as far as the text tells."""

_PREPOSITIONS = word_set(
    "to from by with for of in on against between at under via into among towards toward"
)
_SKIPPED = word_set("the a an its their his her two three four several new state owned - ' s based listed")
"""Words that may stand between a preposition and the name it governs."""

_STOPS = word_set(
    "said says will has have had is are was were would may and that but which who as than when while it they been be not"
)
"""Words that end what a preposition governs, and what an article begins."""

_MET = word_set("to from on against")
"""Prepositions before a state that is met by a measure and takes none."""

_COUNTS = word_set("a an unnamed undisclosed its two three")
"""Words that begin a party without a name."""

_PREPOSITION_REACH, _PLAIN_REACH = 6, 3
"""Tokens before a name among which its preposition stands, and those of them that may be any lower-case word."""

_UNNAMED_REACH = 4
"""Tokens behind an article among which the word for the party stands, as in a licensed handler."""

_ORGAN_REACH = 4
"""Tokens between a state and its organ."""

_TWICE_REACH = 6
"""Tokens between two mentions of one state that are one party."""


class Party(NamedTuple):
    """Somebody in a clause: id, offsets, place of the first token, what it is, the preposition before it."""

    id: str
    start: int
    end: int
    first: int
    sort: str
    prep: str


def parties_of(page: Page, part: Part) -> list[Party]:
    """Return the parties of a clause in order.

    Parameters
    ----------
    page : of the clause
    part : clause
    """
    if part.parties is None:
        part.parties = _without_doubles(page, _found(page, part))
    return part.parties


def _found(page: Page, part: Part) -> list[Party]:
    """Return all that may be a party of a clause, in order."""
    found: list[Party] = []
    taken: set[int] = set()
    for mention in part.actors:
        if mention.first not in taken:
            taken.update(range(mention.first, mention.last))
            found.append(_party(page, mention.value, mention, page.words.agency(mention.value).sort))
    for name in part.names:
        if name.first not in taken and name.kind != "person":
            taken.update(range(name.first, name.last))
            stocks = name.kind == "body" and ("stockpil" in name.id or "reserve" in name.id)
            found.append(_party(page, name.id, name, "stock" if stocks else name.kind))
    for organ in part.organs:
        if organ.first not in taken and organ.value in ("ministry", "stockbuyer"):
            taken.update(range(organ.first, organ.last))
            found.extend(_of_organ(page, part, organ))
    found.extend(_unnamed(page, part, taken, found))
    return sorted(found, key=lambda p: p.first)


def _party(page: Page, name: str, at: Mention | Name, sort: str) -> Party:
    return Party(name, at.start, at.end, at.first, sort, _preposition(page, at.first))


def _of_organ(page: Page, part: Part, organ: Mention) -> list[Party]:
    """Return the state that acts through an organ, nobody where the text names none."""
    state = _state_of(page, part, organ)
    if state is None:
        return []
    if organ.value == "ministry":
        return [_party(page, state.value, organ, "gov")._replace(start=state.start, end=state.end)]
    agency = page.words.stockpiles.get(state.value)
    if agency is not None:
        return [_party(page, agency, organ, "stock")]
    return [_party(page, state.value, organ, "stockgov")._replace(start=state.start, end=state.end)]


def _state_of(page: Page, part: Part, organ: Mention) -> Mention | None:
    """Return the state whose organ stands at a place: named beside it, in the clause, or first in the text."""
    for state in page.nations:
        before = organ.first - _ORGAN_REACH < state.last <= organ.first
        behind = organ.last <= state.first < organ.last + _ORGAN_REACH
        if before or (behind and page.tokens[organ.last].low in ("of", "in", "'")):
            return state
    acting = [m for m in page.nations if _preposition(page, m.first) not in _MET]
    own = [m for m in acting if part.clause.first <= m.first < part.clause.last]
    return next(iter(own or acting or page.nations), None)


def _unnamed(page: Page, part: Part, taken: set[int], found: list[Party]) -> list[Party]:
    """Return parties that are told without a name, as a licensed handler; of whose country is no party of its own."""
    out: list[Party] = []
    for k in range(part.clause.first, part.clause.last - 1):
        if k in taken or page.tokens[k].low not in _COUNTS:
            continue
        for j in range(k + 1, min(k + 1 + _UNNAMED_REACH, part.clause.last)):
            low = page.tokens[j].low
            states = [p for p in found if k < p.first <= j and p.sort == "gov"]
            named = sum(i in taken for i in range(k, j + 1))
            if low in page.words.classes["somebody"] and named == len(states):
                for state in states:
                    found.remove(state)
                start, end = page.tokens[k].start, page.tokens[j].end
                out.append(Party("undisclosed", start, end, k, "undisclosed", _preposition(page, k)))
                break
            if not low.isalpha() or low in _STOPS or low in _PREPOSITIONS:
                break
    return out


def _preposition(page: Page, first: int) -> str:
    """Return the preposition that governs the words before a place, empty where there is none."""
    for k in range(first - 1, max(first - _PREPOSITION_REACH, 0) - 1, -1):
        low, text = page.tokens[k].low, page.tokens[k].text
        if low in _PREPOSITIONS:
            return low
        plain = k >= first - _PLAIN_REACH and low[:1].isalpha() and text.islower() and low not in _STOPS
        if not plain and low not in _SKIPPED:
            return ""
    return ""


def _without_doubles(page: Page, found: list[Party]) -> list[Party]:
    """Return parties where a state that only says whose another one is, or that is named twice, stands once."""
    out: list[Party] = []
    for k, party in enumerate(found):
        # In "the US Export-Import Bank" the state only says whose bank it is.
        if k + 1 < len(found) and _says_whose(page, party, found[k + 1]):
            found[k + 1] = found[k + 1]._replace(prep=party.prep)
        # "the Chinese commerce ministry" is one party, not a state and its organ.
        elif out and _is_same(out[-1], party):
            if party.sort == "stockgov":
                out[-1] = party._replace(start=out[-1].start, end=out[-1].end, prep=out[-1].prep)
        else:
            out.append(party)
    return out


def _says_whose(page: Page, state: Party, party: Party) -> bool:
    if state.sort != "gov" or party.sort == "gov":
        return False
    return page.text[state.end : party.start] in (" ", "'s ", "’s ")


def _is_same(before: Party, party: Party) -> bool:
    near = party.first - before.first < _TWICE_REACH
    return near and before.id == party.id and "gov" in (before.sort, party.sort)
