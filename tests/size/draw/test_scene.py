from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lodestock.size.draw.scenario import draw
from lodestock.size.draw.scene import NEVER, empty_scene
from tests.size.conftest import Drawn

Draw = Callable[..., Drawn]
SCRATCH = {"early", "late", "excess", "central", "race", "taken", "hit_pair", "hit_part", "span"}
BY_PAIR = {"control", "since"}


def test_an_empty_scene_has_room_for_every_axis(drawn: Draw) -> None:
    """24 quarters, 5 classes, 59 items, 88 countries, 11 sites."""
    found = drawn("mixture")
    scene, hazard = empty_scene(found.hazard), found.hazard
    pairs, segments = len(hazard.controls.pair_country), len(hazard.chain.seg_stage)
    streams = len(hazard.outages.stream)
    members, hits = len(hazard.controls.announcers.weight), len(hazard.controls.announcers.hit_pair)
    expected = {
        **dict.fromkeys(("state", "label", "clock", "age", "emergency"), (24,)),
        **dict.fromkeys(("ramp", "redirect", "early", "late"), (24,)),
        **dict.fromkeys(("multiple", "serves"), (5, 24)),
        **dict.fromkeys(("excess", "central"), (streams, 4)),
        "country": (4, 88, 24),
        "open": (88, 24),
        "control": (pairs, 5, 24),
        "since": (pairs, 24),
        "active": (pairs,),
        "outage": (59, 24),
        "worst": (59,),
        "calm": (2,),
        "down": (11, 24),
        "stage": (segments, 24),
        "race": (members,),
        "truce": (1, 16 + 5 * 24, 5),
        "truces": (1,),
        "span": (16 + 5 * 24 + 2, 3),
        "taken": (members,),
        "hit_pair": (hits,),
        "hit_part": (hits,),
    }
    assert {n: a.shape for n, a in zip(scene._fields, scene, strict=True)} == expected


def test_in_an_empty_scene_everyone_delivers_and_wants_as_in_peace(drawn: Draw) -> None:
    scene = empty_scene(drawn("base-war").hazard)
    full = {"country", "open", "multiple"}
    for name, values in zip(scene._fields, scene, strict=True):
        assert np.all(values == (NEVER if name == "since" else 1 if name in full else 0)), name
        whole = name in {
            *[
                "state",
                "label",
                "clock",
                "age",
                "emergency",
                "since",
                "active",
                "calm",
                "taken",
                "hit_pair",
                "truces",
            ]
        }
        assert values.dtype == (np.int64 if whole else np.float64), name


def test_a_card_without_controls_has_room_for_none(drawn: Draw) -> None:
    scene = empty_scene(drawn("base-war").hazard)
    assert scene.control.shape == (0, 5, 24) and scene.since.shape == (0, 24)
    assert scene.truces.shape == (0,) and scene.active.shape == (0,)
    assert scene.race.shape == (0,) and scene.truce.shape == (0, 136, 5) and scene.taken.shape == (0,)


def test_two_scenes_share_no_memory(drawn: Draw) -> None:
    hazard = drawn("mixture").hazard
    one, two = empty_scene(hazard), empty_scene(hazard)
    draw(hazard, 3, one)
    for name, a, b in zip(one._fields, one, two, strict=True):
        assert not np.shares_memory(a, b), name
    assert np.all(two.open == 1.0) and not two.state.any() and one.state.any()


@pytest.mark.parametrize("card", ["mixture", "today", "strait-closure", "october-2025"])
def test_a_scene_used_before_says_what_a_fresh_one_does(drawn: Draw, card: str) -> None:
    found = drawn(card, seed=11)
    used = empty_scene(found.hazard)
    for index in range(40):
        draw(found.hazard, index, used)
        fresh = found.scene(index)
        laid = fresh.active == 1
        for name, ours, theirs in zip(used._fields, used, fresh, strict=True):
            read = laid if name in BY_PAIR else slice(None)
            if name == "truce" and len(ours):
                ours, theirs, read = ours[0], theirs[0], slice(fresh.truces[0])
            assert name in SCRATCH or np.array_equal(ours[read], theirs[read]), (name, index)


def test_what_is_open_is_the_product_of_the_factors_of_a_country(drawn: Draw) -> None:
    found = drawn("mixture")
    lowest = 1.0
    for index in range(30):
        scene = found.scene(index)
        one, two, three, four = scene.country
        assert scene.open == pytest.approx(one * two * three * four, rel=1e-15)
        lowest = min(lowest, float(scene.open.min()))
    assert lowest == 0.0
