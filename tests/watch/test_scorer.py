"""The scores of benchmarks/watch.py, on small cases whose scores are known by hand."""

from __future__ import annotations

import csv
import importlib.util
import itertools
import json
import random
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Event = dict[str, Any]


def _module(name: str) -> ModuleType:
    """Return a script of benchmarks/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


watch = _module("watch")
scores = sys.modules["watch_score"]

TEXT = (
    "Ruritania paid Zenda Metals up to $5 million for antimony on Monday. It also lent $20m to a tin smelter."
)


def event(kind: str = "grant", **fields: Any) -> Event:
    """Return an event with what a case needs."""
    dates = {n: fields.pop(n, None) for n in ("announced", "effective", "until")}
    plain = {"actor": "gov-USA", "status": "announced", "direction": "funds", "dates": dates, "links": []}
    return {"type": kind, "counterparties": [], "materials": [], "amount": None, "quantity": None, **plain,
            "evidence": [], **fields}  # fmt: skip


def usd(value: float | None, qualifier: str = "exact") -> Event:
    return {"value": value, "currency": "USD", "qualifier": qualifier, "low": None, "high": None}


def quote(field: str, words: str) -> Event:
    start = TEXT.index(words)
    return {"field": field, "quote": words, "start": start, "end": start + len(words)}


def score(gold: Sequence[Event], read: Sequence[Event]) -> Any:
    return scores.score_text(scores.Item("x", "2026-03-02", "", TEXT, gold), read, {})


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 5), (5, 2), (4, 4), (3, 0), (0, 3)])
def test_assignment_has_the_largest_weight(shape: tuple[int, int]) -> None:
    rows, columns = shape
    for seed in range(20):
        numbers = random.Random(seed)
        weights = [[numbers.choice([0, 0, 1, 2, 5, 9, 11.1]) for _ in range(columns)] for _ in range(rows)]
        found = scores.assign(weights)
        assert len(set(found.values())) == len(found) and all(weights[r][c] > 0 for r, c in found.items())
        wide = [[*row, *[0] * rows] for row in weights]
        best = max(
            sum(wide[r][c] for r, c in enumerate(way)) for way in itertools.permutations(range(columns + rows), rows)
        )  # fmt: skip
        assert sum(weights[r][c] for r, c in found.items()) == pytest.approx(best)


def test_events_match_by_type_and_one_thing_in_common() -> None:
    gold = event(actor="dla", materials=["tin"], amount=usd(5e6))
    assert scores.can_match(gold, event(actor="dla", materials=["zinc"]))
    assert scores.can_match(gold, event(actor="dod", materials=["tin", "zinc"]))
    assert scores.can_match(gold, event(actor="dod", materials=["zinc"], amount=usd(5e6, "up_to")))
    assert not scores.can_match(gold, event(actor="dod", materials=["zinc"], amount=usd(6e6)))
    assert not scores.can_match(gold, event("loan", actor="dla", materials=["tin"], amount=usd(5e6)))
    assert scores.can_match(event(actor="dla"), event(actor="dod"))
    unknown = {"materials": ["tin"], "amount": usd(None, "unknown")}
    assert not scores.can_match(
        event(actor="dla", **unknown), event(actor="dod", **unknown | {"materials": []})
    )


def test_scores_of_a_text_with_a_missed_an_extra_and_an_optional_event() -> None:
    gold = [
        event(materials=["antimony"], amount=usd(5e6, "up_to"), announced="2026-03-02"),
        event("loan", materials=["tin"], amount=usd(20e6)),
        event("capacity", materials=["tin"], optional=True),
    ]
    read = [
        event("capacity", materials=["tin"]),
        event("tariff", materials=["zinc"]),
        event(materials=["antimony"], amount=usd(5e6), announced=["2026-03-02", "2026-03-02"]),
    ]
    scored = score(gold, read)
    assert scored.pairs == {0: 2, 2: 0} and scored.missed == [1] and scored.extra == [1]
    events = scores.event_scores(scored.counts)
    assert (events["gold"], events["read"], events["matched"]) == (2, 2, 1)
    assert events["precision"] == events["recall"] == events["f1"] == 0.5
    assert (events["empty"], events["alarms"]) == (0, 0)
    fields = scores.field_scores(scored.counts)
    assert (fields["materials"]["matched"], fields["materials"]["all"]) == (1.0, 0.5)
    assert (fields["amount"]["matched"], fields["amount"]["all"]) == (0.0, 0.0)
    assert (fields["amount value"]["matched"], fields["amount value"]["told_all"]) == (1.0, 2 / 3)
    assert (fields["announced"]["matched"], fields["announced"]["told_all"]) == (1.0, 1.0)
    assert (fields["until"]["matched"], fields["until"]["told"]) == (1.0, None)
    assert scores.type_scores(scored.counts)["loan"] == {"gold": 1, "read": 0, "matched": 0}


def test_a_labelled_event_that_counts_goes_before_an_optional_one() -> None:
    assert score([event(optional=True), event()], [event()]).pairs == {1: 0}


def test_one_of_two_actors_is_enough_and_another_name_is_wrong() -> None:
    gold = event(actor="dod;gov-USA")
    right = [scores.equal("actor", gold, event(actor=a)) for a in ("dod", "gov-USA;dod", "dod;dla", "", None)]
    assert right == [True, True, False, False, False]
    assert scores.equal("actor", event(actor=None), event(actor=None))


def test_members_of_sets_are_scored_beside_whole_sets() -> None:
    scored = score([event(counterparties=["a", "b"])], [event(counterparties=["b", "c", "d"])])
    fields = scores.field_scores(scored.counts)["counterparties"]
    assert (fields["matched"], fields["members"]) == (0.0, 2 / 5)


def test_links_are_compared_by_the_events_they_lead_to() -> None:
    total = event("appropriation", amount=usd(9e6))
    part = event(amount=usd(4e6), links=[{"relation": "part_of", "event": 0}])
    found = event(amount=usd(4e6), links=[{"kind": "part_of", "to": 1}])
    fields = scores.field_scores(score([total, part], [found, total]).counts)
    assert (fields["links"]["matched"], fields["links"]["told"], fields["links"]["members"]) == (
        1.0,
        1.0,
        1.0,
    )
    # The total was not read, and the link leads to an event that nobody labelled.
    fields = scores.field_scores(score([total, part], [found, event("tariff")]).counts)
    assert (fields["links"]["matched"], fields["links"]["members"]) == (0.0, 0.0)
    # A link to an optional event counts neither way.
    fields = scores.field_scores(score([total | {"optional": True}, part], [found, total]).counts)
    assert (fields["links"]["matched"], fields["links"]["told"]) == (1.0, None)


def test_quotes_prove_their_field() -> None:
    gold = event(
        actor="zenda", materials=["antimony"], amount=usd(5e6, "up_to"), announced="2026-03-02",
        evidence=[quote("amount", "up to $5 million"), quote("type", "paid Zenda Metals up to $5 million"),
                  quote("announced", "on Monday"), quote("materials", "antimony")],
    )  # fmt: skip

    def right(field: str, words: str, **changes: Any) -> bool | None:
        aliases = {"zenda": ("Zenda Metals",), "antimony": ("Sb",)}
        return scores.is_right_quote({**quote(field, words), **changes}, TEXT, gold, aliases)  # type: ignore[no-any-return]

    assert right("amount", "$5") and right("actor", "Zenda Metals") and right("announced", "Monday")
    assert right("type", "paid") and right("materials", "for antimony on")
    assert right("type", "Metals up to $5 million for antimony")
    assert right("amount", "$20m") is False and right("actor", "Ruritania") is False
    assert right("type", "million for antimony") is False
    assert right("amount", TEXT) is False, "longer than 80 characters and twice the labelled quote"
    assert right("amount", "$5", start=0, end=2) is False, "it is not what the text has at its offsets"
    assert right("legal_ref", "Monday") is None
    scored = score([gold], [event(actor="zenda", materials=["antimony"], evidence=[quote("amount", "$20m")])])
    found = scores.quote_scores(scored.counts)
    assert (found["quotes"], found["equal"], found["judged"], found["right"]) == (1, 1.0, 1, 0.0)
    assert found["values_without_quote"] == 4, "type, status, actor and materials"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    grant = event(materials=["antimony"], amount=usd(5e6), evidence=[quote("type", "paid")])
    part = {**event("loan", materials=["tin"]), "links": [{"relation": "part_of", "event": 0}]}
    texts = [
        {"id": "a1", "published": "2026-03-02", "text": TEXT, "gold_events": [grant, part]},
        {"id": "a2", "published": "2026-03-03", "text": "Tin is dear.\u2028So is zinc.", "gold_events": []},
        {"id": "a3", "published": "2026-03-04", "text": TEXT[::-1], "gold_events": [event("tariff")]},
    ]
    path = tmp_path / "bank.jsonl"
    path.write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in texts), encoding="utf-8")
    return path


def as_labelled(path: Path) -> Any:
    """Return a reader that knows what is labelled."""
    known = {i.text: i.gold for i in watch.read_corpus(path)}

    def read(title: str, published: date, text: str) -> list[Event]:
        return [
            {**e, "links": [{"kind": k["relation"], "to": k["event"]} for k in e["links"]]}
            for e in known.get(text, ())
        ]

    return read


def test_what_is_labelled_has_full_score(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = corpus.with_suffix(".json")
    assert watch.main([str(corpus), "--batches", "2", "--json", str(told)], as_labelled(corpus)) == 0
    found = json.loads(told.read_text(encoding="utf-8"))
    assert [b["ids"] for b in found["batches"]] == ["a1:a2", "a3:a3"]
    assert found["all"]["events"] == {
        "texts": 3, "gold": 3, "read": 3, "matched": 3, "precision": 1.0, "recall": 1.0, "f1": 1.0, "alarms": 0, "empty": 1
    }  # fmt: skip
    assert all(f["matched"] == f["all"] == 1.0 for f in found["all"]["fields"].values())
    assert found["all"]["quotes"]["right"] == 1.0
    printed = capsys.readouterr().out
    assert "together" in printed and "0/1" in printed
    assert not any(words in printed for words in ("Ruritania", "dear", "smelter")), "no text without --show"


def test_a_reader_that_sees_one_event_everywhere_raises_an_alarm(corpus: Path, tmp_path: Path) -> None:
    told = tmp_path / "scores.json"
    watch.main([str(corpus), "--json", str(told)], lambda *_: [event("tariff")])
    events = json.loads(told.read_text(encoding="utf-8"))["all"]["events"]
    assert (events["alarms"], events["empty"], events["matched"], events["read"]) == (1, 1, 1, 3)


def test_only_title_day_and_text_are_handed_to_the_reader(corpus: Path) -> None:
    given: list[tuple[object, ...]] = []
    watch.main([str(corpus), "--ids", "a2:a2"], lambda *all_: given.append(all_) or [])
    assert given == [("", date(2026, 3, 3), "Tin is dear.\u2028So is zinc.")]


def test_texts_are_shown_only_of_a_selection(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        watch.main([str(corpus), "--show"], as_labelled(corpus))
    assert "--ids" in capsys.readouterr().err
    wrong = [
        event(materials=["zinc"], amount=usd(6e6), status="planned", why=["Because it plans."]),
        event("award"),
    ]
    watch.main([str(corpus), "--ids", "a1:a1", "--show"], lambda *_: wrong)
    shown = capsys.readouterr().out
    for words in ("Ruritania paid", "[materials antimony != zinc]", "[amount 5,000,000 USD exact != 6,000,000 USD exact]",
                  "1 MISSED  loan", "1 EXTRA  award", "why: Because it plans."):  # fmt: skip
        assert words in shown


def test_the_curve_tells_first_sight_from_later_ones(corpus: Path, tmp_path: Path) -> None:
    curve = tmp_path / "curve.csv"
    reader = as_labelled(corpus)
    watch.main([str(corpus), "--first", "2", "--batches", "1", "--curve", str(curve)], reader)
    watch.main([str(corpus), "--last", "2", "--curve", str(curve)], reader)
    watch.main([str(corpus), "--last", "1", "--curve", str(curve)], lambda *_: [])
    with curve.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(r["ids"], r["sight"]) for r in rows] == [
        ("a1:a1", "1"),
        ("a2:a2", "1"),
        ("a2:a3", "2"),
        ("a3:a3", "2"),
    ]
    assert [r["recall"] for r in rows] == ["1.0000", "", "1.0000", "0.0000"]
    assert rows[0]["corpus"] == "bank.jsonl"


def test_articles_hold_four_kilobytes(corpus: Path) -> None:
    found = watch.articles(watch.read_corpus(corpus))
    assert [4096 <= len(a.encode()) + 2 < 4400 for a in found] == [True]
