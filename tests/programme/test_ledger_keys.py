from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.ledger.heads import demo_key
from lodestock.programme.ledger_keys import KEY, read_key, write_key
from lodestock.records.errors import InputError


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LODESTOCK_SIGNING_KEY", raising=False)
    with pytest.raises(InputError, match="is not there"):
        read_key(tmp_path, None)
    made = read_key(tmp_path, None, make=True)
    assert read_key(tmp_path, None, make=True) == made and (tmp_path / KEY).stat().st_mode & 0o077 == 0
    write_key(tmp_path, demo_key(0))
    assert read_key(tmp_path, None) == made
    (tmp_path / "mine").write_text(demo_key(1) + "\n", encoding="utf-8")
    assert read_key(tmp_path, tmp_path / "mine") == demo_key(1)
    monkeypatch.setenv("LODESTOCK_SIGNING_KEY", str(tmp_path / "mine"))
    assert read_key(tmp_path, None) == demo_key(1)
    (tmp_path / "mine").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="no Ed25519 key"):
        read_key(tmp_path, None)
    with pytest.raises(InputError, match="cannot be read or written"):
        read_key(tmp_path, tmp_path)
