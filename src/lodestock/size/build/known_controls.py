"""Export controls in force or announced on a day -> events, one per span in which they are in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from lodestock.records.dataset import Dataset, split_words
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.events import ANNOUNCED_ONLY, NEWS, OUTAGE, ending_event, event_day, first_day
from lodestock.records.lookups import OWN, parameter
from lodestock.records.scenario import CLASSES, Card
from lodestock.size.build.aliases import items_by_alias
from lodestock.size.build.distributions import read_lognormal
from lodestock.size.build.events import (
    BAN,
    END_USE,
    FIXED,
    LICENCE,
    NAMED_BAN,
    PENDING,
    STANDING,
    Event,
    months_after,
)

__all__ = ["known_events", "why_not_counted"]

_KINDS = {
    "export_ban": BAN,
    "export_licence": LICENCE,
    "export_quota": FIXED,
    "end_use_rule": FIXED,
    OUTAGE: FIXED,
}
_NO_GOODS = "none"
"""Stage of an event on technology, equipment or products, which cuts off no item."""

_NO_TARGET = "no row of policy_targets says which class it hits"


def known_events(dataset: Dataset, card: Card, items: tuple[str, ...]) -> tuple[list[Event], list[str]]:
    """Return the controls known on the card's as-of date that reach own users, and what could not be placed.

    Counted are bans, licences, quotas and end-use rules of other countries that target everyone or the own
    country, own rules that bar origins, and outages abroad. Left out: proposals, events the card is `without`, controls in
    force before ``observed_trade_from`` (they are in observed trade already), rows of ``policy_targets``
    that say ``none``. An end counts only if it was announced by the as-of date; a suspended control is
    back in force when the suspension ends. An outage takes the part of supply that its row says, no truce ends it, and
    one whose end is not known lasts for the mean of outages of single sites, from the as-of date on where it has begun.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    items : ids of the items that are computed

    Returns
    -------
    events : one per span in force, by id and start
    unplaced : ``id: reason`` of events or words that were left out for want of a figure

    Raises
    ------
    InputError : `without` names no event
    DataError : a parameter is missing
    """
    rows = {str(r["event_id"]): r for r in dataset.rows("policy_events")}
    for i, word in enumerate(card.without):
        if word not in rows:
            place = card.places.get(f"controls.without.{i}", card.name)
            raise InputError(Problem(f"{place} controls.without", word, "is no event", nearest(word, rows)))
    targets: dict[str, list[Mapping[str, object]]] = {}
    for r in dataset.rows("policy_targets"):
        targets.setdefault(str(r["event_id"]), []).append(r)
    aliases, packages = items_by_alias(dataset), _pending_packages(card, rows)
    usual = read_lognormal(dataset, "technical", "single_site_outage_months").mean
    out: list[Event] = []
    unplaced: list[str] = []
    for word, row in sorted(rows.items()):
        reach = targets.get(word, [])
        if reason := _why_no_control(dataset, card, row, reach):
            unplaced += [f"{word}: {reason}"] if reason == _NO_TARGET else []
            continue
        named, lost = _items(row, aliases, items)
        unplaced += [f"{word}: {m} is no item" for m in lost]
        if named:
            package = _package(row)
            pending = packages[word.startswith(NEWS)]
            spans = _spans(dataset, card, row, rows, named, reach, package if package in pending else "")
            out += [_outage(e, card, usual) if row["instrument"] == OUTAGE else e for e in spans]
    return out, unplaced


def _outage(event: Event, card: Card, months: float) -> Event:
    """Return an event as an outage: nobody's control, which takes all of the part that it covers."""
    now = months_after(card.first_quarter.first_day, card.as_of)
    end = max(event.start, now) + months if np.isinf(event.end) else event.end
    return replace(
        event, severity=np.ones(len(CLASSES)), passes=1.0, actor="", held=STANDING, package="", end=end
    )


def why_not_counted(dataset: Dataset, card: Card, word: str, items: tuple[str, ...]) -> str | None:
    """Return why an event is no control that `known_events` counts, in words; None where it is one.

    Parameters
    ----------
    dataset : facts, with overlays
    card : gives the as-of date and the events it is `without`
    word : id of an event in ``policy_events``
    items : ids of the items that are computed
    """
    rows = {str(r["event_id"]): r for r in dataset.rows("policy_events")}
    row = rows[word]
    reach = [r for r in dataset.rows("policy_targets") if r["event_id"] == word]
    if reason := _why_no_control(dataset, card, row, reach):
        return reason
    if not _in_force(card, row, rows, first_day(row)):
        return "it ended before it was to apply"
    if not _items(row, items_by_alias(dataset), items)[0]:
        return f"it names no item that is computed: {row['materials'] or 'none'}"
    return None


def _why_no_control(
    dataset: Dataset, card: Card, row: Mapping[str, object], reach: Sequence[Mapping[str, object]]
) -> str | None:
    """Return why an event is no control that reaches own users and is known on the as-of date; None where it is.

    `reach` holds its rows of ``policy_targets``.
    """
    if row["event_id"] in card.without:
        return "the card is without it already"
    to = set(split_words(row["targets"]))
    by_own = row["actor_country_iso3"] == OWN
    since = parameter(dataset, "export_control", "observed_trade_from")
    instrument, status = str(row["instrument"]), str(row["status"])
    if instrument not in _KINDS:
        return f"its instrument {instrument} takes nothing from imports: {', '.join(_KINDS)} do"
    if by_own and instrument == OUTAGE:
        return "it is an outage at home, and takes nothing from imports"
    if by_own and instrument != "end_use_rule":
        return "it holds back own exports, which own users do not import"
    if not by_own and not {"ALL", OWN} & to:
        return f"it targets {', '.join(sorted(to))}, and not {OWN}"
    if status in ANNOUNCED_ONLY:
        return f"it is {status} only"
    if event_day(str(row["announced"])) > card.as_of:
        return f"it was announced on {row['announced']}, after the as-of date {card.as_of}"
    if first_day(row).year < since:
        return (
            f"it was to apply from {first_day(row)}, and is in the trade observed since {since:.0f} already"
        )
    if row["stage"] == _NO_GOODS:
        return "it is on technology, equipment or products, and cuts off no item"
    if any(r["demand_class"] == "none" for r in reach):
        return "policy_targets says that it hits no class"
    if instrument == "end_use_rule" and not reach:
        return _NO_TARGET
    return None


def _package(row: Mapping[str, object]) -> str:
    """Return the actor and day of announcement of an event: its notices of one day stand and fall together."""
    return f"{row['actor_country_iso3']}/{row['announced']}"


def _pending_packages(card: Card, rows: Mapping[str, Mapping[str, object]]) -> tuple[set[str], set[str]]:
    """Return the packages of which something was to apply after the as-of date and was not suspended by then.

    First by the tables alone, then with what was accepted from the news, which changes nothing of other events.
    """
    pending = [
        (word.startswith(NEWS), _package(row))
        for word, row in rows.items()
        if row["actor_country_iso3"] != OWN
        and row["instrument"] != OUTAGE
        and event_day(str(row["announced"])) <= card.as_of < first_day(row)
        and any(start == first_day(row) for start, _ in _in_force(card, row, rows, first_day(row)))
    ]
    return {package for is_news, package in pending if not is_news}, {package for _, package in pending}


def _items(
    row: Mapping[str, object], aliases: Mapping[str, tuple[tuple[str, ...], str]], items: tuple[str, ...]
) -> tuple[tuple[str, ...], list[str]]:
    """Return the items that an event names, groups and other names spelt out, and words that are none.

    An ore is its metal only where the event says which stages it hits.
    """
    named: set[str] = set()
    lost = []
    for word in split_words(row["materials"]):
        meant, relation = aliases.get(word, ((word,), "same"))
        usable = relation != "feedstock" or bool(row["stage"])
        found = {m for m in meant if m in items and usable}
        named |= found
        lost += [] if found else [word]
    return tuple(sorted(named)), lost


def _spans(
    dataset: Dataset,
    card: Card,
    row: Mapping[str, object],
    rows: Mapping[str, Mapping[str, object]],
    items: tuple[str, ...],
    reach: list[Mapping[str, object]],
    package: str,
) -> Iterator[Event]:
    """Yield an event per span in which it is in force; `package` names one not yet applied on the as-of date."""
    kind = _KINDS[str(row["instrument"])]
    share, severity = np.ones(len(CLASSES)), np.full(len(CLASSES), np.nan)
    if row["instrument"] == "export_quota":
        severity[:] = parameter(dataset, "export_control", "quota_cut")
    if reach:
        kind, share, severity = FIXED, np.zeros(len(CLASSES)), np.zeros(len(CLASSES))
    for r in reach:
        hit = slice(None) if r["demand_class"] == "all" else CLASSES.index(str(r["demand_class"]))
        share[hit] = float(str(r["share_of_class_hit_pct"])) / 100
        severity[hit] = float(str(r["severity"]))
    to = set(split_words(row["targets"]))
    own = row["actor_country_iso3"] == OWN
    origin = tuple(sorted(to)) if own else (str(row["actor_country_iso3"]),)
    named = not own and "ALL" not in to
    kind = NAMED_BAN if named and kind == BAN else kind
    passes = 1.0 - parameter(dataset, "supply", "leak_named_country_control") if named else 1.0
    zero = card.first_quarter.first_day
    begin = first_day(row)
    applied = False
    for start, end in _in_force(card, row, rows, begin):
        bites = begin if applied or start <= begin else start
        applied, resumes = True, start > begin
        if (named and row["instrument"] == "export_ban") or start > card.as_of or package:
            held = PENDING
        else:
            held = END_USE if row["instrument"] == "end_use_rule" else STANDING
        yield Event(
            word=str(row["event_id"]),
            origins=origin,
            items=items,
            kind=kind,
            share=share,
            severity=severity,
            passes=passes,
            start=months_after(zero, start),
            end=np.inf if end is None else months_after(zero, end),
            begun=months_after(zero, bites),
            stages=tuple(split_words(row["stage"])),
            parts=_parts(row),
            announced=months_after(zero, event_day(str(row["announced"]))),
            actor="" if own else str(row["actor_country_iso3"]),
            held=held,
            package=package if not resumes else "",
            pending=start > card.as_of,
            resumes=resumes,
            is_news=str(row["event_id"]).startswith(NEWS),
        )


def _parts(row: Mapping[str, object]) -> dict[str, float]:
    """Return the part of the actor's trade that an event covers, for items of which it does not cover all."""
    pairs = [p.split("=") for p in split_words(row["item_share_pct"])]
    return {item: float(percent) / 100 for item, percent in pairs}


def _in_force(
    card: Card, row: Mapping[str, object], rows: Mapping[str, Mapping[str, object]], begin: date
) -> list[tuple[date, date | None]]:
    """Return the spans in which an event is in force, as far as the as-of date knows; None: no end known."""
    if not row["suspended_or_ended"]:
        return [(begin, None)]
    end = event_day(str(row["suspended_or_ended"]))
    ending = ending_event(row, rows)
    if row["status"] == "in_force":
        return [(begin, end)] if end > begin else []
    announced = end if ending is None else event_day(str(ending["announced"]))
    if announced > card.as_of:
        return [(begin, None)]
    spans: list[tuple[date, date | None]] = [(begin, end)] if end > begin else []
    if row["status"] == "suspended" and ending is not None and ending["suspended_or_ended"]:
        spans.append((max(event_day(str(ending["suspended_or_ended"])), begin), None))
    return spans
