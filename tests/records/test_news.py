"""Records of the news: what programs read of an event."""

from __future__ import annotations

from datetime import date

from lodestock.records.news import Amount, Event, Evidence, Link


def test_an_event_is_told_to_programs_with_days_as_text_and_whole_sums_without_a_point() -> None:
    event = Event(
        "appropriation", "in_force", "gov-USA", ("dla",),
        amount=Amount(2e9, "USD", "up_to"), until=(date(2026, 10, 1), date(2027, 3, 31)),
        announced=date(2025, 7, 4), direction="funds", links=(Link("part_of", 0),),
        evidence=(Evidence("amount", "up to $2bn", 3, 13),), confidence=0.8, why=("a vote of money",),
    )  # fmt: skip
    said = event.as_json()
    assert said["amount"] == {
        "value": 2_000_000_000,
        "currency": "USD",
        "qualifier": "up_to",
        "low": None,
        "high": None,
    }
    assert "." not in str(said["amount"]["value"])
    assert said["dates"] == {
        "announced": "2025-07-04",
        "effective": None,
        "until": ["2026-10-01", "2027-03-31"],
    }
    assert said["links"] == [{"kind": "part_of", "to": 0}]
    assert said["evidence"] == [{"field": "amount", "quote": "up to $2bn", "start": 3, "end": 13}]
    assert said["legal_ref"] is None
    assert said["quantity"] is None
