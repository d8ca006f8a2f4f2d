"""One file to hand on."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.records.errors import InputError
from lodestock.screens import Shelf
from lodestock.web.handout import write_handout


@pytest.mark.slow
def test_a_run_in_one_file(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_handout(shelf, tmp_path / "run.html")
    text = file.read_text(encoding="utf-8")
    assert text == write_handout(shelf, tmp_path / "again.html").read_text(encoding="utf-8")
    assert re.search(r'(src|href)="(?!#|data:)', text.partition("<script")[0]) is None
    specs = json.loads(re.search(r'id="specs">(.*?)</script>', text, re.S)[1])  # type: ignore[index]
    assert set(re.findall(r'data-name="([^"]*)"', text)) == set(specs) and len(specs) > 8
    assert text.count("data:image/svg+xml;base64,") == len(specs)
    assert "Content-Security-Policy" in text and "'unsafe" not in text and shelf.case.dataset.hash in text
    with pytest.raises(InputError, match="is there already"):
        write_handout(shelf, file)
    monkeypatch.setattr("lodestock.web.handout._page", lambda *_: "short")
    assert write_handout(shelf, file, force=True, run=shelf.runs()[0].id).read_text() == "short"
    for wrong in (tmp_path / "none" / "x.html", tmp_path):
        with pytest.raises(InputError):
            write_handout(shelf, wrong, force=True)


def test_a_project_without_a_plan_has_nothing_to_hand_on(
    project: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="lodestock plan"):
        write_handout(Shelf(project()), tmp_path / "x.html")
    assert not (tmp_path / "x.html").exists()


@pytest.mark.slow
def test_no_name_ends_the_script(demo_project: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    (folder / "overlays" / "materials.csv").write_text(
        "material,name,author,reason\nantimony,</script><b>x</b>,analyst,test\n", encoding="utf-8"
    )
    text = write_handout(Shelf(folder), tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<b>x</b>" not in text and text.count("</script>") == 2 and "\\u003c/script>" in text
