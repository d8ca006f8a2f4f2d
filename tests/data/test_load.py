from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestock.data import SPECS, check_bundled, load
from lodestock.programme.project import Case
from lodestock.records.dataset import LaidRow
from lodestock.records.errors import DataError

EMPTY = ("economic_vulnerability", "offers")
"""Tables whose rows come from overlays."""

GOLDEN = Path(__file__).parent.parent / "golden" / "errors"


def test_the_bundled_tables_are_whole(case: Case) -> None:
    assert check_bundled() == []
    assert len(case.dataset.frame("materials")) == 59
    for name, spec in SPECS.items():
        frame = case.dataset.frame(name)
        assert tuple(frame.columns) == spec.names
        assert (len(spec.check(frame)) > 0) is (name not in EMPTY)


def test_what_is_withheld_stays_missing(case: Case) -> None:
    held = case.dataset.row("nds_inventory", "2023-03/all")
    assert held is not None and held["quantity"] is None and held["value_musd"] == 912.3
    ceilings = case.dataset.frame("awards")["ceiling_musd"]
    assert ceilings.null_count() == 17 and ceilings.min() > 0


def test_every_row_is_cited(case: Case) -> None:
    register = set(case.dataset.frame("sources")["key"].to_list())
    for name, spec in SPECS.items():
        if "source" in spec.names:
            for source, grade in case.dataset.frame(name).select("source", "quality").iter_rows():
                assert set(str(source).split(";")) <= register, (name, source)
                assert grade in ("A", "B", "C", "D")


def test_the_hash_does_not_hang_on_the_hash_seed() -> None:
    code = "from lodestock.data import load; print(load().hash)"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": s},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for s in ("1", "2")
    }
    assert seen == {load().hash + "\n"}


def write(folder: Path, table: str, text: str) -> Path:
    overlays = folder / "overlays"
    overlays.mkdir(exist_ok=True)
    (overlays / f"{table}.csv").write_text(text, encoding="utf-8")
    return overlays


def test_an_overlay_overrides_and_keeps_what_it_does_not_give(tmp_path: Path, case: Case) -> None:
    text = "material,own_secondary_t,author,reason\ncobalt,1000,me,new survey\n"
    changed = load(write(tmp_path, "us_demand", text))
    row, old = changed.row("us_demand", "cobalt"), case.dataset.row("us_demand", "cobalt")
    assert row is not None and old is not None
    assert row["own_secondary_t"] == 1000 and row["apparent_consumption_t"] == old["apparent_consumption_t"]
    assert (row["source"], row["quality"]) == ("overlay", "D")
    assert row["locator"] == "overlays/us_demand.csv:2: new survey"
    (change,) = changed.overlays
    assert (change.row_id, change.action, change.author) == ("cobalt", "overridden", "me")
    assert changed.hash != case.dataset.hash


def test_an_empty_cell_makes_a_figure_missing_not_zero(tmp_path: Path) -> None:
    changed = load(write(tmp_path, "accessible_market", "material,q_t_per_year\ncobalt,\n"))
    row = changed.row("accessible_market", "cobalt")
    assert row is not None and row["q_t_per_year"] is None


def test_an_overlay_removes_and_taking_it_away_gives_the_old_hash(tmp_path: Path, case: Case) -> None:
    overlays = write(tmp_path, "grade_share", "material,demand_class,remove\ncobalt,defence,y\n")
    changed = load(overlays)
    assert changed.row("grade_share", "cobalt/defence") is None
    (overlays / "grade_share.csv").unlink()
    assert load(overlays).hash == case.dataset.hash


def test_removing_an_item_that_others_use_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"us_demand\.csv:\d+ column material = 'cobalt': is not in materials"
    ):
        load(write(tmp_path, "materials", "material,remove\ncobalt,y\n"))


@settings(max_examples=30, deadline=None)
@given(st.floats(min_value=0.01, max_value=1e11))
def test_a_number_written_reads_back_exactly(value: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = f"material,tier,known_from,price_usd_per_t\ncobalt,single,2025-10-01,{value!r}\n"
        row = load(write(Path(folder), "price", text)).row("price", "cobalt/single/2025-10-01")
    assert row is not None and row["price_usd_per_t"] == value


BROKEN = sorted(p.name for p in GOLDEN.iterdir() if (p / "overlays").is_dir()) if GOLDEN.is_dir() else []


def test_there_are_golden_errors() -> None:
    assert {"unknown-material", "not-a-number", "duplicate-key"} <= set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_overlays_say_what_where_why_and_what_to_do(name: str) -> None:
    overlays = GOLDEN / name / "overlays"
    before = {p.name: p.read_bytes() for p in overlays.iterdir()}
    with pytest.raises(DataError) as caught:
        load(overlays)
    assert str(caught.value) + "\n" == (GOLDEN / name / "expected.txt").read_text(encoding="utf-8")
    assert {p.name: p.read_bytes() for p in overlays.iterdir()} == before


@pytest.mark.parametrize("table", ["materials", "us_demand", "countries", "scenario_generator"])
def test_a_table_on_which_everything_rests_may_not_be_emptied(tmp_path: Path, case: Case, table: str) -> None:
    """One message, and not one per row that named what is gone."""
    key = SPECS[table].key
    rows = "".join(f"{','.join(str(r[k]) for k in key)},y\n" for r in case.dataset.rows(table))
    with pytest.raises(DataError, match="leaves no row of a table on which everything rests") as caught:
        load(write(tmp_path, table, f"{','.join(key)},remove\n{rows}"))
    assert len(caught.value.problems) == 1


TIN_BAN = {"event_id": "x", "announced": "2026-01-05", "actor_country_iso3": "CHN", "instrument": "export_ban",
           "materials": "tin", "targets": "ALL", "status": "in_force", "author": "ann", "reason": "read it"}  # fmt: skip


def test_rows_that_stand_in_no_file_are_laid_over_the_tables_and_tell_their_place(tmp_path: Path) -> None:
    folder = write(tmp_path, "policy_events", "event_id,summary\ncn-5ree-57,mine\n")
    found = load(folder, [LaidRow("watch/w1", "policy_events", TIN_BAN)])
    row = found.row("policy_events", "x")
    assert row is not None
    assert (row["source"], row["locator"], row["quality"]) == ("overlay", "watch/w1: read it", "D")
    assert [(c.place, c.action, c.author) for c in found.overlays] == [
        ("overlays/policy_events.csv:2", "overridden", None),
        ("watch/w1", "added", "ann"),
    ]
    assert len({found.hash, load(folder).hash, load().hash}) == 3
    assert load(None, [LaidRow("watch/w1", "policy_events", TIN_BAN)]).hash != load().hash


def test_a_laid_row_that_makes_the_tables_invalid_is_refused_by_its_place() -> None:
    bad = {**TIN_BAN, "materials": "cobolt", "status": "forced"}
    with pytest.raises(DataError, match=r"watch/w1 column status = 'forced': is not an allowed word"):
        load(None, [LaidRow("watch/w1", "policy_events", bad)])
    with pytest.raises(DataError, match=r"watch/w1 column materials = 'cobolt'"):
        load(None, [LaidRow("watch/w1", "policy_events", {**bad, "status": "in_force"})])
