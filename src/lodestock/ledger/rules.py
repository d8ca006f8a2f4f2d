"""The rules that the ledger holds people to, each with the law or standard that it follows."""

from __future__ import annotations

from lodestock.records.errors import Problem, RuleError

__all__ = ["CITES", "refusal"]

_DUTIES = "GAO-14-704G principle 10; NIST SP 800-53 AC-5"
_FUNDS = "31 USC 1341(a)(1)(A), 1517(a)"


def _recalled(cite: str) -> str:
    """Return a cite that was not read here, marked as such wherever it is printed."""
    return f"{cite} (recalled: confirm with counsel)"


CITES = {
    "exists": "an id names one thing of a kind at a time",
    "conflict": "a key or a version names one content",
    "role": "NIST SP 800-53 AC-6",
    "own_role": _DUTIES,
    "duties": _DUTIES,
    "approval": _DUTIES,
    "authority": "50 USC 98a(c), 98f; 10 USC 4872(a)(2)",
    "stock": "no lot goes below zero",
    "appropriation": _FUNDS,
    "apportionment": "31 USC 1517(a)",
    "allotment": "31 USC 1517(a)",
    "certificate": "FAR 32.702",
    "ceiling": _recalled("FAR 16.504(a)(1)"),
    "obligation": _recalled("31 USC 1501(a)"),
    "invoice": _recalled("31 USC 3901-3907"),
    "lot": _recalled("FAR 46.501, 32.905"),
    "period": "31 USC 1551-1557",
    "closed": "31 USC 1551-1557",
    "purpose": _recalled("31 USC 1301(a)"),
    "receipts": "50 USC 98h(b), (c)",
    "justification": _recalled("FAR 6.303-1"),
    "state": "steps of an award follow each other",
    "whole": "a correction undoes what nothing rests on",
}
"""Law or standard behind each rule, by its name.

Sources: on obligations above what is there, The Appropriations Law Answer Book (2014), excerpt on the Antideficiency Act;
on expired and closed accounts, an explainer of 31 USC 1551-1557 (quick-advices.com, 2023); FAR 32.702 as the GSA glossary
of coleygsa.com quotes it (2012); GAO-14-704G and the NIST catalogue themselves; 50 USC and 10 USC by the table
``release_authority``. What no source was read for is marked as recalled.
"""


def refusal(
    rule: str,
    place: str,
    value: str,
    why: str,
    remedy: str,
    *,
    asked: int | None = None,
    available: int | None = None,
) -> RuleError:
    """Return a refusal, to be raised.

    Parameters
    ----------
    rule : a name in `CITES`
    place, value : what was asked, and of what
    why, remedy : words for the person
    asked, available : cents
    """
    if asked is not None and available is not None:
        why = f"{why}: asked USD {asked / 100:,.2f}, available USD {available / 100:,.2f}"
    problem = Problem(place, value, why, remedy)
    return RuleError(problem, rule=rule, cite=CITES[rule], asked_cents=asked, available_cents=available)
