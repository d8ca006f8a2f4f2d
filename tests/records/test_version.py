from __future__ import annotations

import re
from pathlib import Path

import lodestock
from lodestock.records.version import __version__

ROOT = Path(__file__).parent.parent.parent


def test_the_version_of_the_package_is_the_one_of_every_result() -> None:
    assert lodestock.__version__ is __version__


def test_the_version_is_three_numbers() -> None:
    assert re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", __version__)


def test_the_version_stands_in_the_changelog() -> None:
    assert lodestock.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
