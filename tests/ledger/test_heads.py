from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from lodestock.ledger.heads import demo_key, new_key, public_of, read_head, sign_head, verify_head


def test_a_signed_head_is_verified_and_any_change_is_seen() -> None:
    key = new_key()
    head = sign_head(key, 3, "ab" * 32)
    assert verify_head(head) and head.public_key == public_of(key) and read_head(asdict(head)) == head
    for change in (
        {"seq": 4}, {"hash": "ac" * 32}, {"public_key": public_of(new_key())}, {"signature": "00" * 64},
        {"signature": "no"}, {"public_key": ""},
    ):  # fmt: skip
        assert not verify_head(replace(head, **change))  # type: ignore[arg-type]


def test_known_answer() -> None:
    """RFC 8032, section 7.1, test 1: the public key of a private one."""
    private = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    assert public_of(private) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_what_is_no_head_is_refused() -> None:
    for said in ({}, {"seq": "3", "hash": "", "public_key": "", "signature": ""}, {"seq": True}, []):
        with pytest.raises((LookupError, TypeError, ValueError)):
            read_head(said)  # type: ignore[arg-type]


def test_a_demo_key_follows_from_the_seed() -> None:
    assert demo_key(0) == demo_key(0) != demo_key(1) and len(bytes.fromhex(demo_key(0))) == 32
