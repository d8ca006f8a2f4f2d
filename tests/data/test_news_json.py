"""News in JSON and JSON lines: documents, and what is none."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from lodestock.data import news_json
from lodestock.data.news_json import read_json, read_json_lines
from lodestock.records.news import Document, Unread

DAY = date(2025, 10, 13)


def read(text: str, published: date | None = None) -> list[Document | Unread]:
    return list(read_json(text, "a.json", "a", published))


def lines(text: str) -> list[Document | Unread]:
    return list(read_json_lines(text, "a.jsonl", "a", None))


def reason(found: Document | Unread) -> str:
    assert isinstance(found, Unread)
    return str(found.problem)


def test_a_document_with_its_own_words_and_others_that_are_passed_over() -> None:
    value = {
        "id": "n1",
        "title": " T ",
        "published": "2025-10-13T09:00Z",
        "text": "Tin.\r\n",
        "tags": [1, {"x": None}],
    }
    assert read(json.dumps(value), date(2020, 1, 1)) == [
        Document("a.json", "n1", DAY, "Tin.\r\n", title="T", plain=True)
    ]


def test_what_a_document_lacks_comes_from_outside() -> None:
    assert read('{"text": "Tin.", "id": null, "published": ""}', DAY) == [
        Document("a.json", "a", DAY, "Tin.")
    ]
    assert read('{"text": "Tin.", "id": 7}') == [Document("a.json", "7", None, "Tin.")]


def test_a_list_keeps_what_can_be_read() -> None:
    one, two, three = read('[{"text": "Tin."}, 5, {"id": "c", "text": "Zinc."}]')
    assert one == Document("a.json document 1", "a:1", None, "Tin.")
    assert "a.json document 2: is no JSON object, so it has no text." in reason(two)
    assert isinstance(three, Document) and three.id == "c"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{\n"text" 5}', "(line 2, column 8)."),
        ("{", "a.json: is no JSON: Expecting property name enclosed in double quotes (column 2)."),
        ('{"text": "a"}\n{"text": "b"}', "a file with one document a line ends in .jsonl."),
        ("[" * 100_000, "a.json: is JSON in which brackets stand inside brackets too deep."),
        ('{"x":' * 100_000, "too deep."),
        ('{"title": "x"}', "a.json text: is missing. Write {"),
        ('{"text": ["x"]}', "a.json text: is no text."),
        ('{"text": "x", "title": {}}', "a.json title: is no text."),
        (
            '{"text": "x", "published": "yesterday"}',
            "published = 'yesterday': is not a date. Write it as 2025-10-13.",
        ),
        ('{"text": "x", "published": 20251013}', "published = '20251013': is not a date."),
        (json.dumps({"text": "x", "id": "i" * 201}), "is longer than 200 signs. Give a shorter id."),
    ],
)
def test_what_is_no_document_says_why(text: str, words: str) -> None:
    (found,) = read(text)
    assert words in reason(found)


def test_a_number_of_a_million_digits_takes_no_time() -> None:
    assert read('{"text": "x", "n": ' + "9" * 1_000_000 + "}") == [Document("a.json", "a", None, "x")]


def test_halves_of_a_pair_and_nul_cannot_be_kept_and_places_hold() -> None:
    assert read(r'{"text": "a\ud800b\u0000c\u202e"}') == [
        Document("a.json", "a", None, "a\ufffdb\ufffdc\u202e", plain=False)
    ]


def test_one_bad_line_stops_no_other() -> None:
    found = lines('{"text": "Tin."}\r\n\n{"text": \n{"text": "Zinc.", "id": "z"}')
    assert [f.id for f in found] == ["a:1", "a:3", "z"]
    assert [f.file for f in found] == ["a.jsonl:1", "a.jsonl:3", "a.jsonl:4"]
    assert "a.jsonl:3: is no JSON: Expecting value (column 9)." in reason(found[1])


def test_a_line_of_absurd_length_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news_json, "LONGEST_LINE", 100)
    long, short = lines(json.dumps({"text": "x" * 100}) + '\n{"text": "Tin."}')
    assert "a.jsonl:1: is a line of more than" in reason(long) and isinstance(short, Document)
    assert Path(short.file).name == "a.jsonl:2"
