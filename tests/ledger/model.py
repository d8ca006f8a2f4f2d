"""A small model of the ledger, written apart from it: what may be done, and what is left afterwards."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

LEVELS = ("appropriated", "apportioned", "allotted", "committed", "obligated", "expended")


@dataclass
class Account:
    """Cumulative amounts by level; a ceiling inside another account has one too."""

    purpose: str
    first: str
    last: str
    within: str | None
    amount: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))

    def phase(self, day: str) -> str:
        if day < self.first:
            return "early"
        if day <= self.last:
            return "open"
        year = int(self.last[:4]) + (self.last[5:] >= "10-01")
        return "expired" if day <= f"{year + 5}-09-30" else "closed"


class Model:
    """What is known; each operation names the rules that it would break, and is carried out if there are none."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.certificates: dict[str, dict[str, Any]] = {}
        self.solicitations: dict[str, str] = {}
        self.awards: dict[str, dict[str, Any]] = {}
        self.lots: dict[str, dict[str, Any]] = {}
        self.done: list[tuple[int, str, dict[str, Any]]] = []

    def around(self, name: str | None) -> list[str]:
        out = []
        while name is not None:
            out.append(name)
            name = self.accounts[name].within
        return out

    def period(self, name: str, day: str, *, adjust: bool = False, release: bool = False) -> set[str]:
        broken = set()
        for n in self.around(name):
            phase = self.accounts[n].phase(day)
            if phase == "closed":
                broken.add("closed")
            elif (phase == "expired" and not adjust) or (phase == "early" and not release):
                broken.add("period")
        return broken

    def free(self, name: str) -> int:
        return min(
            self.accounts[n].amount["allotted"] - self.accounts[n].amount["committed"]
            for n in self.around(name)
        )

    def book(self, name: str, cents: int, *levels: str) -> None:
        for n in self.around(name):
            for level in levels:
                self.accounts[n].amount[level] += cents

    def would_break(self, op: str, **a: Any) -> set[str]:
        """Return the rules that an operation would break."""
        broken: set[str] = getattr(self, f"may_{op}")(**a)
        return broken

    def try_(self, op: str, seq: int = 0, **a: Any) -> set[str]:
        """Return the rules that an operation would break; carry it out where there are none."""
        broken = self.would_break(op, **a)
        if not broken:
            getattr(self, f"do_{op}")(**a)
            self.done.append((seq, op, a))
        return broken

    def without(self, seq: int) -> Model | None:
        """Return the model with an operation undone now; None where what is left then does not hold together."""
        made = self.copy()
        ((_, op, a),) = [d for d in made.done if d[0] == seq]
        made.done = [d for d in made.done if d[0] != seq]
        try:
            getattr(made, f"undo_{op}")(**a)
            return made if made.is_sound() else None
        except KeyError:  # what it changed is not there any more
            return None

    def is_sound(self) -> bool:
        """Say whether amounts hold each other, add up to what they are made of, and everything named is there."""
        for name, account in self.accounts.items():
            amounts = [account.amount[level] for level in LEVELS]
            inside = [n for n in self.accounts if name in self.around(n)]
            mine = [a for a in self.awards.values() if a["account"] in inside]
            left = sum(c["left"] for c in self.certificates.values() if c["account"] in inside)
            bound = sum(a["obligated"] for a in mine)
            if any(a < b for a, b in zip(amounts, (*amounts[1:], 0), strict=True)):
                return False
            if amounts[3:] != [left + bound, bound, sum(a["outlay"] for a in mine)]:
                return False
        return (
            all(c["account"] in self.accounts and c["left"] >= 0 for c in self.certificates.values())
            and all(c["open"] or not c["left"] for c in self.certificates.values())
            and all(self._holds(a) for a in self.awards.values())
        )

    def _holds(self, award: dict[str, Any]) -> bool:
        paid = sum(paid for _, paid in award["invoices"].values())
        return (
            award["account"] in self.accounts
            and all(c in self.certificates for c in award["certificates"])
            and (award["solicitation"] is None or self.solicitations[award["solicitation"]] == "awarded")
            and paid == award["outlay"] <= award["obligated"] <= award["ceiling"]
            and all(lot in self.lots for lot in award["lots"])
        )

    def copy(self) -> Model:
        return copy.deepcopy(self)

    # accounts
    def may_fund(
        self, name: str, cents: int, purpose: str, first: str, last: str, within: str | None
    ) -> set[str]:
        broken = {"exists"} if name in self.accounts else set()
        if within is not None and self.accounts[within].purpose != purpose:
            broken.add("purpose")
        if within is not None and cents > self.accounts[within].amount["appropriated"]:
            broken.add("appropriation")
        return broken

    def do_fund(self, name: str, cents: int, purpose: str, first: str, last: str, within: str | None) -> None:
        self.accounts[name] = Account(purpose, first, last, within)
        self.accounts[name].amount["appropriated"] = cents

    def may_apportion(self, name: str, cents: int, day: str) -> set[str]:
        amount = self.accounts[name].amount
        broken = self.period(name, day, release=True)
        return broken | (
            {"appropriation"} if amount["apportioned"] + cents > amount["appropriated"] else set()
        )

    def do_apportion(self, name: str, cents: int, day: str) -> None:
        self.accounts[name].amount["apportioned"] += cents

    def may_allot(self, name: str, cents: int, day: str) -> set[str]:
        amount = self.accounts[name].amount
        broken = self.period(name, day, release=True)
        return broken | ({"apportionment"} if amount["allotted"] + cents > amount["apportioned"] else set())

    def do_allot(self, name: str, cents: int, day: str) -> None:
        self.accounts[name].amount["allotted"] += cents

    # certificates
    def may_certify(self, name: str, cents: int, award: str, day: str, by: str, id: str = "") -> set[str]:
        return self.period(name, day) | ({"allotment"} if cents > self.free(name) else set())

    def do_certify(self, name: str, cents: int, award: str, day: str, by: str, id: str = "") -> None:
        self.certificates[id] = {"account": name, "left": cents, "award": award, "by": by, "open": True}
        self.book(name, cents, "committed")

    def may_cancel(self, id: str, day: str) -> set[str]:
        if id in self.certificates:
            found = self.certificates[id]
            broken = self.period(found["account"], day, adjust=True)
            return broken | (set() if found["open"] and found["left"] else {"state"})
        return set() if self.solicitations.get(id) == "open" else {"state"}

    def do_cancel(self, id: str, day: str) -> None:
        if id in self.certificates:
            found = self.certificates[id]
            self.book(found["account"], -found["left"], "committed")
            found["given_back"], found["left"], found["open"] = found["left"], 0, False
        else:
            self.solicitations[id] = "cancelled"

    def drawing(self, certificate: str, awards: set[str | None], cents: int, day: str, by: str) -> set[str]:
        found = self.certificates[certificate]
        broken = self.period(found["account"], day)
        if not found["open"] or found["award"] not in awards or cents > found["left"]:
            broken.add("certificate")
        return broken | ({"duties"} if found["by"] == by else set())

    # awards
    def may_solicit(self, id: str) -> set[str]:
        return {"exists"} if id in self.solicitations else set()

    def do_solicit(self, id: str) -> None:
        self.solicitations[id] = "open"

    def may_award(
        self,
        id: str,
        ceiling: int,
        minimum: int,
        certificate: str,
        solicitation: str | None,
        day: str,
        by: str,
    ) -> set[str]:
        broken = self.drawing(certificate, {id, solicitation}, minimum, day, by)
        if id in self.awards:
            broken.add("exists")
        if minimum > ceiling:
            broken.add("ceiling")
        if solicitation is None:
            broken.add("justification")
        elif self.solicitations[solicitation] != "open":
            broken.add("state")
        return broken

    def do_award(
        self,
        id: str,
        ceiling: int,
        minimum: int,
        certificate: str,
        solicitation: str | None,
        day: str,
        by: str,
    ) -> None:
        account = self.certificates[certificate]["account"]
        self.awards[id] = {
            "account": account, "ceiling": ceiling, "minimum": minimum,
            "obligated": minimum, "outlay": 0, "invoices": {}, "lots": [],
            "solicitation": solicitation, "certificates": [certificate],
        }  # fmt: skip
        self.certificates[certificate]["left"] -= minimum
        self.book(account, minimum, "obligated")
        if solicitation is not None:
            self.solicitations[solicitation] = "awarded"

    def may_award_alone(self, **a: Any) -> set[str]:
        return self.may_award(solicitation=None, **a) - {"justification"}

    def do_award_alone(self, **a: Any) -> None:
        self.do_award(solicitation=None, **a)

    def may_order(self, id: str, cents: int, certificate: str, day: str, by: str) -> set[str]:
        award = self.awards[id]
        broken = self.drawing(certificate, {id, award["solicitation"]}, cents, day, by)
        if self.certificates[certificate]["account"] != award["account"]:
            broken.add("purpose")
        return broken | ({"ceiling"} if award["obligated"] + cents > award["ceiling"] else set())

    def do_order(self, id: str, cents: int, certificate: str, day: str, by: str) -> None:
        self.awards[id]["obligated"] += cents
        self.awards[id]["certificates"].append(certificate)
        self.certificates[certificate]["left"] -= cents
        self.book(self.awards[id]["account"], cents, "obligated")

    def may_modify(self, id: str, ceiling: int, day: str) -> set[str]:
        award = self.awards[id]
        broken = self.period(award["account"], day, adjust=True)
        return broken | ({"ceiling"} if ceiling < max(award["obligated"], award["minimum"]) else set())

    def do_modify(self, id: str, ceiling: int, day: str) -> None:
        self.awards[id]["ceilings"] = [*self.awards[id].get("ceilings", []), self.awards[id]["ceiling"]]
        self.awards[id]["ceiling"] = ceiling

    def may_deobligate(self, id: str, cents: int, day: str) -> set[str]:
        award = self.awards[id]
        broken = self.period(award["account"], day, adjust=True)
        return broken | ({"obligation"} if cents > award["obligated"] - award["outlay"] else set())

    def do_deobligate(self, id: str, cents: int, day: str) -> None:
        self.awards[id]["obligated"] -= cents
        self.book(self.awards[id]["account"], -cents, "obligated", "committed")

    # payments and lots
    def may_invoice(self, id: str, cents: int, number: str, day: str) -> set[str]:
        award = self.awards[id]
        broken = self.period(award["account"], day, adjust=True)
        return broken | ({"exists"} if number in award["invoices"] else set())

    def do_invoice(self, id: str, cents: int, number: str, day: str) -> None:
        self.awards[id]["invoices"][number] = [cents, 0]

    def may_pay(self, id: str, cents: int, number: str, day: str, by: str) -> set[str]:
        award = self.awards[id]
        asked, paid = award["invoices"].get(number, [0, 0])
        broken = self.period(award["account"], day, adjust=True)
        if cents > asked - paid:
            broken.add("invoice")
        if cents > award["obligated"] - award["outlay"]:
            broken.add("obligation")
        accepted = [self.lots[x]["by"] for x in award["lots"] if self.lots[x]["state"] == "accepted"]
        if self.accounts[award["account"]].purpose == "stockpile" and not accepted:
            broken.add("lot")
        return broken | ({"duties"} if by in accepted else set())

    def do_pay(self, id: str, cents: int, number: str, day: str, by: str) -> None:
        self.awards[id]["outlay"] += cents
        self.awards[id]["invoices"][number][1] += cents
        self.book(self.awards[id]["account"], cents, "expended")

    def may_deliver(self, id: str, lot: str) -> set[str]:
        return {"exists"} if lot in self.lots else set()

    def do_deliver(self, id: str, lot: str) -> None:
        self.lots[lot] = {"state": "delivered", "by": None}
        self.awards[id]["lots"].append(lot)

    def may_assay(self, lot: str) -> set[str]:
        return set() if self.lots[lot]["state"] == "delivered" else {"state"}

    def do_assay(self, lot: str) -> None:
        self.lots[lot]["state"] = "assayed"

    def may_accept(self, lot: str, by: str) -> set[str]:
        return set() if self.lots[lot]["state"] == "assayed" else {"state"}

    def do_accept(self, lot: str, by: str) -> None:
        self.lots[lot] = {"state": "accepted", "by": by}

    # undoing
    def undo_fund(self, name: str, **_: Any) -> None:
        if not self.accounts.pop(name).amount["apportioned"]:
            return
        raise KeyError(name)

    def undo_apportion(self, name: str, cents: int, **_: Any) -> None:
        self.accounts[name].amount["apportioned"] -= cents

    def undo_allot(self, name: str, cents: int, **_: Any) -> None:
        self.accounts[name].amount["allotted"] -= cents

    def undo_certify(self, name: str, cents: int, id: str, **_: Any) -> None:
        del self.certificates[id]
        self.book(name, -cents, "committed")

    def undo_cancel(self, id: str, **_: Any) -> None:
        if id in self.certificates:
            found = self.certificates[id]
            found["left"], found["open"] = found["given_back"], True
            self.book(found["account"], found["left"], "committed")
        else:
            self.solicitations[id] = "open"

    def undo_solicit(self, id: str) -> None:
        del self.solicitations[id]

    def undo_award(self, id: str, minimum: int, certificate: str, solicitation: str | None, **_: Any) -> None:
        award = self.awards.pop(id)
        if award["lots"] or award["invoices"] or award["obligated"] != minimum:
            raise KeyError(id)
        self.certificates[certificate]["left"] += minimum
        self.book(award["account"], -minimum, "obligated")
        if solicitation is not None:
            self.solicitations[solicitation] = "open"

    def undo_award_alone(self, **a: Any) -> None:
        self.undo_award(solicitation=None, **a)

    def undo_order(self, id: str, cents: int, certificate: str, **_: Any) -> None:
        self.do_order(id, -cents, certificate, "", "")
        for _ in range(2):
            self.awards[id]["certificates"].remove(certificate)

    def undo_modify(self, id: str, **_: Any) -> None:
        self.awards[id]["ceiling"] = self.awards[id]["ceilings"].pop()

    def undo_deobligate(self, id: str, cents: int, **_: Any) -> None:
        self.do_deobligate(id, -cents, "")

    def undo_invoice(self, id: str, number: str, **_: Any) -> None:
        del self.awards[id]["invoices"][number]

    def undo_pay(self, id: str, cents: int, number: str, **_: Any) -> None:
        self.do_pay(id, -cents, number, "", "")

    def undo_deliver(self, id: str, lot: str) -> None:
        if self.lots.pop(lot)["state"] != "delivered":
            raise KeyError(lot)
        self.awards[id]["lots"].remove(lot)

    def undo_assay(self, lot: str) -> None:
        if self.lots[lot]["state"] != "assayed":
            raise KeyError(lot)
        self.lots[lot]["state"] = "delivered"

    def undo_accept(self, lot: str, **_: Any) -> None:
        self.lots[lot] = {"state": "assayed", "by": None}
