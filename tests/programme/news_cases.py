"""Events of the news, as a reader of texts would find them, and projects with such an inbox."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from lodestock.engine import Serial
from lodestock.programme.desk import Place
from lodestock.programme.inbox import add_texts
from lodestock.programme.news_rows import Outcome, outcome_of, read_event
from lodestock.programme.project import Case, new_project
from lodestock.records.news import Amount, Document, Event, Quantity
from lodestock.records.protocols import Engine

FIVE = ("holmium", "erbium", "thulium", "europium", "ytterbium")

CONTROL = Event(
    "export_control", "announced", "gov-CHN", (), FIVE, ("five rare earths",), announced=date(2025, 10, 9),
    effective=date(2026, 4, 1), direction="restricts",
)  # fmt: skip
TARIFF = Event(
    "tariff", "announced", "gov-USA", ("gov-CHN",), (), ("all goods",), quantity=Quantity(100.0, "percent", "exact"),
    announced=date(2025, 10, 10), effective=date(2025, 11, 1), direction="restricts",
)  # fmt: skip
AWARD = Event(
    "award", "announced", "dla", ("us-antimony",), ("antimony",), ("antimony ingots",),
    amount=Amount(245e6, "USD", "up_to", low=1e6), announced=date(2025, 9, 23), direction="buys",
)  # fmt: skip
OUTAGE = Event(
    "disruption", "in_force", "gov-COD", (), ("cobalt",), ("cobalt",), announced=date(2025, 10, 1),
    effective=date(2025, 10, 1), until=date(2026, 9, 30),
)  # fmt: skip
MONEY = Event(
    "appropriation", "in_force", "gov-USA", ("dla",), (), (), amount=Amount(2e9, "USD", "exact"),
    announced=date(2025, 7, 4), until=date(2029, 9, 30), direction="funds",
)  # fmt: skip


def text(name: str, *events: Event) -> tuple[Document, Sequence[Event]]:
    """Return a text and the events that it tells."""
    return Document(f"{name}.txt", name, date(2025, 10, 11), f"text {name}"), events


def make_inbox(folder: Path, *events: Event, card: str = "october-2025") -> Place:
    """Make a project on a card without the bundled notice on five rare earths, whose inbox holds events of one text."""
    new_project(folder)
    (folder / "scenario.yaml").write_text(f"extends: {card}\n", encoding="utf-8")
    removed = "event_id,remove,author,reason\ncn-5ree-57,y,ann,told by the news\n"
    (folder / "overlays" / "policy_events.csv").write_text(removed, encoding="utf-8")
    place = Place(folder)
    add_texts(place, [text("a", *events)])
    return place


def serial() -> AbstractContextManager[Engine]:
    """Open the engine that draws one batch after another."""
    return nullcontext(Serial())


def outcome(case: Case, event: Event, **terms: Any) -> Outcome:
    """Return what accepting an event as proposal w1 does to the tables of a case."""
    return outcome_of(case.dataset, read_event(case.dataset, "w1", event, terms, "a, b", date(2025, 10, 11)))


def cells(found: Outcome, number: int = 0) -> dict[str, str]:
    """Return the cells of a row."""
    return dict(found.rows[number]["cells"])
