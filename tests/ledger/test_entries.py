from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.ledger.entries import GENESIS, Event, canonical, content_hash, open_entry, seal

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abc"), VALUES, max_size=4))
def test_canonical_bytes_are_read_back_and_written_alike(value: dict[str, object]) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text
    assert canonical(dict(reversed(value.items()))) == text


def test_a_float_has_no_canonical_form() -> None:
    with pytest.raises(TypeError, match="float has no canonical form"):
        canonical({"cents": 1.0})


def test_an_entry_is_read_back() -> None:
    event = Event(
        "ordered",
        "award/a",
        {"cents": 1},
        3,
        2,
        "officer",
        "2025-10-13",
        "2025-10-13T00:00:00Z",
        "é",
        "k",
        "c",
    )
    entry = seal(event, GENESIS)
    assert entry.hash == hashlib.sha256(entry.body.encode()).hexdigest() and event.id == "a"
    assert open_entry(entry.body, entry.hash) == entry
    with pytest.raises(ValueError, match="form 2"):
        open_entry(entry.body.replace('"form":1', '"form":2'), entry.hash)


def test_equal_content_has_an_equal_hash() -> None:
    assert content_hash({"a": "e\u0301"}) == content_hash({"a": "é"}) != content_hash({"a": "e"})
