from __future__ import annotations

from lodestock.engine import Serial
from lodestock.programme.project import Case
from lodestock.size import (
    build_waterfalls,
    find_causes,
    gap_fan,
    gap_fans,
    quarter_frame,
    size_card,
    supply_frame,
)
from lodestock.size.results import specs


def test_frames_have_the_form_of_their_specs(case: Case) -> None:
    short = size_card(case.dataset, case.card, Serial(), draws=1, seed=0)
    frames = {
        **short.frames(),
        "causes": find_causes(short, Serial()),
        "waterfalls": build_waterfalls(short, Serial()),
        "fan": gap_fan(short, "germanium"),
        "fans": gap_fans(short),
        "gaps": quarter_frame(short),
        "supply": supply_frame(short),
    }
    by_name = {s.name: s for s in specs.SIZE_SPECS}
    for name, frame in frames.items():
        assert by_name[name].check(frame).equals(frame) and len(frame), name
    assert set(by_name) - set(frames) == {"waterfall", "effect"}
