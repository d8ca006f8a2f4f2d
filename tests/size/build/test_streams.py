from __future__ import annotations

import hashlib

import numpy as np
import pytest

from lodestock.records.errors import DataError
from lodestock.size.build.streams import offsets, stream, streams, whole

TWINS = ("basket/CHN/item-11816", "basket/CHN/item-71098")
"""Two names whose hashes begin with the same 32 bits, found by trying names in turn."""


@pytest.mark.parametrize("name", ["regime", "reliability/CHL", "site/boron/mine/USA"])
def test_a_stream_is_keyed_by_the_first_32_bits_of_the_hash_of_its_name(name: str) -> None:
    assert stream(name) == int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


def test_the_key_of_a_stream_does_not_depend_on_its_place_in_the_list() -> None:
    one, two = stream("regime"), stream("war")
    assert one != two
    assert streams(["regime", "war"]).tolist() == [one, two]
    assert streams(["war", "shipping", "regime"]).tolist()[::2] == [two, one]


def test_one_name_may_stand_twice() -> None:
    assert streams(["war", "war"]).tolist() == [stream("war")] * 2


def test_two_names_with_one_key_are_refused_and_named() -> None:
    first, second = TWINS
    assert hashlib.sha256(first.encode()).digest()[:4] == hashlib.sha256(second.encode()).digest()[:4]
    with pytest.raises(DataError, match=r"share a key\. Rename one of the items") as caught:
        streams(["regime", first, "war", second])
    assert caught.value.problems[0].value == f"{first}, {second}"


def test_offsets_say_where_each_list_begins_in_the_joined_list() -> None:
    lists = [["a", "b"], [], ["c"], []]
    start, joined = offsets(lists)
    assert (start.tolist(), joined) == ([0, 2, 2, 3, 3], ["a", "b", "c"])
    assert [joined[start[n] : start[n + 1]] for n in range(len(lists))] == lists
    nothing, none = offsets([])
    assert (nothing.tolist(), none) == ([0], [])


def test_whole_numbers_have_64_bits() -> None:
    assert whole([True, 2**40]).tolist() == [1, 2**40] and whole([]).dtype == np.int64
