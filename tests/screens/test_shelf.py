"""A project is read again where something changed, and only there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.ledger.awards import Solicit
from lodestock.ledger.people import OFFICER, NamePerson
from lodestock.programme.accept import accept_document
from lodestock.programme.desk import Place
from lodestock.programme.inbox import add_texts
from lodestock.programme.ledger import Words, carry_out
from lodestock.records.errors import InputError
from lodestock.screens.shelf import Shelf
from tests.programme.news_cases import AWARD, serial, text


@pytest.fixture
def copy(demo_project: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_project, tmp_path / "demo"))


def test_nothing_is_read_twice(shelf: Shelf) -> None:
    assert shelf.case is shelf.case and shelf.runs() is shelf.runs() and shelf.ledger() is shelf.ledger()
    assert shelf.state() == shelf.state()
    kept = shelf.current("plan")
    assert kept is not None and kept is shelf.current("size") and kept.frame("plan") is kept.frame("plan")
    assert shelf.notices(kept, "plan") == ()


def test_an_overlay_is_seen_at_once_and_the_run_is_told_to_be_older(copy: Path) -> None:
    shelf = Shelf(copy)
    before, hashed = shelf.state(), shelf.case.dataset.hash
    (copy / "overlays" / "materials.csv").write_text(
        "material,name,author,reason\nadamantium,Adamantium,a,test\n"
    )
    assert shelf.state() != before and shelf.case.dataset.hash != hashed
    kept = shelf.current("plan")
    assert kept is not None and "other figures" in shelf.notices(kept, "plan")[0]


def test_a_run_that_comes_or_goes_is_seen(copy: Path) -> None:
    shelf = Shelf(copy)
    (run,) = shelf.runs()
    index = copy / "runs" / run.id / "run.json"
    found = json.loads(index.read_text())
    index.write_text(json.dumps({**found, "source_hash": "0" * 64}))
    assert "Another version of the program" in shelf.notices(shelf.current("plan"), "plan")[0]
    shutil.rmtree(copy / "runs" / run.id)
    assert shelf.runs() == [] and shelf.current("plan") is None
    assert f"`lodestock plan -C {copy}`" in shelf.notices(None, "plan")[0]


def test_the_ledger_is_read_again_after_a_command(copy: Path) -> None:
    shelf = Shelf(copy)
    before = shelf.ledger()
    place = Place(copy)
    carry_out(place, Words(by="admin", on="2025-10-13"), NamePerson("officer-2", (OFFICER,)))
    carry_out(place, Words(by="officer-2", on="2025-10-13"), Solicit("new-call", "tin"))
    after = shelf.ledger()
    assert before is not None and after is not None
    assert after.status["events"] == before.status["events"] + 2 and after.verdict["ok"]
    assert [r["id"] for r in shelf.history("new-call")["history"]] == ["new-call"]
    (copy / "ledger.db").unlink()
    assert shelf.ledger() is None


def test_an_event_of_the_news_is_seen_once_it_is_accepted(copy: Path) -> None:
    shelf, place = Shelf(copy), Place(copy)
    add_texts(place, [text("a", AWARD)])
    hashed = shelf.case.dataset.hash
    accept_document(place, Words("ann"), "w1", serial)
    assert shelf.case.dataset.hash != hashed and shelf.case is shelf.case
    assert shelf.case.dataset.row("awards", "watch-w1") is not None


def test_without_a_project_pages_say_what_to_do(project: Callable[..., Path], tmp_path: Path) -> None:
    bundled = Shelf(None)
    assert bundled.folder is None and bundled.runs() == [] and bundled.ledger() is None
    assert "lodestock demo" in bundled.notices(None, "plan")[0]
    with pytest.raises(InputError, match="is not a project"):
        Shelf(tmp_path / "none")
    empty = Shelf(project())
    assert empty.current("plan") is None and empty.ledger() is None
    with pytest.raises(InputError, match="is no run of the project"):
        empty.current("plan", "2020-01-01-aaaaaaaa")
