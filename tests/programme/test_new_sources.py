"""What new sources take off a requirement."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lodestock.engine import Serial
from lodestock.programme.new_sources import (
    ask_sources,
    sources_document,
    sources_index,
    weigh_sources,
)
from lodestock.programme.project import Case, new_project, open_case
from lodestock.programme.size import size_case
from lodestock.programme.source_overlays import write_overlays


@pytest.fixture(scope="module")
def document(case: Case) -> dict[str, Any]:
    return sources_document(case, "antimony", Serial())


def required(case: Case, item: str, **how: int) -> float:
    short = size_case(case, Serial(), **how)
    return float(short.requirement_t[short.inputs.materials.index(item)].sum())


def test_sources_are_ranked_by_what_they_take_off(case: Case, document: dict[str, Any]) -> None:
    rows = document["sources"]
    keys = {"material", "stage", "country", "kind", "t_per_year", "requirement_off_t", "lawful"}
    assert document["requirement_t"] == required(case, "antimony") and all(keys <= set(r) for r in rows)
    off = [r["requirement_off_t"] for r in rows if r["requirement_off_t"] is not None]
    assert off == sorted(off, reverse=True) and off[0] > 0
    for r in rows:
        if r["requirement_off_t"] is None:
            assert r["why"] and document["missing"][f"sources[].requirement_off_t {r['source']}"] == r["why"]
        else:
            assert r["requirement_off_t"] == pytest.approx(
                document["requirement_t"] - r["requirement_t"], abs=1e-9
            )
    assert {r["kind"] for r in rows} == {"producer", "project", "reserves"}
    assert {r["lawful"] for r in rows if r["stage"] == "refine"} == {"yes"}
    assert "Antimony" in document["finding"] and rows[0]["country_name"] in document["finding"]
    ally = next(r for r in rows if r["side"] == "ally" and r["requirement_off_t"])
    assert f"at home or among allies {ally['country_name']} (mine): " in document["finding"]
    assert document["origins_known"]


def test_an_item_of_which_no_table_tells_the_origins_may_have_its_sources_in_use(case: Case) -> None:
    found = sources_document(case, "samarium", Serial())
    assert "(United States, from 20" in found["finding"]
    assert not found["origins_known"] and "not known to be used today" in found["finding"]


def test_sizing_with_the_written_rows_gives_the_same_requirement(
    case: Case, document: dict[str, Any], tmp_path: Path
) -> None:
    files = write_overlays(case, "antimony", tmp_path / "sources")
    sized = {r["source"]: r for r in document["sources"] if r["requirement_off_t"] is not None}
    assert {f.partition("/")[0] for f in files} == set(sized)
    for source in ("BOL-mine-producer", "AUS-refine-nyrstar-port-pirie", "USA-refine-uamy-thompson-falls"):
        project = new_project(tmp_path / source)
        for file in (tmp_path / "sources" / source).iterdir():
            shutil.copy(file, project / "overlays")
        assert required(open_case(project), "antimony") == pytest.approx(
            sized[source]["requirement_t"], rel=1e-9
        )
    assert sized["BOL-mine-producer"]["requirement_off_t"] > 100


def test_the_same_holds_where_the_card_is_drawn(case: Case, tmp_path: Path) -> None:
    drawn = open_case(card="mixture")
    base, weighed = weigh_sources(drawn, "scandium", Serial(), draws=40, seed=3)
    top = weighed[0]
    assert base is not None and top.off_t is not None and top.off_t > 1
    write_overlays(drawn, "scandium", tmp_path / "sources")
    project = new_project(tmp_path / "project")
    for file in (tmp_path / "sources" / top.candidate.label).iterdir():
        shutil.copy(file, project / "overlays")
    again = required(open_case(project, card="mixture"), "scandium", draws=40, seed=3)
    assert again == pytest.approx(top.requirement_t, rel=1e-9, abs=1e-9)


def test_an_item_without_requirement_says_so_and_lists_its_sources(case: Case) -> None:
    found = sources_document(case, "tin", Serial())
    assert found["requirement_t"] == 0 and len(found["sources"]) > 5
    assert found["finding"].startswith("Tin has no requirement on base-war")
    assert all(not r["requirement_off_t"] for r in found["sources"])


def test_an_item_that_is_not_sized_lists_its_sources(case_with: Callable[..., Case]) -> None:
    gone = [{"material": "tin", "remove": "y"}]
    found = sources_document(case_with(us_demand=gone), "tin", Serial())
    assert found["requirement_t"] is None and "requirement_t" in found["missing"]
    assert found["sources"] and all(r["requirement_off_t"] is None and r["why"] for r in found["sources"])
    assert "is not sized" in found["finding"]


def test_the_answer_holds_a_table_and_a_picture(case: Case) -> None:
    answer = ask_sources(case, "scandium", Serial())
    frame = answer.output.frames["new_sources"]
    assert frame["source"].to_list() == [r["source"] for r in answer.document["sources"]]
    assert "sources-scandium" in answer.output.pictures
    assert sources_index(case, "scandium") != sources_index(case, "tin")
