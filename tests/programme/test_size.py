from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from lodestock.data import load, load_card
from lodestock.engine import Serial, Threads
from lodestock.programme.documents import dumps
from lodestock.programme.explain import explain_document, scenario_document
from lodestock.programme.plan import plan_case
from lodestock.programme.project import Case
from lodestock.programme.size import compare_events, size_case, size_document, size_for_plan, use_engine
from lodestock.records.dataset import LaidRow
from lodestock.records.errors import DataError, InputError
from lodestock.records.lookups import prices_on
from tests.conftest import Rows


def on(case: Case, card: str) -> Case:
    return Case(case.dataset, load_card(card), None)


def document(case: Case, card: str = "october-2025", draws: int = 400) -> dict[str, object]:
    mine = on(case, card)
    return size_document(mine, size_case(mine, Serial(), draws=draws), Serial())


def test_the_document_has_the_keys_that_scripts_read(case: Case) -> None:
    found = json.loads(dumps(document(case)))
    assert len(found["materials"]) == 59 and found["draws"] == 400 and found["card"] == "october-2025"
    for m in found["materials"]:
        assert 0 <= m["p_short"] <= 1 and m["se_p"] == pytest.approx(
            math.sqrt(m["p_short"] * (1 - m["p_short"]) / 400)
        )
        assert m["classes"][0]["class"] == "defence" and len(m["classes"]) == 5
        assert m["requirement_t"] == pytest.approx(sum(c["requirement_t"] for c in m["classes"]))
        for c in m["classes"]:
            assert c["p50_t"] <= c["p90_t"] <= c["p95_t"] <= c["p99_t"]
            assert c["servable_t"] <= c["expected_t"] * (1 + 1e-9) and c["se_t"] >= 0
        assert m["net_requirement_t"] <= m["requirement_t"] + 1e-9
        assert all({"factor", "stage", "country", "share"} == set(x) for x in m["cause"])
    inside = {m["material"]: m["embodied_not_modelled_t"] for m in found["materials"]}
    assert inside["ndfeb-magnets"] > 9000 and inside["cobalt"] is None
    assert "materials[].embodied_not_modelled_t" in found["missing"]
    assert [(v["input"], v["factor"]) for v in found["variants"]] == [
        ("import_weight", 0.0),
        ("import_weight", None),
        ("import_weight", 1.0),
        ("class_share", 0.67),
        ("class_share", 1.5),
    ]
    assert found["variants"][3]["requirement_usd"] < found["variants"][4]["requirement_usd"]
    assert {r["regime"] for r in found["by_regime"]} == {"coercion"}


@pytest.mark.slow
def test_the_document_does_not_depend_on_the_engine(case: Case) -> None:
    mine = on(case, "mixture")
    texts = {
        dumps(size_document(mine, size_case(mine, engine, draws=1200), engine))
        for engine in (Serial(), Threads(2))
    }
    assert len(texts) == 1


def test_what_events_take_is_listed(case: Case) -> None:
    rows, idle = compare_events(on(case, "october-2025"), ("cn-5ree-57", "cn-semi-61"), draws=200)
    five = {"holmium", "erbium", "thulium", "europium", "ytterbium"}
    assert five <= {r["material"] for r in rows} and idle == []
    assert all(r["with"] < r["without"] for r in rows)
    assert all(r["material"] in five or r["class"] == "semiconductor" for r in rows)
    for card in ("october-2025", "base-war"):
        with pytest.raises(InputError, match=r"--without = 'cn-nothing': is no event.*lodestock events"):
            compare_events(on(case, card), ("cn-nothing",), draws=10)


@pytest.mark.parametrize(
    ("card", "event", "reason"),
    [
        ("base-war", "cn-5ree-57", "card base-war leaves known events out"),
        ("october-2025", "au-reserve", "its instrument stockpiling takes nothing from imports"),
        ("october-2025", "cn-genlic-2025", "it was announced on 2025-11-01, after the as-of date 2025-10-13"),
        ("october-2025", "cn-jp-2010", "it targets JPN, and not USA"),
    ],
)
def test_an_event_that_changes_nothing_says_why(case: Case, card: str, event: str, reason: str) -> None:
    rows, idle = compare_events(on(case, card), (event,), draws=10)
    assert rows == []
    assert [e["event_id"] for e in idle] == [event] and idle[0]["reason"].startswith(reason)


def test_of_two_events_the_idle_one_is_named(case: Case) -> None:
    rows, idle = compare_events(on(case, "october-2025"), ("cn-5ree-57", "au-reserve"), draws=50)
    assert rows and [e["event_id"] for e in idle] == ["au-reserve"]


def test_an_overlay_moves_an_event(case: Case, case_with: Callable[..., Case]) -> None:
    event = case.dataset.row("policy_events", "cn-5metals-2025")
    assert event is not None
    moved = on(case_with(policy_events=[{**event, "effective": "2031-06-01"}]), "october-2025")
    assert gap(moved, "bismuth") < 0.5 * gap(on(case, "october-2025"), "bismuth")


def test_a_removed_event_is_gone(case: Case, case_with: Callable[..., Case]) -> None:
    rows: Rows = [{"event_id": w, "remove": "y"} for w in ("cn-sb-2024", "cn-us-ban-2024", "cn-us-mil-2024")]
    gone = on(case_with(policy_events=rows), "october-2025")
    assert "cn-sb-2024" not in size_case(gone, Serial(), draws=1).announced.events
    assert gap(gone, "antimony") < 0.05 * gap(on(case, "october-2025"), "antimony")


def gap(case: Case, item: str) -> float:
    short = size_case(case, Serial(), draws=300)
    return float(short.expected_t[short.inputs.materials.index(item), -1])


@pytest.mark.parametrize(
    "row_id",
    [
        "export_control/ban_cut",
        "copula/rho_other",
        "shipping/route_closure_months_crisis",
        "technical/single_site_outage_rate",
    ],
)
def test_a_parameter_without_a_row_is_refused(case_with: Callable[..., Case], row_id: str) -> None:
    block, _, name = row_id.partition("/")
    case = case_with(scenario_generator=[{"block": block, "parameter": name, "remove": "y"}])
    with pytest.raises(DataError, match=f"scenario_generator {row_id}.*has no value"):
        size_case(on(case, "mixture"), Serial(), draws=1)


def test_a_law_that_cannot_be_read_is_refused(case_with: Callable[..., Case]) -> None:
    row = {"block": "export_control", "parameter": "ban_cut", "distribution_or_values": "Gauss(1,2)"}
    with pytest.raises(
        DataError, match=r"ban_cut column distribution_or_values = 'Gauss\(1,2\)': is not a distribution"
    ):
        size_case(on(case_with(scenario_generator=[row]), "mixture"), Serial(), draws=1)


def test_classes_that_pass_the_whole_are_refused(case_with: Callable[..., Case]) -> None:
    rows: Rows = [{"material": "gallium", "demand_class": "defence", "share_pct": 60}]
    with pytest.raises(DataError, match=r"gallium.*100"):
        case_with(demand_classes=rows)


def test_a_negative_share_is_refused(case_with: Callable[..., Case]) -> None:
    rows: Rows = [{"material": "gallium", "demand_class": "defence", "share_pct": -5}]
    with pytest.raises(DataError, match=r"demand_classes\.csv.*'?-5"):
        case_with(demand_classes=rows)


def test_a_plan_counts_on_a_war_that_its_card_draws(case: Case) -> None:
    mixture = on(case, "mixture")
    short = size_for_plan(mixture, draws=200)
    assert (short.card.war_starts, short.card.war_drawn) == ((6, 7, 8), False) and short.draws == 200
    assert (
        (short.p_any[:, -1] == 1.0).sum()
        > 20
        > (size_case(mixture, Serial(), draws=200).p_any[:, -1] == 1.0).sum()
    )
    october = on(case, "october-2025")
    assert size_for_plan(october, draws=50).card is october.card
    assert size_for_plan(case, draws=10**6).draws == 1


def test_stock_held_is_shared_out_and_lowers_the_loss(case: Case, case_with: Callable[..., Case]) -> None:
    held: Rows = [{"as_of": "2025-09-30", "material": "germanium", "quantity": 12, "unit": "t"}]
    stocked = on(case_with(nds_inventory=held), "mixture")
    none = on(case, "mixture")
    index = next(i for i in range(400) if scenario_document(none, i, "germanium", draws=200)["loss_usd"] > 0)
    ours = scenario_document(stocked, index, "germanium", draws=200)
    theirs = scenario_document(none, index, "germanium", draws=200)
    assert 0 < sum(ours["held_t"].values()) <= 12 + 1e-9 and sum(theirs["held_t"].values()) == 0
    assert ours["loss_usd"] <= theirs["loss_usd"] and ours["cells"] == theirs["cells"]


def test_an_item_is_explained_on_a_drawn_card(case: Case) -> None:
    found = explain_document(on(case, "mixture"), "germanium", draws=300)
    assert "95th percentile over 300 draws" in found["rule"]
    assert found["waterfall"][0]["step"] == "usual supply"
    assert found["cause"][0]["country"] == "CHN"


@pytest.mark.parametrize("index", [-1, 3])
def test_a_scenario_that_is_not_drawn_is_refused(case: Case, index: int) -> None:
    with pytest.raises(InputError, match=r"scenarios are counted from 0|its only scenario is 0"):
        scenario_document(on(case, "china-stop-12m"), index, "gallium")


def test_the_engine_follows_the_options() -> None:
    with use_engine(3, None) as engine:
        assert engine == Threads(3)
    with use_engine(1, None) as engine:
        assert isinstance(engine, Serial)
    with pytest.raises(InputError), use_engine(0, None):
        pass


def numbers(row: dict[str, object]) -> dict[str, float]:
    return {k: v for k, v in row.items() if isinstance(v, float)}


def test_a_key_means_the_same_on_a_war_alone_and_on_drawn_cards(case: Case) -> None:
    war = replace(case, card=replace(case.card, growth={"civil": 1e-9}))
    ours, theirs = (
        size_document(c, size_case(c, Serial()), Serial()) for c in (replace(case, card=case.card), war)
    )
    price = prices_on(case.dataset, "2025-10-13")
    for a, b in zip(ours["materials"], theirs["materials"], strict=True):
        assert list(a) == list(b) and a["p_short"] == b["p_short"] and a["p_any"] == b["p_any"]
        assert numbers(a) == pytest.approx(numbers(b), rel=1e-6, abs=1e-6)
        for x, y in zip(a["classes"], b["classes"], strict=True):
            for c in (x, y):  # USD follow from tonnes
                usd = c.pop("expected_usd")
                assert usd is None or usd == pytest.approx(c["expected_t"] * price[a["material"]])
            assert numbers(x) == pytest.approx(numbers(y), rel=1e-6, abs=1e-6)
    rows = [[(r["regime"], r["material"], r["class"]) for r in d["by_regime"]] for d in (ours, theirs)]
    assert rows[0] == rows[1]
    assert plan_case(war, size_for_plan(war), integers=False).spend_usd == pytest.approx(
        plan_case(case, size_for_plan(case), integers=False).spend_usd, rel=1e-3
    )


def test_gaps_of_the_emergency_are_part_of_those_of_the_horizon(case: Case) -> None:
    found = size_document(case, size_for_plan(case), Serial())
    samarium = next(m for m in found["materials"] if m["material"] == "samarium")
    defence = samarium["classes"][0]
    assert (
        0 < defence["emergency_t"] < defence["expected_t"] and defence["servable_t"] == defence["emergency_t"]
    )
    assert found["draws"] == 1 and samarium["p_short"] == 1.0
    keys = "class expected_t se_t low_t high_t p50_t p90_t p95_t p99_t emergency_t servable_t expected_usd"
    assert " ".join(list(defence)[:12]) == keys
    price = samarium["requirement_usd"] / samarium["requirement_t"]
    assert defence["expected_usd"] == pytest.approx(defence["expected_t"] * price)


def test_a_plan_of_stock_that_decays_saves_less(case: Case) -> None:
    decaying = replace(case, card=replace(case.card, decay_by_form=True))
    kept, less = (plan_case(c, size_for_plan(c), budget_usd=2e7, integers=False) for c in (case, decaying))
    assert kept.loss_usd < less.loss_usd < less.no_plan_usd == kept.no_plan_usd
    assert less.certificate.distance <= 1e-9


def test_rights_to_serve_outside_an_emergency_are_no_requirement(case: Case) -> None:
    """Nothing may be bought then, and a plan that buys nothing is certified."""
    release = {**dict.fromkeys(case.card.release, "never"), "defence": "always"}
    peace = replace(case, card=replace(case.card, release=release, war_starts=()))
    short = size_for_plan(peace)
    assert short.servable_t.sum() > 0 and not short.requirement_t.any()
    plan = plan_case(peace, short)
    assert plan.lines.is_empty() and plan.certificate.solver_gap == 0.0
    assert plan.unspent_reason["samarium"].code == "no_requirement"


def test_an_event_of_an_overlay_that_does_not_count_says_why(case_with: Callable[..., Case]) -> None:
    row = {
        "event_id": "zz", "announced": "2025-01-01", "actor_country_iso3": "USA", "instrument": "export_ban",
        "materials": "cobalt", "targets": "ALL", "status": "in_force", "scope": "specific",
    }  # fmt: skip
    mine = on(case_with(policy_events=[row]), "october-2025")
    found = size_document(mine, size_case(mine, Serial(), draws=5), Serial())
    assert "zz: it holds back own exports, which own users do not import" in found["not_placed"]


def test_an_accepted_event_is_told_as_not_counted_on_a_card_without_events(case: Case) -> None:
    row = {"event_id": "watch-w1", "announced": "2025-10-01", "actor_country_iso3": "CHN", "instrument": "export_ban",
           "materials": "tin", "targets": "ALL", "status": "in_force"}  # fmt: skip
    then = replace(case, dataset=load(None, [LaidRow("watch/w1", "policy_events", row)]))
    short = size_case(then, Serial(), draws=1)
    found = size_document(then, short, Serial())
    assert found["not_placed"] == ["watch-w1: card base-war leaves known events out, see `controls` there"]
