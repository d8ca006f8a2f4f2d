from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.programme.project import new_project
from tests.cli.ledger_calls import call, open_account, show


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = new_project(tmp_path / "p")
    open_account(made)
    return made


def test_from_certificate_to_payment(folder: Path) -> None:
    call(folder, "solicit", "s", "--material", "antimony", "--usd", "500", "--tonnes", "2.5", by="co")
    certificate = call(folder, "certify", "nds", "--usd", "300.50", "--for", "a", by="fc")["id"]
    award = (
        "award",
        "a",
        "--vendor",
        "undisclosed",
        "--material",
        "antimony",
        "--ceiling-usd",
        "245",
        "--minimum-usd",
        "5",
    )
    call(
        folder,
        *award,
        "--certificate",
        certificate,
        "--solicitation",
        "s",
        "--origin",
        "refined=USA",
        by="co",
    )
    call(folder, "order", "a", "--usd", "100.01", "--certificate", certificate, "--tonnes", "1", by="co")
    call(folder, "modify", "a", "--ceiling-usd", "246", "--vendor", "A vendor", by="co")
    call(folder, "deliver", "a", "--lot", "x", "--gross-kg", "1000", "--moisture", "0.01", by="cu")
    call(folder, "deliver", "a", "--lot", "y", "--gross-kg", "1", "--moisture", "0", by="cu")
    call(folder, "assay", "x", "--content", "0.995", by="cu")
    call(folder, "reject", "y", by="cu")
    call(folder, "accept", "x", by="cu")
    call(folder, "invoice", "a", "--usd", "90", "--number", "7", by="co")
    paid = call(
        folder, "pay", "a", "--usd", "90", "--number", "7", "--key", "k", "--note", "by wire", by="fc"
    )
    again = call(
        folder, "pay", "a", "--usd", "90", "--number", "7", "--key", "k", "--note", "by wire", by="fc"
    )
    assert {k: v for k, v in again.items() if k != "seconds"} == {
        k: v for k, v in paid.items() if k != "seconds"
    }
    assert {"command", "version", "seconds", "seq", "event", "hash", "id"} == set(paid)
    call(folder, "deobligate", "a", "--usd", "0.01", by="co")
    call(folder, "cancel", certificate, by="co")
    status = call(folder, "status")
    (account,) = status["accounts"]
    assert [account[f"{k}_usd"] for k in ("committed", "obligated", "expended")] == [105, 105, 90]
    (one,) = status["awards"]
    assert (one["ceiling_usd"], one["minimum_usd"], one["obligated_usd"], one["outlay_usd"]) == (
        246,
        5,
        105,
        90,
    )
    assert (
        one["vendors"] == ["A vendor"] and one["origin"] == {"refined": "USA"} and one["ordered_kg"] == 1000
    )
    assert [(x["state"], x["contained_kg"]) for x in status["lots"]] == [
        ("accepted", 985.05),
        ("rejected", None),
    ]
    assert status["solicitations"][0]["award_id"] == "a" and status["events"] == paid["seq"] + 2
    assert "A vendor" in show(folder, "status") and "985.050" in show(folder, "status")


def test_a_release_waits_for_another_person(folder: Path) -> None:
    certificate = call(folder, "certify", "nds", "--usd", "1", "--for", "a", by="fc")["id"]
    award = (
        "award",
        "a",
        "--vendor",
        "V",
        "--material",
        "tin",
        "--ceiling-usd",
        "5",
        "--justification",
        "one source",
    )
    call(folder, *award, "--certificate", certificate, by="co")
    call(folder, "deliver", "a", "--lot", "x", "--gross-kg", "10", "--moisture", "0", by="cu")
    call(folder, "assay", "x", "--content", "0.9", by="cu")
    call(folder, "accept", "x", by="cu")
    words = ("release", "x", "--kg", "4", "--purpose", "solder for radar", "--regime", "war")
    assert "is no authority" in call(folder, *words, "--authority", "me", by="cu", code=2)["error"]
    assert (
        call(folder, *words, "--authority", "refuse-economic", by="cu", code=4)["refused"]["rule"]
        == "authority"
    )
    asked = call(folder, *words, "--authority", "president-any-time", by="cu")
    assert call(folder, "status")["releases"][0]["state"] == "awaiting approval"
    call(folder, "approve", asked["hash"], by="admin")
    status = call(folder, "status")
    assert (status["lots"][0]["on_hand_kg"], status["lots"][0]["contained_kg"]) == (5, 9)


def test_a_refusal_says_all_of_it(folder: Path) -> None:
    found = call(folder, "certify", "nds", "--usd", "1000.01", "--for", "a", by="fc", code=4)
    assert found["command"] == "ledger certify" and set(found) == {
        "command",
        "version",
        "seconds",
        "refused",
        "missing",
    }
    refused = found["refused"]
    assert set(refused) == {"rule", "cite", "why", "asked_usd", "available_usd", "remedy"}
    assert (refused["rule"], refused["asked_usd"], refused["available_usd"]) == ("allotment", 1000.01, 1000)


@pytest.mark.parametrize("usd", ["-5", "NaN", "1,5", "1" + "0" * 30, "1e3", " 5", "0"])
def test_what_is_no_amount_is_wrong_use(folder: Path, usd: str) -> None:
    before = call(folder, "head")
    assert "--usd" in call(folder, "certify", "nds", "--usd", usd, "--for", "a", by="fc", code=2)["error"]
    assert call(folder, "head")["head"] == before["head"]


def test_wrong_words_are_wrong_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LODESTOCK_USER", raising=False)
    head = call(folder, "head")["head"]
    for words, says in (
        (("allot", "ndx", "--usd", "5"), "Did you mean 'nds'"),
        (("allot", "nds", "--usd", "5", "--on", "2025-02-30"), "--on"),
        (("solicit", "s", "--material", "cobolt"), "Did you mean 'cobalt'"),
        (("order", "none", "--usd", "5", "--certificate", "c"), "award = 'none'"),
        (
            ("fund", "x", "--usd", "5", "--purpose", "stockpile", "--first", "soon", "--last", "never"),
            "--first",
        ),
        (
            ("deliver", "a", "--lot", "x", "--gross-kg", "1", "--moisture", "0", "--origin", "CAN"),
            "STAGE=ISO3",
        ),
        (
            ("deliver", "a", "--lot", "x", "--gross-kg", "1", "--moisture", "0", "--origin", "mined=CANADA"),
            "ISO3",
        ),
        (("reverse", "99", "--reason", "x"), "is not in the journal"),
    ):
        by = {"solicit": "co", "order": "co", "deliver": "cu"}.get(words[0], "fc")
        assert says in call(folder, *words, by=by, code=2)["error"]
    assert "nobody says who asks" in call(folder, "allot", "nds", "--usd", "5", code=2)["error"]
    assert "is not a person" in call(folder, "allot", "nds", "--usd", "5", by="nobody", code=2)["error"]
    monkeypatch.setenv("LODESTOCK_USER", "fc")
    assert call(folder, "allot", "nds", "--usd", "5", code=4)["refused"]["rule"] == "apportionment"
    assert call(folder, "head")["head"] == head


def test_a_correction_cites_what_it_corrects(folder: Path) -> None:
    seq = call(folder, "certify", "nds", "--usd", "10", "--for", "a", by="fc")["seq"]
    call(folder, "reverse", str(seq), "--reason", "wrong award", by="fc")
    history = call(folder, "history")["history"]
    assert history[-1]["data"]["seq"] == seq and history[-1]["event"] == "reversed"
