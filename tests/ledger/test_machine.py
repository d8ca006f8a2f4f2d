"""Random operations on the real ledger beside a small model, on both databases."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.awards import Cancel, Deobligate, MakeAward, Modify, Order, Solicit
from lodestock.ledger.certificates import Certify
from lodestock.ledger.command import Command
from lodestock.ledger.decide import Reverse, SignHead
from lodestock.ledger.lots import Accept, Assay, Deliver
from lodestock.ledger.payments import Pay, RecordInvoice
from lodestock.ledger.people import AUDITOR, CERTIFIER, CUSTODIAN, OFFICER, NamePerson
from lodestock.programme.desk import Desk
from lodestock.records.errors import RuleError
from lodestock.store.journal import Journal
from tests.ledger.conftest import KEY, soaked
from tests.ledger.model import LEVELS, Model
from tests.postgres import Server

TODAY = "2027-01-01"
AWARDS = ("a1", "a2", "a3")
CALLS = ("s1", "s2")
LOTS = ("x1", "x2")
PERIODS = (
    ("2025-07-04", "2029-09-30"),
    ("2025-07-04", "2029-09-30"),
    ("2020-10-01", "2026-09-30"),
    ("2015-10-01", "2019-09-30"),
    ("2026-10-01", "2028-10-01"),
)
DAYS = (*(None,) * 12, "2026-06-30", "2026-06-30", "2019-09-30", "2026-10-01")
CENTS = st.integers(1, 12) | st.integers(1, 60)
PAYERS, OFFICERS, KEEPERS = ("fc",) * 4 + ("both",), ("co",) * 4 + ("both",), ("cu", "cu", "both")
SENSIBLE = st.sampled_from((True, True, True, True, False))
"""Whether a rule draws what may well be accepted."""
PEOPLE = (("fc", CERTIFIER), ("co", OFFICER), ("cu", CUSTODIAN), ("au", AUDITOR))


def name_people(desk: Desk) -> None:
    desk.make(KEY, at=f"{TODAY}T00:00:00Z", as_of=TODAY)
    for person, role in PEOPLE:
        desk.carry_out(NamePerson(person, (role,)), "admin")
    desk.carry_out(NamePerson("both", (CERTIFIER, OFFICER, CUSTODIAN)), "admin")


def machine_on(new_journal: Callable[[], Journal], seen: Counter[str]) -> type[RuleBasedStateMachine]:
    """Return a machine whose examples each start on a journal of their own."""

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.desk, self.model = Desk(new_journal()), Model()
            self.desk.catch_up()
            self.seq, self.head = self.desk.book.seq, self.desk.book.head
            self.numbers = 0
            self.keyed: list[tuple[Command, dict[str, Any], dict[str, Any]]] = []

        def teardown(self) -> None:
            verdict = self.desk.verify()
            assert verdict.ok, verdict.first_bad
            assert (verdict.events, verdict.head) == (self.seq, self.head)
            for day in ("2019-09-30", "2026-06-30", "2026-10-01", TODAY):
                self.check_day(day)
            self.desk.journal.close()

        def check_day(self, day: str) -> None:
            """What counted on a day holds together too, and on the last day it is everything."""
            state = self.desk.book_on(day).state
            for name, account in state.accounts.items():
                assert min(account.balances) >= 0 and account.balances[0] == sum(account.balances[1:]), (
                    day,
                    name,
                )
                inside = [n for n in state.accounts if name in state.chain(n)]
                left = sum(c.left_cents for c in state.certificates.values() if c.account in inside)
                bound = sum(a.obligated_cents for a in state.awards.values() if a.account in inside)
                paid = sum(a.outlay_cents for a in state.awards.values() if a.account in inside)
                assert [account.at_least(k) for k in (4, 5, 6)] == [left + bound, bound, paid], (day, name)
            for award in state.awards.values():
                assert 0 <= award.outlay_cents <= award.obligated_cents <= award.ceiling_cents, day
                assert all(0 <= i.paid_cents <= i.cents for i in award.invoices.values()), day
            assert all(c.left_cents >= 0 for c in state.certificates.values()), day
            if day == TODAY:
                assert state == self.desk.book_on(None).state

        def ask(self, command: Command, who: str, op: str, on: str | None = None, /, **a: Any) -> None:
            """Ask the ledger and the model the same, and compare what they say."""
            seen["operations"] += 1
            self.numbers += 1
            key = f"k{self.numbers}" if self.numbers % 3 == 0 else None
            try:
                said = self.desk.carry_out(command, who, on=on, key=key).said
            except RuleError as error:
                broken = self.model.would_break(op, **a)
                assert error.rule in broken, (command, error.rule, broken)
                assert (
                    error.available_cents is None
                    or error.available_cents < (error.asked_cents or 0)
                    or (isinstance(command, Modify))
                )
                seen[f"refused {error.rule}"] += 1
                return
            if op == "certify":
                a["id"] = said["id"]
            broken = self.model.try_(op, said["seq"], **a)
            assert not broken, (command, broken)
            assert said["seq"] == self.seq + 1
            self.seq, self.head = said["seq"], said["hash"]
            seen[op] += 1
            if key is not None:
                self.keyed.append((command, {"by": who, "on": on, "key": key}, said))

        # accounts
        @initialize(kinds=st.tuples(*(st.sampled_from(("investment", "stockpile")) for _ in range(2))))
        def begin(self, kinds: tuple[str, str]) -> None:
            """Begin with money to promise: two accounts, one of them with a ceiling inside it."""
            for name, cents, period, purpose, within, day in (
                ("n1", 400, PERIODS[0], kinds[0], None, None),
                ("n2", 250, PERIODS[0], kinds[0], "n1", None),
                ("n3", 100, PERIODS[2], kinds[1], None, "2026-06-30"),
            ):
                terms = {"purpose": purpose, "first": period[0], "last": period[1], "within": within}
                self.ask(
                    Fund(name, cents, purpose, *period, within=within),
                    "fc",
                    "fund",
                    name=name,
                    cents=cents,
                    **terms,
                )
                fields = {"name": name, "cents": cents, "day": day or TODAY}
                self.ask(Apportion(name, cents), "fc", "apportion", day, **fields)
                self.ask(Allot(name, cents), "fc", "allot", day, **fields)

            if (
                kinds[0] == "investment"
            ):  # half of the examples begin with an award on which money can be paid
                terms = {"name": "n2", "cents": 90, "award": "a1", "day": TODAY, "by": "fc"}
                self.ask(Certify("n2", 90, "a1"), "fc", "certify", **terms)
                fields = {
                    "id": "a1",
                    "ceiling": 120,
                    "minimum": 5,
                    "certificate": "certificate-1",
                    "day": TODAY,
                    "by": "co",
                }
                award = MakeAward(
                    "a1", ("x",), "cobalt", 120, 5, "certificate-1", justification="sole source"
                )
                self.ask(award, "co", "award_alone", **fields)
                order = {"id": "a1", "cents": 40, "certificate": "certificate-1", "day": TODAY, "by": "co"}
                self.ask(Order("a1", 40, "certificate-1"), "co", "order", **order)
                self.ask(
                    RecordInvoice("a1", 30, "1"), "co", "invoice", id="a1", cents=30, number="1", day=TODAY
                )

        @precondition(lambda self: len(self.model.accounts) < 4 or self.numbers % 8 == 0)
        @rule(
            name=st.sampled_from(("n1", "n2", "n3", "n4")), cents=st.integers(1, 500), period=st.sampled_from(PERIODS),
            purpose=st.sampled_from(("investment", "investment", "stockpile")), inside=st.booleans(),
            data=st.data(),
        )  # fmt: skip
        def fund(
            self, name: str, cents: int, period: tuple[str, str], purpose: str, inside: bool, data: Any
        ) -> None:
            within = (
                data.draw(st.sampled_from(sorted(self.model.accounts)))
                if inside and self.model.accounts
                else None
            )
            command = Fund(name, cents, purpose, *period, within=within)
            self.ask(
                command,
                "fc",
                "fund",
                name=name,
                cents=cents,
                purpose=purpose,
                first=period[0],
                last=period[1],
                within=within,
            )

        @precondition(lambda self: self.model.accounts)
        @rule(
            data=st.data(), cents=CENTS, all_of=st.booleans(), allot=st.booleans(), on=st.sampled_from(DAYS)
        )
        def release(self, data: Any, cents: int, all_of: bool, allot: bool, on: str | None) -> None:
            name = data.draw(st.sampled_from(sorted(self.model.accounts)))
            amount = self.model.accounts[name].amount
            low, high = ("allotted", "apportioned") if allot else ("apportioned", "appropriated")
            cents = max(amount[high] - amount[low], 1) if all_of else cents
            command = (Allot if allot else Apportion)(name, cents)
            self.ask(
                command, "fc", "allot" if allot else "apportion", on, name=name, cents=cents, day=on or TODAY
            )

        @precondition(lambda self: self.model.accounts)
        @rule(
            data=st.data(), cents=CENTS, award=st.sampled_from((*AWARDS, *CALLS)), by=st.sampled_from(PAYERS),
            on=st.sampled_from(DAYS),
        )  # fmt: skip
        def certify(self, data: Any, cents: int, award: str, by: str, on: str | None) -> None:
            name = data.draw(st.sampled_from(sorted(self.model.accounts)))
            self.ask(
                Certify(name, cents, award),
                by,
                "certify",
                on,
                name=name,
                cents=cents,
                award=award,
                day=on or TODAY,
                by=by,
            )

        @precondition(lambda self: self.model.certificates or self.model.solicitations)
        @rule(data=st.data(), by=st.sampled_from(OFFICERS), on=st.sampled_from(DAYS))
        def cancel(self, data: Any, by: str, on: str | None) -> None:
            id = data.draw(st.sampled_from(sorted({*self.model.certificates, *self.model.solicitations})))
            self.ask(Cancel(id), by, "cancel", on, id=id, day=on or TODAY)

        # awards
        @precondition(lambda self: len(self.model.solicitations) < len(CALLS) or self.numbers % 8 == 0)
        @rule(id=st.sampled_from(CALLS))
        def solicit(self, id: str) -> None:
            self.ask(Solicit(id, "cobalt"), "co", "solicit", id=id)

        @precondition(lambda self: self.model.certificates)
        @rule(
            data=st.data(), id=st.sampled_from(AWARDS), ceiling=st.integers(1, 600), minimum=st.integers(0, 8),
            by=st.sampled_from(OFFICERS), on=st.sampled_from(DAYS), sensible=SENSIBLE,
        )  # fmt: skip
        def award(
            self, data: Any, id: str, ceiling: int, minimum: int, by: str, on: str | None, sensible: bool
        ) -> None:
            certificate = data.draw(st.sampled_from(sorted(self.model.certificates)))
            calls = sorted(self.model.solicitations)
            held = self.model.certificates[certificate]["award"]
            if sensible:
                id = held if held in AWARDS else id
                solicitation = held if held in calls else None
            else:
                solicitation = data.draw(st.sampled_from(calls)) if calls else None
            reason = None if solicitation else "sole source"
            command = MakeAward(
                id, ("undisclosed",), "cobalt", ceiling, minimum, certificate, solicitation, (), reason
            )
            fields = {
                "id": id, "ceiling": ceiling, "minimum": minimum, "certificate": certificate, "day": on or TODAY, "by": by,
            }  # fmt: skip
            if solicitation is None:
                self.ask(command, by, "award_alone", on, **fields)
            else:
                self.ask(command, by, "award", on, solicitation=solicitation, **fields)

        @precondition(lambda self: self.model.awards)
        @rule(
            data=st.data(),
            cents=CENTS,
            by=st.sampled_from(OFFICERS),
            on=st.sampled_from(DAYS),
            sensible=SENSIBLE,
        )
        def order(self, data: Any, cents: int, by: str, on: str | None, sensible: bool) -> None:
            awards, certificates = self.model.awards, self.model.certificates
            every = [(i, c) for i in sorted(awards) for c in sorted(certificates)]
            fit = [
                (i, c) for i, c in every
                if certificates[c]["award"] in (i, awards[i]["solicitation"]) and certificates[c]["left"]
            ]  # fmt: skip
            id, certificate = data.draw(st.sampled_from(fit if sensible and fit else every))
            if sensible and certificates[certificate]["left"]:
                cents = min(cents, certificates[certificate]["left"])
            self.ask(
                Order(id, cents, certificate),
                by,
                "order",
                on,
                id=id,
                cents=cents,
                certificate=certificate,
                day=on or TODAY,
                by=by,
            )

        @precondition(lambda self: self.model.awards)
        @rule(data=st.data(), cents=CENTS, on=st.sampled_from(DAYS), ceiling=st.booleans())
        def change(self, data: Any, cents: int, on: str | None, ceiling: bool) -> None:
            id = data.draw(st.sampled_from(sorted(self.model.awards)))
            if ceiling:
                self.ask(Modify(id, cents * 3), "co", "modify", on, id=id, ceiling=cents * 3, day=on or TODAY)
            else:
                self.ask(Deobligate(id, cents), "co", "deobligate", on, id=id, cents=cents, day=on or TODAY)

        # payments and lots
        @precondition(lambda self: self.model.awards)
        @rule(data=st.data(), cents=CENTS, number=st.sampled_from(("1", "2", "3")), on=st.sampled_from(DAYS))
        def invoice(self, data: Any, cents: int, number: str, on: str | None) -> None:
            id = data.draw(st.sampled_from(sorted(self.model.awards)))
            self.ask(
                RecordInvoice(id, cents, number),
                "co",
                "invoice",
                on,
                id=id,
                cents=cents,
                number=number,
                day=on or TODAY,
            )

        @precondition(lambda self: any(a["invoices"] for a in self.model.awards.values()))
        @rule(
            data=st.data(),
            cents=CENTS,
            by=st.sampled_from(PAYERS),
            on=st.sampled_from(DAYS),
            sensible=st.booleans(),
        )
        def pay(self, data: Any, cents: int, by: str, on: str | None, sensible: bool) -> None:
            open_ = sorted((i, n) for i, a in self.model.awards.items() for n in a["invoices"])
            id, number = data.draw(st.sampled_from(open_))
            asked, paid = self.model.awards[id]["invoices"][number]
            cents = (min(cents, asked - paid) or cents) if sensible else cents + 10
            self.ask(
                Pay(id, cents, number),
                by,
                "pay",
                on,
                id=id,
                cents=cents,
                number=number,
                day=on or TODAY,
                by=by,
            )

        @precondition(lambda self: self.model.awards)
        @rule(data=st.data(), lot=st.sampled_from(LOTS), step=st.integers(0, 2), by=st.sampled_from(KEEPERS))
        def material(self, data: Any, lot: str, step: int, by: str) -> None:
            if lot not in self.model.lots:
                id = data.draw(st.sampled_from(sorted(self.model.awards)))
                self.ask(Deliver(id, lot, 1000, "0.1"), by, "deliver", id=id, lot=lot)
            elif step == 0:
                self.ask(Assay(lot, "0.5"), by, "assay", lot=lot)
            else:
                self.ask(Accept(lot), by, "accept", lot=lot, by=by)

        # the journal
        @precondition(lambda self: self.numbers % 3 == 0 and self.model.done)
        @rule(data=st.data())
        def reverse(self, data: Any) -> None:
            seen["operations"] += 1
            self.numbers += 1
            seq, op, _ = data.draw(st.sampled_from(self.model.done))
            by = {"fund": "fc", "apportion": "fc", "allot": "fc", "certify": "fc", "pay": "fc"}.get(op, "co")
            by = "cu" if op in ("deliver", "assay", "accept") else by
            without = self.model.without(seq)
            try:
                said = self.desk.carry_out(Reverse(seq, "by mistake"), by).said
            except RuleError as error:
                assert error.rule in ("whole", "closed")
                seen["refused whole"] += 1
                return
            assert without is not None, (op, "was undone though something rests on it")
            self.model = without
            self.seq, self.head = said["seq"], said["hash"]
            seen["reverse"] += 1

        @precondition(lambda self: self.numbers % 5 == 0 and self.keyed)
        @rule(data=st.data())
        def ask_again(self, data: Any) -> None:
            seen["operations"] += 1
            self.numbers += 1
            command, words, said = data.draw(st.sampled_from(self.keyed))
            assert self.desk.carry_out(command, **words).said == said
            with pytest.raises(RuleError) as found:
                self.desk.carry_out(Solicit("other", "tin"), **words)
            assert found.value.rule == "conflict"
            seen["again"] += 1

        @precondition(lambda self: self.numbers % 8 == 7)
        @rule()
        def sign(self) -> None:
            seen["operations"] += 1
            answer = self.desk.carry_out(SignHead(), "au", private_key=KEY)
            assert answer.head is not None and answer.head.seq == answer.said["seq"] == self.seq + 1
            self.seq, self.head = answer.head.seq, answer.head.hash
            self.numbers += 1
            seen["sign"] += 1

        @invariant()
        def everything_adds_up(self) -> None:
            with self.desk.journal.reading() as work:
                rows = list(work.rows(self.seq - 1))
                funds = work.funds()
            assert [(r.seq, r.hash) for r in rows] == [(self.seq, self.head)]
            self.desk.catch_up()
            state = self.desk.book.state
            assert set(state.accounts) == set(self.model.accounts) and self.model.is_sound()
            for name, mine in self.model.accounts.items():
                wanted = tuple(mine.amount[level] for level in LEVELS)
                balances = state.accounts[name].balances
                assert funds[name] == wanted == tuple(sum(balances[k:]) for k in range(1, 7))
                assert balances[0] == sum(balances[1:]) and min(balances) >= 0
                assert all(a >= b for a, b in zip(wanted, (*wanted[1:], 0), strict=True))
            assert {
                k: (a.obligated_cents, a.outlay_cents, a.ceiling_cents) for k, a in state.awards.items()
            } == {k: (a["obligated"], a["outlay"], a["ceiling"]) for k, a in self.model.awards.items()}
            assert all(a.outlay_cents <= a.obligated_cents <= a.ceiling_cents for a in state.awards.values())
            assert {k: c.left_cents for k, c in state.certificates.items()} == {
                k: c["left"] for k, c in self.model.certificates.items()
            }

    return Machine


def run_machine(new_journal: Callable[[], Journal], operations: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    machine = machine_on(new_journal, seen)
    # Without shrinking, which would run the database thousands of times. Each round has a seed of its
    # own: where the variable CI is set, Hypothesis would otherwise draw the same examples in every round.
    chosen = settings(
        max_examples=40, stateful_step_count=60, deadline=None, database=None, report_multiple_bugs=False,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=False,
    )  # fmt: skip
    for number in count():
        if seen["operations"] >= operations:
            break
        run_state_machine_as_test(seed(number)(machine), settings=chosen)
    return seen


def copies_of(folder: Path) -> Callable[[], Journal]:
    """Return what makes journals that begin alike, each in a file of its own."""
    first = Journal(folder / "first.db")
    name_people(Desk(first))
    first.close()
    made = iter(range(10**9))

    def new() -> Journal:
        number = next(made)
        (folder / f"{number - 1}.db").unlink(missing_ok=True)
        return Journal(Path(shutil.copyfile(folder / "first.db", folder / f"{number}.db")))

    return new


def check_variety(seen: Counter[str]) -> None:
    """A machine that never reaches something proves nothing about it."""
    acts = (
        "fund",
        "apportion",
        "allot",
        "certify",
        "cancel",
        "award",
        "award_alone",
        "order",
        "modify",
        "deobligate",
    )
    acts = (*acts, "invoice", "pay", "deliver", "assay", "accept", "reverse", "again", "sign")
    rules = (
        "appropriation",
        "apportionment",
        "allotment",
        "certificate",
        "ceiling",
        "obligation",
        "period",
    )
    rules = (*rules, "exists", "purpose", "whole", "state", "lot", "invoice")
    missing = [a for a in (*acts, *(f"refused {r}" for r in rules)) if not seen[a]]
    assert not missing, (missing, seen)


@pytest.mark.slow
def test_twenty_thousand_operations_on_sqlite(tmp_path: Path) -> None:
    check_variety(run_machine(copies_of(tmp_path), 20_000))


@pytest.mark.slow
def test_two_thousand_operations_on_postgresql(server: Server) -> None:
    first = server.new_database()
    journal = Journal(first)
    name_people(Desk(journal))
    journal.close()

    def new() -> Journal:
        return Journal(server.new_database(first))

    assert run_machine(new, 2_000)["operations"] >= 2_000


@pytest.mark.soak
def test_a_million_operations(tmp_path: Path) -> None:
    check_variety(run_machine(copies_of(tmp_path), soaked(10**6)))
