"""The command `lodestock assess`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
        (("--method", "hhi"), "Known are"),
        (("--stage", "mines"), "mine"),
        (("--item", "unobtainium"), "is no item"),
    ],
)
def test_bad_words_are_refused_in_one_line(words: tuple[str, ...], said: str) -> None:
    out, err = call("assess", *words, code=2)
    assert out == "" and said in err and len(err.splitlines()) == 1
