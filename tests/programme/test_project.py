"""Project folders: what opens, what is refused, and what is never overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lodestock.programme.project import Case, new_project, open_case, project_folder, read_day
from lodestock.records.errors import DataError, InputError
from lodestock.records.scenario import Bar, Closure, Control, Truce


def test_a_new_project_opens_on_the_bundled_card(tmp_path: Path, case: Case) -> None:
    folder = new_project(tmp_path / "p")
    assert sorted(p.name for p in folder.iterdir()) == ["overlays", "runs", "scenario.yaml"]
    found = open_case(folder)
    assert found.folder == folder and found.dataset.overlays == ()
    assert found.dataset.hash == case.dataset.hash and found.card.as_of == case.card.as_of


def test_a_project_that_is_made_again_keeps_what_it_has(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    (folder / "scenario.yaml").write_text("extends: base-war-mild\n")
    (folder / "overlays" / "README.txt").write_text("mine")
    (folder / "notes.txt").write_text("mine too")
    with pytest.raises(InputError, match=r"is not empty.*--force"):
        new_project(folder)
    new_project(folder, force=True)
    assert (folder / "scenario.yaml").read_text() == "extends: base-war-mild\n"
    assert (folder / "overlays" / "README.txt").read_text() == "mine" and (folder / "notes.txt").exists()


@pytest.mark.parametrize(
    ("name", "is_folder", "words"),
    [
        ("scenario.yaml", True, "is a folder. Move it away: a project has a file of that name."),
        ("overlays", False, "is a file. Move it away: a project has a folder of that name."),
        ("runs", False, "is a file. Move it away: a project has a folder of that name."),
    ],
)
def test_a_place_that_is_taken_is_named(tmp_path: Path, name: str, is_folder: bool, words: str) -> None:
    path = tmp_path / name
    path.mkdir() if is_folder else path.write_text("mine")
    with pytest.raises(InputError) as caught:
        project_folder(tmp_path, force=True)
    assert str(caught.value) == f"{path}: {words}"


def test_a_folder_that_is_no_project_says_how_to_make_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone"):
        with pytest.raises(InputError) as caught:
            open_case(folder)
        assert str(caught.value) == (
            f"{folder}: is not a project: it has no scenario.yaml. Make one with `lodestock new {folder}`."
        )


def test_the_current_folder_is_used_where_it_is_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_project(tmp_path / "p")
    (folder / "scenario.yaml").write_text("extends: base-war\nname: mine\n")
    monkeypatch.chdir(folder)
    assert (open_case().folder, open_case().card.name) == (folder, "mine")
    monkeypatch.chdir(tmp_path)
    assert (open_case().folder, open_case().card.name) == (None, "base-war")


def test_a_card_that_is_asked_for_goes_before_the_projects_own(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    (folder / "scenario.yaml").write_text("this: is no card\n")
    assert open_case(folder, "base-war-mild").card.name == "base-war-mild"
    with pytest.raises(InputError, match=r"scenario\.yaml"):
        open_case(folder)


def test_a_project_without_overlays_is_the_bundled_facts(tmp_path: Path, case: Case) -> None:
    folder = new_project(tmp_path / "p")
    (folder / "overlays" / "README.txt").unlink()
    (folder / "overlays").rmdir()
    assert open_case(folder).dataset.hash == case.dataset.hash


def test_a_date_replaces_the_one_of_the_card() -> None:
    assert open_case(as_of="2026-02-28").card.as_of == date(2026, 2, 28)


@pytest.mark.parametrize("text", ["", "13.10.2025", "2026-02-30", "yesterday", "2026-13-01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        open_case(as_of=text)
    value = f" = {text!r}" if text else ""
    assert str(caught.value) == f"--as-of{value}: is not a date. Write it as 2025-10-13, or today."


def test_groups_that_no_table_knows_are_all_named(case: Case) -> None:
    bars = (*case.card.bars, Bar("defence", "adversry", "2025Q4"))
    card = replace(case.card, damage_group="theater", bars=bars, places={})
    with pytest.raises(InputError) as caught:
        Case(case.dataset, card, None)
    assert [str(p) for p in caught.value.problems] == [
        "base-war countries.damage.group = 'theater': is no group of country_groups.csv. Did you mean 'theatre'?",
        "base-war barred.group = 'adversry': is no group of country_groups.csv. Did you mean 'adversary'?",
    ]


def test_a_group_is_not_known_by_other_letters(case: Case) -> None:
    with pytest.raises(InputError, match="Did you mean 'theatre'"):
        Case(case.dataset, replace(case.card, damage_group="Theatre"), None)


def test_overlays_that_are_a_link_to_nothing_are_refused(tmp_path: Path) -> None:
    """A disk that is not mounted must not give the bundled figures without a word."""
    folder = new_project(tmp_path / "p")
    (folder / "overlays" / "README.txt").unlink()
    (folder / "overlays").rmdir()
    assert open_case(folder).dataset.overlays == ()
    (folder / "overlays").symlink_to(tmp_path / "not-mounted")
    with pytest.raises(DataError, match="overlays: is a link to a folder that is not there"):
        open_case(folder)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("OTH", "stands for several countries. Write OTHER."),
        ("WLD", "stands for several countries. Write all."),
        ("world", "stands for several countries. Write all."),
        ("EUU", "stands for several countries. Write eu27."),
        ("R20", "stands for several countries. Name the countries, or write all for every country."),
        ("1A0", "is a second code of one country. Write XKX."),
        ("USA", "is the country whose stockpile it is, and its own output is no import. Name the countries"),
        ("chn", "is neither a country nor a group. Write CHN."),
        ("Indonesia", "is neither a country nor a group. Write IDN."),
        ("everyone", "`all` is every country."),
    ],
)
def test_a_code_that_would_change_nothing_is_refused(case: Case, word: str, message: str) -> None:
    control = Control((word,), (), (), 1.0, 0, 1, "c.yaml:4")
    for change in (
        {"controls": (control,)},
        {"closures": (Closure((word,), 1.0, 0, 1, "c.yaml:4"),)},
        {"truces": (Truce((word,), (), 0, 1, "c.yaml:4"),)},
    ):
        with pytest.raises(InputError) as caught:
            Case(case.dataset, replace(case.card, **change), None)
        (line,) = caught.value.lines()
        assert line.startswith(f"c.yaml:4 countries = {word!r}: ") and message in line


@pytest.mark.parametrize("word", ["all", "OTHER", "eu27", "CHN", "XKX"])
def test_countries_groups_and_all_are_known(case: Case, word: str) -> None:
    control = Control((word,), (), (), 1.0, 0, 1)
    assert Case(case.dataset, replace(case.card, controls=(control,)), None).card.controls == (control,)


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("Antimony", "Write antimony."),
        ("Sb", "Write antimony."),
        ("rare-earths", "Write [lanthanum, cerium,"),
    ],
)
def test_another_name_of_an_item_is_told_its_id(case: Case, word: str, remedy: str) -> None:
    control = Control(("CHN",), (word,), (), 1.0, 0, 1, "c.yaml:4")
    with pytest.raises(InputError, match="is not the id of an item") as caught:
        Case(case.dataset, replace(case.card, controls=(control,)), None)
    assert remedy in str(caught.value)


def test_today_is_a_date() -> None:
    before = date.today()
    assert before <= read_day("today") <= date.today()
