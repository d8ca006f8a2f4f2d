from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.programme.desk import Place
from lodestock.programme.ledger_words import find_authority, find_material, find_origins
from lodestock.records.errors import InputError, RuleError


def test_words_of_the_tables(tmp_path: Path) -> None:
    assert find_material(Place(tmp_path), "cobalt") == "cobalt"
    assert find_origins(Place(tmp_path), ["refined=CAN"]) == (("refined", "CAN"),)
    with pytest.raises(InputError, match="Did you mean 'CAN'"):
        find_origins(Place(tmp_path), ["mined=USA", "refined=can"])
    with pytest.raises(InputError, match="STAGE=ISO3"):
        find_origins(Place(tmp_path), ["CAN"])
    assert find_authority(Place(tmp_path), "rotation") == "rotation"
    with pytest.raises(InputError, match="Did you mean 'rotation'"):
        find_authority(Place(tmp_path), "rotaton")
    with pytest.raises(RuleError, match="lets nobody release"):
        find_authority(Place(tmp_path), "refuse-economic")


def test_a_projects_own_items_are_known(unobtainium, project) -> None:  # type: ignore[no-untyped-def]
    folder = project(**unobtainium)
    assert find_material(Place(folder), "unobtainium") == "unobtainium"
