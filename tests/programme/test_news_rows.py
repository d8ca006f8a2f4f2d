"""An accepted event and the rows that it becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodestock.programme.news_rows import as_decided, is_decided
from lodestock.programme.project import Case
from lodestock.records.news import Event, Quantity
from tests.programme.news_cases import AWARD, CONTROL, FIVE, MONEY, TARIFF, cells, outcome


def test_a_control_is_a_licence_as_the_bundled_notice_is(case: Case) -> None:
    found = outcome(case, replace(CONTROL, effective=date(2025, 11, 8), legal_ref="No. 57"))
    row, bundled = cells(found), case.dataset.row("policy_events", "cn-5ree-57") or {}
    assert len(found.rows) == 1 and not found.said
    same = ("announced", "effective", "actor_country_iso3", "instrument", "materials", "targets", "scope")
    assert {n: row[n] for n in same} == {n: bundled[n] for n in same}
    assert row["event_id"] == "watch-w1" and row["status"] == "in_force" and row["legal_ref"] == "No. 57"
    assert row["summary"].endswith("told by a, b, as stated: five rare earths")


@pytest.mark.parametrize(
    ("kind", "instrument"),
    [("export_ban", "export_ban"), ("export_quota", "export_quota"), ("export_control", "export_licence")],
)
def test_each_restriction_has_its_instrument(case: Case, kind: str, instrument: str) -> None:
    row = cells(
        outcome(case, replace(CONTROL, type=kind, counterparties=("gov-USA",), until=date(2026, 9, 30)))
    )
    assert (row["instrument"], row["targets"], row["suspended_or_ended"]) == (instrument, "USA", "2026-10-01")


@pytest.mark.parametrize(
    ("status", "state"),
    [("announced", "in_force"), ("reported", "in_force"), ("planned", "proposed"), ("under_discussion", "proposed"),
     ("preliminary", "proposed"), ("threatened", "threatened")],
)  # fmt: skip
def test_what_is_not_decided_is_proposed_or_threatened(case: Case, status: str, state: str) -> None:
    event = replace(CONTROL, status=status)
    assert cells(outcome(case, event))["status"] == state
    assert is_decided(event) is (state == "in_force")


def test_a_rule_on_users_hits_their_class(case: Case) -> None:
    rule = replace(CONTROL, type="end_use_rule", counterparties=("military-users", "semiconductor-users"))
    found = outcome(case, rule)
    assert [r["table"] for r in found.rows] == ["policy_events", "policy_targets", "policy_targets"]
    assert [(cells(found, n)["demand_class"], cells(found, n)["severity"]) for n in (1, 2)] == [
        ("defence", "0.95"), ("semiconductor", "0.6")]  # fmt: skip
    (said,) = outcome(case, replace(rule, counterparties=())).said
    assert "counts for nothing" in said and "watch edit w1 counterparties=military-users" in said
    own = outcome(case, replace(rule, actor="gov-USA", counterparties=("gov-CHN",)))
    assert cells(own, 1)["demand_class"] == "defence" and cells(own)["targets"] == "CHN"


def test_a_tariff_has_its_rate_and_what_it_hits(case: Case) -> None:
    row = cells(outcome(case, TARIFF))
    assert (row["rate_percent"], row["hits"], row["targets"], row["scope"]) == (
        "100",
        "all",
        "CHN",
        "general",
    )
    tin = cells(outcome(case, replace(TARIFF, materials=("tin", "gold"), counterparties=())))
    assert (tin["hits"], tin["materials"], tin["targets"], tin["scope"]) == ("tin", "tin", "ALL", "specific")
    said = outcome(case, replace(TARIFF, quantity=None, effective=None, actor="gov-CHN")).said
    assert [s.partition(",")[0] for s in said] == [
        "No text tells its rate", "No text tells from when it applies", "It is a duty of CHN"]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (replace(AWARD, type="offtake"), "An event of type offtake changes no table"),
        (replace(CONTROL, status="denied"), "It is denied"),
        (replace(CONTROL, actor="lynas"), "lynas is no government"),
        (replace(CONTROL, actor=""), "Nobody is no government"),
        (replace(CONTROL, materials=()), "It names no material"),
        (replace(CONTROL, materials=("gold",)), "gold: not among the items covered"),
        (replace(CONTROL, quantity=Quantity(20.0, "percent", "exact")), "A duty on exports"),
        (replace(CONTROL, counterparties=("lynas",)), "It hits lynas alone"),
        (replace(MONEY, status="proposed"), "It is proposed, and only money that was voted"),
    ],
)
def test_what_changes_no_table_is_kept_as_news_and_says_why(case: Case, event: Event, why: str) -> None:
    found = outcome(case, event)
    assert not found.rows and found.said[0].startswith(why)


def test_what_is_not_covered_is_told_and_left_out(case: Case) -> None:
    found = outcome(case, replace(CONTROL, materials=(*FIVE, "gold")))
    assert cells(found)["materials"] == ";".join(FIVE)
    assert found.said == ("gold is not among the items covered, and is left out.",)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (replace(CONTROL, actor="gov-USA"), "It holds back own exports"),
        (replace(CONTROL, counterparties=("gov-JPN",)), "It targets JPN, and not USA"),
    ],
)
def test_a_control_that_cannot_reach_own_users_says_so(case: Case, event: Event, why: str) -> None:
    found = outcome(case, event)
    assert len(found.rows) == 1 and found.said[0].startswith(why)


def test_as_if_decided_a_threat_is_in_force_and_a_duty_applies(case: Case) -> None:
    day = date(2025, 10, 13)
    threat = as_decided(replace(TARIFF, status="threatened", announced=None), day)
    assert (threat.status, threat.announced, threat.effective) == ("in_force", day, day)
    later = as_decided(replace(CONTROL, announced=date(2026, 1, 5)), day)
    assert (later.announced, later.effective) == (day, CONTROL.effective)
    ended = as_decided(replace(CONTROL, status="suspended"), day)
    assert ended.status == "suspended"
