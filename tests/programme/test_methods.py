"""Formulas as the sources state them, beside the docstrings of the imported functions."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pytest

from lodestock.programme.documents import dumps
from lodestock.programme.methods import ROOMS, find_formulas, methods_document, split_docstring
from lodestock.records.errors import InputError

DOCSTRING = """Return a
long summary.

It holds ``a = b`` and not ``f(x=1)``.

    c <= d
      + e

Parameters
----------
a : one
    more of it

Returns
-------
USD

References
----------
Somebody (1970)."""


def test_a_docstring_is_split_into_its_parts() -> None:
    summary, text, sections = split_docstring(DOCSTRING)
    assert summary == "Return a long summary." and text.startswith("It holds") and text.endswith("      + e")
    assert sections == {
        "Parameters": "a : one\n    more of it",
        "Returns": "USD",
        "References": "Somebody (1970).",
    }
    assert find_formulas(text) == ["a = b", "c <= d\n  + e"]
    assert split_docstring("One line.") == ("One line.", "", {})


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("``x == y`` in code, ``a: int = 1``", ["a: int = 1"]),
        ("over\n``sum_t x_t\n= y``", ["sum_t x_t = y"]),
        ("a list:\n\n    - no sign\n    - none", []),
        (">>> x = 1\n\n    >>> y = 2", []),
        ("``min sum v (d - r)``", []),
    ],
)
def test_what_counts_as_a_formula(text: str, formulas: list[str]) -> None:
    assert find_formulas(text) == formulas


def test_every_method_says_what_its_function_says() -> None:
    found = methods_document()
    names = [m["name"] for m in found["methods"]]
    assert (
        names == sorted(set(names)) and len(names) > 200 and {m["room"] for m in found["methods"]} == {*ROOMS}
    )
    for m in found["methods"]:
        module, _, name = m["name"].rpartition(".")
        thing = getattr(importlib.import_module(f"lodestock.{module}"), name)
        words = " ".join((inspect.getdoc(getattr(thing, "py_func", thing)) or "").split())
        assert words.startswith(m["summary"]) and " ".join((m["text"] or "").split()) in words, m["name"]
        assert " ".join((m["references"] or "").split()) in words
        for formula in m["formulas"]:
            assert " ".join(formula.split()) in words and "=" in formula
    dumps(found)


def test_nulls_say_why_and_nothing_else_does() -> None:
    for found in (methods_document(), methods_document("size.draw.stock.reserve"), methods_document("Line")):
        null = {k for k in ("as_of", "dataset_hash", "scenario_hash", "card") if found[k] is None}
        null |= {f"methods[].{k}" for m in found["methods"] for k, value in m.items() if value is None}
        assert set(found["missing"]) == null


def test_one_method_is_found_by_its_name_or_its_last_part() -> None:
    for name in ("size.draw.stock.reserve", "reserve", "stock.reserve"):
        (method,) = methods_document(name)["methods"]
        assert method["name"] == "size.draw.stock.reserve" and "r_t = min(d_t, s_t)" in method["formulas"]
        assert "servable, delivery : (t,) tonnes" in method["parameters"] and "Birge" in method["references"]
        assert "References" not in method["parameters"] and "Returns\nUSD" in method["parameters"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("reserv", "methods = 'reserv': is no method that the program computes with. Did you mean 'reserve'"),
        ("size.draw.stok.reserve", "Did you mean 'size.draw.stock.reserve'"),
        ("_usual", "is no method"),
        (
            "read_tonnes",
            "is the last part of several names. Give one of: ledger.amounts.read_tonnes, plan.orders",
        ),
    ],
)
def test_a_name_that_is_not_known_or_not_one_is_refused(name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        methods_document(name)


def test_the_most_important_methods_state_their_formula() -> None:
    stated = {m["name"] for m in methods_document()["methods"] if m["formulas"]}
    expected = {
        "ledger.lots.contained_grams",
        "plan.certificate.certify",
        "plan.certificate.tail_mean",
        "plan.lines.net_cost_usd",
        "plan.market.price_multiple",
        "plan.offers.build_offers",
        "plan.problem.PurchaseProblem",
        "size.build.inputs.Inputs",
        "size.build.money.read_worth",
        "size.draw.balance.fill_cells",
        "size.draw.countries.draw_countries",
        "size.draw.loops.count_draws",
        "size.draw.outages.draw_outages",
        "size.draw.path.set_rules",
        "size.draw.stock.clairvoyant",
        "size.draw.stock.reserve",
        "size.draw.stock.simulated",
        "size.results.causes.find_causes",
        "size.results.shortfalls.size_card",
    }
    assert expected <= stated, expected - stated


def test_reading_the_sources_imports_no_room() -> None:
    code = (
        "import sys\nfrom lodestock.programme.methods import methods_document\n"
        "assert methods_document()['methods']\n"
        "print(sorted({'polars', 'numpy', 'numba', 'highspy', 'lodestock.size', 'lodestock.plan'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
