from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.data import load
from lodestock.data.doubts import _moved_shares
from tests.data.test_overlays import write

SHARES = "material,stage,country_iso3,share_pct,replace\n"


def told(overlays: Path) -> list[str]:
    return [str(p) for p in load(overlays).doubts]


def test_shares_of_figures_with_footnotes_glued_on_are_told(tmp_path: Path) -> None:
    """116,000 for 16,000 t and 143,000 for 43,000 t: the shares sum to 100 %, and China's is halved."""
    tonnes = {
        "CHN": 255000,
        "AUS": 116000,
        "MMR": 143000,
        "MDG": 112100,
        "NGA": 117200,
        "USA": 41600,
        "OTHER": 7590,
    }
    rows = "".join(f"neodymium,mine,{c},{100 * t / 792490:.4f},y\n" for c, t in tonnes.items())
    (doubt,) = told(write(tmp_path, "global_supply_shares", SHARES + rows))
    assert doubt.startswith(
        "overlays/global_supply_shares.csv neodymium/mine column share_pct: 48 points of the whole"
    )
    assert "CHN from 73.1 to 32.2 %" in doubt
    assert doubt.endswith(
        "Check the source: a digit of a footnote glued to a figure, or another unit, does this."
    )


def test_a_list_of_another_year_is_not_in_doubt(tmp_path: Path) -> None:
    """Up to ten points of the whole may go to other rows."""
    old = {
        r["country_iso3"]: r["share_pct"]
        for r in load().rows("global_supply_shares")
        if (r["material"], r["stage"]) == ("neodymium", "mine")
    }
    for moved, doubts in ((9.5, 0), (10.5, 1)):
        new = {**old, "CHN": old["CHN"] - moved, "USA": old["USA"] + moved}
        rows = "".join(f"neodymium,mine,{c},{share:.4f},\n" for c, share in new.items())
        assert len(told(write(tmp_path, "global_supply_shares", SHARES + rows))) == doubts


@pytest.mark.parametrize(
    ("table", "text", "words"),
    [
        (
            "us_demand",
            "material,apparent_consumption_t\ncobalt,75600000",
            "is 1e+04 times the bundled figure, 7560",
        ),
        ("us_demand", "material,import_t\ncobalt,1", "times the bundled figure"),
        (
            "price",
            "material,tier,known_from,price_usd_per_t\ncobalt,single,2025-10-12,17",
            "column price_usd_per_t",
        ),
        ("us_demand", "material,apparent_consumption_t\ncobalt,9000", ""),
        ("price", "material,tier,known_from,price_usd_per_t\ncobalt,single,2025-10-12,45000", ""),
        ("policy_events", "event_id,scope\ncn-gage-2023,general", ""),
    ],
)
def test_a_figure_in_another_unit_is_told(tmp_path: Path, table: str, text: str, words: str) -> None:
    doubts = told(write(tmp_path, table, text + "\n"))
    assert len(doubts) == bool(words) and all(words in doubt for doubt in doubts)


@pytest.mark.parametrize(
    ("table", "text", "doubts"),
    [
        # Tungsten: half the world total leaves the market as it was, outside what the total implies.
        ("world_tonnage", "material,stage,year,quantity_t\ntungsten,refine,2025,{half}", 1),
        ("world_tonnage", "material,stage,year,quantity_t\ntungsten,refine,2025,{near}", 0),
        ("accessible_market", "material,q_t_per_year\ntungsten,{twice}", 1),
        ("accessible_market", "material,basis\ntungsten,t W", 0),
    ],
)
def test_a_market_that_the_printed_world_total_contradicts_is_told(
    tmp_path: Path, table: str, text: str, doubts: int
) -> None:
    dataset = load()
    world = dataset.row("world_tonnage", "tungsten/refine/2025")
    market = dataset.row("accessible_market", "tungsten")
    assert world is not None and market is not None and market["stage"] == "refine"
    figures = {
        "half": world["quantity_t"] / 2,
        "near": world["quantity_t"] * 1.03,
        "twice": 2 * market["q_t_per_year"],
    }
    found = told(write(tmp_path, table, text.format(**figures) + "\n"))
    assert len(found) == doubts and all("accessible_market tungsten column q_t_per_year" in d for d in found)


def test_a_market_given_beside_its_world_total_is_in_no_doubt(tmp_path: Path) -> None:
    dataset = load()
    world = dataset.row("world_tonnage", "tungsten/refine/2025")
    market = dataset.row("accessible_market", "tungsten")
    assert world is not None and market is not None
    total = f"material,stage,year,quantity_t\ntungsten,refine,2025,{world['quantity_t'] / 2}\n"
    write(tmp_path, "world_tonnage", total)
    half = f"material,q_t_per_year\ntungsten,{market['q_t_per_year'] / 2}\n"
    assert told(write(tmp_path, "accessible_market", half)) == []


def test_the_bundled_figures_are_in_no_doubt() -> None:
    assert load().doubts == ()


def test_all_shares_that_make_the_sum_are_told() -> None:
    rows = {"A": 30.0, "B": 20.0, "C": 20.0, "D": 20.0, "E": 10.0}
    moved = {"A": 5.0, "B": 35.0, "C": 25.0, "D": 24.0, "E": 11.0}
    old, new = (
        {("tin", "mine", c): ({"share_pct": s}, "reference/x.csv:2") for c, s in shares.items()}
        for shares in (rows, moved)
    )
    (found,) = _moved_shares("global_supply_shares", "overlays/x.csv", old, new)  # type: ignore[arg-type]
    assert all(f"{c} from {rows[c]:.3g} to {moved[c]:.3g} %" in found.reason for c in rows)


@pytest.mark.parametrize("row", ["cobalt,mine,COD,,y,y", "cobalt,mine,CHN,,y,y"])
def test_a_list_that_is_removed_whole_is_told(tmp_path: Path, row: str) -> None:
    text = f"material,stage,country_iso3,share_pct,replace,remove\n{row}\n"
    (tmp_path / "global_supply_shares.csv").write_text(text, encoding="utf-8")
    (words,) = told(tmp_path)
    assert "cobalt/mine column share_pct: all 12 rows of the bundled list are removed" in words
