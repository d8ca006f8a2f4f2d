"""The use case METHODS: the formulas that the program computes with, read from the docstrings of its sources."""

from __future__ import annotations

import ast
import inspect
import re
import threading
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from lodestock.programme.documents import header
from lodestock.records.errors import InputError, Problem, nearest

__all__ = ["ROOMS", "find_formulas", "methods_document", "split_docstring"]

ROOMS = ("assess", "size", "plan", "ledger")
"""Rooms that compute."""

_ONE = threading.Lock()

_QUOTED = re.compile(r"``([^`]+)``")


def methods_document(name: str | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock methods` but for `seconds`.

    Parameters
    ----------
    name : of one method, as ``size.build.hazard.build_hazard`` or its last part; None: all

    Raises
    ------
    InputError : no method has that name, or several end with it
    """
    with _ONE:  # sources are read once, not by every thread that asks at first
        methods = _all_methods()
    if name is not None:
        methods = [_chosen(methods, name)]
    return {**header("methods", None), "methods": methods, "missing": _missing(methods)}


@cache
def _all_methods() -> list[dict[str, Any]]:
    """Return all methods by name; the sources of a program that runs do not change."""
    methods = [m for room in ROOMS for m in _methods_of(files("lodestock").joinpath(room), room)]
    return sorted(methods, key=lambda m: str(m["name"]))


def split_docstring(text: str) -> tuple[str, str, dict[str, str]]:
    """Return the summary of a docstring in NumPy style, the text below it, and its sections in their order.

    Parameters
    ----------
    text : docstring without common indentation

    Returns
    -------
    summary on one line, text, section -> its raw text
    """
    lines = text.strip().splitlines()
    starts = [
        i
        for i in range(len(lines) - 1)
        if lines[i].strip() and not lines[i].startswith(" ") and re.fullmatch(r"-{3,}", lines[i + 1].rstrip())
    ]
    bounds = [*starts, len(lines)]
    sections = {
        lines[a].strip(): "\n".join(lines[a + 2 : b]).strip("\n")
        for a, b in zip(starts, bounds[1:], strict=True)
    }
    head, _, rest = "\n".join(lines[: bounds[0]]).partition("\n\n")
    return " ".join(head.split()), rest.strip("\n"), sections


def find_formulas(text: str) -> list[str]:
    r"""Return the formulas of a text, in their order.

    A formula is a passage in double backquotes with an equals sign that has a blank on both sides, alone or as part
    of ``<=`` or ``>=``, or a block of indented lines with such a sign in one of them. Arguments of calls and doctests
    are none.

    Parameters
    ----------
    text : of a docstring, without its sections

    >>> find_formulas("It holds ``a = b`` where ``f(x=1)`` does, and so\n\n    c <= d\n      + e\n\nis right.")
    ['a = b', 'c <= d\n  + e']
    """
    out = []
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip("\n").splitlines()
        if lines and all(line.startswith("    ") for line in lines):
            whole = inspect.cleandoc("\n" + "\n".join(lines))
            if _is_formula(whole) and not whole.startswith(">>>"):
                out.append(whole)
        else:
            quoted = (" ".join(q.split()) for q in _QUOTED.findall(block))
            out += [q for q in quoted if _is_formula(q)]
    return out


def _is_formula(text: str) -> bool:
    """Return whether a passage has an equals sign with a blank on both sides."""
    return re.search(r"\s[<>]?=\s", text) is not None


def _methods_of(folder: Traversable, place: str) -> Iterator[dict[str, Any]]:
    """Yield the methods of the modules in a folder of the package, and in those below it."""
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _methods_of(entry, f"{place}.{entry.name}")
        elif entry.name.endswith(".py"):
            tree = ast.parse(entry.read_text(encoding="utf-8"))
            yield from _methods_in(tree, f"{place}.{entry.name.removesuffix('.py')}")


def _methods_in(tree: ast.Module, module: str) -> Iterator[dict[str, Any]]:
    """Yield the public functions and classes of a module whose docstring has more than one line."""
    public = _public(tree)
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in public:
            text = ast.get_docstring(node) or ""
            if "\n" in text.strip():
                yield _method(f"{module}.{node.name}", text)


def _public(tree: ast.Module) -> set[str]:
    """Return the names in `__all__` of a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            return {str(name) for name in ast.literal_eval(node.value)}
    return set()


def _method(name: str, docstring: str) -> dict[str, Any]:
    """Return one method of the document."""
    summary, text, sections = split_docstring(docstring)
    parts = [f"{title}\n{body}" for title, body in sections.items() if title != "References"]
    return {
        "name": name,
        "room": name.partition(".")[0],
        "summary": summary,
        "text": text or None,
        "formulas": find_formulas(f"{summary}\n\n{text}"),
        "parameters": "\n\n".join(parts) or None,
        "references": sections.get("References"),
    }


def _chosen(methods: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the method of a name, or of its last part."""
    names = [m["name"] for m in methods]
    found = [m for m in methods if m["name"] == name] or [
        m for m in methods if m["name"].endswith(f".{name}")
    ]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(m["name"] for m in found)
        raise InputError(
            Problem("methods", name, "is the last part of several names", f"Give one of: {several}")
        )
    known = {*names, *(n.rpartition(".")[2] for n in names)}
    raise InputError(
        Problem("methods", name, "is no method that the program computes with", nearest(name, known))
    )


def _missing(methods: list[dict[str, Any]]) -> dict[str, str]:
    """Return why keys of the document are null."""
    out = dict.fromkeys(("as_of", "dataset_hash", "scenario_hash", "card"), "formulas rest on no case")
    reasons = {
        "text": "the docstring says no more than its summary",
        "parameters": "the docstring has no such section",
        "references": "the docstring names no source",
    }
    return out | {f"methods[].{k}": why for k, why in reasons.items() if any(m[k] is None for m in methods)}
