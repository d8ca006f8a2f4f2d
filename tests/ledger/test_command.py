from __future__ import annotations

import pytest

from lodestock.ledger.accounts import Allot
from lodestock.ledger.command import Ask, check_choice, check_new_id, check_text
from lodestock.records.errors import InputError, RuleError


@pytest.mark.parametrize("name", ["", "a b", "-a", "a\n", "ä", "a" * 81, "certificate-7", "a;b"])
def test_what_is_no_id_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="is not an id"):
        check_new_id("award", name, {})


def test_an_id_names_one_thing() -> None:
    check_new_id("account", "097-2025/2029-0390", {})
    with pytest.raises(RuleError) as found:
        check_new_id("award", "a", {"a": 1})
    assert found.value.rule == "exists"


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "a\u202eb", "a\nb", "x" * 501, "\ud800"])
def test_words_are_one_line_that_can_be_printed(text: str) -> None:
    with pytest.raises(InputError, match="cannot be printed"):
        check_text("--note", text)


def test_a_closed_list_names_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'stockpile'"):
        check_choice("--purpose", "stockpiles", ("stockpile", "investment"))


def test_content_is_what_was_asked() -> None:
    one = Ask(Allot("nds", 1), "a", "2025-10-13", "x")
    assert one.content == Ask(Allot("nds", 1), "a", "2025-10-14", "y", key="k").content
    others = (
        Ask(Allot("nds", 2), "a", "2025-10-13", "x"),
        Ask(Allot("nds", 1), "b", "2025-10-13", "x"),
        Ask(Allot("nds", 1), "a", "2025-10-13", "x", note="n"),
        Ask(Allot("nds", 1), "a", "2025-10-13", "x", given_on="2025-10-13"),
        Ask(Allot("nds", 1), "a", "2025-10-13", "x", expected=1),
    )
    assert one.content not in {o.content for o in others}
