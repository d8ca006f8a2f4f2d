"""Scenario cards: YAML text -> checked `Card`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.scenario import CLASSES, Bar, Card, Quarter

__all__ = ["card_names", "load_card"]

Fraction = tuple[float, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Horizon(_Strict):
    quarters: int = Field(ge=1, le=80)
    window: tuple[str, str]


class _War(_Strict):
    start: str
    quarters: int = Field(ge=1)
    recovery: int = Field(ge=0)


class _Damage(_Strict):
    group: str
    by_year: Fraction


class _Countries(_Strict):
    adversary: Fraction
    ally: Fraction
    other: Fraction
    damage: _Damage


class _Barred(_Strict):
    demand_class: str = Field(alias="class")
    group: str
    since: str = Field(alias="from")


class _Redirect(_Strict):
    normal: float = Field(ge=0)
    coercion: float = Field(ge=0)
    crisis: float = Field(ge=0)
    war: float = Field(ge=0)
    recovery: float = Field(ge=0)


class _Value(_Strict):
    omega: dict[str, float]


class _Card(_Strict):
    name: str
    as_of: date
    horizon: _Horizon
    war: _War
    countries: _Countries
    barred: _Barred | Literal["none"]
    controls: Literal["none"]
    shipping: Literal["none"]
    redirect: _Redirect
    technical_loss: Literal["none"]
    decay: Literal["none"]
    own_ramp: Fraction
    growth: Literal["none"]
    demand: dict[str, Fraction]
    release: dict[str, Literal["always", "emergency", "never"]]
    value: _Value


def card_names() -> list[str]:
    """Return the names of the bundled cards."""
    folder = resources.files("lodestock.data").joinpath("cards")
    return sorted(p.name.removesuffix(".yaml") for p in folder.iterdir() if p.name.endswith(".yaml"))


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
    tree, lines = _resolve(name, ())
    try:
        raw = _Card.model_validate(tree)
    except ValidationError as error:
        raise InputError(*(_problem(name, lines, e) for e in error.errors())) from None
    problems = list(_judge(raw, name, lines))
    if problems:
        raise InputError(*problems)
    bars = () if raw.barred == "none" else (Bar(raw.barred.demand_class, raw.barred.group, raw.barred.since),)
    return Card(
        name=raw.name,
        as_of=raw.as_of,
        quarters=raw.horizon.quarters,
        window=raw.horizon.window,
        war_start=raw.war.start,
        war_quarters=raw.war.quarters,
        recovery_quarters=raw.war.recovery,
        availability={
            "adversary": raw.countries.adversary,
            "ally": raw.countries.ally,
            "other": raw.countries.other,
        },
        damage_group=raw.countries.damage.group,
        damage_by_year=raw.countries.damage.by_year,
        bars=bars,
        redirect=raw.redirect.model_dump(),
        own_ramp=raw.own_ramp,
        demand={k: raw.demand[k] for k in CLASSES},
        release={k: raw.release[k] for k in CLASSES},
        omega={k: raw.value.omega[k] for k in CLASSES},
    )


def _read(name: str) -> tuple[str, str]:
    """Return the text of a card and the name to show for its place."""
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        if not path.is_file():
            raise InputError(
                Problem("card", name, "no such file", "Give a file that exists or a bundled name")
            )
        try:
            return path.read_text(encoding="utf-8"), path.name
        except UnicodeDecodeError as error:
            reason = f"is not UTF-8 at byte {error.start}"
            raise InputError(Problem(path.name, "", reason, "Save the file as UTF-8")) from None
    if name not in card_names():
        raise InputError(Problem("card", name, "no such card", nearest(name, card_names())))
    text = resources.files("lodestock.data").joinpath(f"cards/{name}.yaml").read_text(encoding="utf-8")
    return text, f"card {name}"


def _resolve(name: str, seen: tuple[str, ...]) -> tuple[dict[str, Any], dict[tuple[str, ...], str]]:
    """Return a card's tree with what it extends filled in, and the place of each key."""
    if name in seen:
        chain = " -> ".join((*seen, name))
        raise InputError(
            Problem("extends", name, f"goes in a circle: {chain}", "Let one card extend nothing")
        )
    text, shown = _read(name)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        tree = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{shown}:{mark.line + 1}" if mark else shown
        reason = str(getattr(error, "problem", error))
        raise InputError(Problem(place, "", f"is not YAML: {reason}", "Mend the line")) from None
    if not isinstance(tree, dict) or not isinstance(node, yaml.MappingNode):
        raise InputError(Problem(shown, "", "is not a mapping of keys", "Start from `extends: base-war`"))
    lines: dict[tuple[str, ...], str] = {}
    _places(node, (), shown, lines)
    parent = tree.pop("extends", None)
    if parent is None:
        return tree, lines
    base, base_lines = _resolve(str(parent), (*seen, name))
    return _merged(base, tree), {**base_lines, **lines}


def _places(node: yaml.Node, path: tuple[str, ...], shown: str, out: dict[tuple[str, ...], str]) -> None:
    """Note file and line of every key and item below a YAML node; refuse a key given twice."""
    children: list[tuple[str, yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        children = [(str(key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = [(str(i), value, value) for i, value in enumerate(node.value)]
    for name, marked, child in children:
        place = f"{shown}:{marked.start_mark.line + 1}"
        if (*path, name) in out:
            raise InputError(Problem(place, name, "the key is given twice", "Keep one of them"))
        out[(*path, name)] = place
        _places(child, (*path, name), shown, out)


def _merged(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the keys of `top` laid over it, mapping by mapping."""
    out = dict(base)
    for key, value in top.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = _merged(out[key], value) if both else value
    return out


def _problem(name: str, lines: Mapping[tuple[str, ...], str], error: Any) -> Problem:
    """Turn one pydantic error into a problem with file and line."""
    path = tuple(str(p) for p in error["loc"])
    known = path
    while known and known not in lines:
        known = known[:-1]
    place = f"{lines.get(known, name)} {'.'.join(path)}"
    if error["type"] == "extra_forbidden":
        model: Any = _Card
        for step in path[:-1]:
            model = model.model_fields[step].annotation if step in model.model_fields else model
        fields = [f.alias or n for n, f in getattr(model, "model_fields", {}).items()]
        return Problem(place, path[-1], "is not a key of a card", nearest(path[-1], [*fields, "extends"]))
    if error["type"] == "missing":
        return Problem(place, "", "the key is missing", "Add it, or start from `extends: base-war`")
    reason = str(error["msg"])[:1].lower() + str(error["msg"])[1:]
    return Problem(place, str(error["input"]), reason, "Give a value that the reason allows")


def _judge(raw: _Card, name: str, lines: Mapping[tuple[str, ...], str]) -> list[Problem]:
    """Return what types cannot see: quarters, lengths, signs, the order of classes."""
    out: list[Problem] = []

    def bad(path: tuple[str, ...], value: object, reason: str, remedy: str) -> None:
        out.append(Problem(f"{lines.get(path, name)} {'.'.join(path)}", str(value), reason, remedy))

    quarters: dict[tuple[str, ...], tuple[str, ...]] = {
        ("horizon", "window"): raw.horizon.window,
        ("war", "start"): (raw.war.start,),
    }
    if raw.barred != "none":
        quarters[("barred", "from")] = (raw.barred.since,)
        if raw.barred.demand_class not in CLASSES:
            value = raw.barred.demand_class
            bad(("barred", "class"), value, "is not a demand class", nearest(value, CLASSES))
    for path, words in quarters.items():
        for word in words:
            try:
                Quarter.parse(word)
            except ValueError as error:
                bad(path, word, str(error), "Write a quarter as 2027Q4")
    if out:
        return out
    first, last = (Quarter.parse(q) for q in raw.horizon.window)
    start = Quarter.parse(raw.war.start).minus(first)
    end = start + raw.war.quarters + raw.war.recovery
    if last < first or last.minus(first) >= raw.horizon.quarters:
        bad(
            ("horizon", "window"),
            raw.horizon.window,
            "does not lie in the horizon",
            "Let it start before it ends",
        )
    if start < 0 or end > raw.horizon.quarters:
        reason = f"war and recovery fill quarters {start} to {end - 1} of {raw.horizon.quarters}"
        bad(("war", "start"), raw.war.start, reason, "Move the war or lengthen horizon.quarters")
    years = -(-(raw.war.quarters + raw.war.recovery) // 4)
    _judge_series(raw, years, bad)
    _judge_classes(raw, bad)
    return out


def _judge_series(raw: _Card, years: int, bad: Any) -> None:
    """Check that each series by year has `years` numbers in its range."""
    groups: dict[tuple[str, ...], Fraction] = {
        ("countries", g): getattr(raw.countries, g) for g in ("adversary", "ally", "other")
    }
    fractions: dict[tuple[str, ...], Fraction] = {
        **groups,
        ("countries", "damage", "by_year"): raw.countries.damage.by_year,
        ("own_ramp",): raw.own_ramp,
    }
    multiples: dict[tuple[str, ...], Fraction] = {("demand", k): v for k, v in raw.demand.items()}
    for path, series in (*fractions.items(), *multiples.items()):
        if len(series) != years:
            bad(path, list(series), f"needs {years} numbers, one a year of the emergency", "Add or drop some")
        top = 1.0 if path in fractions else float("inf")
        for value in series:
            if not 0 <= value <= top:
                bad(path, value, f"lies outside 0 to {top:g}", "Give a share or multiple within it")


def _judge_classes(raw: _Card, bad: Any) -> None:
    """Check that classes are all named and that values and release rules follow their order."""
    tables: dict[tuple[str, ...], set[str]] = {
        ("demand",): set(raw.demand),
        ("release",): set(raw.release),
        ("value", "omega"): set(raw.value.omega),
    }
    for path, words in tables.items():
        for word in sorted(words - set(CLASSES)):
            bad((*path, word), word, "is not a demand class", nearest(word, CLASSES))
        for word in (k for k in CLASSES if k not in words):
            bad(path, word, "the class is missing", "Give every class a value")
    if any(words != set(CLASSES) for words in tables.values()):
        return
    rank = {"always": 2, "emergency": 1, "never": 0}
    for upper, lower in pairwise(CLASSES):
        if raw.value.omega[lower] > raw.value.omega[upper] or raw.value.omega[lower] < 0:
            value = raw.value.omega[lower]
            bad(
                ("value", "omega", lower),
                value,
                f"rises above {upper} or is negative",
                "Let values fall by class",
            )
        if rank[raw.release[lower]] > rank[raw.release[upper]]:
            reason = f"stock would serve {lower} when it may not serve {upper}"
            bad(("release", lower), raw.release[lower], reason, "Let release rights fall by class")
