"""The digest: what was proposed and decided since a day, from a history that people made."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lodestock.programme import inbox
from lodestock.programme.desk import Place
from lodestock.programme.digest import digest_document
from lodestock.programme.ledger import Words
from lodestock.programme.project import new_project
from lodestock.records.errors import InputError
from lodestock.records.news import Amount, Document, Event, Evidence
from lodestock.watch.inbox import Step

TEXT = "The agency bought $5m of <b>tin</b> \u202eand lead.\nIt may buy zinc."


def event(*materials: str, amount: float = 5e6, start: int = 0) -> Event:
    """Return an award of materials."""
    quoted = Evidence("type", TEXT[start : start + 17], start, start + 17)
    sum_of_it = Evidence("amount", TEXT[18:21], 18, 21)
    return Event(
        "award", "announced", "dla", ("acme",), materials, amount=Amount(amount, "USD", "up_to"),
        evidence=(quoted, sum_of_it), confidence=0.5, why=("it buys",),
    )  # fmt: skip


def propose(place: Place, id: str, *events: Event, title: str = "") -> list[str]:
    """Put the events of a text into the inbox."""
    document = Document(f"news/{id}.txt", id, date(2025, 10, 9), f"{id} {TEXT}", title)
    return inbox.add_texts(place, [(document, events)])[0]


def decided(place: Place) -> None:
    """Make four proposals, of which one is rejected, one is rejected and taken back, and two are merged."""
    one = propose(place, "a", event("tin", "lead"), event("zinc", amount=9e6), title="T <i>")
    assert one == ["w1", "w2"]
    assert propose(place, "b", event("cobalt"), event(amount=7e6)) == ["w3", "w4"]
    inbox.reject_document(place, Words("ann", "2025-10-08", None, "too <old>"), "w1")
    inbox.reject_document(place, Words("bob"), "w2")
    inbox.undo_document(place, Words("bob"), "w2")
    inbox.merge_document(place, Words("bob"), "w3", "w4")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A project whose inbox holds proposals and decisions."""
    made = Place(new_project(tmp_path / "p"))
    decided(made)
    return made


def acts(document: dict[str, Any]) -> list[list[tuple[str, str]]]:
    return [[(e["id"], e["act"]) for e in day["entries"]] for day in document["days"]]


def test_days_tell_what_happened_in_their_order(place: Place) -> None:
    found = digest_document(place)
    today = [(f"w{n}", "proposed") for n in (1, 2, 3, 4)]
    today += [("w2", "rejected"), ("w2", "undone"), ("w3", "merged")]
    assert acts(found) == [[("w1", "rejected")], today]
    whats = [(e["act"], e["what"]) for e in found["days"][1]["entries"] if e["what"]]
    assert whats == [("undone", "rejected"), ("merged", "w4")]
    assert found["days"][0]["day"] == "2025-10-08"
    assert found["days"][0]["entries"] == [
        {"id": "w1", "act": "rejected", "what": None, "by": "ann", "note": "too <old>", "document": None}
    ]
    assert found["counts"] == {"proposed": 4, "accepted": 0, "rejected": 1, "merged": 1, "open": 2}
    assert found["since"] is None and "since" in found["missing"]


def test_items_name_the_proposals_on_them(place: Place) -> None:
    empty: dict[str, list[str]] = {"proposed": [], "accepted": [], "rejected": []}
    assert digest_document(place)["items"] == [
        {"material": "cobalt", **empty, "proposed": ["w3"]},
        {"material": "lead", **empty, "proposed": ["w1"], "rejected": ["w1"]},
        {"material": "tin", **empty, "proposed": ["w1"], "rejected": ["w1"]},
        {"material": "zinc", **empty, "proposed": ["w2"]},
        {"material": None, **empty, "proposed": ["w4"]},
    ]


def test_only_what_happened_since_the_day_is_told(place: Place) -> None:
    later = digest_document(place, "2025-10-09")
    assert [d["day"] for d in later["days"]] != ["2025-10-08"] and len(later["days"]) == 1
    assert digest_document(place, "9999-12-31")["proposals"] == []
    assert digest_document(place, "2025-10-08") == {**digest_document(place), "since": "2025-10-08"} | {
        "missing": {k: v for k, v in digest_document(place)["missing"].items() if k != "since"}
    }


def test_another_text_is_told_with_its_words(place: Place) -> None:
    assert propose(place, "c", event("zinc", amount=9e6)) == ["w2"]
    found = digest_document(place)
    assert found["days"][-1]["entries"][-1] == {
        "id": "w2", "act": "told again", "what": None, "by": None, "note": None, "document": "c",
    }  # fmt: skip
    (told,) = (p for p in found["proposals"] if p["id"] == "w2")
    assert [d["id"] for d in told["documents"]] == ["a", "c"] and told["documents"][1]["evidence"]


def test_an_accept_says_whether_it_was_enough(place: Place) -> None:
    """The share that a proposal moves is computed elsewhere; here it is said to be large."""
    data = {"moved_share": 0.5, "changes": {}, "rows": []}
    at = "2026-01-01T00:00:00Z"
    for person in ("ann", "bob"):
        step = Step("accept", "w2", person, "2026-01-01", at, None, data)
        inbox.write_steps(place, lambda _, step=step: [step])
    (day,) = (d for d in digest_document(place)["days"] if d["day"] == "2026-01-01")
    assert [e["act"] for e in day["entries"]] == ["accepted, awaiting second", "accepted"]
    zinc = next(r for r in digest_document(place)["items"] if r["material"] == "zinc")
    assert zinc["accepted"] == ["w2"]


def test_a_project_without_news_says_so_and_a_wrong_day_is_refused(tmp_path: Path) -> None:
    fresh = Place(new_project(tmp_path / "q"))
    assert digest_document(fresh)["days"] == []
    with pytest.raises(InputError, match="--since = 'Monday': is not a date"):
        digest_document(fresh, "Monday")
