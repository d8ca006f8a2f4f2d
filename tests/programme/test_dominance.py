"""The use case of what one country controls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.programme.documents import dumps
from lodestock.programme.dominance import ask_dominance, dominance_document, dominance_index
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def test_the_document_tells_shares_bands_and_applications(case: Case) -> None:
    found = dominance_document(case, "CHN")
    rows = found["dominance"]
    keys = {"material", "stage", "share", "year", "above", "applications"}
    assert found["command"] == "assess" and all(keys <= set(r) for r in rows)
    over = [r for r in rows if r["above"]]
    high = [r for r in over if r["above"] == 80]
    assert found["counts"] == [
        {"above": b, "stages": len(some), "items": len({r["material"] for r in some}),
         "applications": len({a for r in some for a in r["applications"]})}
        for b, some in ((50, over), (80, high))
    ]  # fmt: skip
    assert f"{len(over)} stages of" in found["finding"] and f"80 % at {len(high)} stages" in found["finding"]
    assert "NdFeB magnets (magnet 94%" in found["finding"] and "SmCo magnets (" in found["finding"]
    mined = next(r for r in rows if (r["material"], r["stage"]) == ("antimony", "mine"))
    assert [(e["year"], e["kind"]) for e in mined["earlier"]] == [
        ("2024", "change"),
        ("2023", "revision or change"),
    ]
    assert (
        mined["earlier"][0]["difference"] == mined["earlier"][0]["share_now"] - mined["earlier"][0]["share"]
    )
    assert mined["sources"] == ["usgs_mcs2026_csv"] and '"share": null' not in dumps(found)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("JPN", "Japan has no stage of any item above 50 % of the world's output: the largest is"),
        (
            "BRA",
            "Brazil has above 50 % of the world's output at 2 stages of 1 item, and above 80 % at 2 stages of 1 item",
        ),
        ("LIE", "No output of Liechtenstein is known at any stage"),
    ],
)
def test_the_finding_of_smaller_producers(case: Case, code: str, words: str) -> None:
    assert dominance_document(case, code)["finding"].startswith(words)


def test_an_unknown_share_is_null_with_its_reason(case_with: Callable[..., Case]) -> None:
    gone = {"material": "tungsten", "stage": "mine", "country_iso3": "CHN", "year": 2025, "remove": "y"}
    found = dominance_document(case_with(production=[gone]), "CHN")
    last = found["dominance"][-1]
    assert last["share"] is last["share_pct"] is last["above"] is None
    assert "removed" in found["missing"]["dominance[].share tungsten mine"]


def test_a_year_without_output_is_refused(case: Case) -> None:
    with pytest.raises(InputError, match=r"--year = '1999'.*known of 2023, 2024, 2025"):
        dominance_document(case, "CHN", 1999)


def test_the_answer_holds_a_table_and_a_picture_and_its_index_tells_what_was_asked(case: Case) -> None:
    answer = ask_dominance(case, "CHN")
    frame = answer.output.frames["dominance"]
    assert len(frame) == len(answer.document["dominance"]) and "dominance-CHN" in answer.output.pictures
    assert "guided munitions" in frame.row(0, named=True)["applications"]
    indexes = [dominance_index(case, c, y) for c, y in (("CHN", None), ("CHN", 2024), ("COD", None))]
    assert len({str(i) for i in indexes}) == 3
