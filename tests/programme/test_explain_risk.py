"""What a score of ASSESS rests on."""

from __future__ import annotations

import pytest

from lodestock.programme.explain import explain_document
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def test_a_score_opens_down_to_cells_that_can_be_explained(case: Case) -> None:
    document = explain_document(case, "assess/Ga.concentration")
    assert (
        document["word"] == "assess/gallium.concentration" and document["value"] == document["risk"]["score"]
    )
    assert "usgs_mcs2026_csv" in document["source"]
    word = "global_supply_shares/gallium/refine/CHN.share_pct"
    assert {"word": word, "value": 99.01} in document["inputs"]
    assert explain_document(case, word)["value"] == 99.01


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("assess/gallium", "names no score"),
        ("assess/gallium.xx", "names no score"),
        ("assess/nothing.concentration", "is no item"),
        ("assess/rare earths.concentration", "stands for several items"),
    ],
)
def test_what_names_no_score_is_refused(case: Case, word: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        explain_document(case, word)
