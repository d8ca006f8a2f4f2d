"""What lifts, suspends, lowers or prolongs a measure of the tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lodestock.data import load
from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset, LaidRow
from lodestock.records.events import event_state, known_end
from lodestock.records.news import Quantity
from tests.programme.news_cases import CONTROL, TARIFF, cells, outcome

LIFT = replace(
    CONTROL, status="ended", materials=("gallium", "germanium"), announced=date(2026, 3, 1),
    effective=date(2026, 3, 15), direction="lifts",
)  # fmt: skip
CUT = replace(
    TARIFF, status="reduced", quantity=Quantity(5.0, "percent", "exact"), announced=date(2025, 10, 12),
    effective=date(2025, 12, 1), legal_ref="IEEPA fentanyl tariff",
)  # fmt: skip


def _laid(case: Case, *events: object) -> Dataset:
    found = outcome(case, *events)  # type: ignore[arg-type]
    return load(None, [LaidRow("watch/w1", r["table"], r["cells"]) for r in found.rows])


def test_a_control_that_is_lifted_ends_on_its_day_and_an_earlier_question_does_not_know(case: Case) -> None:
    found = outcome(case, LIFT)
    assert cells(found) == {"event_id": "cn-gage-2023", "suspended_or_ended": "2026-03-15", "status": "ended"}
    assert found.said == ("It changes cn-gage-2023: ended from 2026-03-15.",)
    rows = {str(r["event_id"]): r for r in _laid(case, LIFT).rows("policy_events")}
    row = rows["cn-gage-2023"]
    assert known_end(row, rows, date(2026, 2, 28)) is None
    assert known_end(row, rows, date(2026, 3, 1)) == "2026-03-15"
    assert event_state(row, rows, date(2026, 3, 14)) == "in_force"
    assert event_state(row, rows, date(2026, 3, 15)) == "ended"


def test_a_suspension_is_over_on_the_day_after_its_last(case: Case) -> None:
    rest = replace(LIFT, status="suspended", until=date(2026, 9, 30))
    rows = {str(r["event_id"]): r for r in _laid(case, rest).rows("policy_events")}
    assert rows["cn-gage-2023"]["status"] == "suspended"
    assert rows["watch-w1"]["suspended_or_ended"] == "2026-10-01"
    assert rows["watch-w1"]["instrument"] == "other"
    assert event_state(rows["cn-gage-2023"], rows, date(2026, 6, 1)) == "suspended"


def test_a_duty_that_is_lowered_goes_on_at_the_new_rate(case: Case) -> None:
    found = outcome(case, CUT)
    assert cells(found)["event_id"] == "us-cn-fentanyl-2025-03" and cells(found)["status"] == "ended"
    row = cells(found, 1)
    assert (row["rate_percent"], row["instrument"], row["hits"]) == ("5", "import_tariff", "all")
    assert (row["effective"], cells(found)["suspended_or_ended"]) == ("2025-12-01", "2025-12-01")


def test_what_is_prolonged_gets_its_new_last_day(case: Case) -> None:
    longer = replace(LIFT, status="extended", until=date(2027, 12, 31))
    found = outcome(case, longer)
    assert len(found.rows) == 1 and cells(found)["suspended_or_ended"] == "2028-01-01"
    assert found.said == ("It prolongs cn-gage-2023.",)


def test_what_is_cancelled_before_it_applied_never_applies(case: Case) -> None:
    off = replace(LIFT, status="cancelled", materials=("holmium", "erbium", "thulium", "europium", "ytterbium"),
                  announced=date(2025, 10, 20), effective=date(2025, 11, 8))  # fmt: skip
    assert cells(outcome(case, off))["suspended_or_ended"] == "2025-10-20"


def test_what_can_mean_none_or_several_is_kept_as_news(case: Case) -> None:
    none = outcome(case, replace(LIFT, materials=("tin",)))
    assert not none.rows and "none of export_licence match its actor and items" in none.said[0]
    several = outcome(case, replace(LIFT, materials=()))
    assert not several.rows and "measures (cn-5metals-2025, cn-7ree-2025, cn-gage-2023" in several.said[0]
    vague = outcome(case, replace(LIFT, status="reduced"))
    assert not vague.rows and vague.said[0].startswith("No figure says how much of cn-gage-2023 is left")
    unpriced = outcome(case, replace(CUT, quantity=None))
    assert not unpriced.rows and unpriced.said[0].startswith("No text tells the new rate")
    uncovered = outcome(case, replace(LIFT, materials=("gold",)))
    assert not uncovered.rows


def test_a_legal_reference_says_which_of_several_is_meant(case: Case) -> None:
    cited = replace(LIFT, materials=(), legal_ref="MOFCOM-GACC No. 23 of 2023")
    assert cells(outcome(case, cited))["event_id"] == "cn-gage-2023"
