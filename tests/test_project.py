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

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "lodestock"
SOURCES = sorted((ROOT / "src").rglob("*.py"))


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
    without = sorted(modules_without_twin())
    assert not without, f"write tests/<room>/test_<module>.py for {without}"


def public_functions(room: str) -> list[tuple[str, ast.FunctionDef]]:
    """Return the functions that modules of a room export, and the public methods of classes they export."""
    out = []
    for path in sorted((PACKAGE / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        exported = {
            str(ast.literal_eval(name))
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
            for name in getattr(node.value, "elts", [])
        }
        for node in tree.body:
            inside = node.body if isinstance(node, ast.ClassDef) and node.name in exported else [node]
            out += [
                (f"{path.relative_to(PACKAGE)}:{f.lineno}", f)
                for f in inside
                if isinstance(f, ast.FunctionDef) and not f.name.startswith("_")
                if f is not node or f.name in exported
            ]
    return out


@pytest.mark.parametrize("room", ["size", "plan"])
def test_every_parameter_of_a_public_function_is_explained(room: str) -> None:
    functions = public_functions(room)
    assert len(functions) > 40
    for place, function in functions:
        lines = (ast.get_docstring(function) or "").splitlines()
        explained = {n.strip(" *`") for x in lines if " : " in x for n in x.split(" : ")[0].split(",")}
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        names = {a.arg for a in arguments} - {"self", "cls"}
        assert names <= explained, (place, function.name, names - explained)


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
    for words in (["check"], ["methods", "reserve"], ["demo", "--out", str(tmp_path / "demo")]):
        subprocess.run([str(venv / "bin" / "lodestock"), *words], cwd=tmp_path, env=env, **quiet)
    assert (tmp_path / "demo" / "pictures" / "requirement.png").is_file()
    (table,) = venv.rglob("lodestock/data/reference/price.csv")
    table.write_text(table.read_text(encoding="utf-8").replace("1", "2", 1), encoding="utf-8")
    lodestock_check = [str(venv / "bin" / "lodestock"), "check"]
    damaged = subprocess.run(lodestock_check, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert damaged.returncode == 1 and "data/reference/price.csv" in damaged.stdout
