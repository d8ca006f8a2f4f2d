from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.data.card_files import card_names, card_text, read_tree
from lodestock.records.errors import InputError


def test_a_bundled_card_is_given_as_it_is_written() -> None:
    assert all(card_text(n).startswith("# ") and f"\nname: {n}\n" in card_text(n) for n in card_names())
    with pytest.raises(InputError, match=r"card = 'quite': no such card\. Did you mean 'quiet'"):
        card_text("quite")


def test_a_tree_has_the_keys_of_both_cards_and_tells_those_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: quiet\nname: mine\nwar:\n  quarters: 2\n", encoding="utf-8")
    tree, lines, own = read_tree(str(path))
    assert (tree["name"], tree["war"], tree["own_ramp"]) == ("mine", {"quarters": 2}, 0)
    assert tree["assumes"] == "As the card quiet, but for: war."
    assert lines["war", "quarters"] == "mine.yaml:4" and lines["own_ramp",].startswith("card quiet:")
    assert ("war", "quarters") in own and ("own_ramp",) not in own and "extends" not in tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("assumes: China stops: all", "c.yaml:1 = 'assumes: China stops: all': has a colon and a blank inside a text. "
         "Put the text in quotes."),
        ("war:\n  start: 2027Q1\n   quarters: 4", "c.yaml:3 = 'quarters: 4': is indented otherwise than the lines that it "
         "stands beside. Begin all keys of one block in the same column."),
        ("war:\n  start: 2027Q1\n quarters: 4", "c.yaml:3 = 'quarters: 4': is indented otherwise than the lines that it "
         "stands beside. Begin all keys of one block in the same column."),
        ("name: c\n\twar: none", "c.yaml:2 = 'war: none': is indented with a tab. Indent with blanks."),
        ("war:\n  start: 2027Q1\n  quarters:4\n  recovery: 0", "c.yaml:3 = 'quarters:4': has a key without a colon and a "
         "blank after it. Write it as `cut: 0.5`."),
        ("war {start: 2027Q1, quarters: 4}", "c.yaml:1 = 'war {start: 2027Q1, quarters: 4}': has a key without a "
         "colon and a blank after it. Write `war: ...`."),
        ("demand:\n  defence 3\n  civil: 2", "c.yaml:3 = 'civil: 2': follows a line whose key has no colon. Write the line "
         "above it as `key: value`."),
        ("war: {start: 2027Q1\nname: c", "c.yaml:1 = 'war: {start: 2027Q1': opens a bracket that is not closed, or has no "
         "comma between two entries. Close every { with } and every [ with ], and part entries by commas."),
        ('name: "c', "c.yaml:1 = 'name: \"c': opens a quotation mark that is not closed. Close it."),
        ("name: @c", "c.yaml:1 = 'name: @c': has a text that begins with a sign which YAML keeps for itself. Put the text "
         "in quotes."),
    ],
)  # fmt: skip
def test_a_line_that_is_no_yaml_is_told_with_its_cause(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_tree(str(tmp_path / "c.yaml"))
    assert str(caught.value) == message


def test_a_card_whose_name_does_not_end_in_yaml_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "card.txt"
    path.write_text("extends: quiet\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"is a file whose name does not end in \.yaml\. Rename it to .*card\.yaml\."
    ):
        read_tree(str(path))


def test_lines_of_a_block_that_is_replaced_are_nobodys(tmp_path: Path) -> None:
    """`quiet` writes `war: none` over the war of the card that it extends: a war of one's own has one's own lines."""
    path = tmp_path / "c.yaml"
    path.write_text(
        "extends: quiet\nwar: {start: 2027Q1}\nshipping: {pinned: [{cut: 1}]}\n", encoding="utf-8"
    )
    _, lines, _ = read_tree(str(path))
    assert lines["war", "start"] == "c.yaml:2" and ("war", "recovery") not in lines
    assert lines["countries", "damage", "by_year"].startswith("card quiet:")


@pytest.mark.parametrize("number", ["010", "0x10", "1_0", "1:30", "0b1", "-07.5"])
def test_a_number_that_yaml_reads_as_another_is_refused(tmp_path: Path, number: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(f"extends: quiet\nname: x\ngrowth: {{defence: {number}}}\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"c\.yaml:3: .*'{number}' is another number in YAML"):
        read_tree(str(path))
