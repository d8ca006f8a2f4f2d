"""The audit: whether the journal is as it was written, and whether everything beside it follows from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lodestock.ledger.book import Book, answer_of, fund_changes, fund_rows
from lodestock.ledger.entries import GENESIS, Entry, canonical, open_entry
from lodestock.ledger.heads import Head, verify_head
from lodestock.ledger.money import LEVELS
from lodestock.records.journal import AnswerRow, JournalRow

__all__ = ["UNREADABLE", "FirstBad", "Verdict", "audit"]


UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What reading and folding raise of a journal that somebody changed."""


@dataclass(frozen=True, slots=True)
class FirstBad:
    """The first thing that is not as it was written.

    Attributes
    ----------
    seq : place of the entry; 0 where it concerns the form of the database
    reason : what is wrong
    """

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit finds.

    Attributes
    ----------
    book : the journal folded, up to the first bad entry
    first_bad : the first fault
    """

    book: Book
    first_bad: FirstBad | None

    @property
    def events(self) -> int:
        """Number of entries that were folded."""
        return self.book.seq

    @property
    def head(self) -> str:
        """Hash of the last of them."""
        return self.book.head

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.first_bad is None


@dataclass(slots=True)
class _Walk:
    """What is known while the journal is read."""

    book: Book
    touched: dict[str, int]
    answers: dict[str, list[Entry]]
    hashes: dict[int, str]
    signed: list[int]


def audit(
    rows: Iterable[JournalRow],
    funds: Mapping[str, tuple[int, ...]] | None,
    answers: Iterable[AnswerRow],
    signatures: Mapping[int, str],
    *,
    faults: Iterable[str] = (),
    head: Head | None = None,
) -> Verdict:
    """Check chain, fold, fund rows, kept answers and signatures.

    Parameters
    ----------
    rows : the journal, by seq
    funds : account -> six cumulative amounts in cents, as the database holds them; None where there are none to check
    answers : kept for idempotency keys
    signatures : seq -> signature, hex
    faults : what is wrong with the form of the database
    head : signed earlier and kept elsewhere; the journal must hold it

    Returns
    -------
    the verdict; its first fault is one of the form, else of the chain, else against the head, else of what lies beside
    """
    walk = _Walk(Book(), {}, {}, {}, [])
    bad = [FirstBad(0, f) for f in faults]
    for row in rows:
        reason = _step(walk, row)
        if reason:
            bad.append(FirstBad(walk.book.seq + 1, reason))
            break
    if head is not None and not bad:
        bad = _against(walk, head)
    bad = bad or sorted(_beside(walk, funds, list(answers), signatures), key=lambda b: b.seq)
    return Verdict(walk.book, bad[0] if bad else None)


_ROW = {"seq": int, "stream": str, "version": int, "prev": str, "hash": str, "body": str}
_ANSWER = {"key": str, "content": str, "seq": int, "answer": str}


def _is_typed(row: object, kinds: Mapping[str, type]) -> bool:
    """Say whether each value of a row has its type: a database may hold anything that somebody put there."""
    return all(type(getattr(row, name)) is kind for name, kind in kinds.items())


def _step(walk: _Walk, row: JournalRow) -> str:
    """Check and fold the next row; return what is wrong with it."""
    book = walk.book
    if not _is_typed(row, _ROW):
        return "a value of the row is of another type"
    if row.seq != book.seq + 1:
        return f"the entry is missing: {row.seq} follows {book.seq}"
    if hashlib.sha256(row.body.encode(errors="surrogatepass")).hexdigest() != row.hash:
        return "the hash is not that of the content"
    try:
        entry = open_entry(row.body, row.hash)
        event = entry.event
        said = (event.seq, event.stream, event.version, entry.prev)
        if said != (row.seq, row.stream, row.version, row.prev):
            return "the content says another place than its row"
        if entry.prev != book.head:
            return "the entry does not follow the one before it"
        if event.version != book.versions.get(event.stream, 0) + 1:
            return f"version {event.version} of {event.stream} does not follow"
        touched = list(fund_changes(book.state, event))
        book.add(entry)
        if any(min(book.state.accounts[a].balances) < 0 for a in touched if a in book.state.accounts):
            return "an account would be overspent"
    except UNREADABLE as error:
        return f"the content cannot be read: {type(error).__name__} {error}"
    walk.touched |= dict.fromkeys(touched, event.seq)
    if event.key is not None:
        walk.answers.setdefault(event.key, []).append(entry)
    walk.hashes[event.seq] = entry.hash
    if event.name == "head_signed":
        walk.signed.append(event.seq)
    return ""


def _beside(
    walk: _Walk,
    funds: Mapping[str, tuple[int, ...]] | None,
    answers: list[AnswerRow],
    signatures: Mapping[int, str],
) -> list[FirstBad]:
    """Return what does not follow from the journal."""
    bad, behind = [], walk.book.seq + 1
    if not walk.book.seq:
        return [FirstBad(1, "the journal holds no entry")]
    typed = all(_is_typed(a, _ANSWER) for a in answers) and all(
        type(k) is int and type(v) is str for k, v in signatures.items()
    )
    if not typed or any(
        type(k) is not str or any(type(c) is not int for c in v) for k, v in (funds or {}).items()
    ):
        return [FirstBad(behind, "a value of the fund rows, kept answers or signatures is of another type")]
    wanted = fund_rows(walk.book.state)
    for account in sorted({*funds, *wanted} if funds is not None else ()):
        # The row of an account whose appropriation was undone stays, with nothing in it.
        amounts = wanted.get(account, (0,) * len(LEVELS[1:]))
        if account not in walk.touched:
            bad.append(FirstBad(behind, f"no entry made the fund row {account}"))
        elif funds is not None and funds.get(account, amounts if account not in wanted else None) != amounts:
            reason = f"the fund row of {account} is not what the journal adds up to"
            bad.append(FirstBad(walk.touched[account], reason))
    kept = {a.key: a for a in answers}
    for key in sorted({*kept, *walk.answers}):
        entries = walk.answers.get(key)
        if entries is None:
            bad.append(FirstBad(min(kept[key].seq, behind), f"no entry has the idempotency key {key!r}"))
            continue
        last = entries[-1].event
        given = (str(last.content), last.seq, canonical(answer_of(entries)))
        row = kept.get(key)
        if row is None or (row.content, row.seq, row.answer) != given:
            bad.append(FirstBad(last.seq, f"the answer kept for key {key!r} is not the one given"))
    public = walk.book.state.public_key
    for seq in sorted({*signatures, *walk.signed}):
        head = Head(seq, walk.hashes.get(seq, GENESIS), public, signatures.get(seq, ""))
        if seq not in walk.signed or not verify_head(head):
            bad.append(FirstBad(min(seq, behind), "the signature is missing or wrong"))
    return bad


def _against(walk: _Walk, head: Head) -> list[FirstBad]:
    """Return where the journal is not the one whose head was signed."""
    if not verify_head(head):
        return [FirstBad(head.seq, "the signature of the head file is wrong")]
    if head.public_key != walk.book.state.public_key:
        return [FirstBad(1, "the head file was signed with a key that is not this journal's")]
    if head.seq > walk.book.seq:
        return [
            FirstBad(walk.book.seq + 1, f"the journal ends before entry {head.seq}, whose head was signed")
        ]
    if walk.hashes[head.seq] != head.hash:
        return [FirstBad(head.seq, "the entry is not the one whose head was signed")]
    return []
