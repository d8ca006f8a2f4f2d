"""What a person reads whose card does not fit the form: one line per mistake, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.data import load_card
from lodestock.data.card_refusals import EXAMPLES
from lodestock.records.errors import InputError

PINNED = "controls:\n  pinned:\n    - {"


def told(tmp_path: Path, text: str) -> list[str]:
    """Return the messages about a card that extends `quiet`, without the name of its file."""
    path = tmp_path / "c.yaml"
    path.write_text(f"extends: quiet\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_card(str(path))
    return [line.removeprefix("c.yaml:") for line in caught.value.lines()]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # a key that is missing stands in the user's own lines, and the message gives the line to add
        ("war: {start: 2027Q1, quarters: 4}", "2 war.recovery: the key is missing. Add it, for example `recovery: 0`."),
        ("emergency:\n  from: 2027Q1", "2 emergency.to: the key is missing. Add it, for example `to: 2027Q1`."),
        (PINNED + "cut: 1, from: 2027Q1, quarters: 2}",
         "4 controls.pinned.0.countries: the key is missing. Add `countries: CHN`, or `countries: all` for every country."),
        # a key of another spelling is told once
        (PINNED + "country: CHN, cut: 1, from: 2027Q1, quarters: 2}",
         "4 controls.pinned.0.country = 'country': is not a key of a card here. Did you mean 'countries'?"),
        (PINNED + "countries: CHN, cut: 1, form: 2027Q1, quarters: 2}",
         "4 controls.pinned.0.form = 'form': is not a key of a card here. Did you mean 'from'?"),
        (PINNED + "countries: CHN, cut: 1, from: 2027Q1, quarters: 2, xyz: 1}",
         "4 controls.pinned.0.xyz = 'xyz': is not a key of a card here. Known are: class, countries, cut, from, "
         "materials, quarters."),
        # blanks and commas
        (PINNED + "countries: CHN, cut:0.5, from: 2027Q1, quarters: 2}",
         "4 controls.pinned.0.cut:0.5 = 'cut:0.5': has no blank after the colon. Write `cut: 0.5`."),
        (PINNED + "countries: CHN, cut: 0,5, from: 2027Q1, quarters: 2}",
         "4 controls.pinned.0.5 = '5': is not a key of a card. Write keys as words, and numbers "
         "with a point: 0.5, not 0,5."),
        # numbers and quarters that are written as people speak
        (PINNED + "countries: CHN, cut: 50%, from: 2027Q1, quarters: 2}",
         "4 controls.pinned.0.cut = '50%': is read as a word. Write 0.5, without quotes."),
        (PINNED + "countries: CHN, cut: 50, from: 2027Q1, quarters: 2}",
         "4 controls.pinned.0.cut = '50': is above 1. Write 0.5 for 50 %."),
        (PINNED + "countries: CHN, cut: 1, from: 2027, quarters: 2}",
         "4 controls.pinned.0.from = '2027': is not a quarter. Write a quarter of that year, such as 2027Q1."),
        (PINNED + "countries: CHN, cut: 1, from: 2026-10-01, quarters: 2}",
         "4 controls.pinned.0.from = '2026-10-01': is not a quarter. Write 2026Q4."),
        (PINNED + "countries: CHN, cut: 1, from: 2027Q1, quarters: 6 months}",
         "4 controls.pinned.0.quarters = '6 months': is read as a word. Write 2, without quotes."),
        ("demand: {defence: 300%}", "2 demand.defence = '300%': is read as a word. Write 3, without quotes."),
        # keys at the wrong level
        ("pinned: []", "2 pinned = 'pinned': belongs under controls or shipping. Write it below controls or shipping, "
         "indented further than that key."),
        ("recovery: 0", "2 recovery = 'recovery': belongs under redirect or war. Write it below redirect or war, "
         "indented further than that key."),
        (PINNED + "countries: CHN, cut: 1, from: 2027Q1, quarters: 2, emergency: none}",
         "4 controls.pinned.0.emergency = 'emergency': does not belong under pinned. Begin it at the left "
         "edge of the file."),
        ("controls:", "2 controls = 'None': has no value. Write it after the colon, or indent the keys that belong "
         "below it."),
        # the shape of a block
        ("war {start: 2027Q1}", "2 war {start = 'war {start': has no colon and blank after it. Write `war: ...`."),
        ("emergency: yes", "2 emergency = 'True': is neither `none` nor a mapping of keys. Write `emergency: none` or "
         "`emergency: {from: 2026Q4, to: 2027Q1}`."),
        ("war: 2027Q1", "2 war = '2027Q1': is neither `none` nor a mapping of keys. Write `war: none` or "
         "`war: {start: 2026Q4, quarters: 4, recovery: 0}`."),
        ("controls:\n  pinned: CHN", "3 controls.pinned = 'CHN': is no list of entries. Begin each entry with `- `, "
         "or write `pinned: [{countries: CHN, cut: 1, from: 2026Q4, quarters: 2}]`."),
        (PINNED.replace("- {", "  countries: ") + "CHN", "3 controls.pinned = \"{'countries': 'CHN'}\": is no list of "
         "entries. Begin each entry with `- `, or write `pinned: [{countries: CHN, cut: 1, from: 2026Q4, quarters: 2}]`."),
        ("controls: {pinned: [{countries: [], cut: 1, from: 2027Q1, quarters: 2}]}",
         "2 controls.pinned.0.countries = '[]': is a list with too few entries. Add some."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_line_with_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    assert told(tmp_path, text) == [message]


@pytest.mark.parametrize("block", sorted(EXAMPLES))
def test_what_a_message_shows_as_an_example_is_a_card(tmp_path: Path, block: str) -> None:
    text = f"{block}: {EXAMPLES[block]}"
    path = tmp_path / "c.yaml"
    inside = f"controls: {{{text}}}" if block.startswith("pinned") else text
    path.write_text(f"extends: quiet\n{inside}\n", encoding="utf-8")
    assert load_card(str(path)).name == "quiet"


def test_a_card_that_starts_from_nothing_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    for text, words in (
        ("name: c\nwar: none\n", r"^\S+c\.yaml: starts from no other card and lacks 14 keys, such as as_of\. Add the line"),
        ("extend: quiet\nname: c\n",
         r"^c\.yaml:1 extend = 'extend': is not a key of a card here\. Did you mean 'extends'\?$"),
    ):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=words) as caught:
            load_card(str(path))
        assert len(caught.value.problems) == 1
