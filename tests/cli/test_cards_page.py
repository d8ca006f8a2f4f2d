"""The page on cards: whoever copies its examples gets what it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.data import card_names, load_card
from lodestock.data.card_form import CardForm
from lodestock.programme.project import Case

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "cards.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"[Ss]ave as `([\w-]+\.yaml)`:\n\n```yaml\n(.*?)```.*?```text\n(.*?)```", PAGE, re.DOTALL
)


def test_the_page_has_three_examples() -> None:
    assert [name for name, *_ in EXAMPLES] == [
        "gallium-halt.yaml",
        "congo-ban.yaml",
        "defence-times-three.yaml",
    ]
    assert all(text.startswith("extends: quiet\n") and text.count("\n") <= 8 for _, text, _ in EXAMPLES)


@pytest.mark.parametrize(("name", "text", "shown"), EXAMPLES)
def test_an_example_prints_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, shown: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["size", "--card", name])
    assert result.exit_code == 0, result.output
    printed = [line.rstrip() for line in result.output.splitlines()]
    places = [printed.index(line) for line in shown.splitlines()]
    assert len(places) >= 4 and places == sorted(places)
    assert CliRunner().invoke(app, ["plan", "--card", name, "--json"]).exit_code == 0


def test_the_page_lists_every_card_and_every_key() -> None:
    bundled = PAGE.partition("## Bundled cards")[2].partition("## All keys")[0]
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ([^|]+?) \|", bundled, re.MULTILINE))
    assert sorted(rows) == card_names()
    for name, chance in rows.items():
        assert load_card(name).random == (chance != "nothing"), name
    keys = set(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE.partition("## All keys")[2], re.MULTILINE))
    assert {k for row in keys for k in re.findall(r"\w+", row)} == set(CardForm.model_fields)


def test_the_page_lists_every_group_of_countries(case: Case) -> None:
    part = PAGE.partition("## Groups of countries")[2].partition("## Bundled cards")[0]
    listed = {
        g for row in re.findall(r"^\| (`.*?`) \|", part, re.MULTILINE) for g in re.findall(r"`(.+?)`", row)
    }
    assert listed == {str(r["group"]) for r in case.dataset.rows("country_groups")}


def test_the_page_says_when_something_is_required() -> None:
    assert "A requirement is the gap that stock may serve in the quarters of an emergency." in " ".join(
        PAGE.split()
    )
