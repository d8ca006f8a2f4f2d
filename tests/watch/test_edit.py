"""What a person may set of a proposed event."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lodestock.records.errors import InputError
from lodestock.records.news import Amount, Event, Quantity
from lodestock.watch.edit import FIELDS, apply_changes, direction_of, read_changes

LISTS = {
    "type": ["tariff", "award", "disruption"],
    "status": ["announced", "suspended", "in_force"],
    "direction": ["restricts", "lifts", "none", "buys"],
    "currency": ["USD", "AUD"],
    "unit": ["t", "percent"],
    "qualifier": ["exact", "up_to"],
    "material": ["antimony", "tin"],
    "purpose": ["stockpile", "investment"],
}
TARIFF = Event("tariff", "announced", "gov-USA", ("gov-CHN",), direction="restricts")

EACH: dict[str, tuple[str, Any]] = {
    "type": ("award", "award"),
    "status": ("in_force", "in_force"),
    "direction": ("buys", "buys"),
    "actor": ("dla;us-antimony", "dla;us-antimony"),
    "counterparties": ("gov-CHN; vale", ("gov-CHN", "vale")),
    "materials": ("tin;antimony", ("tin", "antimony")),
    "as_stated": ("tin ingots; ore", ("tin ingots", "ore")),
    "legal_ref": ("Order 7", "Order 7"),
    "announced": ("2026-01-05", date(2026, 1, 5)),
    "effective": ("2026-10-01..2026-12-31", (date(2026, 10, 1), date(2026, 12, 31))),
    "until": ("none", None),
}


@pytest.mark.parametrize("field", EACH)
def test_a_field_is_set(field: str) -> None:
    word, value = EACH[field]
    changed = apply_changes(TARIFF, read_changes([f"{field}={word}"], LISTS))
    assert getattr(changed, field) == value


def test_every_field_of_an_event_can_be_set_but_for_what_the_text_shows() -> None:
    shown = {"links", "evidence", "confidence", "why"}
    assert set(Event.__dataclass_fields__) - shown <= set(FIELDS)


def test_figures_are_set_with_their_unit_and_emptied() -> None:
    words = ["amount=5e8", "currency=AUD", "amount_qualifier=up_to", "amount_low=1", "quantity=100",
             "unit=percent"]  # fmt: skip
    event = apply_changes(TARIFF, read_changes(words, LISTS))
    assert event.amount == Amount(5e8, "AUD", "up_to", low=1.0)
    assert event.quantity == Quantity(100.0, "percent", "exact")
    assert apply_changes(event, read_changes(["amount=none", "quantity=25"], LISTS)).amount is None
    assert apply_changes(event, {"quantity": 25.0}).quantity == Quantity(25.0, "percent", "exact")
    with pytest.raises(InputError, match=r"edit amount: has no currency. Give currency=... beside it."):
        apply_changes(TARIFF, read_changes(["amount=5"], LISTS))


def test_the_direction_follows_type_and_status_unless_it_is_set() -> None:
    assert apply_changes(TARIFF, {"status": "suspended"}).direction == "lifts"
    assert apply_changes(TARIFF, {"type": "award"}).direction == "buys"
    assert apply_changes(TARIFF, {"type": "award", "direction": "none"}).direction == "none"
    assert apply_changes(TARIFF, {"actor": "gov-CHN"}).direction == "restricts"
    assert [direction_of(t, "announced") for t in ("release", "loan", "capacity", "disruption")] == [
        "sells", "funds", "produces", "none"]  # fmt: skip


def test_what_the_tables_need_is_no_field_of_the_event() -> None:
    changes = read_changes(["stage=mine", "item_share_pct=60", "purpose=stockpile"], LISTS)
    assert changes == {"stage": "mine", "item_share_pct": 60.0, "purpose": "stockpile"}
    assert apply_changes(TARIFF, changes) == TARIFF


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("colour=red", "edit = 'colour=red': is no field of an event. Allowed are: type, status"),
        ("materails=tin", "Did you mean 'materials'?"),
        ("status", "is not written as FIELD=VALUE"),
        ("status=", "edit status: is empty. Write `none`"),
        ("status=anounced", "Did you mean 'announced'? Allowed are: announced, suspended, in_force"),
        ("status=none", "is not an allowed word"),
        ("materials=tin;unobtainium", "edit materials = 'unobtainium': is not an allowed word"),
        ("amount=1,5", "edit amount = '1,5': is no number 0 or more"),
        ("amount=-1", "is no number 0 or more"),
        ("amount=inf", "is no number 0 or more"),
        ("item_share_pct=101", "is no number from 0 to 100"),
        ("effective=late 2026", "is neither a day nor a span of days"),
        ("effective=2026-12-31..2026-10-01", "is neither a day nor a span of days"),
        ("actor=gov-China", "edit actor = 'gov-China': is no party"),
        ("actor=Vale SA", "is no party"),
        ("stage=ore", "edit stage = 'ore': is not an allowed word. Allowed are: mine"),
    ],
)
def test_a_word_that_no_field_can_have_is_refused(word: str, said: str) -> None:
    with pytest.raises(InputError) as found:
        read_changes([word], LISTS)
    assert said in str(found.value)


def test_a_field_is_set_once() -> None:
    with pytest.raises(InputError, match="is given again"):
        read_changes(["status=announced", "status=suspended"], LISTS)
