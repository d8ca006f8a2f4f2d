from __future__ import annotations

from typing import Any

from lodestock.report.look_views import data_status_view, methods_view, table_view
from lodestock.report.views import Table, Words


def document(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = {
        "row_id": "string",
        "material": "string",
        "share_pct": "number",
        "year": "integer",
        "source": "string",
    }
    columns |= {f"long_{n}": "string" for n in range(5)}
    whole = [{**dict.fromkeys(columns), "overlay": None, **r} for r in rows]
    fields = [{"name": n, "kind": k} for n, k in columns.items()]
    return {"table": "shares", "meaning": "Of all", "columns": list(columns), "fields": fields, "rows": whole}


def test_a_table_shows_the_columns_that_fit_and_names_the_others() -> None:
    cells = {f"long_{n}": "x" * 100 for n in range(5)}
    row = {
        "row_id": "cobalt",
        "material": "cobalt",
        "share_pct": 1234.5,
        "year": 2013,
        "source": "a",
        **cells,
    }
    table, left, overlay = table_view(
        document([row, {**row, "row_id": "tin", "material": "tin", "overlay": "by me"}])
    )
    assert isinstance(table, Table) and isinstance(left, Words) and isinstance(overlay, Words)
    assert [h.text for h in table.heads] == ["row id", "share pct", "year", "long 0", "long 1"]
    assert [h.is_number for h in table.heads[:3]] == [False, True, True]
    assert table.rows[0][:3] == ("cobalt", "1,234", "2013") and table.rows[0][3] == f"{'x' * 37}..."
    assert left.text == "not shown: source, long_2, long_3, long_4; --json gives every column"
    assert overlay.text == "tin: by me"


def test_empty_columns_are_left_out_and_a_hole_is_a_dash() -> None:
    rows = [{"row_id": "a", "share_pct": 1.0}, {"row_id": "b", "year": 2020}]
    table, left = table_view(document(rows))
    assert isinstance(table, Table) and table.rows == (("a", "1", "-"), ("b", "-", "2020"))
    assert isinstance(left, Words) and "material" in left.text


def test_a_table_without_rows_says_so() -> None:
    assert [b.text for b in table_view(document([])) if isinstance(b, Words)] == ["shares: Of all", "no row"]


def test_the_state_of_the_data_is_a_row_a_table() -> None:
    row = {"table": "price", "meaning": "Prices", "rows": 1480, "newest": None, "grades": {"A": 4, "D": 1}}
    (table,) = data_status_view({"tables": [{**row, "overlaid": 2, "missing": 3}]})
    assert isinstance(table, Table) and table.rows == (
        ("price", "-", "A 4 D 1", "1,480", "2", "3", "Prices"),
    )


def test_methods_are_listed_where_they_state_a_formula_and_one_is_shown_whole() -> None:
    one = {
        "name": "size.a",
        "summary": "Do.",
        "formulas": ["a = b"],
        "text": "So ``a = b``.",
        "parameters": "P\na : b",
    }
    two = {"name": "size.b", "summary": "Do too.", "formulas": [], "text": None, "parameters": None}
    one, two = ({**m, "references": None} for m in (one, two))
    table, words = methods_view({"methods": [one, two]})
    assert isinstance(table, Table) and table.rows == (("size.a", "Do."),)
    assert isinstance(words, Words) and words.text.startswith("1 more state no formula")
    shown = [
        b.text
        for b in methods_view({"methods": [{**one, "references": "R (1970)."}]})
        if isinstance(b, Words)
    ]
    assert shown == ["size.a", "Do.", "\nSo ``a = b``.", "\nP\na : b", "\nReferences\nR (1970)."]
    assert len(methods_view({"methods": [two]})) == 2
