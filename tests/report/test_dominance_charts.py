"""The picture of what one country controls."""

from __future__ import annotations

from lodestock.report.dominance_charts import dominance_chart
from lodestock.report.theme import Caption


def row(name: str, stage: str, share: float | None, above: int | None) -> dict[str, object]:
    return {"name": name, "stage": stage, "share": share, "above": above, "year": "2025"}


def test_items_with_a_dominated_stage_are_shown_by_stage() -> None:
    rows = [row("Gallium", "refine", 0.99, 80), row("Tin", "refine", 0.6, 50), row("Tin", "mine", 0.3, None),
            row("Tin", "purify", None, None), row("Zinc", "mine", 0.2, None)]  # fmt: skip
    spec = dominance_chart(rows, Caption("t"))
    cells = {(c["item"], c["stage"]): (c["band"], c["label"]) for c in spec["data"]["values"]}
    assert cells == {
        ("Gallium", "refine"): ("above 80 %", "99%"),
        ("Tin", "refine"): ("above 50 %", "60%"),
        ("Tin", "mine"): ("50 % or less", "30%"),
    }
    assert spec["layer"][0]["encoding"]["x"]["sort"] == ["mine", "refine"]
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["Gallium", "Tin"]


def test_nothing_dominated_is_said_in_a_sentence() -> None:
    spec = dominance_chart([row("Zinc", "mine", 0.2, None)], Caption("t"))
    assert "No stage" in spec["data"]["values"][0]["text"]


def test_the_picture_tells_the_years_of_its_shares() -> None:
    one, old = row("Gallium", "refine", 0.99, 80), row("Tin", "mine", 0.6, 50)
    old["year"] = "2016-2020"
    same, both = (
        " ".join(dominance_chart(r, Caption("t"))["title"]["subtitle"]) for r in ([one], [one, old])
    )
    assert "per cent, of 2025;" in same and "the latest known of each, 2016 to 2025;" in both
