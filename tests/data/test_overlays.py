from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.data import SPECS, load
from lodestock.records.errors import DataError


def write(folder: Path, table: str, text: str, suffix: str = ".csv") -> Path:
    overlays = folder / "overlays"
    overlays.mkdir(exist_ok=True)
    (overlays / f"{table}{suffix}").write_text(text, encoding="utf-8")
    return overlays


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("", "", ("overlay", "overlays/us_demand.csv:2: survey", "D")),
        (",source", ",usgs_mcs2026_csv", ("usgs_mcs2026_csv", "overlays/us_demand.csv:2: survey", "D")),
        (",quality", ",B", ("overlay", "overlays/us_demand.csv:2: survey", "B")),
        (",source,locator,quality", ",own,page 4,C", ("own", "page 4", "C")),
        (",source,locator,quality", ",,,", ("overlay", "overlays/us_demand.csv:2: survey", "D")),
    ],
)
def test_an_overridden_figure_never_keeps_the_old_citation(
    tmp_path: Path, header: str, cells: str, expected: tuple[str, str, str]
) -> None:
    """The old grade and locator vouched for another figure."""
    text = f"material,own_secondary_t,reason{header}\ncobalt,5,survey{cells}\n"
    row = load(write(tmp_path, "us_demand", text)).row("us_demand", "cobalt")
    assert row is not None and (row["source"], row["locator"], row["quality"]) == expected


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not a folder"):
        load(tmp_path / "overlay")


def test_a_folder_named_like_a_table_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "overlays" / "us_demand.csv").mkdir(parents=True)
    with pytest.raises(DataError, match=r"overlays/us_demand\.csv: cannot be read: it is a folder"):
        load(tmp_path / "overlays")


def test_a_suffix_in_capitals_is_not_passed_over(tmp_path: Path) -> None:
    changed = load(write(tmp_path, "us_demand", "material,own_secondary_t\ncobalt,5\n", ".CSV"))
    assert [c.row_id for c in changed.overlays] == ["cobalt"]


def test_a_reason_cannot_carry_a_formula(tmp_path: Path) -> None:
    text = "material,own_secondary_t,reason\ncobalt,5,=HYPERLINK(1)\n"
    with pytest.raises(DataError, match=r"us_demand\.csv:2 column reason .* looks like a formula"):
        load(write(tmp_path, "us_demand", text))


def test_problems_of_several_files_are_shown_together(tmp_path: Path) -> None:
    write(tmp_path, "us_demand", "material,own_secondary_t,own_primary_t\ncobalt,NaN,-1\n")
    overlays = write(tmp_path, "zzz", "a\n1\n")
    with pytest.raises(DataError) as caught:
        load(overlays)
    assert [p.place for p in caught.value.problems] == [
        "overlays/us_demand.csv:2 column own_primary_t",
        "overlays/us_demand.csv:2 column own_secondary_t",
        "overlays/zzz.csv",
    ]


def test_a_new_item_may_be_used_by_a_file_read_before_its_own(tmp_path: Path) -> None:
    write(tmp_path, "materials", "material,name\nunobtainium,Unobtainium\n")
    text = "material,stage,country_iso3,share_pct\nunobtainium,refine,OTHER,100\n"
    assert len(load(write(tmp_path, "import_shares", text)).overlays) == 2


def test_what_would_not_be_read_is_refused(tmp_path: Path) -> None:
    overlays = write(tmp_path, "us_demand", "material,own_secondary_t\ncobalt,5\n")
    for name in ("README.txt", ".~lock.prices.xlsx#", "us_demand.csv~"):
        (overlays / name).write_text("")
    assert len(load(overlays).overlays) == 1
    (overlays / "prices.xlsx").write_text("")
    (overlays / "more").mkdir()
    with pytest.raises(
        DataError, match=r"overlays/more: is not read(.|\n)*overlays/prices\.xlsx: is not read"
    ):
        load(overlays)


HEADS = {
    "price": "material,tier,known_from,price_usd_per_t",
    "us_demand": "material,apparent_consumption_t",
    "market_impact": "material,eps_demand",
    "scenario_generator": "block,parameter,value",
}


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("price", "cobalt,single,2025-10-01,1e308", r"price_usd_per_t = '1e308'"),
        ("price", "cobalt,single,2025-10-01,0", r"price_usd_per_t = '0'"),
        ("us_demand", "cobalt,1e300", r"apparent_consumption_t = '1e300'"),
        ("market_impact", "cobalt,0", r"eps_demand = '0'.*from -5 to -0.01"),
        ("scenario_generator", "offer,lead_time_quarters,-3", r"from 0 to 80"),
        ("scenario_generator", "offer,lead_time_quarters,1.5", r"is not a whole number"),
        ("scenario_generator", "offer,guaranteed_minimum_fraction,2", r"from 0 to 1"),
        ("scenario_generator", "value,real_discount_rate,-2", r"from 0 to 1"),
        ("scenario_generator", "offer,min_order_usd,-1", r"from 1 to 1e\+12"),
        ("scenario_generator", "value,terminal_value_share,5", r"from 0 to 1"),
        ("scenario_generator", "offer,lead_time_quarter,2", r"Did you mean 'offer/lead_time_quarters'"),
    ],
)
def test_a_figure_of_absurd_size_is_refused_with_its_row(
    tmp_path: Path, table: str, row: str, words: str
) -> None:
    with pytest.raises(DataError, match=rf"overlays/{table}\.csv:2 column .*{words}"):
        load(write(tmp_path, table, f"{HEADS[table]}\n{row}\n"))


def test_every_number_has_bounds_and_new_actors_may_be_added(tmp_path: Path) -> None:
    numbers = [c for s in SPECS.values() for c in s.columns if c.kind in ("number", "integer")]
    assert all(c.minimum is not None and c.maximum is not None for c in numbers)
    text = "block,parameter,value\nexport_control,announcements_per_year_normal_IDN,0.2\n"
    assert len(load(write(tmp_path, "scenario_generator", text)).overlays) == 1


def test_a_code_in_small_letters_is_recognised(tmp_path: Path) -> None:
    text = "material,stage,country_iso3,share_pct\ncobalt,refine,can,1\n"
    with pytest.raises(DataError, match=r"'can': is not the code of a country\. Write the code: CAN\."):
        load(write(tmp_path, "import_shares", text))


NEW_LIST = """material,stage,country_iso3,share_pct,replace,remove,reason
neodymium,mine,CHN,60,{},,new table
neodymium,mine,AUS,40,,,new table
"""


@pytest.mark.parametrize("switches", [("y", ""), ("y", "y")])
def test_one_switch_replaces_a_whole_list_of_shares(tmp_path: Path, switches: tuple[str, str]) -> None:
    """The rows that the bundled list has and the new one has not are removed; other items and stages stay."""
    text = NEW_LIST.format(switches[0]).replace("AUS,40,", f"AUS,40,{switches[1]}")
    changed = load(write(tmp_path, "global_supply_shares", text))
    old, new = (
        {
            (r["material"], r["stage"], r["country_iso3"]): r["share_pct"]
            for r in dataset.rows("global_supply_shares")
        }
        for dataset in (load(), changed)
    )
    group = ("neodymium", "mine")
    assert {k: v for k, v in new.items() if k[:2] == group} == {(*group, "CHN"): 60, (*group, "AUS"): 40}
    assert {k: v for k, v in new.items() if k[:2] != group} == {
        k: v for k, v in old.items() if k[:2] != group
    }
    actions = {c.row_id: c.action for c in changed.overlays}
    assert actions["neodymium/mine/CHN"] == "overridden" and actions["neodymium/mine/THA"] == "removed"
    china = changed.row("global_supply_shares", "neodymium/mine/CHN")
    assert china is not None and china["year_or_period"] is None  # the year belonged to the old figure


def test_a_list_that_replaces_must_be_whole(tmp_path: Path) -> None:
    text = NEW_LIST.format("y").replace("AUS,40", "AUS,30")
    with pytest.raises(
        DataError, match=r"neodymium/mine column share_pct: the shares sum to 90 %, not 100\."
    ):
        load(write(tmp_path, "global_supply_shares", text))


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (
            "demand_classes",
            "material,demand_class,share_pct,replace\ncobalt,defence,40,y\ncobalt,civil,60,y\n",
        ),
        ("us_end_uses", "material,end_use,share_pct,replace\ncobalt,all of it,100,y\n"),
        ("import_shares", "material,stage,country_iso3,share_pct,replace\nantimony,refine,BEL,100,y\n"),
    ],
)
def test_every_table_of_shares_has_the_switch(tmp_path: Path, table: str, text: str) -> None:
    changed = load(write(tmp_path, table, text))
    item = text.split("\n")[1].split(",")[0]
    assert len([r for r in changed.rows(table) if r["material"] == item]) == text.count(",y")


def test_a_row_to_remove_beside_the_switch_is_removed_once(tmp_path: Path) -> None:
    text = NEW_LIST.format("y") + "neodymium,mine,THA,,y,y,\n"
    changed = load(write(tmp_path, "global_supply_shares", text))
    assert [c.action for c in changed.overlays if c.row_id == "neodymium/mine/THA"] == ["removed"]
    with pytest.raises(DataError, match="there is no such row to remove"):
        load(write(tmp_path, "global_supply_shares", text.replace("THA", "FRA")))


def test_the_switch_is_refused_where_no_shares_are_summed(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"price\.csv:1 = 'replace': is for tables whose shares sum to 100 %"):
        load(write(tmp_path, "price", "material,tier,known_from,replace\ncobalt,single,2025,y\n"))
    with pytest.raises(DataError, match=r"column replace = 'yep': is not y or n\. Write y"):
        load(write(tmp_path, "global_supply_shares", NEW_LIST.format("yep")))


def test_the_code_of_a_country_is_named_where_its_row_is_not_found(tmp_path: Path) -> None:
    text = "material,stage,country_iso3,remove\nneodymium,mine,Thailand,y\n"
    with pytest.raises(
        DataError,
        match=r"no such row to remove: Thailand is not the code of a country\. Write the code: THA\.",
    ):
        load(write(tmp_path, "global_supply_shares", text))


def test_very_many_problems_are_counted(tmp_path: Path) -> None:
    rows = "\n".join(f"cobalt,single,2025-{m:02}-{d:02},1 234" for m in range(1, 8) for d in range(1, 29))
    with pytest.raises(DataError) as caught:
        load(write(tmp_path, "price", f"material,tier,known_from,price_usd_per_t\n{rows}\n"))
    assert len(caught.value.problems) == 196
    lines = str(caught.value).splitlines()
    assert len(lines) == 41 and lines[-1].startswith("156 more problems are not shown.")


def test_a_refused_file_does_not_hide_what_is_wrong_in_others(tmp_path: Path) -> None:
    """Nor does a refused row give a wrong sum that would send the reader to rows that are right."""
    write(tmp_path, "import_shares", "material,stage,country_iso3,share_pct\nantimony,refine,CHN,1 2\n")
    overlays = write(tmp_path, "us_demand", "material,own_secondary_t\ncobalt,W\n")
    (overlays / "prices.xlsx").write_bytes(b"PK")
    with pytest.raises(DataError) as caught:
        load(overlays)
    assert [p.place for p in caught.value.problems] == [
        "overlays/import_shares.csv:2 column share_pct",
        "overlays/prices.xlsx",
        "overlays/us_demand.csv:2 column own_secondary_t",
    ]


def test_a_file_of_no_bytes_is_no_overlay(tmp_path: Path) -> None:
    """A shell makes the file before `lodestock table X --csv > overlays/X.csv` reads the project."""
    (tmp_path / "overlays").mkdir()
    for table in ("us_demand", "price"):
        (tmp_path / "overlays" / f"{table}.csv").touch()
    dataset = load(tmp_path / "overlays")
    assert dataset.hash == load().hash and not dataset.overlays
    with pytest.raises(DataError, match=r"price\.csv: is empty"):
        load(write(tmp_path, "price", "\n\n"))


@pytest.mark.parametrize("word", ["Y", "yes", "TRUE", "1"])
def test_a_switch_may_be_written_as_yes(tmp_path: Path, word: str) -> None:
    text = f"material,stage,country_iso3,share_pct,replace\nantimony,refine,BEL,100,{word}\n"
    shares = load(write(tmp_path, "import_shares", text)).rows("import_shares")
    assert [r["country_iso3"] for r in shares if r["material"] == "antimony"] == ["BEL"]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("Aluminium", "Aluminium is a name, not the id of an item. Write the item: aluminum"),
        ("Total", "Total is a total, not an item. Leave the row out"),
        (
            "steel",
            "there is no such row: steel is not in materials.csv. `lodestock materials` lists the items.",
        ),
    ],
)
def test_a_new_row_of_what_is_no_item_is_told_as_that(tmp_path: Path, word: str, told: str) -> None:
    """Columns that a row of a known item would lack are not asked for."""
    with pytest.raises(DataError) as caught:
        load(write(tmp_path, "us_demand", f"material,own_primary_t\n{word},5\n"))
    assert told in str(caught.value) and "a new row needs" not in str(caught.value)
