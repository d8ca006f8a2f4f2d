"""The use case CARDS: which scenarios are bundled, what each assumes and leaves to chance, and how it is written."""

from __future__ import annotations

from typing import Any

from lodestock.data import card_names, card_text, load_card
from lodestock.programme.documents import header
from lodestock.programme.project import Case
from lodestock.records.errors import InputError, Problem
from lodestock.records.scenario import Card

__all__ = ["cards_document", "drawn_words"]


def cards_document(case: Case, name: str | None = None, *, as_yaml: bool = False) -> dict[str, Any]:
    """Return the JSON object of `lodestock cards [NAME]` but for `seconds`.

    Parameters
    ----------
    case : the card of its project is listed first
    name : a bundled card or the path of a YAML file; None: all bundled cards
    as_yaml : gives the text of the card's file in place of what it says

    Raises
    ------
    InputError : no such card, or one that is wrong; it names file, line, value, reason and remedy
    """
    if as_yaml:
        if name is None:
            raise InputError(
                Problem("--yaml", "", "needs the name of a card", "Write it as `cards quiet --yaml`")
            )
        load_card(name)
        return {**header("cards", case), "card": name, "yaml": card_text(name), "missing": {}}
    if name is not None:
        listed = [_row(name, load_card(name))]
    else:
        own = [] if case.folder is None else [_row(str(case.folder / "scenario.yaml"), case.card)]
        listed = [*own, *(_row(n, load_card(n)) for n in card_names())]
    return {**header("cards", case), "cards": listed, "missing": {}}


def drawn_words(card: Card) -> list[str]:
    """Return what a card leaves to chance, in words; nothing where its result is one scenario.

    Parameters
    ----------
    card : with its switches
    """
    stressed = card.regime_drawn or card.war_drawn or bool(card.war_starts) or card.start_regime == "crisis"
    switches = {
        "regimes": card.regime_drawn,
        "wars": card.war_drawn or len(card.war_starts) > 1,
        "what others deliver in a crisis or war": card.reliability_drawn and stressed,
        "severity and length of known controls": card.known_events,
        "new controls": card.announcements_drawn,
        "truces": card.truces_drawn,
        "routes": card.shipping_drawn,
        "outages": card.technical_drawn,
    }
    return [word for word, on in switches.items() if on]


def _row(name: str, card: Card) -> dict[str, Any]:
    return {
        "name": name,
        "assumes": card.assumes,
        "as_of": card.as_of.isoformat(),
        "drawn": drawn_words(card),
    }
