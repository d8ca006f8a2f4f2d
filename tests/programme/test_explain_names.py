from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodestock.data import card_names, read_glossary
from lodestock.engine import Serial
from lodestock.programme.explain import explain_document
from lodestock.programme.explain_names import explain_event
from lodestock.programme.project import Case, open_case
from lodestock.programme.size import size_case
from lodestock.records.errors import InputError
from lodestock.size import Shortfalls


def test_a_country_is_told_by_what_it_controls_the_largest_share_first(case: Case, short: Shortfalls) -> None:
    found = explain_document(case, "China")
    shares = [s["share_pct"] for s in found["supplies"]]
    assert found["word"] == "CHN" and shares == sorted(shares, reverse=True) and len(shares) > 80
    gallium = next(s for s in found["supplies"] if s["material"] == "gallium")
    m = short.inputs.materials.index("gallium")
    assert gallium["requirement_t"] == pytest.approx(short.requirement_t[m].sum())
    assert 0.9 < gallium["gap_if_stopped_share"] <= 1.0 and len(gallium["applications"]) == 3
    assert explain_document(case, gallium["word"])["value"] == gallium["share_pct"]
    events = {e["event_id"] for e in found["controls"]}
    assert "cn-gage-2023" in events and not {"cn-5ree-57", "cn-ree-quota", "cn-genlic-2025"} & events


@pytest.mark.parametrize(("code", "item"), [("COD", "cobalt"), ("ZAF", "platinum")])
def test_what_a_country_that_ships_nothing_takes_is_what_a_card_of_ones_own_says(
    case: Case, tmp_path_factory: pytest.TempPathFactory, code: str, item: str
) -> None:
    path = tmp_path_factory.mktemp("card") / "ban.yaml"
    pinned = f"{{countries: {code}, cut: 1, from: 2027Q1, quarters: 4}}"
    path.write_text(f"extends: quiet\nname: ban\ncontrols: {{pinned: [{pinned}]}}\n", encoding="utf-8")
    banned = size_case(open_case(None, str(path)), Serial())
    expected = banned.expected_t[banned.inputs.materials.index(item), -1]
    row = next(s for s in explain_document(case, code)["supplies"] if s["material"] == item)
    assert row["gap_if_stopped_t"] == pytest.approx(expected, rel=1e-9) and expected > 0


def test_the_planning_country_and_pages_without_a_run_are_told_what_is_missing(case: Case) -> None:
    own, page = explain_document(case, "usa"), explain_document(case, "CHN", runs=[])
    assert own["missing"]["supplies[].gap_if_stopped_t"] == "it is the planning country"
    assert page["supplies"][0]["requirement_t"] is None
    assert "supplies[].requirement_t" in page["missing"]


@pytest.mark.parametrize("code", ["WLD", "EUU", "1A0"])
def test_a_code_of_no_single_country_is_told_without_gaps(case: Case, code: str) -> None:
    found = explain_document(case, code)
    assert found["word"] == code
    assert found["missing"]["supplies[].gap_if_stopped_t"] == "it is no single country that delivers"


def test_a_group_of_items_is_told_by_its_members(case: Case) -> None:
    found = explain_document(case, "rare earths")
    assert found["value"].startswith("15 items: lanthanum, cerium") and len(found["members"]) == 15
    assert all(m["demand_t"] > 0 and m["requirement_t"] is not None for m in found["members"])
    heavy = explain_document(case, "Rare-Earths-Heavy", runs=[])
    assert len(heavy["members"]) == 10 and heavy["members"][0]["requirement_t"] is None
    assert heavy["missing"]["value" if heavy["value"] is None else "members[].requirement_t"].startswith(
        "no run"
    )


def test_an_event_is_told_as_it_stood_and_not_before_its_time(case: Case) -> None:
    assert explain_document(case, "cn-5ree-57")["value"] == "pending"
    later = replace(case, card=replace(case.card, as_of=date(2025, 12, 1)))
    found = explain_document(later, "CN-5ree-57")
    assert found["value"] == "suspended" and "Licences for five more" in found["rule"]
    assert found["event"]["ended"] == "2025-11-07" and found["source"] and found["grade"] == "B"
    with pytest.raises(
        InputError, match=r"announced after the as-of date 2025-10-13\. Ask as of then: --as-of 2025-11-07"
    ):
        explain_event(case, "cn-susp-70")


def test_every_card_word_and_table_is_explained(case: Case) -> None:
    for name in card_names():
        found = explain_document(case, name)
        assert found["kind"] == "card" and found["value"] and f"cards {name} --yaml" in found["rule"]
    for term in read_glossary():
        if term.word != "card":
            assert explain_document(case, term.word)["kind"] in ("word", "table"), term.word
    assert explain_document(case, "us_demand")["value"].endswith("59 rows")
