"""The use case CARDS: which scenarios are bundled, what each assumes and leaves to chance, and how it is written."""

from __future__ import annotations

from typing import Any

from lodestock.data import card_names, card_text, load_card
from lodestock.programme.documents import header
from lodestock.programme.project import Case
from lodestock.records.scenario import Card

__all__ = ["cards_document", "drawn_words"]


def cards_document(case: Case, name: str | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock cards [NAME]` but for `seconds`: all cards, or one with its text.

    Parameters
    ----------
    case : the card of its project is listed first
    name : a bundled card or the path of a YAML file; None: all bundled cards

    Raises
    ------
    InputError : no such card, or one that is wrong; it names file, line, value, reason and remedy
    """
    head = header("cards", case)
    if name is not None:
        listed = [_row(name, Case(case.dataset, load_card(name), None).card)]  # which checks names, too
        return {**head, "card": name, "yaml": card_text(name), "cards": listed, "missing": {}}
    own = [] if case.folder is None else [_row(str(case.folder / "scenario.yaml"), case.card)]
    return {**head, "cards": [*own, *(_row(n, load_card(n)) for n in card_names())], "missing": {}}


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
