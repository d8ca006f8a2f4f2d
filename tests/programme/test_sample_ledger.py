from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.programme.desk import Desk
from lodestock.programme.ledger import status_of
from lodestock.programme.project import Case, open_case
from lodestock.programme.sample_ledger import write_sample
from lodestock.store.journal import Journal


def sample(folder: Path, case: Case, as_of: str = "2025-10-13", seed: int = 0) -> Desk:
    folder.mkdir()
    write_sample(folder, case.dataset, as_of, seed=seed)
    return Desk(Journal(folder / "ledger.db"))


def test_the_ledger_of_october_2025(tmp_path: Path, case: Case) -> None:
    desk = sample(tmp_path / "a", case)
    status = status_of(desk)
    ceilings = {a["material"]: a["ceiling_usd"] for a in status["awards"]}
    assert ceilings == {"antimony": 245e6, "tantalum": 100e6, "scandium": 45e6}
    (cobalt,) = status["solicitations"]
    assert (cobalt["material"], cobalt["state"], cobalt["ceiling_usd"]) == ("cobalt", "open", 500e6)
    assert sum(ceilings.values()) + cobalt["ceiling_usd"] == 890e6
    awards = {a["material"]: a for a in status["awards"]}
    assert awards["tantalum"]["vendors"] == ["undisclosed"] and len(awards["scandium"]["vendors"]) == 2
    assert {m: a["obligated_usd"] for m, a in awards.items()} == {
        "antimony": 9.9e6,
        "tantalum": 8.6e6,
        "scandium": 0,
    }
    accounts = {a["account"]: a for a in status["accounts"]}
    assert accounts["programme-2025"]["within"] == "nds-stockpile-2025"
    assert sum(a["appropriated_usd"] for a in accounts.values() if a["within"] is None) == 7.5e9
    assert (
        accounts["nds-stockpile-2025"]["obligated_usd"]
        == accounts["programme-2025"]["obligated_usd"]
        == 18.5e6
    )
    assert status["as_of"] == "2025-10-13" and desk.verify().ok
    assert {p["person"] for p in status["people"]} > {"funds-certifier", "contracting-officer"}
    for entry in desk.entries():
        if entry.event.name in ("certified", "allotted", "apportioned"):
            assert str(entry.event.note).startswith("assumed")
        assert entry.event.at == "2025-10-13T00:00:00Z" and entry.event.on <= "2025-10-13"


def test_the_same_tables_give_the_same_journal(tmp_path: Path, case: Case) -> None:
    one, two, other = (
        [e.body for e in sample(tmp_path / name, case, seed=seed).entries()]
        for name, seed in (("a", 0), ("b", 0), ("c", 1))
    )
    assert one == two != other and one[1:][0] != other[1:][0]


@pytest.mark.parametrize(
    ("as_of", "awards", "solicitations"), [("2025-07-03", 0, 0), ("2025-09-22", 1, 1), ("2025-09-23", 2, 1)]
)
def test_nothing_is_recorded_before_it_happened(
    tmp_path: Path, case: Case, as_of: str, awards: int, solicitations: int
) -> None:
    status = status_of(sample(tmp_path / "a", case, as_of))
    assert (len(status["awards"]), len(status["solicitations"])) == (awards, solicitations)
    if awards == 2:
        assert sum(a["obligated_usd"] for a in status["awards"]) == 0


@pytest.mark.parametrize(
    ("row", "changes", "left"),
    [
        ("dla-sc-apl", {"remove": "y"}, {"antimony", "tantalum"}),
        ("dla-sb-uamy", {"remove": "y"}, {"scandium", "tantalum"}),
        ("dla-sb-uamy", {"announced": "2025/2026"}, {"scandium", "tantalum"}),
        ("dla-ta-gam-do", {"remove": "y"}, {"antimony", "scandium"}),
        ("dla-co-2025", {"remove": "y"}, {"antimony", "scandium", "tantalum"}),
    ],
)
def test_a_step_whose_figures_are_lacking_is_left_out(
    tmp_path: Path,
    project,
    row: str,
    changes: dict[str, str],
    left: set[str],  # type: ignore[no-untyped-def]
) -> None:
    mine = open_case(project(awards=[{"award_id": row, **changes}]))
    status = status_of(sample(tmp_path / "a", mine))
    assert {a["material"] for a in status["awards"]} == left
    assert len(status["solicitations"]) == (row != "dla-co-2025")
