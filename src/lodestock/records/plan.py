"""A purchase plan and its tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from lodestock.records.plan_specs import ACCOUNTS, BINDING, BUYS, LINES, MARKET, OFFERS, UNSPENT
from lodestock.records.reasons import Reason

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "AccountUse",
    "Certificate",
    "FreshValue",
    "Plan",
    "cut_to_cents",
]


def cut_to_cents(usd: float) -> float:
    """Return an amount cut to whole cents, so that an order never costs more than was planned.

    Amounts of money are made from results of analysis here and nowhere else.

    Parameters
    ----------
    usd : amount, USD, 0 or more; up to a millionth of a cent below a whole cent counts as that cent

    Returns
    -------
    amount, USD

    >>> cut_to_cents(250000.009), cut_to_cents(0.29)
    (250000.0, 0.29)
    """
    return math.floor(usd * 100 + 1e-6) / 100


@dataclass(frozen=True, slots=True)
class AccountUse:
    """How a plan uses an account.

    Attributes
    ----------
    account : account id
    limit_usd : amount that the account holds, or its part that the plan may spend, USD; None where unknown
    used_usd : sum of the ceilings of the orders that it pays, USD
    next_dollar : loss that one more dollar would save, USD per USD; None where the plan decides nothing with it
    reason : how the account is used, or why not
    """

    account: str
    limit_usd: float | None
    used_usd: float
    next_dollar: float | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Certificate:
    """Figures that certify a plan without trust in the solver.

    Attributes
    ----------
    primal : largest excess of the published lines over a limit, as a fraction of the limit
    dual : distance of the bound from the relaxation's objective, as a fraction of the benefit
    solver_gap : (loss - bound) / (loss without a plan - bound), a fraction
    recomputed : mean loss that the published lines leave in some draws, computed again by linear programmes, USD
    recomputed_draws : number of these draws: those of the largest losses, and as many others
    distance : largest distance of a recomputed loss from the plan's, as a fraction of the largest loss
    """

    primal: float
    dual: float
    solver_gap: float
    recomputed: float
    recomputed_draws: int
    distance: float


@dataclass(frozen=True, slots=True)
class FreshValue:
    """What a plan saves on draws that did not choose it.

    Attributes
    ----------
    draws : number of draws
    saved_usd : mean loss that it saves, USD
    low_usd, high_usd : 90 % interval of the mean, USD
    """

    draws: int
    saved_usd: float
    low_usd: float
    high_usd: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Plan:
    """A certified purchase plan: orders, losses, certificate and reasons.

    Attributes
    ----------
    mode : rule for the amounts, such as ``requirement``
    method : how it was solved, such as ``cuts``
    lines, offers, market : frames of spec `LINES`, `OFFERS` and `MARKET`
    integers : whether each line is zero or at least the smallest order
    draws : number of draws that the plan was made on
    spend_usd : sum of the ceilings of the orders, USD
    loss_usd, bound_usd, no_plan_usd : servable loss with the plan, a lower bound on it, and without a plan, USD
    tail_usd : mean loss in the worst twentieth of the draws, without a plan and with it, USD
    fresh : what it saves on draws that did not choose it; None where nothing is left to chance
    certificate : figures that certify the plan
    accounts : use of each account
    unspent_reason : item -> why no more of it is bought
    binding : rules that hold the plan back
    left_out : offer of a named supplier -> reason why it may not be taken
    assumed : input table -> share of the spending that rests on rows of grade D, a fraction
    """

    mode: str
    method: str
    lines: pl.DataFrame
    offers: pl.DataFrame
    market: pl.DataFrame
    integers: bool
    draws: int
    spend_usd: float
    loss_usd: float
    bound_usd: float
    no_plan_usd: float
    tail_usd: tuple[float, float]
    fresh: FreshValue | None
    certificate: Certificate
    accounts: tuple[AccountUse, ...]
    unspent_reason: Mapping[str, Reason]
    binding: tuple[Reason, ...]
    left_out: Mapping[str, Reason]
    assumed: Mapping[str, float]

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return the frames of the result by the name of their spec."""
        accounts = ACCOUNTS.frame(
            {**asdict(a), "code": a.reason.code, "reason": str(a.reason)} for a in self.accounts
        )
        unspent = UNSPENT.frame(
            {"material": m, "code": r.code, "bought_t": r.number("bought_t"), "wanted_t": r.number("wanted_t"),
             "reason": str(r)}
            for m, r in self.unspent_reason.items()
        )  # fmt: skip
        binding = BINDING.frame(
            {"code": r.code, "materials": r.values.get("materials") or None, "rule": str(r)}
            for r in self.binding
        )
        return {
            LINES.name: self.lines,
            BUYS.name: BUYS.frame(self._buys()),
            OFFERS.name: self.offers,
            MARKET.name: self.market,
            ACCOUNTS.name: accounts,
            UNSPENT.name: unspent,
            BINDING.name: binding,
        }

    def _buys(self) -> list[dict[str, object]]:
        """Return the rows of `BUYS`."""
        by_item: dict[str, list[dict[str, Any]]] = {}
        for line in self.lines.iter_rows(named=True):
            by_item.setdefault(line["material"], []).append(line)
        rows: list[dict[str, Any]] = []
        for m, lines in by_item.items():
            odds = [x["break_even_probability"] for x in lines if x["break_even_probability"] is not None]
            rows.append(
                {
                    "material": m,
                    "origins": " ".join(sorted({x["origin"] for x in lines})),
                    "lines": len(lines),
                    **{n: math.fsum(x[n] for x in lines) for n in ("tonnes", "ceiling_usd", "saving_usd")},
                    "break_even_low": min(odds, default=None),
                    "break_even_high": max(odds, default=None),
                    "code": self.unspent_reason[m].code,
                    "reason": str(self.unspent_reason[m]),
                }
            )
        return sorted(rows, key=lambda r: (-r["ceiling_usd"], r["material"]))

    def __repr__(self) -> str:
        """Say in one line what the plan spends and how near it is to the best."""
        return (
            f"<Plan, mode {self.mode}: USD {self.spend_usd / 1e6:,.0f} million in {len(self.lines)} lines, "
            f"solver gap {self.certificate.solver_gap:.2%}>"
        )

    def _repr_html_(self) -> str:
        """Show the orders in a notebook."""
        return str(self.lines._repr_html_())
