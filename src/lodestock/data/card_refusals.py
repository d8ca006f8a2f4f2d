"""What the form of a card refuses: errors of pydantic -> problems with file, line, reason and remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, get_args

from lodestock.data.card_form import CardForm
from lodestock.data.card_rules import Places
from lodestock.data.card_words import meant_number, meant_quarter
from lodestock.records.errors import Problem, nearest

__all__ = ["EXAMPLES", "card_refusals"]

_PINNED = "[{countries: CHN, cut: 1, from: 2026Q4, quarters: 2}]"
EXAMPLES = {
    "war": "{start: 2026Q4, quarters: 4, recovery: 0}",
    "emergency": "{from: 2026Q4, to: 2027Q1}",
    "barred": "{class: defence, group: covered, from: 2025Q4}",
    "controls": f"{{pinned: {_PINNED}}}",
    "shipping": f"{{pinned: {_PINNED}}}",
    "thrift": "{after: 4, saving: {civil: 0.1}}",
    "growth": "{defence: 0.02}",
    "horizon": "{quarters: 24, window: [2025Q4, 2027Q1]}",
    "pinned": _PINNED,
    "pinned_truces": "[{countries: CHN, from: 2026Q4, quarters: for good}]",
}
"""Block of keys -> what it looks like."""

_ENTRIES = {"countries": "CHN", "cut": "1", "from": "2026Q4", "to": "2027Q1", "start": "2026Q4", "quarters": "4",
    "recovery": "0", "class": "defence", "group": "theatre", "after": "4"}  # fmt: skip
"""Key -> a value that shows how it is written."""

_QUARTERS = ("from", "to", "start", "window")
"""Keys whose values are quarters."""


def card_refusals(name: str, lines: Places, errors: list[Any]) -> list[Problem]:
    """Return the problems of pydantic's errors, without duplicates and without those that follow from another.

    Where a key may be `none` or a mapping, pydantic reports errors for both alternatives. Errors of the alternative that
    the user did not choose are left out, unless nothing else is reported. A key that is missing because another
    spelling stands in its place is told once, and keys that `extends` would bring are told together.

    Parameters
    ----------
    name : of the card, for messages
    lines : file and line of each key
    errors : as pydantic lists them
    """
    chosen = [e for e in errors if not _is_of_other_form(e)] or errors
    misspelt = {m for e in chosen if e["type"] in _UNKNOWN for m in _meant_of(e, chosen)}
    absent = [e["loc"][0] for e in chosen if e["type"] == "missing" and len(e["loc"]) == 1]
    out = []
    if absent and "extends" not in {m[-1] for m in misspelt}:
        reason = f"starts from no other card and lacks {len(absent)} keys, such as {absent[0]}"
        if len(absent) == 1:
            reason = f"starts from no other card and lacks the key {absent[0]}"
        out.append(Problem(name, "", reason, "Add the line `extends: quiet`"))
    for error in chosen:
        is_told = error["type"] == "missing" and (error["loc"] in misspelt or len(error["loc"]) == 1)
        if not is_told:
            out.append(_problem(name, lines, error, chosen))
    return list(dict.fromkeys(out))


_UNKNOWN = ("extra_forbidden", "invalid_key")


def _meant_of(error: Any, errors: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of missing keys of which an unknown key is another spelling; `extends` is never demanded."""
    *above, key = error["loc"]
    beside = [e["loc"][-1] for e in errors if e["type"] == "missing" and list(e["loc"][:-1]) == above]
    word = str(key).partition(":")[0]
    for near in difflib.get_close_matches(word, beside if above else [*beside, "extends"], n=1):
        yield (*above, near)


def _is_of_other_form(error: Any) -> bool:
    """Return whether an error belongs to an alternative that the user did not choose."""
    if error["type"] == "literal_error":
        return isinstance(error["input"], dict)
    form = str(error["loc"][-1])
    return error["type"] in ("model_type", "dict_type") and form.endswith(("Form", "]"))


def _problem(name: str, lines: Places, error: Any, errors: list[Any]) -> Problem:
    """Turn one pydantic error into a problem with file and line."""
    path = tuple(str(p) for p in error["loc"])
    shown = tuple(p for p in path if not p.endswith("Form") and p[0] != "[" and p[-1:] != "]")
    known = shown
    while known and known not in lines:
        known = known[:-1]
    place = f"{lines.get(known, name)} {'.'.join(shown)}"
    if error["type"] in _UNKNOWN:
        return Problem(place, path[-1], *_explain_key(path, shown, error, errors))
    if error["type"] == "missing" and path[-1].isdigit():
        error, place = {**error, "type": "too_short"}, place.rpartition(".")[0]
    if error["type"] == "missing":
        example = _ENTRIES.get(path[-1], EXAMPLES.get(path[-1], "..."))
        remedy = f"Add it, for example `{path[-1]}: {example}`"
        if path[-1] == "countries":
            remedy = "Add `countries: CHN`, or `countries: all` for every country"
        return Problem(place, "", "the key is missing", remedy)
    key = next((p for p in reversed(shown) if not p.isdigit()), "")
    if shown[-1].isdigit() and key.startswith("pinned"):
        reason, remedy = "is not a mapping of keys", f"Write it as {EXAMPLES[key][1:-1]}"
    else:
        reason, remedy = _explain_refusal(error, key)
    return Problem(place, _value_text(error["input"]), reason, remedy)


def _explain_key(
    path: tuple[str, ...], shown: tuple[str, ...], error: Any, errors: list[Any]
) -> tuple[str, str]:
    """Return reason and remedy for a key that stands where the form has none of that name."""
    key, *_ = shown[-1:]
    model: Any = CardForm
    for step in path[:-1]:
        model = _form_at_step(model, step)
    here = [f.alias or n for n, f in getattr(model, "model_fields", {}).items()]
    here += [] if shown[:-1] else ["extends"]
    word, colon, value = key.partition(":")
    if colon and word in here:
        return "has no blank after the colon", f"Write `{word}: {value}`"
    bracket = re.match(r"([\w-]+)\s*[\[{]", key)
    if bracket:
        return "has no colon and blank after it", f"Write `{bracket[1]}: ...`"
    if key.isdigit() or error["type"] == "invalid_key":
        return "is not a key of a card", "Write keys as words, and numbers with a point: 0.5, not 0,5"
    homes = sorted({block for block, k in _keys_of_forms(CardForm, ()) if k == key})
    if () in homes:
        above = next(p for p in reversed(shown[:-1]) if not p.isdigit())
        return f"does not belong under {above}", "Begin it at the left edge of the file"
    meant = [m[-1] for m in _meant_of(error, errors)]
    if 0 < len(homes) <= 3 and not meant:
        belongs = " or ".join(".".join(block) for block in homes)
        return f"belongs under {belongs}", f"Write it below {belongs}, indented further than that key"
    return "is not a key of a card here", nearest(key, meant or here)


def _keys_of_forms(form: Any, block: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every key of a form and of the forms in it, with the keys above it."""
    for field, info in form.model_fields.items():
        key = info.alias or field
        yield block, key
        inside = [info.annotation]
        while inside:
            part = inside.pop()
            if hasattr(part, "model_fields"):
                yield from _keys_of_forms(part, (*block, key))
            inside += get_args(part)


def _explain_refusal(error: Any, key: str) -> tuple[str, str]:
    """Return reason and remedy for a value that the form refuses."""
    kind, more, given = str(error["type"]), error.get("ctx", {}), error["input"]
    if given is None:
        return "has no value", "Write it after the colon, or indent the keys that belong below it"
    if key in EXAMPLES and (
        kind in ("model_type", "dict_type", "literal_error") or _is_entry(kind, key, given)
    ):
        if key.startswith("pinned"):
            return "is no list of entries", f"Begin each entry with `- `, or write `{key}: {EXAMPLES[key]}`"
        if kind == "literal_error":
            return (
                "is neither `none` nor a mapping of keys",
                f"Write `{key}: none` or `{key}: {EXAMPLES[key]}`",
            )
        return "is not a mapping of keys", f"Write `{key}: {EXAMPLES[key]}`"
    if kind == "literal_error":
        words = str(more["expected"]).replace("'", "")
        return "is not an allowed word", f"Allowed are: {words}"
    if key in _QUARTERS and kind in ("string_type", "tuple_type") and not isinstance(given, (list, dict)):
        return "is not a quarter", meant_quarter(given)
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        side, bound = ("below", "g") if kind.startswith("greater") else ("above", "l")
        limit = more.get(f"{bound}e", more.get(f"{bound}t"))
        is_percentage = side == "above" and limit == 1 and given <= 100
        remedy = (
            f"Write {given / 100:g} for {given:g} %" if is_percentage else "Write a number within that limit"
        )
        return f"is {side} {limit:g}", remedy
    if kind in ("float_type", "int_type", "int_parsing", "tuple_type") and (number := meant_number(given)):
        power = ": YAML wants a point and a sign in a power of ten" if _is_power(given) else ""
        return "is read as a word", f"Write {number}, without quotes{power}"
    return _REASONS.get(kind, (str(error["msg"])[:1].lower() + str(error["msg"])[1:], "Correct the value"))


def _is_entry(kind: str, key: str, given: Any) -> bool:
    """Return whether something else stands where the list of entries of a card should."""
    return kind == "tuple_type" and key.startswith("pinned") and not isinstance(given, list)


def _is_power(text: str) -> bool:
    """Return whether a text is a number with a power of ten."""
    try:
        float(text)
    except ValueError:
        return False
    return "e" in text.casefold()


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
