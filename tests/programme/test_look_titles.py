from __future__ import annotations

import polars as pl

from lodestock.programme import look_titles


def test_a_map_of_shares_names_the_first_country_and_the_part_of_adversaries() -> None:
    shares = pl.DataFrame(
        {
            "country": ["CHN", "RUS", "TJK", "OTHER", "AUS"],
            "country_name": ["China", "Russia", "Tajikistan", "Others", "Australia"],
            "share_pct": [36.0, 29.0, 20.0, 80.0, None],
            "group": ["adversary", "adversary", "other", "unattributed", "ally"],
        }
    )
    title = look_titles.share_map_title("Antimony", "mine", shares)
    assert title == "Antimony, mine: China makes 36 % of the world's output, adversaries 65 %"
    none = look_titles.share_map_title("Antimony", "mine", shares.filter(pl.col("group") == "unattributed"))
    assert none == "Antimony, mine: no share of a country is stated"


def test_a_map_of_buys_names_the_whole_and_the_largest_part() -> None:
    buys = pl.DataFrame(
        {"country": ["USA", "NOR", "JPN"], "country_name": ["United States", "Norway", "Japan"],
         "ceiling_usd": [310e6, 66e6, None]}
    )  # fmt: skip
    title = look_titles.buy_map_title(buys)
    assert title == "United States: USD 310 of the 376 million that go to 2 countries"
    assert look_titles.buy_map_title(buys.head(1)) == "All USD 310 million go to one country: United States"
    assert look_titles.buy_map_title(buys.head(0)) == "Nothing is bought"
    assert look_titles.buy_map_title(buys.tail(1)) == "Money goes to 1 country, how much is not known"


def test_stages_name_the_largest_share_and_count_those_of_adversaries() -> None:
    shares = pl.DataFrame(
        {
            "stage": ["mine", "mine", "refine", "refine", "refine"],
            "country": ["CHN", "AUS", "CHN", "RUS", "OTHER"],
            "share_pct": [40.0, 45.0, 41.0, 19.5, 50.0],
            "group": ["adversary", "ally", "adversary", "adversary", "unattributed"],
        }
    )
    title = look_titles.stage_shares_title("Tin", shares)
    assert title == "Tin: AUS has 45 % of the stage mine; adversaries have over half in 1 of 2 stages"
    named = shares.with_columns(pl.lit("Australia").alias("country_name"))
    assert look_titles.stage_shares_title("Tin", named).startswith("Tin: Australia has 45 %")
    assert look_titles.stage_shares_title("Tin", shares.tail(1)) == "Tin: no share of a country is stated"


def test_prices_compare_the_newest_with_the_first_of_its_tier() -> None:
    prices = pl.DataFrame(
        {"known_from": ["2025-01-31", "2026-02-06", "2025-02", "2026-03"],
         "tier": ["single", "single", "outside_china", "single"],
         "price_usd_per_t": [20_000.0, 50_000.0, 1.0, None]}
    )  # fmt: skip
    title = look_titles.price_title("Tin", prices)
    assert title == "Tin: USD 50,000 a tonne (single), known from 2026-02-06, 2.5 times that of 2025-01-31"
    assert look_titles.price_title("Tin", prices.head(1)) == "Tin: USD 20,000 a tonne, known from 2025-01-31"
    assert look_titles.price_title("Tin", prices.tail(1)) == "Tin: no price is known"


def test_gaps_by_quarter_add_up_and_an_unknown_one_is_not_zero() -> None:
    gaps = pl.DataFrame(
        {"quarter": ["2027Q1", "2027Q1", "2027Q2"], "demand_class": ["civil", "defence", "civil"],
         "gap_t": [100.0, 20.0, 0.0], "servable_t": [0.0, 20.0, 0.0]}
    )  # fmt: skip
    assert (
        look_titles.gap_quarters_title("Tin", gaps)
        == "Tin lacks 120 t over 1 quarter; stock may serve 20 t of it"
    )
    assert look_titles.gap_quarters_title("Tin", gaps.tail(1)) == "Tin: no quarter leaves a gap"
    unknown = gaps.with_columns(pl.lit(None, pl.Float64).alias("servable_t"))
    assert look_titles.gap_quarters_title("Tin", unknown) == "Tin lacks 120 t over 1 quarter"
    unknown = gaps.with_columns(pl.lit(None, pl.Float64).alias("gap_t"))
    assert look_titles.gap_quarters_title("Tin", unknown) == "Tin: the gap is not known in every quarter"


def test_uses_name_the_largest() -> None:
    uses = pl.DataFrame({"end_use": ["glass", "solder (all)", "doping"], "share_pct": [9.5, 40.0, None]})
    assert look_titles.usage_title("Tin", uses) == "Tin: 40 % goes into solder"
    assert look_titles.usage_title("Tin", uses.tail(1)) == "Tin: no share of a use is stated"


def usd(columns: str, *rows: tuple[str | float | None, ...]) -> pl.DataFrame:
    """Return a frame whose columns but for the first and `within` are numbers."""
    names = columns.split()
    schema = {n: pl.String if n in (names[0], "within") else pl.Float64 for n in names}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def test_coverage_adds_up_and_names_the_item_that_lacks_most() -> None:
    columns = "material_name requirement_usd held_usd planned_usd"
    items = usd(columns, ("Tin", 10e6, 8e6, 8e6), ("Zinc", 40e6, 10e6, 5e6), ("Lead", 0.0, 9e6, 0.0))
    title = "USD 25 of 50 million are held or planned; most is lacking of Zinc, USD 25 million"
    assert look_titles.item_coverage_title(items) == title
    unknown = usd(columns, ("Tin", 10e6, None, 10e6))
    assert look_titles.item_coverage_title(unknown) == "At least USD 10 of 10 million are held or planned"
    assert look_titles.item_coverage_title(items.tail(1)) == "No item has a requirement"


def test_funds_count_a_part_once_and_name_the_account_that_ends_first() -> None:
    columns = "account appropriated_usd obligated_usd days_left within"
    accounts = usd(
        columns,
        ("whole", 2e9, 18.5e6, 1447, None),
        ("part", 1e9, 18.5e6, 1, "whole"),
        ("credit", 5e8, None, None, None),
        ("ended", 5e8, 0.0, -3, None),
    ).with_columns(pl.col("days_left").cast(pl.Int64))
    assert (
        look_titles.funds_title(accounts) == "USD 18.5 of 2,500 million obligated; part ends first, in 1 day"
    )
    assert look_titles.funds_title(accounts[2:3]) == "What is obligated is not known"
    assert look_titles.funds_title(accounts.head(0)) == "No account with a known amount is open"


def test_orders_say_where_an_amount_is_not_known() -> None:
    awards = usd(
        "award_id outlay_usd obligated_usd ceiling_usd", ("a", 1e6, 2e6, 5e6), ("b", None, None, None)
    )
    title = "2 awards, 1 with no known ceiling: at least USD 2 million obligated under ceilings of 5, 1 paid"
    assert look_titles.award_amounts_title(awards) == title
    assert (
        look_titles.award_amounts_title(awards.head(1))
        == "1 award: USD 2 million obligated under ceilings of 5, 1 paid"
    )
    none = awards.with_columns(pl.lit(None, pl.Float64).alias("obligated_usd"))
    assert (
        look_titles.award_amounts_title(none)
        == "2 awards with ceilings of USD 5 million; what is obligated is not known"
    )
    assert look_titles.award_amounts_title(awards.head(0)) == "No award is made"


def test_a_tornado_names_the_input_that_matters_most() -> None:
    variants = usd(
        "input low_usd base_usd high_usd", ("war", 300e6, 820e6, 1650e6), ("price", None, 820e6, 9e8)
    )
    assert look_titles.tornado_title(variants) == "War matters most: USD 300 to 1,650 million"
    assert look_titles.tornado_title(variants.tail(1)) == "Price matters most: USD 820 to 900 million"
    still = usd("input low_usd base_usd high_usd", ("war", 1e6, 1e6, 1e6))
    assert look_titles.tornado_title(still) == "No input that was varied moves the value"
    assert look_titles.tornado_title(variants.head(0)) == "No input was varied"
