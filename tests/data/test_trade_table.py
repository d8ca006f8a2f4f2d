"""The trade table of a user: what is read, and one clear error for what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.data.trade_table import read_trade
from lodestock.programme.project import Case
from lodestock.records.errors import InputError

V4 = Path(__file__).parents[1] / "cases" / "v4" / "v4_geopolrisk_trade.csv"
HEAD = "material,year,exporter_iso3,importer_iso3,quantity_t,value_usd\n"
ROW = "tungsten,2022,CHN,USA,10,5\n"
STAGED = "material,stage,year,exporter_iso3,importer_iso3,hs_codes,quantity_t\n"


def read(case: Case, folder: Path, text: str | bytes) -> list[tuple[object, ...]]:
    path = folder / "trade.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_trade(path, case.dataset).rows()


def refused(case: Case, folder: Path, text: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(case, folder, text)
    assert caught.value.exit_code == 2
    return str(caught.value).replace(f"{folder}/", "")


def test_the_published_trade_table_is_read(case: Case) -> None:
    frame = read_trade(V4, case.dataset)
    lines = V4.read_text(encoding="utf-8").splitlines()
    assert len(frame) == len(lines) - 1 and set(frame["importer"]) == {"USA"}
    assert frame.row(3) == (
        "graphite-natural",
        None,
        2022,
        "BRA",
        "USA",
        "250410",
        2823.798,
        5542303.0,
        0.566293179988861,
    )
    assert frame["exporter"].to_list().count("OTHER") == 1  # the one line whose exporter has no code


def test_other_names_blanks_and_other_columns_do_no_harm(case: Case, tmp_path: Path) -> None:
    text = f"\ufeffnote,{HEAD}".replace("\n", "\r\n") + '\r\n"a, b", Wolfram ,2022.0, 1A0,USA,-0,\r\n\r\n'
    assert read(case, tmp_path, text) == [("tungsten", None, 2022, "XKX", "USA", None, 0.0, None, None)]


def test_odd_quotation_marks_and_ends_of_lines_are_read(case: Case, tmp_path: Path) -> None:
    assert len(read(case, tmp_path, f"{HEAD}{ROW}".replace("\n", "\r"))) == 1
    text = f'note,{HEAD}a"b,{ROW}\nc,tin,2022,CHN,USA,1,\n'
    assert [r[0] for r in read(case, tmp_path, text)] == ["tungsten", "tin"]


def test_empty_figures_are_missing_and_never_zero(case: Case, tmp_path: Path) -> None:
    rows = read(case, tmp_path, f"{HEAD}{ROW}tungsten,2022,,USA,,\n")
    assert rows[1] == ("tungsten", None, 2022, "OTHER", "USA", None, None, None, None)


def test_the_lines_of_a_company_are_its_own(case: Case, tmp_path: Path) -> None:
    head = "material,year,exporter_iso3,importer_iso3,company,quantity_t,value_kusd,g\n"
    rows = read(case, tmp_path, f"{head}tin,2022,CHN,USA,Acme,3,1.5,0.2\ntin,2022,CHN,USA,,4,,\n")
    assert [r[4] for r in rows] == ["Acme", "USA"] and rows[0][6:] == (3.0, 1500.0, 0.2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "trade.csv: is empty."),
        (HEAD, "trade.csv: has a header and no rows. Add the lines of the trade."),
        (b"PK\x03\x04", "trade.csv: is a workbook or an archive under the name of a CSV file."),
        (b"material,year\xff\n", "trade.csv:1: is not UTF-8 at byte 13"),
        (HEAD.replace(",", ";"), "trade.csv:1: its cells are parted by semicolons, not by commas."),
        (f"# a remark\n{HEAD}{ROW}", "trade.csv:1: is a remark: the names of the columns stand in line 2. Delete line 1."),
        (f"{HEAD}{ROW}Source: BACI\n", "trade.csv:3 = 'Source: BACI': is a remark, not a row. Remove the line."),
        (f"\n{HEAD}{ROW}", "trade.csv:1: does not begin with a header."),
        (f"{HEAD}tungsten,2022,CHN,USA\n", "trade.csv:2: has 4 cells where the header has 6."),
        (f'{HEAD}"tungsten",2022,CHN,USA,1\n', "trade.csv:2: has 5 cells where the header has 6."),
        (f"{HEAD}{ROW}tungsten,2022,RUS,USA,1,2,3\n", "trade.csv:3: has 7 cells where the header has 6."),
        (f'{HEAD}{ROW}tungsten,2022,RUS,USA,1,"2\n', "trade.csv:3: is not CSV:"),
        (f"{HEAD.replace('_t', '')}{ROW}", "trade.csv:1: lacks the column quantity_t. Add it, or rename quantity if that"),
        (HEAD.replace("importer_iso3", "to"), "trade.csv:1: lacks the column importer_iso3 or company. Add it"),
        (HEAD.replace("value_usd", "value"), "trade.csv:1 = 'value': is a column that is not read. Name it value_usd"),
        (HEAD.replace("value_usd", "year"), "trade.csv:1 = 'year': duplicate column. Keep one of the two."),
        (
            HEAD.replace("_usd\n", "_usd,value_kusd\n") + "tin,2022,CHN,USA,1,1,1\n",
            "trade.csv:1: has the value twice, in value_usd and in value_kusd. Keep one of the two columns.",
        ),
        (f"{HEAD}tungsten,2022,CHN,USA,,5\n", "trade.csv column quantity_t: holds no quantity"),
        (
            f"{HEAD}tungstn,2022,CHN,USA,1,5\n",
            "trade.csv:2 column material = 'tungstn': is not in materials.csv. Did you mean 'tungsten'?",
        ),
        (
            f"{HEAD}alumina,2022,CHN,USA,1,5\nalumina,2022,AUS,USA,1,5\n",
            "column material = 'alumina': is not aluminum, whose tonnes are others: alumina is a feedstock of it, "
            "here and in another line. Convert its tonnes and write aluminum, or leave these lines out.",
        ),
        (f"{HEAD},2022,CHN,USA,1,5\n", "trade.csv:2 column material: is missing. Fill the cell."),
        (f"{HEAD}{ROW}\n\ntin,22,CHN,USA,1,5\n", "trade.csv:5 column year = '22': is out of range (from 1900 to 2100)."),
        (f"{HEAD}tin,2022.5,CHN,USA,1,5\n", "trade.csv:2 column year = '2022.5': is not a whole number."),
        (f"{HEAD}tin,,CHN,USA,1,5\n", "trade.csv:2 column year: is missing."),
        (f"{HEAD}tin,2022,China,USA,1,5\n", "column exporter_iso3 = 'China': is not the code of a country. Write the"),
        (f"{HEAD}tin,2022,WLD,USA,1,5\n", "column exporter_iso3 = 'WLD': is a total, not a country. Leave the total out."),
        (f"{HEAD}tin,2022,CHN,XYZ,1,5\n", "column importer_iso3 = 'XYZ': is not in countries.csv."),
        (f"{HEAD}tin,2022,CHN,OTHER,1,5\n", "column importer_iso3 = 'OTHER': stands for several countries."),
        (f"{HEAD}tin,2022,CHN,,1,5\n", "trade.csv:2 column importer_iso3: is missing. Fill the cell."),
        (f"{HEAD}tin,2022,CHN,USA,-1,5\n", "column quantity_t = '-1': is out of range (from 0 to 1e+12). Write a"),
        (f"{HEAD}tin,2022,CHN,USA,1e308,5\n", "column quantity_t = '1e308': is out of range (from 0 to 1e+12)."),
        (f"{HEAD}tin,2022,CHN,USA,1,1e308\n", "column value_usd = '1e308': is out of range (from 0 to 1e+15)."),
        (f"{HEAD}{'x' * 140_000},2022,CHN,USA,1,1\n", "trade.csv:2: is not CSV: field larger than field limit"),
        (f"{HEAD}tin,2022,CHN,USA,1,-5\n", "column value_usd = '-5': is out of range (from 0 to 1e+15)."),
        (f'{HEAD}tin,2022,CHN,USA,"1,5",5\n', "column quantity_t = '1,5': is not a number: it holds a decimal comma."),
        (f"{HEAD}tin,2022,CHN,USA,1e999,5\n", "column quantity_t = '1e999': is not a finite number."),
        (f"{HEAD}tin,2022,CHN,USA,n/a,5\n", "column quantity_t = 'n/a': is a mark, not a figure. Leave the cell empty"),
        (
            f"{HEAD}{ROW}{ROW}{ROW}",
            "trade.csv:3 = 'tungsten/2022/CHN/USA': gives the same trade as line 2 (2 such lines in all). "
            "Sum such lines, or tell their goods apart in the column hs_codes.",
        ),
        (f"{STAGED}tin,,2022,CHN,USA,,1\ntin,,2022,CHN,USA,261100,1\n", "= 'tin/2022/CHN/USA': gives the same trade as"),
        (f"{STAGED}tin,,2022,CHN,USA,1;2,1\ntin,,2022,CHN,USA,2; 3,1\n", "= 'tin/2022/CHN/USA': gives the same trade as"),
        (f"{STAGED}tin,,2022,CHN,USA,26a,1\n", "column hs_codes = '26a': is no list of codes."),
        (f"{STAGED}tin,smelt,2022,CHN,USA,26,1\n", "column stage = 'smelt': is not an allowed word."),
        (
            f"{STAGED}tin,mine,2022,CHN,USA,1,1\ntin,refine,2022,CHN,USA,1;2,1\n",
            "trade.csv:3 column hs_codes = '1': has goods of tin at the stage refine that are at the stage mine in another",
        ),
        (
            f"{STAGED}tin,mine,2022,CHN,USA,1,1\ntin,,2023,CHN,USA,2,1\n",
            "trade.csv:3 column stage: tells the stage of some lines of tin, and not of others.",
        ),
        (
            "material,year,exporter_iso3,company,quantity_t\ntin,2022,CHN,USA,3\ntin,2022,CHN,,3\n",
            "trade.csv:2 column company = 'USA': is a country or a group of countries. Give the company another name.\n"
            "trade.csv:3 column company: is missing.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_place_value_reason_and_remedy(
    case: Case, tmp_path: Path, text: str | bytes, words: str
) -> None:
    assert words in refused(case, tmp_path, text)


def test_a_wrong_column_of_countries_is_looked_into_for_what_is_told_alone(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def advise(word: str, *_: object, **__: object) -> tuple[str, str]:
        asked.append(word)
        return "is wrong", "Mend it"

    monkeypatch.setattr("lodestock.data.country_words.country_advice", advise)
    said = refused(case, tmp_path, HEAD + "".join(f"tin,2022,{n}.5,USA,1,5\n" for n in range(400)))
    assert len(asked) == 100 and "column exporter_iso3 = '0.5': is wrong. Mend it." in said


def test_a_file_that_is_not_there_is_told(case: Case, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_trade(tmp_path / "none.csv", case.dataset)


def test_goods_told_apart_by_their_codes_are_all_read(case: Case, tmp_path: Path) -> None:
    rows = read(
        case,
        tmp_path,
        f"{STAGED}tin,mine,2022,CHN,USA,1,1\ntin,mine,2022,CHN,USA,2,1\ntin,refine,2022,CHN,USA,3,1\n",
    )
    assert [r[5] for r in rows] == ["1", "2", "3"]
