"""Write the reference data package from a folder of fact tables.

    python tools/build_reference.py --from FOLDER      the tables, their register of sources and datapackage.json
    python tools/build_reference.py --sums             checksums of all bundled files, src/lodestock/data/SHA256SUMS
    python tools/build_reference.py --docs             the data dictionaries and the glossary in docs/reference

Read from the package's own folder it writes the same bytes again, so that figures edited there in place
are checked, sorted and described by the same code.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from lodestock.data.checksums import CHECKSUM_FILE, checksum_text  # noqa: E402
from lodestock.data.glossary import read_glossary  # noqa: E402
from lodestock.data.reader import read_cell, read_rows  # noqa: E402
from lodestock.data.tables import SPECS  # noqa: E402
from lodestock.programme.specs import RESULT_SPECS  # noqa: E402
from lodestock.records.dataset import cell_text  # noqa: E402
from lodestock.records.errors import DataError, Problem  # noqa: E402
from lodestock.records.frames import FrameSpec, table_schema  # noqa: E402

REFERENCE = ROOT / "src" / "lodestock" / "data" / "reference"
DOCS = ROOT / "docs" / "reference"
WORDS = {
    "derived": "Derived from other rows by the rule in the locator",
    "assumed": "Assumption for the user to set",
    "recalled": "From memory, not verified",
    "computed": "Computed from other rows",
    "not_found": "Searched for and not found",
    "pycountry": "ISO 3166-1 names and codes as in the pycountry package",
}
CITED_ONLY = ("defence_applications",)

Rows = list[dict[str, str]]


def read(folder: Path, name: str) -> Rows:
    """Return the rows of a table as text."""
    problems: list[Problem] = []
    _, rows = read_rows(f"{name}.csv", (folder / f"{name}.csv").read_bytes(), (), problems)
    if problems:
        raise DataError(*problems)
    return [dict(row.cells) for row in rows]


def kept(name: str, rows: Rows, cited: dict[str, set[str]], items: set[str]) -> Rows:
    """Return the rows that lodestock computes with or shows."""
    if name in CITED_ONLY:
        key = SPECS[name].key
        return [r for r in rows if "/".join(r[k] for k in key) in cited.get(name, set())]
    if name == "us_end_uses":
        return [r for r in rows if r["material"] in items]
    if name == "nds_shortfalls":
        return [r for r in rows if r["report_year"] == "2013"]
    if name == "nds_inventory":
        # Two texts date a count of items to 2021: the one with a value is kept.
        return [r for r in rows if not (r["as_of"] == "2021" and not r["value_musd"])]
    return rows


def checked(spec: FrameSpec, rows: Rows) -> Rows:
    """Return rows with numbers written one way, sorted by key; raise on a bad cell or a key given twice."""
    problems: list[Problem] = []
    out: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        cells = {}
        for column in spec.columns:
            value, reason, remedy = read_cell(column, row[column.name])
            if reason:
                problems.append(
                    Problem(f"{spec.name} column {column.name}", row[column.name], reason, remedy)
                )
            cells[column.name] = cell_text(value)
        key = tuple(cells[k] for k in spec.key)
        if key in out:
            problems.append(Problem(spec.name, "/".join(key), "duplicate key", "Remove one of the rows"))
        out[key] = cells
    if problems:
        raise DataError(*problems)
    return [out[key] for key in sorted(out)]


def register(folder: Path, tables: dict[str, Rows]) -> Rows:
    """Return the sources that the tables cite; raise on a key that no register has."""
    known = {key: {"key": key, "title": title} for key, title in WORDS.items()}
    files = (
        [folder / "sources.csv"]
        if (folder / "sources.csv").is_file()
        else sorted(folder.glob("sources_*.csv"))
    )
    for path in files:
        for row in read(folder, path.stem):
            known.setdefault(row["key"], row)
    cited = sorted({k for rows in tables.values() for r in rows for k in r["source"].split(";") if k})
    unknown = [k for k in cited if k not in known]
    if unknown:
        raise DataError(Problem("sources", ", ".join(unknown), "is cited and not registered", "Register it"))
    names = SPECS["sources"].names
    return [{n: known[k].get(n, "") for n in names} for k in cited]


def write(path: Path, names: tuple[str, ...], rows: Rows) -> None:
    """Write a table as CSV, UTF-8, lines ending in a line feed."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def package() -> dict[str, Any]:
    """Return the descriptor of the data package."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "lodestock-reference",
        "title": "Critical minerals: demand, supply, prices, law and money",
        "version": "2026.11",
        "licenses": [
            {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0; sources keep their own terms"}
        ],
        "resources": [
            {
                "name": name.replace("_", "-"),
                "type": "table",
                "path": f"{name}.csv",
                "title": spec.meaning,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": table_schema(spec),
            }
            for name, spec in sorted(SPECS.items())
        ],
    }


def build(folder: Path, out: Path) -> None:
    """Write the package into `out`."""
    facts = read(folder, "case_facts")
    cited: dict[str, set[str]] = {}
    for fact in facts:
        cited.setdefault(fact["table"], set()).add(fact["row_id"])
    items = {r["material"] for r in read(folder, "materials")}
    tables = {
        name: checked(spec, kept(name, read(folder, name), cited, items))
        for name, spec in SPECS.items()
        if name != "sources"
    }
    tables["sources"] = register(folder, tables)
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write(out / f"{name}.csv", SPECS[name].names, rows)
    text = json.dumps(package(), indent=1, ensure_ascii=False)
    (out / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def dictionary(title: str, words: str, specs: dict[str, FrameSpec]) -> str:
    """Return a data dictionary in Markdown."""
    lines = [
        f"# {title}",
        "",
        words,
        "An empty cell is *missing*, never zero. Key columns are **bold**; `!` marks cells that must be filled.",
        "",
    ]
    for name, spec in sorted(specs.items()):
        lines += [
            f"## {name}",
            "",
            f"{spec.meaning}.",
            "",
            "| column | type | unit | meaning |",
            "|---|---|---|---|",
        ]
        for c in spec.columns:
            shown = f"**{c.name}**" if c.name in spec.key else c.name
            choices = f" One of: {', '.join(c.choices)}." if c.choices else ""
            choices += f" From {c.minimum:g} to {c.maximum:g}." if None not in (c.minimum, c.maximum) else ""
            lines.append(
                f"| {shown}{' !' if c.required else ''} | {c.kind} | {c.unit} | {c.meaning}.{choices} |"
            )
        lines.append("")
    return "\n".join(lines)


def glossary() -> str:
    """Return the glossary in Markdown."""
    lines = [
        "# Glossary",
        "",
        "`lodestock explain WORD` says the same. Written by `python tools/build_reference.py --docs` from "
        "`src/lodestock/data/words/glossary.csv`.",
        "",
        "| word | also | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| {t.word} | {', '.join(t.also)} | {t.meaning} |" for t in read_glossary()]
    return "\n".join(lines) + "\n"


def dictionaries() -> dict[Path, str]:
    """Return what is written for people, by file: the reference tables, the frames of results, the glossary."""
    tables = "Written by `python tools/build_reference.py --docs` from the specs in `lodestock.data.tables`."
    results = "Written by `python tools/build_reference.py --docs` from `lodestock.programme.specs`."
    return {
        DOCS / "data.md": dictionary("Data dictionary", tables, SPECS),
        DOCS / "results.md": dictionary("Frames of results", results, RESULT_SPECS),
        DOCS / "glossary.md": glossary(),
    }


def write_checksums() -> None:
    """Write the checksums of the bundled tables, cards and map shapes, which `lodestock check` compares."""
    (REFERENCE.parent / CHECKSUM_FILE).write_text(checksum_text(REFERENCE.parent), encoding="utf-8")


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="folder", type=Path, default=REFERENCE, help="folder of fact tables")
    parser.add_argument("--out", type=Path, default=REFERENCE, help="folder of the package")
    parser.add_argument(
        "--sums", action="store_true", help="write the checksums of tables, cards, words and maps instead"
    )
    parser.add_argument(
        "--docs", action="store_true", help="write the data dictionaries and the glossary instead"
    )
    options = parser.parse_args()
    try:
        if options.docs:
            for path, text in dictionaries().items():
                path.write_text(text, encoding="utf-8")
        elif options.sums:
            write_checksums()
        else:
            build(options.folder, options.out)
            if options.out == REFERENCE:
                write_checksums()
    except DataError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
