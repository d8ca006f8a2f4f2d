"""Adverts are blanked, news are not, and places hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.data.news_words import read_news_words
from lodestock.watch.adverts import Adverts

ADVERTS = Adverts(read_news_words()["adverts"])


@pytest.mark.parametrize(
    "advert",
    [
        "Advertisement: Reach the people who matter. Put your brand in front of 100,000 mining executives.",
        "ADVERTISEMENT",
        ">> SPONSORED: Drill deeper. Our bits, 30% off until Sunday.",
        "Sponsored content | How Acme won a $500m cobalt contract from the stockpile",
        ">> SUBSCRIBE NOW and save $120 a year. Unlimited coverage of antimony.",
        "Sign up for our newsletter and get the day's metals in your inbox.",
        "Read more: China bans exports of gallium to the United States",
        "Read more >>",
        "Are you ready for the tariffs? Download the strategic intelligence report for only $495.",
        "Excellence Awards: nominations close on 30 October. Win recognition for $0 entry fees!",
        "We use cookies to improve our site. By continuing to use it you accept our cookie policy.",
        "Follow us on LinkedIn",
        "Share",
        "© 2025 The Metal Letter. All rights reserved.",
        "Photo: a smelter in Zambia",
        "Early-bird discounts of up to 20% end soon: book your place at the Tin Forum, tickets from £900.",
        "Don’t miss out: register now for the webinar on lithium.",
    ],
)
def test_an_advert_is_blanked(advert: str) -> None:
    text = f"Tin rose.\n\n{advert}\n\nThe agency bought zinc."
    blanked = ADVERTS.blank(text)
    assert len(blanked) == len(text) and blanked.split() == [
        "Tin",
        "rose.",
        "The",
        "agency",
        "bought",
        "zinc.",
    ]
    assert blanked.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "news",
    [
        "The regulator prolonged its stop on cobalt exports to 21 September, saying stocks were too high. Read more >>",
        "A joint venture is to subscribe to $1.9bn of new shares in the smelter.",
        "Sponsored by a senator from Ohio, the bill would bar purchases of magnets from China.",
        "Promotion of antimony mining is the aim of a law that gives miners $200m.",
        "Copyright law was not touched, but the ministry banned exports of gallium.",
        "Subscribers to the bond will pay $500m, and the mine opens in March.",
        "The copper was sold at 20% off the spot price, a discount that the agency kept.",
        "Follow-on orders for 40 t of germanium were placed on Monday.",
        "Print works that use cobalt driers must register with the ministry by 1 May.",
        "The stockpile signed up for 500 t of tin; Advertisement of the tender follows.",
        "Share prices fell after Indonesia cut the quota for nickel ore.",
    ],
)
def test_news_survive(news: str) -> None:
    assert ADVERTS.blank(f"{news}\n\nShare\n\n{news}").replace(" ", "") == f"{news}\n\n\n\n{news}".replace(
        " ", ""
    )


def test_a_paragraph_that_is_broken_into_lines_is_judged_as_one() -> None:
    advert = "Advertisement: Reach the people who matter. Market with us and\nput your brand before 100,000 miners."
    news = "The agency has bought up to $500m of cobalt, and it means to buy\nmore in the spring.\nIt named nobody."
    blanked = ADVERTS.blank(f"{news}\n{advert}\n{news}")
    assert blanked.split() == f"{news} {news}".split()


def test_a_long_paragraph_is_no_advert() -> None:
    assert ADVERTS.blank("Advertisement: " + "tin rose. " * 100).startswith("Advertisement: tin")


def test_signs_that_nobody_sees_become_blanks() -> None:
    assert ADVERTS.blank("$500m\u202e of\u200b co\x07balt\r\n") == "$500m  of  co balt\r\n"


@given(
    st.lists(
        st.sampled_from(["Advertisement:", "tin", "\n", "\r\n", "Read more", " ", "İ", "\u202e", "$495"])
    )
)
def test_places_hold_in_every_text(parts: list[str]) -> None:
    text = "".join(parts)
    blanked = ADVERTS.blank(text)
    assert len(blanked) == len(text)
    assert all(b in (t, " ") for t, b in zip(text, blanked, strict=True))


def test_every_cue_of_the_table_is_in_the_form_in_which_it_is_met() -> None:
    rows = read_news_words()["adverts"]
    assert {r["place"] for r in rows} == {"label", "start", "whole", "any", "element"}
    for row in rows:
        assert (
            row["words"] == " ".join(row["words"].lower().split())
            and 0 < float(row["weight"]) <= 1
            and row["why"]
        )
    assert len({(r["place"], r["words"]) for r in rows}) == len(rows)
