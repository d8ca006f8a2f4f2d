from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from math import log
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from lodestock.programme.project import Case
from lodestock.records.scenario import Truce
from lodestock.size.draw.controls import known_spans
from lodestock.size.draw.randoms import lane
from lodestock.size.draw.truces import find_spans
from tests.size.conftest import Draw, Drawn

NEVER = (np.inf, np.inf)
"""When the package of a control stays away that does not."""


def spans(found: Drawn, index: int, word: str) -> list[list[float]]:
    """Return the spans in which the events of a name are in force in one draw."""
    scene, out = found.scene(index), []
    for e, name in enumerate(found.announced.events):
        if name == word:
            u = lane(found.hazard.seed, index, found.hazard.controls.known.stream[e], 0)
            n = known_spans(found.hazard.controls, found.hazard.seed, index, scene, e, u)
            out += scene.span[:n].tolist()
    return out


def in_force(found: Drawn, index: int, word: str, month: float) -> bool:
    return any(start <= month < end for start, end, _ in spans(found, index, word))


def split(
    found: Drawn,
    truces: list[tuple[float, float]],
    when: tuple[float, float, float],
    length: float,
    **more: Any,
) -> list[list[float]]:
    """Return the spans of a control under truces that suspend its kind."""
    scene = found.scene(0)
    scene.truces[0] = len(truces)
    for n, (start, end) in enumerate(truces):
        scene.truce[0, n] = (start, end, 0.0, 1.0, 0.0)
    actor, held = more.get("actor", 0), more.get("held", 1)
    count = find_spans(
        scene, actor, held, more.get("announced", -np.inf), when, length, more.get("away", NEVER)
    )
    return scene.span[:count].tolist()


CASES: list[tuple[str, list[tuple[float, float]], tuple[float, float, float], dict[str, Any], list[list[float]]]] = [
    ("no truce: an end by its own duration", [], (2, -3, np.inf), {}, [[2, 27, -3]]),
    ("comes back with its age", [(5, 9)], (2, -3, np.inf), {}, [[2, 5, -3], [9, 27, -3]]),
    ("the end comes during the truce", [(25, 29)], (2, -3, np.inf), {}, [[2, 25, -3]]),
    ("for good", [(5, np.inf)], (2, -3, np.inf), {}, [[2, 5, -3]]),
    ("not applied yet: it begins when the truce ends", [(1, 9)], (2, 2, np.inf), {}, [[9, 39, 9]]),
    ("not applied yet, over before its day", [(0, 1)], (2, 2, np.inf), {}, [[2, 32, 2]]),
    ("not applied yet, for good", [(0, np.inf)], (2, 2, np.inf), {}, []),
    ("applied, suspended twice, the second in the first", [(5, 9), (7, 12)], (2, 2, np.inf), {},
     [[2, 5, 2], [12, 32, 2]]),
    ("a known end stays", [(1, 9)], (2, 2, 11), {}, [[9, 11, 9]]),
    ("another kind of control", [(5, 9)], (2, 2, np.inf), {"held": 2}, [[2, 32, 2]]),
    ("another actor", [(5, 9)], (2, 2, np.inf), {"actor": -1}, [[2, 32, 2]]),
    ("announced after the truce began", [(5, 9)], (6, 6, np.inf), {"announced": 6.0}, [[6, 36, 6]]),
    ("its package stays away for a while", [], (2, 2, np.inf), {"away": (2.0, 14.0)}, [[14, 44, 14]]),
    ("its package falls after it applied", [], (1, 1, np.inf), {"away": (2.0, 14.0)}, [[1, 2, 1], [14, 31, 1]]),
    ("its package never applies", [], (2, 2, np.inf), {"away": (2.0, np.inf)}, []),
    ("a truce ends before its package comes", [(1, 9)], (2, 2, np.inf), {"away": (2.0, 14.0)}, [[14, 44, 14]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("truces", "when", "more", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_control_is_in_force_between_truces(
    drawn: Draw, truces: Any, when: Any, more: dict[str, Any], expected: list[list[float]]
) -> None:
    assert split(drawn("october-2025"), truces, when, 30.0, **more) == expected


def test_truces_by_rate_come_as_often_as_the_row_says(drawn: Draw) -> None:
    """One draw has a rate from the gamma of mean 0.486 a year, so counts have mean and variance of that mixture."""
    found = drawn("october-2025", technical_drawn=False)
    years = 6 - found.hazard.controls.truces.now / 12
    counts = np.array([found.scene(i).truces[0] for i in range(4000)])
    mean, spread = 0.486 * years, 0.486 * years + (0.486 * years) ** 2 / 1.5
    assert counts.mean() == pytest.approx(mean, abs=4 * np.sqrt(spread / len(counts)))
    assert counts.var() == pytest.approx(spread, rel=0.15)
    fixed = drawn("october-2025", technical_drawn=False, rates_fixed=True)
    counts = np.array([fixed.scene(i).truces[0] for i in range(4000)])
    assert counts.var() == pytest.approx(mean, rel=0.1)


def test_none_comes_before_the_as_of_date_nor_outside_coercion(drawn: Draw) -> None:
    found = drawn("mixture", technical_drawn=False)
    entered = 0
    for index in range(400):
        scene = found.scene(index)
        for start, end, *takes in scene.truce[0, : scene.truces[0]]:
            quarter = int(start // 3)
            fresh = scene.state[quarter] == 0
            assert scene.state[quarter] == 1 or (
                fresh and scene.state[quarter - 1] != 0 and start == 3 * quarter
            )
            assert end == np.inf or end - start == pytest.approx(12.3)
            assert takes == [1, 1, 1] or not fresh
            entered += fresh
        assert np.all(np.diff(scene.truce[0, : scene.truces[0], 0]) >= 0)
        assert scene.truces[0] == 0 or scene.truce[0, 0, 0] >= 12 / 31
    assert entered > 100


def all_spans(found: Drawn, index: int) -> Iterator[tuple[str, list[list[float]]]]:
    for word in dict.fromkeys(found.announced.events):
        yield word, spans(found, index, word)


def test_controls_of_one_kind_end_together(drawn: Draw) -> None:
    """Every control in force as a truce begins either ends with all of its kind in that month, or none of it does."""
    found = drawn("october-2025", technical_drawn=False)
    held = dict(zip(found.announced.events, found.hazard.controls.known.held.tolist(), strict=True))
    together = 0
    for index in range(150):
        scene, by_word = found.scene(index), dict(all_spans(found, index))
        for start, _, *takes in scene.truce[0, : scene.truces[0]].tolist():
            for kind, taken in enumerate(takes):
                mine = [w for w in by_word if w.startswith("cn-") and held[w] == kind]
                on = [w for w in mine if any(a < start < b or b == start for a, b, _ in by_word[w])]
                ended = [w for w in on if any(b == start for _, b, _ in by_word[w])]
                assert ended == (on if taken else []), (index, kind)
                together += len(ended) > 1
    assert together > 10


def test_the_licence_of_2023_after_two_years_of_normal(drawn: Draw) -> None:
    """In force since 2023-08-01, seen from 2025-10-13; normal from the second quarter on, looked at two years later.

    By hand: a truce on entering normal (.833) takes it, for good (.833) or for 12.3 months; one in the quarter of
    coercion before takes it with .083, a quarter of them for good; its own end has a median of 68 months.
    """
    at_once = (1e3, 0, 0, 0)
    found = drawn(
        "october-2025",
        technical_drawn=False,
        regime_drawn=True,
        rates=((0.0, 0, 0, 0), at_once, at_once, at_once),
    )
    assert found.scene(0).state.tolist() == [1] + [0] * 23
    law, now = NormalDist(log(68), 1.07), 12 / 31
    stays = (1 - law.cdf(log(26 + 27))) / (1 - law.cdf(log(26 + now)))
    quarter = (3 - now) / 12
    early = 1 - (3.085 / (3.085 + quarter)) ** 1.5
    chance = stays * (1 - 0.833 * 0.833) * (1 - early * 0.083 * 0.25)
    draws = 6000
    seen = np.mean([in_force(found, i, "cn-gage-2023", 27.0) for i in range(draws)])
    assert 0.15 < chance < 0.3
    assert seen == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / draws))


def test_the_ban_and_the_package_fall_together_as_often_as_reckoned(drawn: Draw) -> None:
    """The ban on the own country and the five rare earths, both out of force 13 months on: of the order of .25.

    By hand for the ban: the first truce that takes it within the time; one in its first month lapses by then
    unless it is for good.
    """
    found = drawn("october-2025", technical_drawn=False)
    month, draws = 13 + 8 / 30, 6000
    ban, package = (
        np.array([not in_force(found, i, w, month) for i in range(draws)])
        for w in ("cn-us-ban-2024", "cn-5ree-57")
    )
    law, now = NormalDist(log(68), 1.07), 12 / 31
    own = 1 - (1 - law.cdf(log(month + 10 - 2 / 31))) / (1 - law.cdf(log(now + 10 - 2 / 31)))
    years = (month - now) / 12
    truce = 1 - (3.085 / (3.085 + 0.833 * years)) ** 1.5
    assert ban.mean() == pytest.approx(1 - (1 - own) * (1 - truce), abs=0.02)
    assert 0.2 < (ban & package).mean() < 0.4


def test_a_pinned_truce_suspends_what_it_names(drawn: Draw) -> None:
    pinned = Truce(("CHN",), ("standing-licence",), 4, 3)
    found = drawn("october-2025", truces_drawn=False, truces=(pinned,), technical_drawn=False)
    for index in range(40):
        licence = spans(found, index, "cn-gage-2023")
        assert licence[0][1] <= 12.0 and all(start == 21.0 for start, *_ in licence[1:])
        assert all(not (12.0 <= start < 21.0) for start, *_ in licence)
        rule = spans(found, index, "cn-us-mil-2024")
        assert len(rule) == 1


def test_a_truce_that_began_before_a_control_was_announced_spares_it(drawn: Draw) -> None:
    """From 2024Q3 for good: the licence of August 2023 is gone, the package of October 2025 is not."""
    pinned = Truce(("CHN",), ("ban-or-pending", "standing-licence"), -5, None)
    found = drawn("october-2025", truces_drawn=False, truces=(pinned,), technical_drawn=False)
    assert not any(in_force(found, i, "cn-gage-2023", 0.5) for i in range(40))
    assert any(in_force(found, i, "cn-5ree-57", 3.0) for i in range(40))


def test_a_pinned_truce_finds_room_among_many_drawn(drawn: Draw, case_with: Callable[..., Case]) -> None:
    on = case_with(scenario_generator=[{"block": "truce", "parameter": "rate_coercion", "value": 12}])
    pinned = Truce(("CHN",), ("end-use-rule",), 20, None)
    found = drawn("october-2025", on=on, truces=(pinned,), technical_drawn=False)
    for index in range(200):
        scene = found.scene(index)
        starts = scene.truce[0, : scene.truces[0], 0]
        assert 60.0 in starts and np.all(np.diff(starts) >= 0)


def test_what_follows_a_war_is_no_easing(drawn: Draw) -> None:
    found = drawn("base-war", known_events=True, truces_drawn=True)
    assert all(found.scene(i).truces[0] == 0 for i in range(50))


def test_no_truce_on_entering_normal_lies_before_the_as_of_date(drawn: Draw) -> None:
    found = drawn("mixture", as_of=date(2028, 1, 1), technical_drawn=False)
    firsts = [found.scene(i).truce[0, 0, 0] for i in range(300) if found.scene(i).truces[0]]
    assert len(firsts) > 50 and min(firsts) >= 27.0


def test_spans_of_one_control_add_up_within_a_quarter(drawn: Draw, case_with: Callable[..., Case]) -> None:
    """A truce of two weeks leaves the rest of the quarter under the licence."""
    rows = [
        {"block": "truce", "parameter": p, "value": v}
        for p, v in (
            ("length_months", 0.5),
            ("for_good_share_coercion", 0),
            ("suspended_share_standing_licence", 1),
        )
    ]
    keep = {"technical_drawn": False, "without": ("cn-us-ban-2024", "cn-us-mil-2024")}
    found = drawn("october-2025", on=case_with(scenario_generator=rows), **keep)
    known, seen = found.hazard.controls.known, 0
    pair = int(known.pair[known.pair_of[found.announced.events.index("cn-gage-2023")]])
    for index in range(60):
        scene = found.scene(index)
        of = spans(found, index, "cn-gage-2023")
        if len(of) > 1:
            quarter = int(of[0][1] // 3)
            parts = [max(min(b, 3 * quarter + 3) - max(a, 3 * quarter), 0) / 3 for a, b, _ in of]
            before = scene.control[pair, -1, quarter - 1] if quarter else 0.0
            if before > 0 and of[0][0] < 3 * quarter and 0 < sum(parts) < 1:
                assert scene.control[pair, -1, quarter] == pytest.approx(before * sum(parts), rel=1e-9)
                seen += 1
    assert seen > 5


def test_whether_suspended_rules_return_is_one_draw(drawn: Draw) -> None:
    """On the card today a quarter of the draws has them gone for good, all together; truce-ends none."""
    words = ("cn-5ree-57", "cn-extra-61", "cn-us-ban-2024")
    found = drawn("today", technical_drawn=False)
    back = np.array([[bool(spans(found, i, w)[-1:]) for w in words[:2]] for i in range(2000)])
    assert np.array_equal(back[:, 0], back[:, 1])
    assert back[:, 0].mean() == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / 2000))
    sure = drawn("truce-ends", technical_drawn=False)
    assert all(spans(sure, i, words[0]) for i in range(200))
