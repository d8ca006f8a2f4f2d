from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lodestock.ledger.decide import Reverse
from lodestock.ledger.lots import Accept, Assay, Deliver, Reject, contained_grams
from tests.ledger.conftest import Ledger

FRACTIONS = st.integers(0, 10**9 - 1).map(lambda n: f"0.{n:09d}")


@given(st.integers(1, 10**16), FRACTIONS, FRACTIONS)
def test_contained_mass_is_rounded_half_even(gross: int, moisture: str, content: str) -> None:
    assert contained_grams(gross, moisture, content) == round(
        gross * (1 - Fraction(moisture)) * Fraction(content)
    )


def test_the_largest_masses_are_exact() -> None:
    assert contained_grams(6058732476694177, "0.249549619", "0.596055523") == 2710132195685479


def test_from_delivery_to_acceptance(ledger: Ledger) -> None:
    ledger.fund("nds", 100, "stockpile")
    ledger.award()
    delivered = ledger.do(Deliver("a", "x", 2001, "0.5", (("refined", "CAN"),)), "keeper")["seq"]
    assert ledger.refused(Deliver("a", "x", 1, "0"), "keeper").rule == "exists"
    assert ledger.refused(Accept("x"), "keeper").rule == "state"
    assayed = ledger.do(Assay("x", "0.995"), "keeper")["seq"]
    assert ledger.refused(Assay("x", "0.9"), "keeper").rule == "state"
    assert ledger.refused(Reverse(delivered, "x"), "keeper").rule == "whole"
    accepted = ledger.do(Accept("x"), "keeper")["seq"]
    assert ledger.desk.book_on(None).state.lots["x"].contained_grams == 995
    assert ledger.refused(Reject("x"), "keeper").rule == "state"
    for seq in (accepted, assayed, delivered):
        ledger.do(Reverse(seq, "weighed again"), "keeper")
    assert ledger.desk.book_on(None).state.lots == {} and ledger.desk.verify().ok


def test_a_lot_is_rejected_before_it_is_accepted(ledger: Ledger) -> None:
    ledger.fund("nds", 100, "stockpile")
    ledger.award()
    ledger.do(Deliver("a", "x", 2001, "0"), "keeper")
    seq = ledger.do(Reject("x"), "keeper")["seq"]
    assert ledger.refused(Assay("x", "0.9"), "keeper").rule == "state"
    ledger.do(Reverse(seq, "x"), "keeper")
    ledger.do(Assay("x", "0.9"), "keeper")
    assert "Did you mean 'x'" in ledger.wrong(Accept("X"), "keeper")
    assert "--origin" in ledger.wrong(Deliver("a", "y", 1, "0", (("smelted", "CAN"),)), "keeper")
    assert "names a stage twice" in ledger.wrong(
        Deliver("a", "y", 1, "0", (("mined", "CAN"), ("mined", "USA"))), "keeper"
    )
