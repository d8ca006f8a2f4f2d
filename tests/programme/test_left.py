from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.certificates import Certify
from lodestock.ledger.people import CERTIFIER, NamePerson
from lodestock.programme.desk import Desk
from lodestock.programme.left import find_left
from lodestock.programme.plan import plan_case, plan_document
from lodestock.programme.plan_output import PlanOptions, plan_index
from lodestock.programme.project import Case, new_project, open_case
from lodestock.size import Shortfalls
from lodestock.store.journal import Journal
from tests.ledger.conftest import KEY


def ledger_of(folder: Path) -> Desk:
    desk = Desk(Journal(folder / "ledger.db"))
    desk.make(KEY)
    desk.carry_out(NamePerson("fc", (CERTIFIER,)), "admin")
    return desk


def test_a_project_without_accounts_plans_with_the_tables(case: Case, tmp_path: Path) -> None:
    assert find_left(case) is None
    mine = open_case(new_project(tmp_path / "p"))
    assert find_left(mine) is None
    ledger_of(tmp_path / "p")
    assert find_left(mine) is None


def test_a_plan_uses_what_is_left_on_the_as_of_date(case: Case, short: Shortfalls, tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    desk, mine = ledger_of(folder), open_case(folder)
    for account, cents, within in (
        ("nds-stockpile-2025", 300_000_000_00, None),
        ("programme-2025", 200_000_000_00, "nds-stockpile-2025"),
    ):
        desk.carry_out(
            Fund(account, cents, "stockpile", "2025-07-04", "2029-09-30", within=within),
            "fc",
            on="2025-07-04",
        )
        desk.carry_out(Apportion(account, cents), "fc", on="2025-07-04")
        desk.carry_out(Allot(account, cents), "fc", on="2025-07-04")
    before = find_left(mine)
    desk.carry_out(Certify("programme-2025", 150_000_000_01, "a"), "fc", on="2025-10-13")
    desk.carry_out(Certify("programme-2025", 10_000_000_00, "a"), "fc", on="2025-10-14")
    left = find_left(mine)
    assert before is not None and left is not None
    assert left.usd == {"nds-stockpile-2025": 149_999_999.99, "programme-2025": 49_999_999.99}
    plan = plan_case(case, short, left=left)
    uses = {a.account: a.limit_usd for a in plan.accounts}
    assert 45e6 < plan.spend_usd <= 49_999_999.99 == uses["programme-2025"]
    assert uses["nds-stockpile-2025"] == 149_999_999.99 and uses["ibf-supply-chain-2025"] == 5e9
    document = plan_document(case, plan, left=left)
    assert "leaves USD 49,999,999.99 of programme-2025" in document["ledger"]["note"]
    assert plan_case(case, short, budget_usd=9e8, left=left).spend_usd <= 49_999_999.99
    assert document["ledger"]["left_usd"] == dict(left.usd) and document["ledger"]["events"] == 11
    ids = {plan_index(mine, PlanOptions(left=x))["input_hash"] for x in (None, before, left)}
    assert len(ids) == 3
    late = find_left(replace(mine, card=replace(mine.card, as_of=date(2030, 1, 1))))
    assert late is not None and set(late.usd.values()) == {0}
    assert find_left(replace(mine, card=replace(mine.card, as_of=date(2025, 1, 1)))) is None


def test_without_a_ledger_the_document_says_so(case: Case, plan) -> None:  # type: ignore[no-untyped-def]
    document = plan_document(case, plan)
    assert document["ledger"] is None and "no ledger" in document["missing"]["ledger"]


def test_a_damaged_ledger_stops_the_plan(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    (folder / "ledger.db").write_text("not a database" * 100, encoding="utf-8")
    with pytest.raises(Exception, match="cannot be used: file is not a database"):
        find_left(open_case(folder))


def test_a_ledger_of_other_accounts_is_said_to_be_of_no_use(tmp_path: Path) -> None:
    desk, mine = ledger_of(new_project(tmp_path / "p")), open_case(tmp_path / "p")
    desk.carry_out(Fund("own", 5, "stockpile", "2025-07-04", None), "fc", on="2025-07-04")
    left = find_left(mine)
    assert left is not None and "no account programme-2025, which pays for purchases, but own" in left.note
