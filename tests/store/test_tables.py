from __future__ import annotations

from lodestock.store.tables import AMOUNTS, METADATA, TRIGGERS


def test_each_amount_is_held_by_the_one_before_it() -> None:
    (check,) = [c for c in METADATA.tables["funds"].constraints if c.name == "funds_not_overspent"]
    text = str(check.sqltext)  # type: ignore[attr-defined]
    assert text.startswith("0 <= expended") and text.count("<=") == len(AMOUNTS)


def test_what_is_kept_has_its_triggers() -> None:
    for table in ("journal", "answers", "signatures", "watch"):
        assert {f"{table}_no_update", f"{table}_no_delete"} <= set(TRIGGERS["sqlite"])
        assert {f"{table}_no_{act}" for act in ("update", "delete", "truncate")} <= set(
            TRIGGERS["postgresql"]
        )
    assert all("journal_order" in t for t in TRIGGERS.values())
