"""JSON objects: what they start with, what they hash, and what JSON has no word for."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable

import numpy as np
import pytest

from lodestock.programme.documents import dumps, header, input_hash
from lodestock.programme.project import Case
from lodestock.records.version import __version__

HEAD = {
    "version": "1",
    "as_of": "2025-10-13",
    "dataset_hash": "d",
    "scenario_hash": "s",
    "seed": 0,
    "draws": 1,
}


def test_an_object_starts_with_what_it_follows_from(case: Case) -> None:
    found = header("size", case, seed=7, draws=40)
    assert list(found) == [
        "command",
        "version",
        "as_of",
        "dataset_hash",
        "scenario_hash",
        "card",
        "seed",
        "draws",
        "seconds",
        "overlays",
        "doubts",
        "stale",
    ]
    assert (found["command"], found["version"], found["as_of"]) == ("size", __version__, "2025-10-13")
    assert (found["card"], found["seed"], found["draws"]) == ("base-war", 7, 40)
    assert found["seconds"] is None and found["overlays"] == found["doubts"] == [] == found["stale"]
    assert found["dataset_hash"] == case.dataset.hash and found["scenario_hash"] == case.card.hash


def test_without_a_case_what_follows_from_it_is_null() -> None:
    found = header("check", None)
    assert {n for n, v in found.items() if v is None} == {
        "as_of", "dataset_hash", "scenario_hash", "card", "seconds"
    }  # fmt: skip
    assert found["overlays"] == []


def test_overlays_are_listed_with_place_row_and_author(case_with: Callable[..., Case]) -> None:
    case = case_with(us_demand=[{"material": "cobalt", "own_secondary_t": 1000}])
    assert header("size", case)["overlays"] == [
        {
            "file": "overlays/us_demand.csv",
            "line": 2,
            "row": "us_demand/cobalt",
            "action": "overridden",
            "author": "analyst",
            "reason": "exercise",
        }
    ]


def test_the_input_hash_is_that_of_sorted_json() -> None:
    text = (
        '{"as_of": "2025-10-13", "command": "demo", "dataset_hash": "d", "draws": 1, "scenario_hash": "s", '
        '"seed": 0, "version": "1"}'
    )
    assert input_hash(HEAD, {"command": "demo"}) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("name", HEAD)
def test_each_input_moves_the_hash_and_nothing_else_does(name: str) -> None:
    plain = input_hash(HEAD, {"budget": 1})
    assert input_hash({**HEAD, name: "other"}, {"budget": 1}) != plain
    assert input_hash({**HEAD, "seconds": 3.2, "card": "renamed"}, {"budget": 1}) == plain
    with pytest.raises(KeyError, match=name):
        input_hash({n: v for n, v in HEAD.items() if n != name}, {})


def test_options_move_the_hash_in_any_order() -> None:
    assert input_hash(HEAD, {"a": 1, "b": 2}) == input_hash(HEAD, {"b": 2, "a": 1})
    assert input_hash(HEAD, {"a": 1}) != input_hash(HEAD, {"a": 2}) != input_hash(HEAD, {})


def test_what_is_not_a_number_is_null_however_deep() -> None:
    nested = {"a": [{"b": (1.0, math.nan)}], "c": np.float64("nan"), "d": None}
    assert dumps(nested) == '{"a": [{"b": [1.0, null]}], "c": null, "d": null}'


@pytest.mark.parametrize("value", [math.inf, -math.inf, np.float64("inf")])
def test_infinity_is_refused_wherever_it_stands(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        dumps({"a": {"b": [value]}})


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes", np.arange(2)])
def test_what_json_has_no_word_for_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        dumps({"a": value})


def test_numbers_are_not_rounded_and_letters_stay() -> None:
    text = dumps({"x": 0.1 + 0.2, "y": 1e-300, 3: "Gräfe ≥ 1"})
    assert text == '{"x": 0.30000000000000004, "y": 1e-300, "3": "Gräfe ≥ 1"}'
    assert json.loads(text)["x"] == 0.1 + 0.2


def test_an_indent_breaks_lines() -> None:
    assert dumps({"a": [1]}, indent=1) == '{\n "a": [\n  1\n ]\n}' and dumps({}) == "{}"


def test_a_figure_far_from_the_bundled_one_is_told_in_every_document(case_with: Callable[..., Case]) -> None:
    found = header("size", case_with(us_demand=[{"material": "cobalt", "apparent_consumption_t": 7.56e7}]))
    (doubt,) = found["doubts"]
    assert doubt["place"] == "overlays/us_demand.csv:2 column apparent_consumption_t"
    assert doubt["value"] == "7.56e+07" and doubt["reason"] == "is 1e+04 times the bundled figure, 7560"


@pytest.mark.parametrize("text", ["\x9b31m\x7f", "a\u202eb\u2066", "caf\udce9", "\ud83d", "\U000e0001"])
def test_no_sign_of_json_steers_a_terminal_and_all_come_back(text: str) -> None:
    written = dumps({text: [text, "调查 кобальт"]}, indent=1)
    assert written.replace("\n", "").isprintable()
    assert json.loads(written.encode("utf-8")) == {text: [text, "调查 кобальт"]} and "调查 кобальт" in written
