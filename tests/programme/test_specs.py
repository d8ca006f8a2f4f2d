from __future__ import annotations

from lodestock.programme.specs import RESULT_SPECS
from lodestock.size.results import specs


def test_every_result_frame_has_one_spec() -> None:
    assert {s.name for s in specs.SIZE_SPECS} <= set(RESULT_SPECS)
    assert all(name == spec.name for name, spec in RESULT_SPECS.items()) and len(RESULT_SPECS) == 32


def test_every_column_says_what_it_is() -> None:
    for spec in RESULT_SPECS.values():
        assert spec.meaning and len(set(spec.names)) == len(spec.names) and set(spec.key) <= set(spec.names)
        for column in spec.columns:
            assert column.meaning, (spec.name, column.name)
            if column.name.endswith(("_t", "_usd", "_usd_per_t", "_pct", "_percent", "_musd")):
                assert column.kind == "number", (spec.name, column.name)
                assert column.unit or column.name == "published_t", (spec.name, column.name)
