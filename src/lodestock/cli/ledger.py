"""The commands of the ledger that write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lodestock.cli.ledger_options import Material, Origin, Tonnes, Usd, ledger_app, writes

if TYPE_CHECKING:
    from lodestock.ledger.command import Command
    from lodestock.programme.desk import Place

__all__ = ["ledger_app"]


@writes("person")
def person_command(
    person: Annotated[str, typer.Argument(metavar="ID")],
    role: Annotated[list[str], typer.Option("--role", help="A role (repeatable).")],
) -> Command:
    """Name a person and his roles (approver)."""
    from lodestock.ledger.people import NamePerson

    return NamePerson(person, tuple(role))


@writes("fund")
def fund_command(
    account: Annotated[
        str, typer.Argument(metavar="ACCOUNT", help="Id, such as its Treasury account symbol without blanks.")
    ],
    usd: Usd,
    purpose: Annotated[
        str,
        typer.Option("--purpose", help="stockpile, investment, credit_subsidy or restricted_receipts."),
    ],
    first: Annotated[str, typer.Option("--first", metavar="DATE", help="First day to obligate.")],
    last: Annotated[
        str, typer.Option("--last", metavar="DATE", help="Last day to obligate; `never`: until it is spent.")
    ],
    target: Annotated[
        str | None, typer.Option("--target", metavar="DATE", help="Day by which it shall be spent.")
    ] = None,
    within: Annotated[
        str | None, typer.Option("--within", metavar="ACCOUNT", help="A ceiling inside this account.")
    ] = None,
    principal: Annotated[
        str | None, typer.Option("--principal", metavar="USD", help="Most that loans may lend.")
    ] = None,
) -> Command:
    """Record an appropriation, or a ceiling inside one (funds certifier)."""
    from lodestock.ledger.accounts import Fund
    from lodestock.ledger.amounts import read_date, read_usd

    return Fund(
        account,
        read_usd("--usd", usd),
        purpose,
        read_date("--first", first),
        None if last == "never" else read_date("--last", last),
        None if target is None else read_date("--target", target),
        within,
        None if principal is None else read_usd("--principal", principal),
    )


@writes("apportion")
def apportion_command(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT")],
    usd: Usd,
) -> Command:
    """Release appropriated money to the agency (funds certifier)."""
    from lodestock.ledger.accounts import Apportion
    from lodestock.ledger.amounts import read_usd

    return Apportion(account, read_usd("--usd", usd))


@writes("allot")
def allot_command(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT")],
    usd: Usd,
) -> Command:
    """Release apportioned money to those who certify (funds certifier)."""
    from lodestock.ledger.accounts import Allot
    from lodestock.ledger.amounts import read_usd

    return Allot(account, read_usd("--usd", usd))


@writes("certify")
def certify_command(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT")],
    usd: Usd,
    award: Annotated[
        str, typer.Option("--for", metavar="ID", help="Award or solicitation that exists or is to come.")
    ],
) -> Command:
    """Certify funds for an award: they are committed (funds certifier). The answer's id is the certificate."""
    from lodestock.ledger.amounts import read_usd
    from lodestock.ledger.certificates import Certify

    return Certify(account, read_usd("--usd", usd), award)


@writes("solicit")
def solicit_command(
    place: Place,
    solicitation: Annotated[str, typer.Argument(metavar="ID")],
    material: Material,
    usd: Annotated[
        str | None, typer.Option("--usd", metavar="CEILING", help="Most that may be awarded.")
    ] = None,
    tonnes: Tonnes = None,
) -> Command:
    """Call for offers; nothing is obligated (contracting officer)."""
    from lodestock.ledger.amounts import read_tonnes, read_usd
    from lodestock.ledger.awards import Solicit
    from lodestock.programme.ledger_words import find_material

    return Solicit(
        solicitation,
        find_material(place, material),
        None if usd is None else read_usd("--usd", usd),
        None if tonnes is None else read_tonnes("--tonnes", tonnes),
    )


@writes("cancel")
def cancel_command(
    name: Annotated[str, typer.Argument(metavar="ID", help="A solicitation or a certificate.")],
) -> Command:
    """Cancel a solicitation, or give back what is left of a certificate (contracting officer, approver)."""
    from lodestock.ledger.awards import Cancel

    return Cancel(name)


@writes("award")
def award_command(
    place: Place,
    award: Annotated[str, typer.Argument(metavar="ID")],
    vendor: Annotated[list[str], typer.Option("--vendor", help="A vendor, or `undisclosed` (repeatable).")],
    material: Material,
    ceiling: Annotated[
        str, typer.Option("--ceiling-usd", metavar="USD", help="Most that may ever be ordered: no money.")
    ],
    certificate: Annotated[str, typer.Option("--certificate", metavar="C", help="Funds certified for it.")],
    minimum: Annotated[
        str | None,
        typer.Option(
            "--minimum-usd", metavar="USD", help="Guaranteed, and obligated at once; unset: not stated."
        ),
    ] = None,
    solicitation: Annotated[
        str | None, typer.Option("--solicitation", metavar="ID", help="The call it answers.")
    ] = None,
    origin: Origin = None,
    justification: Annotated[
        str | None, typer.Option("--justification", metavar="TEXT", help="Why there was no competition.")
    ] = None,
) -> Command:
    """Award a contract: its minimum is obligated at once, its ceiling is not (contracting officer)."""
    from lodestock.ledger.amounts import read_usd
    from lodestock.ledger.awards import MakeAward
    from lodestock.programme.ledger_words import find_material, find_origins

    return MakeAward(
        award,
        tuple(vendor),
        find_material(place, material),
        read_usd("--ceiling-usd", ceiling),
        None if minimum is None else read_usd("--minimum-usd", minimum, zero=True),
        certificate,
        solicitation,
        find_origins(place, origin or ()),
        justification,
    )


@writes("order")
def order_command(
    award: Annotated[str, typer.Argument(metavar="AWARD")],
    usd: Usd,
    certificate: Annotated[str, typer.Option("--certificate", metavar="C", help="Funds certified for it.")],
    tonnes: Tonnes = None,
) -> Command:
    """Order under an award: an obligation (contracting officer)."""
    from lodestock.ledger.amounts import read_tonnes, read_usd
    from lodestock.ledger.awards import Order

    mass = None if tonnes is None else read_tonnes("--tonnes", tonnes)
    return Order(award, read_usd("--usd", usd), certificate, mass)


@writes("modify")
def modify_command(
    award: Annotated[str, typer.Argument(metavar="AWARD")],
    ceiling: Annotated[
        str | None, typer.Option("--ceiling-usd", metavar="USD", help="The new ceiling.")
    ] = None,
    vendor: Annotated[
        list[str] | None, typer.Option("--vendor", help="All vendors, as they are now (repeatable).")
    ] = None,
) -> Command:
    """Change an award's ceiling, or name its vendors (contracting officer)."""
    from lodestock.ledger.amounts import read_usd
    from lodestock.ledger.awards import Modify

    return Modify(award, None if ceiling is None else read_usd("--ceiling-usd", ceiling), tuple(vendor or ()))


@writes("deobligate")
def deobligate_command(
    award: Annotated[str, typer.Argument(metavar="AWARD")],
    usd: Usd,
) -> Command:
    """Take back obligated money that is not paid (contracting officer)."""
    from lodestock.ledger.amounts import read_usd
    from lodestock.ledger.awards import Deobligate

    return Deobligate(award, read_usd("--usd", usd))


@writes("deliver")
def deliver_command(
    place: Place,
    award: Annotated[str, typer.Argument(metavar="AWARD")],
    lot: Annotated[str, typer.Option("--lot", metavar="ID", help="Id of the new lot.")],
    gross: Annotated[
        str, typer.Option("--gross-kg", metavar="KG", help="As weighed, digits with at most three decimals.")
    ],
    moisture: Annotated[
        str, typer.Option("--moisture", metavar="F", help="Fraction of the gross mass, such as 0.02.")
    ],
    origin: Origin = None,
) -> Command:
    """Record a delivery under an award (custodian)."""
    from lodestock.ledger.amounts import read_fraction, read_grams
    from lodestock.ledger.lots import Deliver
    from lodestock.programme.ledger_words import find_origins

    return Deliver(
        award,
        lot,
        read_grams("--gross-kg", gross),
        read_fraction("--moisture", moisture),
        find_origins(place, origin or ()),
    )


@writes("assay")
def assay_command(
    lot: Annotated[str, typer.Argument(metavar="LOT")],
    content: Annotated[
        str, typer.Option("--content", metavar="F", help="Fraction of the dry mass, such as 0.995.")
    ],
) -> Command:
    """Record what a sample holds of the material (custodian)."""
    from lodestock.ledger.amounts import read_fraction
    from lodestock.ledger.lots import Assay

    return Assay(lot, read_fraction("--content", content))


@writes("accept")
def accept_command(
    lot: Annotated[str, typer.Argument(metavar="LOT")],
) -> Command:
    """Accept a lot: its contained mass is fixed (custodian)."""
    from lodestock.ledger.lots import Accept

    return Accept(lot)


@writes("reject")
def reject_command(
    lot: Annotated[str, typer.Argument(metavar="LOT")],
) -> Command:
    """Reject a lot before it is accepted (custodian)."""
    from lodestock.ledger.lots import Reject

    return Reject(lot)


@writes("release")
def release_command(
    place: Place,
    lot: Annotated[str, typer.Argument(metavar="LOT")],
    kg: Annotated[str, typer.Option("--kg", metavar="KG", help="Contained mass, at most three decimals.")],
    authority: Annotated[
        str, typer.Option("--authority", metavar="ID", help="A row of the table release_authority.")
    ],
    purpose: Annotated[str, typer.Option("--purpose", metavar="P", help="What it is for.")],
    regime: Annotated[str, typer.Option("--regime", metavar="R", help="peace, mobilisation, war ...")],
) -> Command:
    """Ask for a release; it waits until an approver, another person, approves its hash (custodian)."""
    from lodestock.ledger.amounts import read_grams
    from lodestock.ledger.release import AskRelease
    from lodestock.programme.ledger_words import find_authority

    return AskRelease(lot, read_grams("--kg", kg), find_authority(place, authority), purpose, regime)


@writes("approve")
def approve_command(
    entry: Annotated[str, typer.Argument(metavar="HASH", help="Of the entry that asks.")],
) -> Command:
    """Approve exactly what an entry asks for: the stock moves (approver)."""
    from lodestock.ledger.release import Approve

    return Approve(entry)


@writes("invoice")
def invoice_command(
    award: Annotated[str, typer.Argument(metavar="AWARD")],
    usd: Usd,
    number: Annotated[str, typer.Option("--number", metavar="N", help="As the vendor wrote it.")],
) -> Command:
    """Record what a vendor asks for (contracting officer)."""
    from lodestock.ledger.amounts import read_usd
    from lodestock.ledger.payments import RecordInvoice

    return RecordInvoice(award, read_usd("--usd", usd), number)


@writes("pay")
def pay_command(
    award: Annotated[str, typer.Argument(metavar="AWARD")],
    usd: Usd,
    number: Annotated[str, typer.Option("--number", metavar="N", help="Number of the invoice.")],
) -> Command:
    """Pay an invoice, or part of it: an outlay (funds certifier)."""
    from lodestock.ledger.amounts import read_usd
    from lodestock.ledger.payments import Pay

    return Pay(award, read_usd("--usd", usd), number)


@writes("reverse")
def reverse_command(
    seq: Annotated[
        int, typer.Argument(metavar="SEQ", min=1, max=10**15, help="Place of the entry in the journal.")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is undone.")],
) -> Command:
    """Undo an entry whose effects are still whole, by a new one (who may record such an entry)."""
    from lodestock.ledger.decide import Reverse

    return Reverse(seq, reason)
