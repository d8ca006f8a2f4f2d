from __future__ import annotations

import pytest

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.certificates import Certify
from lodestock.ledger.decide import Reverse
from tests.ledger.conftest import Ledger


def test_each_release_holds_the_next(ledger: Ledger) -> None:
    ledger.do(Fund("nds", 100, "stockpile", "2025-07-04", "2029-09-30"), "certifier")
    for command, rule in ((Apportion("nds", 101), "appropriation"), (Allot("nds", 1), "apportionment")):
        error = ledger.refused(command, "certifier")
        assert (error.rule, error.exit_code) == (rule, 4)
        assert error.available_cents == error.asked_cents - 1  # type: ignore[operator]
    ledger.do(Apportion("nds", 100), "certifier")
    assert ledger.refused(Apportion("nds", 1), "certifier").available_cents == 0
    assert ledger.refused(Allot("nds", 101), "certifier").rule == "apportionment"
    assert ledger.refused(Certify("nds", 1, "a"), "certifier").rule == "allotment"
    ledger.do(Allot("nds", 60), "certifier")
    error = ledger.refused(Certify("nds", 61, "a"), "certifier")
    assert (error.rule, error.asked_cents, error.available_cents) == ("allotment", 61, 60)
    assert "31 USC 1517" in error.cite and "0.61" in str(error)


def test_an_account_is_named_once_and_its_terms_fit(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    assert ledger.refused(Fund("nds", 1, "investment", "2025-07-04", None), "certifier").rule == "exists"
    assert "--purpose" in ledger.wrong(Fund("b", 1, "gifts", "2025-07-04", None), "certifier")
    assert "--last" in ledger.wrong(Fund("b", 1, "stockpile", "2025-07-04", "2025-07-03"), "certifier")
    assert "--target" in ledger.wrong(
        Fund("b", 1, "stockpile", "2025-07-04", "2026-01-01", "2026-01-02"), "certifier"
    )
    limit = Fund("b", 1, "stockpile", "2025-07-04", None, principal_cents=5)
    assert "--principal" in ledger.wrong(limit, "certifier")
    ledger.do(Fund("osc", 1, "credit_subsidy", "2025-07-04", None, principal_cents=500), "certifier")
    assert "Did you mean 'nds'" in ledger.wrong(Apportion("ndz", 1), "certifier")


@pytest.mark.parametrize(
    ("last", "day", "state"),
    [
        ("2029-09-30", "2025-07-03", "not yet open"),
        ("2029-09-30", "2025-07-04", "open"),
        ("2029-09-30", "2029-09-30", "open"),
        ("2029-09-30", "2029-10-01", "expired"),
        ("2029-09-30", "2034-09-30", "expired"),
        ("2029-09-30", "2034-10-01", "closed"),
        ("2028-02-29", "2033-09-30", "expired"),
        ("2028-10-01", "2034-09-30", "expired"),
        (None, "2099-01-01", "open"),
    ],
)
def test_an_account_opens_expires_and_closes(last: str | None, day: str, state: str) -> None:
    from lodestock.ledger.state import Account

    assert Account("stockpile", "2025-07-04", last, None, None, None).state_on(day) == state


def test_an_account_is_used_in_its_period_only(ledger: Ledger) -> None:
    ledger.fund("old", 100, first="2019-10-01", last="2020-09-30", on="2020-01-01")
    assert ledger.refused(Certify("old", 1, "a"), "certifier").rule == "closed"
    assert ledger.refused(Certify("old", 1, "a"), "certifier", on="2021-01-01").rule == "period"
    assert ledger.refused(Certify("old", 1, "a"), "certifier", on="2019-09-30").rule == "period"
    assert ledger.do(Certify("old", 1, "a"), "certifier", on="2020-09-30")["event"] == "certified"


def test_a_ceiling_inside_an_account_adds_no_money(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    ledger.fund("programme", 80, within="nds")
    status = ledger.desk.book_on(None).state.accounts
    assert status["nds"].at_least(1) == 100
    ledger.do(Certify("nds", 60, "a"), "certifier")
    error = ledger.refused(Certify("programme", 41, "b"), "certifier")
    assert (error.rule, error.available_cents) == ("allotment", 40) and "account nds" in str(error)
    ledger.do(Certify("programme", 40, "b"), "certifier")
    assert ledger.refused(Certify("nds", 1, "a"), "certifier").available_cents == 0
    assert (
        ledger.refused(Fund("x", 101, "investment", "2025-07-04", None, within="nds"), "certifier").rule
        == "appropriation"
    )
    assert (
        ledger.refused(Fund("x", 1, "stockpile", "2025-07-04", None, within="nds"), "certifier").rule
        == "purpose"
    )


def test_what_rests_on_an_appropriation_holds_it(ledger: Ledger) -> None:
    ledger.do(Fund("nds", 100, "stockpile", "2025-07-04", "2029-09-30"), "certifier")
    seq = ledger.do(Apportion("nds", 100), "certifier")["seq"]
    assert ledger.refused(Reverse(seq - 1, "typed twice"), "certifier").rule == "whole"
    ledger.do(Reverse(seq, "typed twice"), "certifier")
    ledger.do(Reverse(seq - 1, "typed twice"), "certifier")
    assert ledger.desk.book_on(None).state.accounts == {} and ledger.desk.verify().ok
    ledger.fund("nds", 50)
    assert ledger.desk.verify().ok
