"""Scenario cards: YAML text -> checked `Card`."""

from __future__ import annotations

import math
from typing import Any, get_args

from pydantic import ValidationError

from lodestock.data.card_files import read_tree
from lodestock.data.card_form import CardForm
from lodestock.data.card_rules import Places, check_card
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.scenario import CLASSES, REGIMES, Bar, Card, Closure, Control, Quarter, Truce

__all__ = ["load_card"]


def load_card(name: str) -> Card:
    """Read a card by bundled name or by the path of a YAML file.

    Parameters
    ----------
    name : a name of `card_names` or a path ending in ``.yaml`` or ``.yml``

    Raises
    ------
    InputError : unknown name, bad YAML, unknown key, value out of range, `extends` in a circle;
        names file, line, value, reason and remedy

    >>> load_card("base-war-mild").availability["adversary"]
    (0.0, 0.5, 0.75, 1.0)
    """
    tree, lines, own = read_tree(name)
    try:
        form = CardForm.model_validate(tree)
    except ValidationError as error:
        raise InputError(*_problems(name, lines, error.errors())) from None
    problems = check_card(form, name, lines, own)
    if problems:
        raise InputError(*problems)
    return _card(form, lines)


def _card(form: CardForm, lines: Places) -> Card:
    """Return the card of a checked form."""
    war = None if form.war == "none" else form.war
    controls = None if form.controls == "none" else form.controls
    shipping = None if form.shipping == "none" else form.shipping
    bar = None if form.barred == "none" else form.barred
    rates, thrift = form.regime.rates, None if form.thrift == "none" else form.thrift
    drawn = war is not None and war.start == ("drawn",)
    first = Quarter.parse(form.horizon.window[0])

    def index(quarter: str) -> int:
        return Quarter.parse(quarter).minus(first)

    series = _by_year(form)

    return Card(
        name=form.name,
        assumes=" ".join(form.assumes.split()),
        as_of=form.as_of,
        quarters=form.horizon.quarters,
        first_quarter=first,
        buy_quarters=index(form.horizon.window[1]) + 1,
        start_regime=form.regime.start,
        regime_drawn=form.regime.path == "drawn",
        rates=None if rates is None else tuple(rates[r] for r in REGIMES),  # type: ignore[index]
        war_starts=() if war is None or drawn else tuple(index(q) for q in war.start),
        war_drawn=drawn,
        war_quarters=0 if war is None else war.quarters,
        recovery_quarters=0 if war is None else war.recovery,
        declared=None
        if form.emergency == "none"
        else (index(form.emergency.since), index(form.emergency.until)),
        availability={g: series[g] for g in ("adversary", "ally", "other")},
        reliability_drawn=form.countries.draw == "beta",
        damage_group=form.countries.damage.group,
        damage_by_year=series["damage"],
        bars=() if bar is None else (Bar(bar.demand_class, bar.group, index(bar.since)),),
        known_events=controls is not None and controls.events == "known",
        without=() if controls is None else controls.without,
        announcements_drawn=controls is not None and controls.announcements == "drawn",
        rates_fixed=controls is not None and controls.rates == "fixed",
        baskets_mixed=controls is not None and controls.baskets == "mixed",
        truces_drawn=controls is not None and controls.truces == "drawn",
        truces=tuple(
            Truce(
                countries=p.countries,
                kinds=p.kinds,
                since=index(p.since),
                quarters=None if p.quarters == "for good" else p.quarters,
                place=lines.get(("controls", "pinned_truces", str(i)), ""),
            )
            for i, p in enumerate(() if controls is None else controls.pinned_truces)
        ),
        suspensions_lapse=controls is not None and controls.suspensions == "lapse",
        controls=tuple(
            Control(
                countries=p.countries,
                materials=() if p.materials == ("all",) else p.materials,
                classes=() if p.demand_class == ("all",) else p.demand_class,
                cut=p.cut,
                since=index(p.since),
                quarters=p.quarters,
                place=lines.get(("controls", "pinned", str(i)), ""),
            )
            for i, p in enumerate(() if controls is None else controls.pinned)
        ),
        closures=tuple(
            Closure(
                p.countries, p.cut, index(p.since), p.quarters, lines.get(("shipping", "pinned", str(i)), "")
            )
            for i, p in enumerate(() if shipping is None else shipping.pinned)
        ),
        shipping_drawn=shipping is not None and shipping.routes == "drawn",
        technical_drawn=form.technical_loss == "drawn",
        decay_by_form=form.decay == "by_form",
        redirect=form.redirect.model_dump(),
        own_ramp=series["own ramp"],
        growth={} if form.growth == "none" else {k: form.growth[k] for k in CLASSES if k in form.growth},
        demand={k: series[k] for k in CLASSES},
        thrift_after=0 if thrift is None else thrift.after,
        thrift={} if thrift is None else {k: thrift.saving[k] for k in CLASSES if k in thrift.saving},
        release={k: form.release[k] for k in CLASSES},
        omega={k: form.value.omega[k] for k in CLASSES},
        places={".".join(path): place for path, place in lines.items()},
    )


def _by_year(form: CardForm) -> dict[str, tuple[float, ...]]:
    """Return every series by year with as many numbers as the longest; one number stands for all years."""
    groups, parts = ("adversary", "ally", "other"), form.countries
    series = {
        **{g: getattr(parts, g) for g in groups},
        "damage": parts.damage.by_year,
        "own ramp": form.own_ramp,
    }
    series |= {k: form.demand[k] for k in CLASSES}
    years = max(len(values) for values in series.values())
    return {name: values * years if len(values) == 1 else values for name, values in series.items()}


def _problems(name: str, lines: Places, errors: list[Any]) -> list[Problem]:
    """Return the problems of pydantic's errors, without duplicates.

    Where a key may be `none` or a mapping, pydantic reports errors for both alternatives. Errors of the
    alternative that the user did not choose are left out, unless nothing else is reported.
    """
    relevant = [e for e in errors if not _is_of_other_form(e)]
    return list(dict.fromkeys(_problem(name, lines, e) for e in relevant or errors))


def _is_of_other_form(error: Any) -> bool:
    """Return whether an error belongs to an alternative that the user did not choose."""
    if error["type"] == "literal_error":
        return isinstance(error["input"], dict)
    form = str(error["loc"][-1])
    return error["type"] in ("model_type", "dict_type") and form.endswith(("Form", "]"))


def _problem(name: str, lines: Places, error: Any) -> Problem:
    """Turn one pydantic error into a problem with file and line."""
    path = tuple(str(p) for p in error["loc"])
    shown = tuple(p for p in path if not p.endswith("Form") and p[0] != "[" and p[-1:] != "]")
    known = shown
    while known and known not in lines:
        known = known[:-1]
    place = f"{lines.get(known, name)} {'.'.join(shown)}"
    if error["type"] == "extra_forbidden":
        model: Any = CardForm
        for step in path[:-1]:
            model = _form_at_step(model, step)
        fields = [f.alias or n for n, f in getattr(model, "model_fields", {}).items()]
        return Problem(place, path[-1], "is not a key of a card", nearest(path[-1], [*fields, "extends"]))
    if error["type"] == "missing" and path[-1].isdigit():
        error, place = {**error, "type": "too_short"}, place.rpartition(".")[0]
    if error["type"] == "missing":
        return Problem(place, "", "the key is missing", "Add it, or start from `extends: base-war`")
    reason, remedy = _explain_refusal(error)
    return Problem(place, _value_text(error["input"]), reason, remedy)


def _explain_refusal(error: Any) -> tuple[str, str]:
    """Return reason and remedy for a value that the form refuses."""
    kind, more = str(error["type"]), error.get("ctx", {})
    if kind == "literal_error":
        if more["expected"] == "'none'":
            return (
                "is neither `none` nor a mapping of keys",
                "Write `none`, or the keys of docs/reference/cards.md",
            )
        words = str(more["expected"]).replace("'", "")
        return "is not an allowed word", f"Allowed are: {words}"
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        side, bound = ("below", "g") if kind.startswith("greater") else ("above", "l")
        limit = more.get(f"{bound}e", more.get(f"{bound}t"))
        return f"is {side} {limit:g}", "Write a number within that limit"
    if kind == "float_type" and isinstance(error["input"], str) and (number := _read_power(error["input"])):
        return (
            "is read as a word",
            f"Write {number}, without quotes: YAML wants a point and a sign in a power of ten",
        )
    return _REASONS.get(kind, (str(error["msg"])[:1].lower() + str(error["msg"])[1:], "Correct the value"))


_NUMBER = ("is not a number", "Write a plain number, without quotes")
_WHOLE = ("is not a whole number", "Write a whole number, without quotes")
_WORD = ("is not a word", "Write a word, in quotes where it looks like a number")
_DAY = ("is not a day", "Write a day as 2025-10-13")
_REASONS = {
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": ("is not a finite number", "Write a number that is smaller"),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "string_type": _WORD,
    "invalid_key": ("is not a word", "Write keys as words"),
    "string_pattern_mismatch": ("is empty", "Write a word"),
    "date_type": _DAY,
    "is_instance_of": _DAY,
    "tuple_type": ("is not a list", "Write a list as [a, b]"),
    "dict_type": ("is not a mapping of keys", "Write keys and values"),
    "model_type": ("is not a mapping of keys", "Write keys and values"),
    "too_long": ("is a list with too many entries", "Remove some"),
    "too_short": ("is a list with too few entries", "Add some"),
}
"""Type of a pydantic error -> reason and remedy."""


def _read_power(text: str) -> str:
    """Return a number that is written with a power of ten as YAML reads it; empty for any other text.

    >>> _read_power("1e-1"), _read_power("1E308"), _read_power("x"), _read_power("0.5")
    ('0.1', '1.0e+308', '', '')
    """
    try:
        number = float(text)
    except ValueError:
        return ""
    if "e" not in text.lower() or not math.isfinite(number):
        return ""
    digits, power, exponent = repr(number).partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{power}{exponent}"


def _value_text(value: Any) -> str:
    """Return a value as text for a message; Python refuses to print integers of thousands of digits."""
    try:
        return str(value)
    except ValueError:
        return "a number of thousands of digits"


def _form_at_step(annotation: Any, step: str) -> Any:
    """Return the form or annotation to which one step of the path of an error leads."""
    fields = getattr(annotation, "model_fields", None)
    if fields is not None:
        named = {f.alias or n: f.annotation for n, f in fields.items()}
        return named.get(step, annotation)
    for choice in get_args(annotation):
        if getattr(choice, "__name__", "") == step:
            return choice
        if step.isdigit() and hasattr(choice, "model_fields"):
            return choice
    return annotation
