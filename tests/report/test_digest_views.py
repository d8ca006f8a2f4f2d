"""The digest as people read it, whatever stands in the texts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lodestock.programme.desk import Place
from lodestock.programme.digest import digest_document
from lodestock.programme.project import new_project
from lodestock.records.text import visible
from lodestock.report.digest_views import digest_finding, digest_markdown, digest_view, told_days
from lodestock.report.views import Table, Words
from tests.programme.test_digest import decided


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    place = Place(new_project(tmp_path_factory.mktemp("digest") / "p"))
    decided(place)
    return {**digest_document(place), "files": ["d.md"]}


def test_the_finding_counts_events_and_texts(document: dict[str, Any]) -> None:
    assert digest_finding(document) == ("4 events from 2 texts: 1 rejected, 1 merged, 2 wait for a decision.")
    one = {
        **document,
        "counts": {**document["counts"], "proposed": 0, "accepted": 1, "rejected": 0, "open": 1},
    }
    assert digest_finding(one) == (
        "4 events (0 of them new) from 2 texts: 1 accepted, 1 merged, 1 waits for a decision."
    )
    assert digest_finding({**document, "proposals": []}) == "Nothing was proposed or decided."


def test_a_proposal_stands_on_each_day_on_which_something_happened(document: dict[str, Any]) -> None:
    (first, rejected), (_, today) = told_days(document)
    assert first == "2025-10-08" and [t.id for t in rejected] == ["w1"]
    assert rejected[0].acts == ("rejected by ann: too <old>",) and rejected[0].state == "rejected"
    assert rejected[0].line == "award, announced: dla -> acme; tin, lead; up to 5,000,000 USD"
    ((source, quotes),) = rejected[0].sources
    assert source == "a, T <i>, published 2025-10-09 (news/a.txt)"
    assert [(q.fields, q.line) for q in quotes] == [("type", "“The agency bought”"), ("amount", "“$5m”")]
    assert [t.acts for t in today][1] == ("proposed", "rejected by bob", "undone (rejected) by bob")


def test_a_terminal_gets_everything_and_no_sign_that_steers(document: dict[str, Any]) -> None:
    blocks = digest_view(document)
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert ("tin", "w1", "-", "w1") in table.rows and table.rows[-1][0] == "no item named"
    words = "\n".join(b.text for b in blocks if isinstance(b, Words))
    assert "  w1  rejected  award, announced" in words and "        type: “The agency bought”" in words
    assert words.endswith("wrote d.md")


def test_markdown_shows_words_as_they_are(document: dict[str, Any]) -> None:
    text = digest_markdown(document)
    assert text.startswith("# All news so far\n\n4 events from 2 texts")
    assert "| tin | w1 | - | w1 |" in text and "\n## 2025-10-08\n\n### w1, rejected: award" in text
    assert "- rejected by ann: too \\<old\\>" in text and "> type: “The agency bought”" in text
    assert "> a, T \\<i\\>, published 2025-10-09 (news/a.txt)" in text
    assert not re.search(r"(?<!\\)[<`]", text) and visible(text) == text


def test_an_empty_digest_says_so() -> None:
    empty: dict[str, Any] = {"since": "2025-10-08", "counts": {}, "days": [], "items": [], "proposals": []}
    assert digest_markdown(empty) == "# News since 2025-10-08\n\nNothing was proposed or decided.\n"
