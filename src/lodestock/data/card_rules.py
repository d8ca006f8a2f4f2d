"""What types cannot see in a scenario card: quarters, lengths, signs, the order of classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from lodestock.data.card_form import CardForm, Series
from lodestock.records.errors import Problem, nearest
from lodestock.records.scenario import CLASSES, REGIMES, Quarter

__all__ = ["Places", "judge"]

Places = Mapping[tuple[str, ...], str]
"""Path of a key -> file and line."""

_Bad = Callable[[tuple[str, ...], object, str, str], None]


def judge(form: CardForm, name: str, lines: Places) -> list[Problem]:
    """Return the problems of a card whose keys and types are right."""
    out: list[Problem] = []

    def bad(path: tuple[str, ...], value: object, reason: str, remedy: str) -> None:
        known = path
        while known and known not in lines:
            known = known[:-1]
        out.append(Problem(f"{lines.get(known, name)} {'.'.join(path)}", str(value), reason, remedy))

    _judge_quarters(form, bad)
    if out:
        return out
    _judge_times(form, bad)
    _judge_rates(form, bad)
    _judge_series(form, bad)
    _judge_classes(form, bad)
    return out


def _judge_quarters(form: CardForm, bad: _Bad) -> None:
    """Check that every word that should be a quarter is one, and that barred classes exist."""
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
        for i, pinned in enumerate(() if part == "none" else part.pinned):
            words[(block, "pinned", str(i), "from")] = (pinned.since,)
    for path, some in words.items():
        for word in some:
            try:
                Quarter.parse(word)
            except ValueError as error:
                bad(path, word, str(error), "Write a quarter as 2027Q4")


def _judge_times(form: CardForm, bad: _Bad) -> None:
    """Check that window, war and declared emergency lie in the horizon."""
    first, last = (Quarter.parse(q) for q in form.horizon.window)
    if last < first or last.minus(first) >= form.horizon.quarters:
        reason = "does not lie in the horizon"
        bad(("horizon", "window"), form.horizon.window, reason, "Let it start before it ends")
    if form.war != "none" and form.war.start != ("drawn",):
        for word in form.war.start:
            start = Quarter.parse(word).minus(first)
            end = start + form.war.quarters + form.war.recovery
            if start < 0 or end > form.horizon.quarters:
                reason = f"war and recovery fill quarters {start} to {end - 1} of {form.horizon.quarters}"
                bad(("war", "start"), word, reason, "Move the war or lengthen horizon.quarters")
        if not form.war.start:
            bad(("war", "start"), [], "names no quarter", "Give a quarter, or write `war: none`")
    if form.war != "none" and form.war.start == ("drawn",) and form.regime.path == "pinned":
        reason = "wars come with regimes that move, and regime.path is pinned"
        bad(("war", "start"), "drawn", reason, "Write `regime: {path: drawn}`, or give the war a quarter")
    if form.emergency != "none" and Quarter.parse(form.emergency.until) < Quarter.parse(form.emergency.since):
        bad(("emergency", "to"), form.emergency.until, "lies before its start", "Let it start before it ends")


def _judge_rates(form: CardForm, bad: _Bad) -> None:
    """Check that given rates make a chain with a quarterly step."""
    rates = form.regime.rates
    if rates is None:
        return
    for word in REGIMES:
        row = rates.get(word)  # type: ignore[call-overload]
        path = ("regime", "rates", word)
        if row is None:
            bad(("regime", "rates"), word, "the row is missing", "Give every regime a row of four rates")
        elif len(row) != len(REGIMES):
            reason = f"needs {len(REGIMES)} rates a year, to {', '.join(REGIMES)}"
            bad(path, list(row), reason, "Give 0 for the regime itself")
        else:
            for to, rate in zip(REGIMES, row, strict=True):
                if not 0 <= rate <= 1000 and to != word:
                    reason = f"the rate to {to} lies outside 0 to 1000 a year: no quarterly step expm(Q/4)"
                    bad(path, rate, reason, "Give a rate that is not negative")
            if row[REGIMES.index(word)] not in (0.0, -(sum(row) - row[REGIMES.index(word)])):
                reason = "the rate to itself is neither 0 nor minus the sum of the others"
                bad(path, row[REGIMES.index(word)], reason, "Write 0")


def _judge_series(form: CardForm, bad: _Bad) -> None:
    """Check that each series by year has a number a year, in its range."""
    years = 0 if form.war == "none" else -(-(form.war.quarters + form.war.recovery) // 4)
    fractions: dict[tuple[str, ...], Series] = {
        ("countries", g): getattr(form.countries, g) for g in ("adversary", "ally", "other")
    }
    fractions[("countries", "damage", "by_year")] = form.countries.damage.by_year
    fractions[("own_ramp",)] = form.own_ramp
    multiples: dict[tuple[str, ...], Series] = {("demand", k): v for k, v in form.demand.items()}
    for path, series in (*fractions.items(), *multiples.items()):
        if len(series) != years and (years or not series):
            bad(path, list(series), f"needs {years} numbers, one a year of the emergency", "Add or drop some")
        top = 1.0 if path in fractions else 1000.0
        for value in series:
            if not 0 <= value <= top:
                bad(path, value, f"lies outside 0 to {top:g}", "Give a share or multiple within it")
    if form.growth != "none":
        for word, rate in form.growth.items():
            if not -0.5 <= rate <= 1:
                bad(("growth", word), rate, "lies outside -0.5 to 1 a year", "Give a fraction a year")


def _judge_classes(form: CardForm, bad: _Bad) -> None:
    """Check that classes are all named and that values and release rules follow their order."""
    tables: dict[tuple[str, ...], set[str]] = {
        ("demand",): set(form.demand),
        ("release",): set(form.release),
        ("value", "omega"): set(form.value.omega),
    }
    some: dict[tuple[str, ...], tuple[str, ...]] = {}
    path: tuple[str, ...]
    if form.barred != "none":
        some[("barred", "class")] = (form.barred.demand_class,)
    if form.growth != "none":
        some[("growth",)] = tuple(form.growth)
    if form.thrift != "none":
        some[("thrift", "saving")] = tuple(form.thrift.saving)
    for i, pinned in enumerate(() if form.controls == "none" else form.controls.pinned):
        path = ("controls", "pinned", str(i), "class")
        some[path] = () if pinned.demand_class == ("all",) else pinned.demand_class
        if CLASSES[-1] in some[path]:
            reason = "is whatever supply is left: a control on it hits every class"
            bad(path, CLASSES[-1], reason, "Write `class: all`, or leave it out")
    for path, words in (*tables.items(), *some.items()):
        for word in sorted(set(words) - set(CLASSES)):
            bad(path, word, "is not a demand class", nearest(word, CLASSES))
    for path, named in tables.items():
        for word in (k for k in CLASSES if k not in named):
            bad(path, word, "the class is missing", "Give every class a value")
    if any(named != set(CLASSES) for named in tables.values()):
        return
    rank, omega = {"always": 2, "emergency": 1, "never": 0}, form.value.omega
    for upper, lower in pairwise(CLASSES):
        if omega[lower] > omega[upper] or omega[lower] < 0:
            reason = f"rises above {upper} or is negative"
            bad(("value", "omega", lower), omega[lower], reason, "Let values fall by class")
        if rank[form.release[lower]] > rank[form.release[upper]]:
            reason = f"stock would serve {lower} when it may not serve {upper}"
            bad(("release", lower), form.release[lower], reason, "Let release rights fall by class")
