"""Rules of a scenario card that types cannot express: quarters, lengths, signs, the order of classes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise

from lodestock.data.card_form import CardForm, Series
from lodestock.data.card_words import meant_quarter
from lodestock.records.errors import Problem, nearest
from lodestock.records.scenario import CLASSES, REGIMES, Quarter

__all__ = ["Places", "check_card"]

Places = Mapping[tuple[str, ...], str]
"""Path of a key -> file and line."""

_MOST_TIMES = 20.0
"""Largest multiple of demand in peace: more is a percentage, or a slip."""

_AddProblem = Callable[[tuple[str, ...], object, str, str], None]


def check_card(
    form: CardForm, name: str, lines: Places, own: Collection[tuple[str, ...]] = ()
) -> list[Problem]:
    """Return the problems of a card whose keys and types are right.

    The other checks need quarters that can be read, so they run only where all quarters are.

    Parameters
    ----------
    form : keys of the card and of those that it extends
    name : of the card, for messages
    lines : file and line of each key
    own : paths of the keys that the card itself has, and not only a card that it extends
    """
    out: list[Problem] = []

    def add(path: tuple[str, ...], value: object, reason: str, remedy: str) -> None:
        known = path
        while known and known not in lines:
            known = known[:-1]
        out.append(Problem(f"{lines.get(known, name)} {'.'.join(path)}", str(value), reason, remedy))

    _check_quarters(form, add)
    if out:
        return out
    _check_times(form, add)
    _check_rates(form, add)
    _check_series(form, add)
    _check_classes(form, add)
    if form.war == "none":
        _check_idle_series(form, own, add)
    return out


def _check_quarters(form: CardForm, add: _AddProblem) -> None:
    """Check that every word that must be a quarter is one."""
    words: dict[tuple[str, ...], tuple[str, ...]] = {("horizon", "window"): form.horizon.window}
    if form.war != "none" and form.war.start != ("drawn",):
        words[("war", "start")] = form.war.start
    if form.emergency != "none":
        words[("emergency", "from")] = (form.emergency.since,)
        words[("emergency", "to")] = (form.emergency.until,)
    if form.barred != "none":
        words[("barred", "from")] = (form.barred.since,)
    for block in ("controls", "shipping"):
        part = getattr(form, block)
        for key in ("pinned", "pinned_truces"):
            for i, pinned in enumerate(getattr(part, key, ())):
                words[(block, key, str(i), "from")] = (pinned.since,)
    for path, quarters in words.items():
        for quarter in quarters:
            try:
                Quarter.parse(quarter)
            except ValueError as error:
                add(path, quarter, str(error), meant_quarter(quarter))


def _check_times(form: CardForm, add: _AddProblem) -> None:
    """Check that the window and the war lie in the horizon, and that what begins in a quarter begins in it."""
    first, last = (Quarter.parse(q) for q in form.horizon.window)
    if last < first or last.minus(first) >= form.horizon.quarters:
        reason = "is not inside the horizon"
        add(("horizon", "window"), form.horizon.window, reason, "Let it start before it ends")
    last_quarter = first.plus(form.horizon.quarters - 1)
    if form.war != "none" and form.war.start != ("drawn",):
        for quarter in form.war.start:
            start = Quarter.parse(quarter)
            end = start.plus(max(form.war.quarters + form.war.recovery, 1) - 1)
            if start < first or end > last_quarter:
                reason = f"war and recovery fill {start} to {end}, and the horizon runs from {first} to {last_quarter}"
                add(("war", "start"), quarter, reason, "Move the war or lengthen horizon.quarters")
        if not form.war.start:
            add(("war", "start"), [], "names no quarter", "Give a quarter, or write `war: none`")
    if form.war != "none" and form.war.start == ("drawn",) and form.regime.path == "pinned":
        reason = "wars come with regimes that move, and regime.path is pinned"
        add(("war", "start"), "drawn", reason, "Write `regime: {path: drawn}`, or give the war a quarter")
    if form.emergency != "none" and Quarter.parse(form.emergency.until) < Quarter.parse(form.emergency.since):
        add(("emergency", "to"), form.emergency.until, "is before its start", "Let it start before it ends")
    for path, since, must_begin_inside in _begun(form):
        early = must_begin_inside and Quarter.parse(since) < first
        if early or Quarter.parse(since) > last_quarter:
            reason = (
                f"is {'before' if early else 'after'} the horizon, which runs from {first} to {last_quarter}"
            )
            add(path, since, reason, f"Write a quarter from {first} to {last_quarter}")
    for i, truce in enumerate(() if form.controls == "none" else form.controls.pinned_truces):
        if truce.quarters != "for good" and Quarter.parse(truce.since).plus(truce.quarters) <= first:
            reason = f"ends before the horizon, which runs from {first} to {last_quarter}"
            add(
                ("controls", "pinned_truces", str(i), "quarters"),
                truce.quarters,
                reason,
                "Lengthen the truce",
            )


def _begun(form: CardForm) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Yield whatever begins in a quarter: path, quarter, and whether it must begin in the horizon.

    A law or a truce of before counts from the first quarter on. What runs beyond the end of the horizon ends with it.
    """
    if form.emergency != "none":
        yield ("emergency", "from"), form.emergency.since, True
    if form.barred != "none":
        yield ("barred", "from"), form.barred.since, False
    for block in ("controls", "shipping"):
        part = getattr(form, block)
        for i, pinned in enumerate(getattr(part, "pinned", ())):
            yield (block, "pinned", str(i), "from"), pinned.since, True
        for i, truce in enumerate(getattr(part, "pinned_truces", ())):
            yield (block, "pinned_truces", str(i), "from"), truce.since, False


def _check_rates(form: CardForm, add: _AddProblem) -> None:
    """Check that the rates of a card form a Markov chain that has a quarterly step."""
    rates = form.regime.rates
    if rates is None:
        return
    for regime in REGIMES:
        row = rates.get(regime)  # type: ignore[call-overload]
        path = ("regime", "rates", regime)
        if row is None:
            add(("regime", "rates"), regime, "the row is missing", "Give every regime a row of four rates")
        elif len(row) != len(REGIMES):
            reason = f"needs {len(REGIMES)} rates per year, to {', '.join(REGIMES)}"
            add(path, list(row), reason, "Give 0 for the regime itself")
        else:
            for to, rate in zip(REGIMES, row, strict=True):
                if not 0 <= rate <= 1000 and to != regime:
                    reason = f"the rate to {to} is outside 0 to 1000 per year: no quarterly step expm(Q/4)"
                    add(path, rate, reason, "Give a rate that is not negative")
            if row[REGIMES.index(regime)] not in (0.0, -(sum(row) - row[REGIMES.index(regime)])):
                reason = "the rate to itself is neither 0 nor minus the sum of the others"
                add(path, row[REGIMES.index(regime)], reason, "Write 0")


def _check_series(form: CardForm, add: _AddProblem) -> None:
    """Check that each series by year has one number per year, each in its range."""
    years = 0 if form.war == "none" else -(-(form.war.quarters + form.war.recovery) // 4)
    fractions: dict[tuple[str, ...], Series] = {
        ("countries", g): getattr(form.countries, g) for g in ("adversary", "ally", "other")
    }
    fractions[("countries", "damage", "by_year")] = form.countries.damage.by_year
    fractions[("own_ramp",)] = form.own_ramp
    multiples: dict[tuple[str, ...], Series] = {("demand", k): v for k, v in form.demand.items()}
    for path, series in (*fractions.items(), *multiples.items()):
        if len(series) not in (1, years) and (years or not series):
            needed = "1 number" if years == 1 else f"{years} numbers, one per year"
            reason = f"has {len(series)} numbers, and the war and its recovery last {_years(years)}"
            if not years:
                reason = "has no number"
            remedy = f"Give {needed}, or one number that holds for every year"
            add(path, list(series), reason, "Give one number" if years <= 1 else remedy)
        top = 1.0 if path in fractions else _MOST_TIMES
        for value in series:
            if path in multiples and value > top:
                meant = f"{value / 100:g} for {value:g} %" if 100 <= value <= 100 * top else "a smaller one"
                reason = f"is above {top:g} times the demand in peace"
                add(path, value, reason, f"Write {meant}: 1 is demand as in peace, 3 three times as much")
            elif not 0 <= value <= top:
                add(path, value, f"is outside 0 to {top:g}", "Give a share or multiple in that range")
    if form.growth != "none":
        for demand_class, rate in form.growth.items():
            if not -0.5 <= rate <= 1:
                add(
                    ("growth", demand_class),
                    rate,
                    "is outside -0.5 to 1 per year",
                    "Give a fraction per year",
                )


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"


def _check_idle_series(form: CardForm, own: Collection[tuple[str, ...]], add: _AddProblem) -> None:
    """Refuse numbers by year of a war that a card without a war gives itself: they would change nothing.

    Those that it takes over from a card with a war stand there for that war. Numbers that say "as usual" are no promise.
    """
    remedy = "Add a war, such as `war: {start: 2026Q4, quarters: 4, recovery: 0}`, or leave the numbers out"
    idle: dict[tuple[str, ...], tuple[Series, float]] = {
        ("countries", g): (getattr(form.countries, g), 1.0) for g in ("adversary", "ally", "other")
    }
    idle[("countries", "damage", "by_year")] = (form.countries.damage.by_year, 0.0)
    idle |= {("demand", k): (v, 1.0) for k, v in form.demand.items()}
    for path, (series, usual) in idle.items():
        if path in own and any(value != usual for value in series):
            shown = series[0] if len(series) == 1 else list(series)
            add(path, shown, "is by year of a war, and the card has none: it would change nothing", remedy)


def _check_classes(form: CardForm, add: _AddProblem) -> None:
    """Check that every class has its values, and that values and release rights fall down the class order."""
    tables: dict[tuple[str, ...], set[str]] = {
        ("demand",): set(form.demand),
        ("release",): set(form.release),
        ("value", "omega"): set(form.value.omega),
    }
    partial: dict[tuple[str, ...], tuple[str, ...]] = {}
    path: tuple[str, ...]
    if form.barred != "none":
        partial[("barred", "class")] = (form.barred.demand_class,)
        if form.barred.demand_class == CLASSES[-1]:
            reason = "is served from whatever supply is left: a bar on it would bar every class"
            add(("barred", "class"), CLASSES[-1], reason, f"Name one of {', '.join(CLASSES[:-1])}")
    if form.growth != "none":
        partial[("growth",)] = tuple(form.growth)
    if form.thrift != "none":
        partial[("thrift", "saving")] = tuple(form.thrift.saving)
    for i, pinned in enumerate(() if form.controls == "none" else form.controls.pinned):
        path = ("controls", "pinned", str(i), "class")
        partial[path] = () if pinned.demand_class == ("all",) else pinned.demand_class
        if CLASSES[-1] in partial[path]:
            reason = "is served from whatever supply is left: a control on it hits every class"
            add(path, CLASSES[-1], reason, "Write `class: all`, or leave it out")
    for path, classes in (*tables.items(), *partial.items()):
        for unknown in sorted(set(classes) - set(CLASSES)):
            add(path, unknown, "is not a demand class", nearest(unknown, CLASSES))
    for path, named in tables.items():
        for absent in (k for k in CLASSES if k not in named):
            add(path, absent, "the class is missing", "Give every class a value")
    if any(named != set(CLASSES) for named in tables.values()):
        return
    rank, omega = {"always": 2, "emergency": 1, "never": 0}, form.value.omega
    for upper, lower in pairwise(CLASSES):
        if omega[lower] > omega[upper] or omega[lower] < 0:
            reason = f"rises above {upper} or is negative"
            add(("value", "omega", lower), omega[lower], reason, "Let values fall by class")
        if rank[form.release[lower]] > rank[form.release[upper]]:
            reason = f"stock would serve {lower} when it may not serve {upper}"
            add(("release", lower), form.release[lower], reason, "Let release rights fall by class")
