from __future__ import annotations

from lodestock.programme.project import Case
from lodestock.size.build.aliases import items_by_alias

FIFTEEN = """lanthanum cerium praseodymium neodymium samarium europium gadolinium terbium dysprosium holmium erbium
    thulium ytterbium lutetium yttrium"""


def test_rare_earths_are_the_fifteen_without_scandium(case: Case) -> None:
    assert items_by_alias(case.dataset)["rare-earths"] == (tuple(FIFTEEN.split()), "group")


def test_a_name_says_how_it_relates_to_its_items(case: Case) -> None:
    names = items_by_alias(case.dataset)
    assert names["bauxite"] == (("aluminum",), "feedstock") and names["aluminium"] == (("aluminum",), "same")


def test_every_item_named_is_one(case: Case) -> None:
    items = {r["material"] for r in case.dataset.rows("materials")}
    named = {m for meant, _ in items_by_alias(case.dataset).values() for m in meant}
    assert named and named <= items
