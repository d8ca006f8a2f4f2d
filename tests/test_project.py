"""The project itself: what is committed, walls, the wheel."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import lodestock

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "lodestock"
SOURCES = sorted((ROOT / "src").rglob("*.py"))

EXCEPTIONS = {
    "api.py",
    "cli/door.py",
    "cli/show.py",
    "plan/account.py",
    "plan/check.py",
    "plan/lines.py",
    "plan/model.py",
    "plan/offer_terms.py",
    "plan/problem.py",
    "plan/reasons.py",
    "plan/relaxation.py",
    "plan/selection.py",
    "plan/spending.py",
    "programme/check.py",
    "programme/documents.py",
    "programme/folders.py",
    "programme/materials.py",
    "programme/plan.py",
    "programme/plan_pictures.py",
    "programme/project.py",
    "programme/run.py",
    "programme/size_pictures.py",
    "records/protocols.py",
    "records/version.py",
}
"""Modules, as paths below src/lodestock, that have no test module of the same name yet.

Only remove from this set. After a move of modules print it anew:
``python -c "from tests.test_project import modules_without_twin as f; print(*sorted(f()), sep='\\n')"``.
"""


def committed() -> list[Path]:
    skipped = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    kept = {".py", ".md", ".toml", ".yaml", ".txt", ".csv", ".json", ".cfg", ""}
    return [
        p
        for p in ROOT.rglob("*")
        if p.is_file() and p.suffix in kept and not skipped & set(p.relative_to(ROOT).parts)
    ]


def test_nothing_names_a_machine_or_a_neighbour() -> None:
    banned = re.compile("|".join(("/" + "work/", r"\.\./" + "shared", "/" + "root/", "site-" + "packages/")))
    for path in committed():
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not banned.search(text), path


def test_walls_have_no_holes() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert len(config["contracts"]) >= 5
    assert not [c for c in config["contracts"] if "ignore_imports" in c]


def test_the_version_stands_in_the_changelog() -> None:
    assert lodestock.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_modules_are_short() -> None:
    for path in SOURCES:
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 420, f"{path} has {lines} lines: a room is missing"


def modules_without_twin() -> set[str]:
    """Return the modules, as paths below src/lodestock, that have no tests/<room path>/test_<module>.py."""
    return {
        module.relative_to(PACKAGE).as_posix()
        for module in SOURCES
        if module.name not in ("__init__.py", "__main__.py")
        and not (ROOT / "tests" / module.relative_to(PACKAGE).parent / f"test_{module.name}").is_file()
    }


def test_every_module_has_its_twin_in_the_tests() -> None:
    without = modules_without_twin()
    assert not without - EXCEPTIONS, f"write tests/<room>/test_<module>.py for {sorted(without - EXCEPTIONS)}"
    stale = sorted(EXCEPTIONS - without)
    assert not stale, f"remove from EXCEPTIONS, as they have a twin or do not exist: {stale}"


def test_floats_are_summed_in_one_place() -> None:
    """A bare polars group-by adds floats in an order that differs between runs."""
    for path in SOURCES:
        if path.name == "frames.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr != "group_by", f"{path}:{node.lineno}: use records.frames.totals"


@pytest.mark.slow
def test_a_wheel_works_without_the_source_tree(tmp_path: Path) -> None:
    dist, venv = tmp_path / "dist", tmp_path / "venv"
    python = [sys.executable, "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "check": True}
    subprocess.run(
        [*python, "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(dist), str(ROOT)],
        **quiet,
    )
    (wheel,) = dist.glob("*.whl")
    subprocess.run([*python, "venv", str(venv)], **quiet)
    constraints = str(ROOT / "constraints.txt")
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", constraints, str(wheel)], **quiet)
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    for words in (["check"], ["demo", "--out", str(tmp_path / "demo")]):
        subprocess.run([str(venv / "bin" / "lodestock"), *words], cwd=tmp_path, env=env, **quiet)
    assert (tmp_path / "demo" / "pictures" / "requirement.png").is_file()
    (table,) = venv.rglob("lodestock/data/reference/price.csv")
    table.write_text(table.read_text(encoding="utf-8").replace("1", "2", 1), encoding="utf-8")
    lodestock_check = [str(venv / "bin" / "lodestock"), "check"]
    damaged = subprocess.run(lodestock_check, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert damaged.returncode == 1 and "data/reference/price.csv" in damaged.stdout
