"""What files of news tell, with a finder that finds every sum in dollars and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lodestock.programme.watch import watch_read_document
from lodestock.records.errors import InputError
from lodestock.records.news import Amount, Document, Event, Evidence, Link

ARTICLE = "\n\n".join(
    [
        "The stockpile bought $5m of tin.",
        "Advertisement: a smelter for only $9m.",
        "It means to spend $7m on \u202ezinc.",
    ]
)


class Sums:
    """Finds an award wherever a sum stands."""

    def events(self, document: Document) -> tuple[Event, ...]:
        assert len(document.read) == len(document.text)
        return tuple(
            Event(
                "award",
                "announced",
                "dla",
                materials=("tin",),
                amount=Amount(1e6 * int(found[1]), "USD", "exact"),
                links=(Link("part_of", 0),) if place else (),
                evidence=(
                    Evidence(
                        "amount", document.text[found.start() : found.end()], found.start(), found.end()
                    ),
                ),
                confidence=0.5,
                why=(f"published {document.published}",),
            )
            for place, found in enumerate(re.finditer(r"\$(\d)m", document.read))
        )


def write(folder: Path) -> list[Path]:
    """Write one article as a text, a page, JSON and JSON lines of which one is broken."""
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    paragraphs = "".join(f"<p>{p}</p>" for p in ARTICLE.split("\n\n"))
    (folder / "b.html").write_text(f"<title>T</title>{paragraphs}", encoding="utf-8")
    value = json.dumps({"id": "n1", "title": "T", "published": "2025-10-09", "text": ARTICLE})
    (folder / "c.json").write_text(value, encoding="utf-8")
    (folder / "d.jsonl").write_text(f"{value}\n{{\n{value}\n", encoding="utf-8")
    return [folder / name for name in ("a.txt", "b.html", "c.json", "d.jsonl")]


def test_every_text_tells_its_events_and_a_broken_one_says_why(tmp_path: Path) -> None:
    found = watch_read_document(write(tmp_path), published="2025-10-13", finder=Sums())
    assert found["command"] == "watch read"
    assert set(found) == {"command", "version", "seconds", "documents", "missing"}
    for key in ("title", "published", "text", "error"):
        assert any(d[key] is None for d in found["documents"]) <= (f"documents[].{key}" in found["missing"])
    documents = found["documents"]
    assert [d["id"] for d in documents] == ["a", "b", "n1", "n1", "d:2", "n1"]
    assert [d["published"] for d in documents] == ["2025-10-13"] * 2 + ["2025-10-09"] * 2 + [
        None,
        "2025-10-09",
    ]
    assert [d["error"] is None for d in documents] == [True, True, True, True, False, True]
    assert "d.jsonl:2: is no JSON" in documents[4]["error"] and documents[4]["events"] == []
    keys = {"file", "id", "title", "published", "error", "text", "events"}
    assert all(set(d) == keys for d in documents)
    for document in (d for d in documents if d["error"] is None):
        text = document["text"] or ARTICLE
        assert [e["amount"]["value"] for e in document["events"]] == [5_000_000, 7_000_000]
        for evidence in (e for event in document["events"] for e in event["evidence"]):
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert [d["text"] is not None for d in documents] == [False, True, False, False, False, False]


def test_a_text_in_another_form_is_told_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(ARTICLE.replace("\n", "\r\n").encode("utf-16"))
    (document,) = watch_read_document([tmp_path], finder=Sums())["documents"]
    assert document["text"] == ARTICLE.replace("\n", "\r\n") and document["published"] is None
    for event in document["events"]:
        (evidence,) = event["evidence"]
        assert document["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_day_that_is_none_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InputError, match="--published = '13 October': is not a date"):
        watch_read_document([Path("/dev/zero")], published="13 October", finder=Sums())
