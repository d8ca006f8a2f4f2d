"""The command `lodestock assess`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lodestock.assess.methods import METHODS
from tests.cli.test_commands import call


def test_the_ranking_as_json_and_for_a_person() -> None:
    found = json.loads(call("assess", "--json")[0])
    assert found["command"] == "assess" and len(found["materials"]) == 59
    keys = {"material", "stage", "method", "score", "parts", "coverage", "missing", "sources"}
    assert all(keys <= set(m) and (m["score"] is None) == bool(m["missing"]) for m in found["materials"])
    for m in found["materials"]:
        shares = m["parts"]["shares"].values()
        assert m["parts"]["hhi"] == pytest.approx(sum((s / 100) ** 2 for s in shares), abs=1e-12)
    assert "samarium" in call("assess")[0] and "zirconium" in call("assess", "--full")[0]


def test_a_folder_is_written(tmp_path: Path) -> None:
    out, _ = call("assess", "--method", "concentration", "--item", "Ga", "--out", str(tmp_path / "out"))
    assert "wrote assess.json" in out and (tmp_path / "out" / "pictures" / "risk-concentration.png").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--country", "Atlantis"), "lodestock table countries"),
        (("--country", "Europe"), "is no country"),
        (("--year", "1999"), "2023, 2024, 2025"),
        (("--year", "1999", "--method", "concentration", "--method", "geopolrisk"), "2023, 2024, 2025"),
        (("--method", "hhi"), "Known are"),
        (("--stage", "mines"), "mine"),
        (("--item", "unobtainium"), "is no item"),
        (("--dominance", "Atlantis"), "lodestock table countries"),
        (("--dominance", "CHN", "--year", "1999"), "2023, 2024, 2025"),
        (("--dominance", "CHN", "--item", "tin"), "says nothing about --dominance"),
        (("--dominance", "CHN", "--draws", "5"), "says nothing about --dominance"),
        (("--sources", "tin", "--trials", "5"), "says nothing about --sources"),
        (("--sources", "unobtainium"), "is no item"),
        (("--sources", "tin", "--dominance", "CHN"), "says nothing about --dominance"),
        (("--sources", "tin", "--year", "2024"), "says nothing about --sources"),
        (("--overlay", "x"), "--sources"),
    ],
)
def test_bad_words_are_refused_in_one_line(words: tuple[str, ...], said: str) -> None:
    out, err = call("assess", *words, code=2)
    assert out == "" and said in err and len(err.splitlines()) == 1


def test_what_a_country_controls() -> None:
    found = json.loads(call("assess", "--dominance", "China", "--json")[0])
    assert found["country"] == "CHN" and found["dominance"][0]["above"] == 80
    assert "NdFeB magnets" in call("assess", "--dominance", "CHN", "--full")[0]


def test_new_sources_and_the_rows_that_add_them(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    found = json.loads(call("assess", "--sources", "Sc", "--overlay", str(folder), "--json")[0])
    written = {f.partition("/")[0] for f in found["overlay_files"]}
    assert written == {r["source"] for r in found["sources"] if r["requirement_off_t"] is not None}
    assert {p.name for p in folder.iterdir()} == written
    out, err = call("assess", "--sources", "Sc", "--overlay", str(folder), code=2)
    assert out == "" and "is not empty" in err
    out, _ = call(
        "assess", "--sources", "Sc", "--overlay", str(folder), "--force", "--out", str(tmp_path / "out")
    )
    assert "a folder each" in out and (tmp_path / "out" / "pictures" / "sources-scandium.png").exists()


def test_a_trade_table_without_the_importer_names_those_it_has(tmp_path: Path) -> None:
    file = tmp_path / "trade.csv"
    lines = (
        "material,year,exporter_iso3,importer_iso3,quantity_t",
        "tin,2024,PER,JPN,5",
        "tin,2024,BOL,KOR,3",
    )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, err = call("assess", "--trade", str(file), code=2)
    assert out == "" and "has no imports of it by USA" in err and "with --country: JPN, KOR." in err


def test_the_help_names_every_method() -> None:
    shown = call("assess", "--help")[0]
    assert all(name in shown for name in METHODS)


def test_a_folder_that_is_refused_leaves_no_other_behind(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("years of work")
    words = ("--sources", "tin", "--overlay", str(tmp_path / "rows"), "--out", str(tmp_path / "full"))
    assert "is not empty" in call("assess", *words, code=2)[1]
    assert [p.name for p in tmp_path.iterdir()] == ["full"]


def test_bounds_at_a_stage_are_told_where_no_item_has_a_score() -> None:
    found = json.loads(call("assess", "--method", "usgs-supply-risk", "--stage", "mine", "--json")[0])
    (tin,) = (r for r in found["materials"] if r["material"] == "tin")
    assert tin["score"] is None and tin["stage"] == "mine" and 0 < tin["high"] <= 1
