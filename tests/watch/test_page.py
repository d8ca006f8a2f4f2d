"""A text taken apart: each thing in the clause in which it stands."""

from __future__ import annotations

from collections.abc import Callable

from lodestock.watch.page import Agency, Page, Words


def test_what_stands_in_a_clause_lies_in_its_part(page: Callable[[str], Page]) -> None:
    taken = page("Japan bans exports of gallium from 1 April. KfW lends Larkmoor Refining EUR 12m.")
    first, second = taken.parts
    assert [m.value for m in first.materials] == ["gallium"]
    assert {m.value for m in first.acts} >= {"forbid", "exports"}
    assert [d.lead for d in first.days] == ["from"]
    assert [f.value for f in second.figures] == [12e6]
    assert [n.id for n in second.names] == ["larkmoor-refining"]


def test_a_word_inside_a_name_is_no_act_and_its_material_is_weak(page: Callable[[str], Page]) -> None:
    (part,) = page("The fund lends money to Blanca Peak Fluorspar.").parts
    assert part.materials == []
    assert [m.value for m in part.weak] == ["fluorspar"]


def test_small_sums_and_figures_that_are_no_longer_so_are_left_out(page: Callable[[str], Page]) -> None:
    (part,) = page("It cut the loan to $44m from $70m for a fee of $500.").parts
    assert [f.value for f in part.figures if f.kind == "money"] == [44e6]


def test_a_form_of_a_verb_behind_an_article_is_a_noun(page: Callable[[str], Page]) -> None:
    (part,) = page("The purchase of tin by the agency fell.").parts
    assert {(m.value, m.sort) for m in part.acts} == {("buy", "noun")}


def test_an_actor_is_a_state_an_agency_of_the_table_or_a_firm(words: Words) -> None:
    assert words.agency("gov-CHN").sort == "gov"
    assert words.agency("kfw") == Agency("lender", bank=True)
    assert words.agency("selat-mining") == Agency("firm")
    assert words.stockpiles == {"gov-USA": "dla"}
