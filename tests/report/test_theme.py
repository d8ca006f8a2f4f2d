from __future__ import annotations

from itertools import pairwise

from lodestock.records.scenario import CLASSES
from lodestock.report.theme import (
    CLASS_COLOURS,
    GROUP_COLOURS,
    Caption,
    place_source,
    start_spec,
    theme_config,
)


def grey(colour: str) -> float:
    """Return the luma of a colour ``#rrggbb``, 0 to 255."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_every_class_and_group_has_its_colour() -> None:
    assert tuple(CLASS_COLOURS) == CLASSES
    assert len(set(CLASS_COLOURS.values())) == len(CLASSES)
    assert len(set(GROUP_COLOURS.values())) == len(GROUP_COLOURS) == 5


def test_classes_get_lighter_down_their_order_in_grey_too() -> None:
    lumas = [grey(colour) for colour in CLASS_COLOURS.values()]
    assert all(lighter - darker > 10 for darker, lighter in pairwise(lumas))


def test_a_spec_starts_with_theme_and_title() -> None:
    spec = start_spec(Caption("Title", ("first line",), "hash").noting("second line"))
    assert spec["title"] == {"text": ["Title"], "subtitle": ["first line", "second line"]}
    assert spec["usermeta"] == {"source": "hash"}
    assert spec["config"] == theme_config() and spec["$schema"].endswith("/v5.json")


def test_a_title_may_stand_at_the_edge_of_the_picture() -> None:
    assert start_spec(Caption("Title"), at_edge=True)["title"]["frame"] == "bounds"
    assert theme_config()["title"]["frame"] == "group"


def test_a_browser_without_the_typeface_finds_another_without_serifs() -> None:
    assert theme_config()["font"].split(", ") == ["Liberation Sans", "Arial", "Helvetica", "sans-serif"]


def test_long_words_are_wrapped_and_lose_nothing() -> None:
    title = start_spec(Caption("word " * 40, ("note " * 40,)))["title"]
    for lines, width in ((title["text"], 72), (title["subtitle"], 118)):
        assert len(lines) > 1 and max(map(len, lines)) <= width
    assert " ".join(title["text"]).split() == ["word"] * 40


def test_the_source_stands_below_the_chart_and_the_title_above() -> None:
    spec = {**start_spec(Caption("Title", (), "hash 1234")), "mark": "bar", "width": 5}
    drawn = place_source(spec)
    (chart,) = drawn["vconcat"]
    assert chart["title"]["text"] == ["hash 1234"] and chart["title"]["orient"] == "bottom"
    assert drawn["title"]["text"] == ["Title"] and drawn["config"] == spec["config"]
    assert chart["mark"] == "bar" and chart["width"] == 5 and "config" not in chart
    alone = start_spec(Caption("Title"))
    assert place_source(alone) == alone


def test_a_config_is_a_copy_that_a_chart_may_change() -> None:
    theme_config()["title"]["fontSize"] = 1
    assert theme_config()["title"]["fontSize"] == 17
