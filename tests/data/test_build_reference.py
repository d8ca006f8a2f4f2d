from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "tools" / "build_reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_gives_the_bundled_bytes_again(script: ModuleType, tmp_path: Path) -> None:
    script.build(script.REFERENCE, tmp_path)
    bundled = {p.name: p.read_bytes() for p in script.REFERENCE.iterdir()}
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == bundled


def test_the_data_dictionaries_are_current(script: ModuleType) -> None:
    found = script.dictionaries()
    assert [p.name for p in found] == ["data.md", "results.md", "glossary.md"]
    for path, text in found.items():
        assert path.read_text(encoding="utf-8") == text


def test_frictionless_accepts_the_package(script: ModuleType) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(script.REFERENCE / "datapackage.json"))
    assert report.valid, report.flatten(["fieldName", "rowNumber", "type", "note"])[:5]
    assert len(report.tasks) == 47
