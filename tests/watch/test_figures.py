import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.data.news_words import read_news_words
from lodestock.watch.figures import Figure, FigureGrammar

GRAMMAR = FigureGrammar(read_news_words())


def one(text: str) -> Figure:
    """Return the only figure of a text."""
    (figure,) = GRAMMAR.find(text)
    return figure


MONEY = [
    ("$500m", 5e8, "USD"),
    ("$500mn", 5e8, "USD"),
    ("US$1.2bn", 1.2e9, "USD"),
    ("USD1.5bn", 1.5e9, "USD"),
    ("US$100M", 1e8, "USD"),
    ("$2tn", 2e12, "USD"),
    ("$750k", 7.5e5, "USD"),
    ("500 million US dollars", 5e8, "USD"),
    ("twelve million dollars", 1.2e7, "USD"),
    ("half a billion dollars", 5e8, "USD"),
    ("a million and a half dollars", 1.5e6, "USD"),
    ("$500-million", 5e8, "USD"),
    ("A$1.2 billion", 1.2e9, "AUD"),
    ("$12.9 million Canadian dollars", 1.29e7, "CAD"),
    ("C$12.9m", 1.29e7, "CAD"),
    ("€40m", 4e7, "EUR"),
    ("EUR 340m", 3.4e8, "EUR"),
    ("40 million euros", 4e7, "EUR"),
    ("¥30 billion", 3e10, "JPY"),
    ("£42 million", 4.2e7, "GBP"),
    ("42 million pounds sterling", 4.2e7, "GBP"),
    ("Rs 500 crore", 5e9, "INR"),
    ("Rs 12 lakh", 1.2e6, "INR"),
    ("R500m", 5e8, "ZAR"),
    ("HK$3bn", 3e9, None),
]


@pytest.mark.parametrize(("text", "value", "unit"), MONEY)
def test_sums_of_money(text: str, value: float, unit: str | None) -> None:
    figure = one(f"It will pay {text} for it.")
    assert (figure.kind, figure.value, figure.unit, figure.qualifier) == ("money", value, unit, "exact")


MASSES = [
    ("1.2 kt", 1200, "t"),
    ("some 9 kt", 9000, "t"),
    ("two million tonnes", 2e6, "t"),
    ("a hundred tonnes", 100, "t"),
    ("a dozen tonnes", 12, "t"),
    ("two hundred and fifty tonnes", 250, "t"),
    ("12,000-tonne", 12000, "t"),
    ("1 234,5 t", 1234.5, "t"),
    ("1.234,5 kg", 1234.5, "kg"),
    ("1,5 million tonnes", 1.5e6, "t"),
    ("2½ million t", 2.5e6, "t"),
    ("two and a half million tonnes", 2.5e6, "t"),
    ("4,500 short tons", 4500, "short_ton"),
    ("4,500 metric tons", 4500, "t"),
    ("40,000 troy oz", 40000, "troy_oz"),
    ("1,200 flasks", 1200, "flask"),
    ("3.5m lb", 3.5e6, "lb"),
    ("5.16 million pounds of bismuth", 5.16e6, "lb"),
    ("a quarter of a million pounds of tin", 2.5e5, "lb"),
    ("500 carats", 500, "ct"),
    ("20,000 tonnes a year", 20000, "t_per_year"),
    ("20,000 t/y", 20000, "t_per_year"),
    ("20,000 tpa", 20000, "t_per_year"),
    ("20 ktpa", 20000, "t_per_year"),
    ("8,500 t of flake graphite a year", 8500, "t_per_year"),
    ("850 tonnes of tungsten in concentrate a year", 850, "t_per_year"),
    ("12 tonnes annually", 12, "t_per_year"),
    ("half a tonne of antimony a day", 0.5, "t_per_day"),
    ("300 tonnes per month", 300, "t_per_month"),
    ("96,600 t for each of 2026 and 2027", 96600, "t_per_year"),
    ("an annual quota of 5,000 tonnes", 5000, "t_per_year"),
    ("500 t for each quarter", 500, "t"),
    ("3,000 t REO a year", 3000, "t_per_year"),
    ("500 or more tonnes", 500, "t"),
    ("500 flasks a year", 500, None),
]


@pytest.mark.parametrize(("text", "value", "unit"), MASSES)
def test_masses(text: str, value: float, unit: str | None) -> None:
    figure = one(f"It sold {text}, it said.")
    assert (figure.kind, figure.value, figure.unit) == ("mass", value, unit)


RATES = [
    ("25 %", "percent", 25, "percent"),
    ("25 per cent", "percent", 25, "percent"),
    ("25pc", "percent", 25, "percent"),
    ("100-per-cent", "percent", 100, "percent"),
    ("three percentage points", "count", 3, None),
    ("$110/kg", "price", 110, "usd_per_kg"),
    ("$110 a kilo", "price", 110, "usd_per_kg"),
    ("USD 60 per lb", "price", 60, "usd_per_lb"),
    ("610 dollars a tonne", "price", 610, "usd_per_t"),
    ("45 cents a pound", "price", 0.45, "usd_per_lb"),
    ("$330 per metric ton unit", "price", 330, "usd_per_mtu"),
    ("€45/kg", "price", 45, "eur_per_kg"),
    ("€45/lb", "price", 45, None),
    ("$20 a share", "price", 20, None),
    ("twelve firms", "count", 12, None),
]


@pytest.mark.parametrize(("text", "kind", "value", "unit"), RATES)
def test_rates_prices_and_counts(text: str, kind: str, value: float, unit: str | None) -> None:
    figure = one(f"They spoke of {text} then.")
    assert (figure.kind, figure.value, figure.unit) == (kind, value, unit)


RANGES = [
    ("between 900 and 1,200 kg", 900, 1200, "kg"),
    ("900 to 1,200 kg", 900, 1200, "kg"),
    ("900-1,200 kg", 900, 1200, "kg"),
    ("5 t to 10 t", 5, 10, "t"),
    ("$2-3bn", 2e9, 3e9, "USD"),
    ("$2 to $3 million", 2e6, 3e6, "USD"),
    ("between $500m and $1bn", 5e8, 1e9, "USD"),
    ("$50-55 per pound", 50, 55, "usd_per_lb"),
    ("two to three million tonnes", 2e6, 3e6, "t"),
    ("between twenty million and thirty million dollars", 2e7, 3e7, "USD"),
    ("2 to 3 million tonnes", 2e6, 3e6, "t"),
    ("from 10 to 25 per cent", 10, 25, "percent"),
    ("10%-15%", 10, 15, "percent"),
    ("$100-$120/kg", 100, 120, "usd_per_kg"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit"), RANGES)
def test_ranges_have_both_ends_and_their_midpoint(text: str, low: float, high: float, unit: str) -> None:
    figure = one(f"It seeks {text} now.")
    assert (figure.low, figure.high, figure.unit, figure.qualifier) == (low, high, unit, "range")
    assert figure.value == (low + high) / 2


HEDGES = [
    ("up to $500m", "up_to"),
    ("as much as $500m", "up_to"),
    ("may not exceed $500m", "up_to"),
    ("could rise to $500m", "up_to"),
    ("could still total $500m", "up_to"),
    ("a ceiling of $500m", "up_to"),
    ("capped at $500m", "up_to"),
    ("worth up to another $500m", "up_to"),
    ("limits spending this year to $500m", "up_to"),
    ("$500m at most", "up_to"),
    ("more than $500m", "at_least"),
    ("just over $500m", "at_least"),
    ("upwards of $500m", "at_least"),
    ("a minimum of $500m", "at_least"),
    ("$500m or more", "at_least"),
    ("$500m-plus", "at_least"),
    ("nearly $500m", "about"),
    ("just under $500m", "about"),
    ("an estimated $500m", "about"),
    ("rounded to $500m", "about"),
    ("$500m or so", "about"),
    ("a combined $500m", "combined"),
    ("together worth $500m", "combined"),
    ("$500m between them", "combined"),
    ("a combined total of about $500m", "combined"),
    ("up to about $500m", "up_to"),
    ("worth $500m", "exact"),
    ("a total of $500m", "exact"),
    ("another $500m", "exact"),
    ("together with $500m", "exact"),
    ("told under a $500m plan", "exact"),
    ("close to a $500m loan", "exact"),
    ("a row over $500m", "exact"),
    ("up to a further $500m", "up_to"),
    ("$500m plus interest", "exact"),
]


@pytest.mark.parametrize(("text", "qualifier"), HEDGES)
def test_words_beside_a_figure_qualify_it(text: str, qualifier: str) -> None:
    whole = f"The deal is {text}, it said."
    figure = one(whole)
    assert (figure.value, figure.qualifier) == (5e8, qualifier)
    if qualifier != "exact":
        assert whole[figure.start : figure.end] in text
        assert figure.end - figure.start > len("$500m")


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("hundreds of millions of dollars", "money", "USD"),
        ("several hundred million euros", "money", "EUR"),
        ("several thousand tonnes", "mass", "t"),
        ("thousands of tonnes a year", "mass", "t_per_year"),
        ("an undisclosed sum", "money", None),
        ("an undisclosed amount of gallium", "mass", None),
        ("a nine-figure sum", "money", None),
        ("a multi-million-dollar loan", "money", "USD"),
    ],
)
def test_sums_without_a_number_are_unknown(text: str, kind: str, unit: str | None) -> None:
    figure = one(f"It paid {text} for it.")
    assert (figure.kind, figure.unit, figure.value, figure.qualifier) == (kind, unit, None, "unknown")


def test_words_of_the_next_figure_are_not_taken() -> None:
    first, second = GRAMMAR.find("It pays $500m of which at least $20m is due.")
    assert (first.qualifier, second.qualifier) == ("exact", "at_least")


def test_an_annual_report_makes_no_figure_yearly() -> None:
    assert one("The annual report told of 500 tonnes.").unit == "t"


def test_floor_and_ceiling_are_two_figures() -> None:
    low, high = GRAMMAR.find("It has a guaranteed minimum of $2m and a ceiling of $500m.")
    assert (low.qualifier, low.value, high.qualifier, high.value) == ("at_least", 2e6, "up_to", 5e8)


def test_a_period_holds_for_both_of_two_masses() -> None:
    text = "It is to make one million tonnes of alumina a year and as much as 50 tonnes of gallium."
    assert [(f.value, f.unit) for f in GRAMMAR.find(text)] == [(1e6, "t_per_year"), (50, "t_per_year")]
    text = "It is to make 500 tonnes of nickel and 30 tonnes of cobalt a year."
    assert [(f.value, f.unit) for f in GRAMMAR.find(text)] == [(500, "t_per_year"), (30, "t_per_year")]


def test_a_change_is_no_range() -> None:
    assert [(f.value, f.qualifier) for f in GRAMMAR.find("It raised the duty from 10% to 25%.")] == [
        (10, "exact"),
        (25, "exact"),
    ]


@pytest.mark.parametrize(
    "text", ["A$1.2bn ($790m)", "¥18.5bn (roughly $125m)", "A$135m, about US$87m,", "5,000 lb (2,268 kg)"]
)
def test_conversions_are_marked(text: str) -> None:
    first, second = GRAMMAR.find(f"They pay {text} for it.")
    assert (first.conversion, second.conversion) == (False, True)


def test_the_same_unit_in_brackets_is_no_conversion() -> None:
    assert [f.conversion for f in GRAMMAR.find("They pay $1.2m ($790m at most).")] == [False, False]


@pytest.mark.parametrize(
    "text",
    [
        "in 2026 and 2027",
        "on 9 October 2025",
        "from October 9",
        "9-10 October",
        "Notice No. 57 of 2025",
        "Proclamation 11001",
        "Section 232",
        "COVID-19",
        "U3O8",
        "at 10:30 today",
        "for five years",
        "a 35-year break",
        "2026-27",
        "one of them",
        "half of the output",
        "in the first quarter",
    ],
)
def test_years_days_names_and_durations_are_no_figures(text: str) -> None:
    assert GRAMMAR.find(f"It was told {text}.") == []


UNITS = {
    "USD": ("$%s", "US$%s", "USD %s", "%s dollars"),
    "EUR": ("€%s", "EUR %s", "%s euros"),
    "t": ("%s t", "%s tonnes", "%s metric tons"),
}
SCALES = {1.0: ("",), 1e6: (" million",), 1e9: (" billion",)}


@given(
    st.integers(1, 999_999),
    st.sampled_from(sorted(UNITS)),
    st.integers(0, 3),
    st.sampled_from(sorted(SCALES)),
    st.booleans(),
)
def test_what_is_printed_is_read_back(
    number: int, unit: str, spelling: int, scale: float, comma: bool
) -> None:
    """Property: a figure printed in many spellings is read with its value and unit."""
    forms = UNITS[unit]
    printed = (f"{number:,}" if comma else str(number)) + SCALES[scale][0]
    figure = one(f"They bought {forms[spelling % len(forms)] % printed} of it.")
    assert (figure.value, figure.unit) == (number * scale, unit)


PIECES = ["$", "5", "500", "m", " ", "bn", "to ", "between ", "and ", "-", ",", ".", "(", "kg", "tonnes", "a year",
          "up to ", "half ", "several ", "million", "%", "€", "\n", "é", "½", "0", "hundred", "of "]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
def test_any_text_is_read_and_spans_are_in_order(text: str) -> None:
    """Property: nothing is raised, spans lie in the text and do not overlap."""
    at = 0
    for figure in GRAMMAR.find(text):
        assert at <= figure.start <= figure.core_start < figure.core_end <= figure.end <= len(text)
        at = figure.end
        assert figure.qualifier == "unknown" or figure.value is not None


@pytest.mark.parametrize(
    "piece", ["5 ", "1", "$5m to ", "five ", "1,", "hundred and ", "500 ", "5-", "up to ", "5 t of a b "]
)
def test_long_runs_are_read(piece: str) -> None:
    GRAMMAR.find(piece * 3000)
