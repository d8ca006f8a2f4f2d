"""What the documentation says of items, commands and the loop is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from lodestock.cli.commands import app
from lodestock.data import load
from lodestock.programme.materials import materials_document
from lodestock.programme.project import Case
from lodestock.records.lookups import OWN

ROOT = Path(__file__).parents[2]


def page(name: str) -> str:
    return " ".join((ROOT / name).read_text(encoding="utf-8").split())


def test_the_page_on_items_has_the_figures_of_the_tables(case: Case) -> None:
    text, document = page("docs/method/items.md"), materials_document(case)
    assert f"lodestock counts {len(document['materials'])} items" in text
    for row in document["lists"]:
        absent = ", ".join(row["absent"]).replace("-", " ")
        assert f"`{row['list']}` | {absent} |" in text
    ours = next(row for row in document["lists"] if row["list"] == "us_lcm_2025_final")
    assert f"({ours['names']} names) | {len(document['materials']) - len(ours['beyond'])} |" in text
    beyond = {"strontium", "molybdenum", "ndfeb-magnets", "smco-magnets", "cadmium", "selenium"}
    assert set(ours["beyond"]) == beyond
    assert "strontium" in {r["material"] for r in load().rows("lists") if r["list"] == "eu_crm_2023"}
    grades = [m["grade"] for m in document["materials"]]
    a, b, c, d = (grades.count(g) for g in "ABCD")
    assert f"{a} are of grade A, {b} of grade B, {c} of grade C and {d} of grade D" in text


def test_the_loop_shows_as_existing_only_what_exists() -> None:
    svg = (ROOT / "docs" / "loop.svg").read_text(encoding="utf-8")
    steps = re.findall(r'font-weight="bold"( fill="white")?>([A-Z]+)</text>', svg)
    existing = {c.name for c in app.registered_commands} | {g.name for g in app.registered_groups}
    assert [name for _, name in steps] == ["WATCH", "ASSESS", "SIZE", "PLAN", "LEDGER", "REPORT"]
    assert [bool(filled) for filled, _ in steps] == [name.lower() in existing for _, name in steps]
    assert svg.count('font-style="italic">not yet</text>') == sum(not filled for filled, _ in steps)


def test_the_first_lines_say_what_it_is_for_whom_and_for_which_country() -> None:
    text = page("README.md")[:1000]
    assert (
        "For agencies that stockpile critical minerals" in text and "stockpile of the United States" in text
    )
    other = page("docs/howto/another-country.md")
    assert f'`OWN = "{OWN}"` in `src/lodestock/records/lookups.py`' in other
    assert set(re.findall(r"`([a-z_]+)`", other)) & set(load().specs) >= {
        "us_demand",
        "own_capacity",
        "price",
    }


def test_the_first_screen_says_in_words_what_the_loop_has_not_yet() -> None:
    text = page("README.md").partition("## Two commands")[0]
    assert "Not there yet are investing and lending in PLAN" in text
    alternative = re.findall(r"!\[([^]]+)\]\(docs/loop\.svg\)", text)
    assert len(alternative) == 1
    for step in ("WATCH", "ASSESS", "SIZE", "PLAN", "LEDGER", "REPORT"):
        assert step in alternative[0]
    assert '"we" in its answers means them' in text and "not public and not inside" in text
