"""Scenario cards: YAML text -> checked `Card`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from lodestock.data.card_form import CardForm
from lodestock.data.card_rules import Places, judge
from lodestock.records.errors import InputError, Problem, nearest, refused
from lodestock.records.scenario import CLASSES, REGIMES, Bar, Card, Closure, Control

__all__ = ["card_names", "load_card"]

_ENDINGS = (".yaml", ".yml")
_DEEPEST = 20


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
        form = CardForm.model_validate(tree)
    except ValidationError as error:
        raise InputError(*_problems(name, lines, error.errors())) from None
    problems = judge(form, name, lines)
    if problems:
        raise InputError(*problems)
    return _card(form, lines)


def _card(form: CardForm, lines: Places) -> Card:
    """Return the card that a checked form says."""
    war = None if form.war == "none" else form.war
    controls = None if form.controls == "none" else form.controls
    shipping = None if form.shipping == "none" else form.shipping
    bar = None if form.barred == "none" else form.barred
    rates, thrift = form.regime.rates, None if form.thrift == "none" else form.thrift
    drawn = war is not None and war.start == ("drawn",)
    return Card(
        name=form.name,
        assumes=" ".join(form.assumes.split()),
        as_of=form.as_of,
        quarters=form.horizon.quarters,
        window=form.horizon.window,
        start_regime=form.regime.start,
        regime_drawn=form.regime.path == "drawn",
        rates=None if rates is None else tuple(rates[r] for r in REGIMES),  # type: ignore[index]
        war_starts=() if war is None or drawn else war.start,
        war_drawn=drawn,
        war_quarters=0 if war is None else war.quarters,
        recovery_quarters=0 if war is None else war.recovery,
        declared=None if form.emergency == "none" else (form.emergency.since, form.emergency.until),
        availability={g: getattr(form.countries, g) for g in ("adversary", "ally", "other")},
        reliability_drawn=form.countries.draw == "beta",
        damage_group=form.countries.damage.group,
        damage_by_year=form.countries.damage.by_year,
        bars=() if bar is None else (Bar(bar.demand_class, bar.group, bar.since),),
        known_events=controls is not None and controls.events == "known",
        without=() if controls is None else controls.without,
        announcements_drawn=controls is not None and controls.announcements == "drawn",
        controls=tuple(
            Control(
                countries=p.countries,
                materials=() if p.materials == ("all",) else p.materials,
                classes=() if p.demand_class == ("all",) else p.demand_class,
                cut=p.cut,
                since=p.since,
                quarters=p.quarters,
                place=lines.get(("controls", "pinned", str(i)), ""),
            )
            for i, p in enumerate(() if controls is None else controls.pinned)
        ),
        closures=tuple(
            Closure(p.countries, p.cut, p.since, p.quarters, lines.get(("shipping", "pinned", str(i)), ""))
            for i, p in enumerate(() if shipping is None else shipping.pinned)
        ),
        shipping_drawn=shipping is not None and shipping.routes == "drawn",
        technical_drawn=form.technical_loss == "drawn",
        decay_by_form=form.decay == "by_form",
        redirect=form.redirect.model_dump(),
        own_ramp=form.own_ramp,
        growth={} if form.growth == "none" else {k: form.growth[k] for k in CLASSES if k in form.growth},
        demand={k: form.demand[k] for k in CLASSES},
        thrift_after=0 if thrift is None else thrift.after,
        thrift={} if thrift is None else {k: thrift.saving[k] for k in CLASSES if k in thrift.saving},
        release={k: form.release[k] for k in CLASSES},
        omega={k: form.value.omega[k] for k in CLASSES},
        places={".".join(path): place for path, place in lines.items()},
    )


def _read(name: str) -> tuple[str, str]:
    """Return the text of a card and the name to show for its place."""
    if name.endswith(_ENDINGS):
        path = Path(name)
        if not path.exists():
            raise InputError(
                Problem("card", name, "no such file", "Give a file that exists or a bundled name")
            )
        try:
            return path.read_text(encoding="utf-8"), path.name
        except UnicodeDecodeError as error:
            reason = f"is not UTF-8 at byte {error.start}"
            raise InputError(Problem(path.name, "", reason, "Save the file as UTF-8")) from None
        except OSError as error:
            raise InputError(refused(error, path)) from None
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
    tree, node = _parsed(text, shown)
    lines: dict[tuple[str, ...], str] = {}
    _places(node, (), shown, lines)
    parent = tree.pop("extends", None)
    if parent is None:
        return tree, lines
    if not isinstance(parent, str):
        place = lines[("extends",)]
        raise InputError(
            Problem(f"{place} extends", str(parent), "is not a name", "Write `extends: base-war`")
        )
    base, base_lines = _resolve(_beside(parent, name), (*seen, name))
    return _merged(base, tree), {**base_lines, **lines}


def _beside(parent: str, name: str) -> str:
    """Return what a card extends: a bundled name, or a file found from the card's own folder."""
    return os.path.normpath(Path(name).parent / parent) if parent.endswith(_ENDINGS) else parent


class _Unfit(yaml.MarkedYAMLError):
    """Good YAML that no card holds."""

    def __init__(self, reason: str, mark: Any) -> None:
        super().__init__(None, None, reason, mark)


class _Loader(yaml.SafeLoader):
    """Refuses with its line what YAML takes for a number or day and Python cannot hold."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, OverflowError):
            problem = f"{str(node.value)[:40]!r} is no number or day that can be read"
            raise _Unfit(problem, node.start_mark) from None


def _parsed(text: str, shown: str) -> tuple[dict[str, Any], yaml.MappingNode]:
    """Return the tree of a YAML text and its nodes; refuse what is no mapping of keys."""
    try:
        _refuse_knots(text)
        node = yaml.compose(text, Loader=_Loader)
        tree = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{shown}:{mark.line + 1}" if mark else shown
        reason = str(getattr(error, "problem", None) or getattr(error, "reason", error))
        lead = "cannot be read" if isinstance(error, _Unfit) else "is not YAML"
        raise InputError(Problem(place, "", f"{lead}: {reason}", "Mend the line")) from None
    if not isinstance(tree, dict) or not isinstance(node, yaml.MappingNode):
        raise InputError(Problem(shown, "", "is not a mapping of keys", "Start from `extends: base-war`"))
    return tree, node


def _refuse_knots(text: str) -> None:
    """Refuse aliases and deep nests: they would make a short text endless, and no card needs them."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
        depth -= isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
        if isinstance(event, yaml.AliasEvent):
            raise _Unfit("a card takes no aliases", event.start_mark)
        if depth > _DEEPEST:
            raise _Unfit(f"it nests deeper than {_DEEPEST} levels", event.start_mark)


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


def _problems(name: str, lines: Places, errors: list[Any]) -> list[Problem]:
    """Return the problems of a form once each.

    A key that may be `none` or a mapping is refused by both forms: a mapping by its own keys alone, any
    other value in one sentence.
    """
    found = [e for e in errors if not _of_the_other_form(e)]
    return list(dict.fromkeys(_problem(name, lines, e) for e in found or errors))


def _of_the_other_form(error: Any) -> bool:
    """Return whether a form refuses what was written in the other form, or in neither."""
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
            model = _inside(model, step)
        fields = [f.alias or n for n, f in getattr(model, "model_fields", {}).items()]
        return Problem(place, path[-1], "is not a key of a card", nearest(path[-1], [*fields, "extends"]))
    if error["type"] == "missing" and path[-1].isdigit():
        error, place = {**error, "type": "too_short"}, place.rpartition(".")[0]
    if error["type"] == "missing":
        return Problem(place, "", "the key is missing", "Add it, or start from `extends: base-war`")
    reason, remedy = _in_words(error)
    return Problem(place, _written(error["input"]), reason, remedy)


def _in_words(error: Any) -> tuple[str, str]:
    """Return reason and remedy of a value that a form refuses."""
    kind, more = str(error["type"]), error.get("ctx", {})
    if kind == "literal_error":
        if more["expected"] == "'none'":
            return (
                "is neither `none` nor a mapping of keys",
                "Write `none`, or the keys of docs/reference/cards.md",
            )
        words = str(more["expected"]).replace("'", "")
        return "is not one of the words allowed", f"Allowed are: {words}"
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        side, bound = ("below", "g") if kind.startswith("greater") else ("above", "l")
        limit = more.get(f"{bound}e", more.get(f"{bound}t"))
        return f"lies {side} {limit:g}", "Write a number within it"
    return _REASONS.get(kind, (str(error["msg"])[:1].lower() + str(error["msg"])[1:], "Mend the value"))


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
    "too_long": ("is a list with too many entries", "Drop some"),
    "too_short": ("is a list with too few entries", "Add some"),
}
"""Kind of a refusal by the form -> reason and remedy."""


def _written(value: Any) -> str:
    """Write a value for a message; one of thousands of digits has no text."""
    try:
        return str(value)
    except ValueError:
        return "a number of thousands of digits"


def _inside(annotation: Any, step: str) -> Any:
    """Return the form that a step of an error's path leads to."""
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
