"""The files of scenario cards: YAML text -> tree of keys, with the file and line of each."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from lodestock.data.card_words import yaml_advice
from lodestock.data.files import read_file
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.text import find_control

__all__ = ["card_names", "card_text", "read_tree"]

_ENDINGS = (".yaml", ".yml")
_OTHER_NUMBER = re.compile(r"[-+]?(?:0[0-9_]+|0[xob]|.*[_:])", re.I)
"""Octal, hexadecimal, binary and sexagesimal numbers, and digits with marks between: nobody means them in a card."""
_MAX_DEPTH = 20
"""Most levels of nested keys and lists in a card."""


def card_names() -> list[str]:
    """Return the names of the bundled cards."""
    folder = resources.files("lodestock.data").joinpath("cards")
    return sorted(p.name.removesuffix(".yaml") for p in folder.iterdir() if p.name.endswith(".yaml"))


def card_text(name: str) -> str:
    """Return a card as its file writes it.

    Parameters
    ----------
    name : a name of `card_names` or a path ending in ``.yaml`` or ``.yml``

    Raises
    ------
    InputError : unknown name, or a file that cannot be read
    """
    return _read_text(name)[0]


def _read_text(name: str) -> tuple[str, str]:
    """Return the text of a card and its name for messages."""
    if name.endswith(_ENDINGS):
        path = Path(name)
        if not path.exists() and not path.is_symlink():
            raise InputError(
                Problem("card", name, "no such file", "Give a file that exists or a bundled name")
            )
        raw = read_file(path, name)
        if isinstance(raw, Problem):
            raise InputError(raw)
        try:
            return raw.decode("utf-8"), path.name
        except UnicodeDecodeError as error:
            reason = f"is not UTF-8 at byte {error.start}"
            raise InputError(Problem(path.name, "", reason, "Save the file as UTF-8")) from None
    if name not in card_names():
        if Path(name).is_file():
            remedy = f"Rename it to {Path(name).with_suffix('.yaml')}"
            raise InputError(Problem("card", name, "is a file whose name does not end in .yaml", remedy))
        raise InputError(Problem("card", name, "no such card", nearest(name, card_names())))
    text = resources.files("lodestock.data").joinpath(f"cards/{name}.yaml").read_text(encoding="utf-8")
    return text, f"card {name}"


def read_tree(
    name: str, seen: tuple[str, ...] = ()
) -> tuple[dict[str, Any], dict[tuple[str, ...], str], set[tuple[str, ...]]]:
    """Return the tree of a card with the keys of the card it extends, file and line of each key, and its own keys.

    Parameters
    ----------
    name : a bundled card or the path of a YAML file
    seen : cards that extend this one

    Raises
    ------
    InputError : no such card, bad YAML, a duplicate key, `extends` in a circle
    """
    if name in seen:
        chain = " -> ".join((*seen, name))
        raise InputError(
            Problem("extends", name, f"goes in a circle: {chain}", "Let one card extend nothing")
        )
    text, shown = _read_text(name)
    tree, node = _parse_yaml(text, shown)
    lines: dict[tuple[str, ...], str] = {}
    _collect_places(node, (), shown, lines)
    parent = tree.pop("extends", None)
    if parent is None:
        return tree, lines, set(lines)
    if not isinstance(parent, str):
        place = lines[("extends",)]
        raise InputError(Problem(f"{place} extends", str(parent), "is not a name", "Write `extends: quiet`"))
    base, base_lines, _ = read_tree(_extended_name(parent, name), (*seen, name))
    changed = [key for key in tree if key not in ("name", "assumes")]
    if changed and "assumes" not in tree:  # the words of the other card would not be true of this one
        tree["assumes"] = f"As the card {base.get('name')}, but for: {', '.join(changed)}."
    merged = _merge_trees(base, tree)
    taken = {path: place for path, place in base_lines.items() if _has(merged, path)}
    return merged, {**taken, **lines}, set(lines)


def _has(tree: Any, path: tuple[str, ...]) -> bool:
    """Return whether a tree has a key or list item."""
    for step in path:
        if isinstance(tree, dict) and step in tree:
            tree = tree[step]
        elif isinstance(tree, list) and step.isdigit() and int(step) < len(tree):
            tree = tree[int(step)]
        else:
            return False
    return True


def _extended_name(parent: str, name: str) -> str:
    """Return the name to load for `extends`: a bundled name, or a path relative to the folder of the card."""
    return os.path.normpath(Path(name).parent / parent) if parent.endswith(_ENDINGS) else parent


class _UnusableYAML(yaml.MarkedYAMLError):
    """Valid YAML that a card may not use."""

    def __init__(self, reason: str, mark: Any) -> None:
        super().__init__(None, None, reason, mark)


class _Loader(yaml.SafeLoader):
    """Reports, with its line, a number or date that YAML accepts but Python cannot represent."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        is_number = node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
        if is_number and _OTHER_NUMBER.match(str(node.value)):
            problem = f"{str(node.value)[:40]!r} is another number in YAML than it looks; plain digits are 10 or 0.5"
            raise _UnusableYAML(problem, node.start_mark)
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, OverflowError):
            problem = f"{str(node.value)[:40]!r} is not a readable number or day"
            raise _UnusableYAML(problem, node.start_mark) from None


def _parse_yaml(text: str, shown: str) -> tuple[dict[str, Any], yaml.MappingNode]:
    """Return the tree of a YAML text and its root node; refuse anything but a mapping of keys."""
    try:
        _refuse_aliases_and_depth(text)
        node = yaml.compose(text, Loader=_Loader)
        tree = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise InputError(_unreadable(error, text, shown)) from None
    if not isinstance(tree, dict) or not isinstance(node, yaml.MappingNode):
        raise InputError(Problem(shown, "", "is not a mapping of keys", "Start from `extends: quiet`"))
    return tree, node


def _unreadable(error: yaml.YAMLError, text: str, shown: str) -> Problem:
    """Return the problem of a text that the parser refuses, at the line that has to be changed."""
    mark = getattr(error, "problem_mark", None)
    reason = str(getattr(error, "problem", None) or getattr(error, "reason", error))
    if any(words in reason for words in ("expected ':'", "expected ',' or", "end of stream")):
        mark = getattr(error, "context_mark", None) or mark  # where it began: the parser stops later
    if isinstance(error, _UnusableYAML) or mark is None:
        lead = "cannot be read" if isinstance(error, _UnusableYAML) else "is not YAML"
        place = f"{shown}:{mark.line + 1}" if mark else shown
        return Problem(place, "", f"{lead}: {reason}", "Correct the line")
    rows = [*text.splitlines(), ""]
    number = min(mark.line, len(rows) - 1)
    above = next((row for row in reversed(rows[:number]) if row.strip()), "")
    known = yaml_advice(reason, rows[number], above, mark.column)
    cause, remedy = known or (f"is not YAML: {reason}", "Correct the line")
    return Problem(f"{shown}:{number + 1}", rows[number].strip() if known else "", cause, remedy)


def _refuse_aliases_and_depth(text: str) -> None:
    """Refuse aliases and deep nesting: with them a short text can expand without end, and no card needs them."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
        depth -= isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
        if isinstance(event, yaml.AliasEvent):
            raise _UnusableYAML("a card may not use aliases", event.start_mark)
        if depth > _MAX_DEPTH:
            raise _UnusableYAML(f"nested deeper than {_MAX_DEPTH} levels", event.start_mark)


def _collect_places(
    node: yaml.Node, path: tuple[str, ...], shown: str, out: dict[tuple[str, ...], str]
) -> None:
    """Write file and line of every key and list item below a YAML node to `out`.

    Refuse a duplicate key, and text with control characters.
    """
    children: list[tuple[str, yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        children = [(str(key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = [(str(i), value, value) for i, value in enumerate(node.value)]
    for name, marked, child in children:
        place = f"{shown}:{marked.start_mark.line + 1}"
        if (*path, name) in out:
            raise InputError(Problem(place, name, "duplicate key", "Keep one of the two"))
        control = find_control(child.value) if isinstance(child, yaml.ScalarNode) else None
        if control:
            reason = f"holds the control character {control}"
            raise InputError(Problem(f"{place} {name}", child.value, reason, "Leave it out"))
        out[(*path, name)] = place
        _collect_places(child, (*path, name), shown, out)


def _merge_trees(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the keys of `top` over it; a mapping in both is merged key by key."""
    out = dict(base)
    for key, value in top.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = _merge_trees(out[key], value) if both else value
    return out
