"""The trade table of a user: a CSV file of imports by exporter, importer and year, of a million lines and more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from lodestock.data.country_words import check_country
from lodestock.data.files import read_file
from lodestock.data.names import fold, item_advice, item_spellings
from lodestock.data.reader import Table, read_cell
from lodestock.data.trade_lines import TradeFile, read_texts
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem
from lodestock.records.frames import Column, gathered
from lodestock.records.lookups import OTHER, SECOND_CODES
from lodestock.records.scenario import STAGES

__all__ = ["TRADE", "read_trade"]

TRADE: dict[str, Column] = {
    c.name: c
    for c in (
        Column("material", "string", "item, by its id or another name of it", required=True),
        Column("stage", "string", "stage of the goods in the supply chain", choices=STAGES),
        Column("year", "integer", "year", required=True, minimum=1900, maximum=2100),
        Column("exporter_iso3", "string", "country of origin; empty: not known"),
        Column("importer_iso3", "string", "country that imports; empty in the lines of a company"),
        Column("company", "string", "company that buys, where the lines are its own purchases"),
        Column("hs_codes", "string", "codes of the goods, separated by ;", is_list=True),
        Column("quantity_t", "number", "quantity; empty: not known", "t", minimum=0, maximum=1e12),
        Column("value_usd", "number", "value", "USD", minimum=0, maximum=1e15),
        Column("value_kusd", "number", "value, in place of value_usd", "1000 USD", minimum=0, maximum=1e12),
        Column("g", "number", "instability of the exporter, in place of its estimate", minimum=0, maximum=1),
    )
}
"""Columns that are read, by name; a file may have others."""

_NEEDED = (("material",), ("year",), ("exporter_iso3",), ("importer_iso3", "company"), ("quantity_t",))
"""Columns without which no risk can be told: of each group one."""

_MOST_BYTES = 2**30
_TOO_LARGE = ("more than is read at a time", "Keep in it only the items and years that you ask about")
_MOST_VALUES = 100
"""Number of wrong values of a column that are told apart: more of them are one wrong column."""

_KEY = ["material", "stage", "year", "exporter", "importer"]


def read_trade(path: Path, dataset: Dataset) -> pl.DataFrame:
    """Return the lines of a trade table, checked, with the ids of items and the codes of countries.

    Columns are those of `TRADE`. An empty quantity or value is missing, never zero. A line that gives the same trade again
    is refused: neither summing it nor leaving it out can be known to be right.

    Parameters
    ----------
    path : CSV file in UTF-8
    dataset : the tables that know items and countries

    Returns
    -------
    Frame of material, stage (null where the file tells none), year, exporter (``OTHER`` where it is not known), importer,
    hs_codes, quantity_t, value_usd and g, in the order of the lines

    Raises
    ------
    InputError : the problems together, each with line, column, value, reason and remedy; of lines with the same wrong
        value the first
    """
    raw = read_file(path, str(path), most=_MOST_BYTES, too_large=_TOO_LARGE)
    if isinstance(raw, Problem):
        raise InputError(raw)
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")  # ends of lines of old systems
    file = TradeFile(str(path), raw)
    texts = read_texts(file, tuple(TRADE), _NEEDED)
    problems: list[Problem] = []
    frame = texts.select(
        "row",
        _items(file, texts, dataset, problems).alias("material"),
        _words(file, texts, "stage", problems).alias("stage"),
        _numbers(file, texts, "year", problems).cast(pl.Int64).alias("year"),
        _countries(file, texts, "exporter_iso3", dataset, problems).fill_null(OTHER).alias("exporter"),
        _importers(file, texts, dataset, problems).alias("importer"),
        _words(file, texts, "hs_codes", problems).alias("hs_codes"),
        _numbers(file, texts, "quantity_t", problems).alias("quantity_t"),
        _values(file, texts, problems).alias("value_usd"),
        _numbers(file, texts, "g", problems).alias("g"),
    )
    if not problems and frame["quantity_t"].is_null().all():
        place = f"{file.shown} column quantity_t"
        reason, remedy = (
            "holds no quantity, and shares of imports are shares of tonnes",
            "Fill it with tonnes",
        )
        problems.append(Problem(place, "", reason, remedy))
    if problems or (problems := [*_mixed(file, frame), *_repeated(file, frame)]):
        raise InputError(*problems)
    return frame.drop("row")


Advice = Callable[[str], tuple[str, str]]


def _tell(
    file: TradeFile, texts: pl.DataFrame, column: str, wrong: pl.Series, advice: Advice
) -> Iterator[Problem]:
    """Yield a problem for each wrong value of a column, at the first line that has it."""
    found = gathered(texts.filter(wrong), [column], ["row"]).head(_MOST_VALUES)
    for value, rows in found.rows():
        row, n = rows[0], len(rows)
        reason, remedy = ("is missing", "Fill the cell") if value is None else advice(value)
        more = (
            f", here and in {n - 1} more lines" if n > 2 else ", here and in another line" if n == 2 else ""
        )
        yield Problem(file.place(row, column), value or "", reason + more, remedy)


def _absent(texts: pl.DataFrame, kind: type[pl.DataType]) -> pl.Series:
    return pl.repeat(None, len(texts), dtype=kind, eager=True)


def _numbers(file: TradeFile, texts: pl.DataFrame, column: str, problems: list[Problem]) -> pl.Series:
    """Return a column of numbers; those that are none, or out of bounds, are problems."""
    if column not in texts.columns:
        return _absent(texts, pl.Float64)
    spec, cells = TRADE[column], texts[column]
    values = cells.cast(pl.Float64, strict=False)
    right = values.is_finite().fill_null(False)
    if spec.kind == "integer":
        right &= (values == values.round()).fill_null(False)
    for bound, holds in ((spec.minimum, values.ge), (spec.maximum, values.le)):
        if bound is not None:
            right &= holds(bound).fill_null(False)
    wrong = ~right if spec.required else cells.is_not_null() & ~right
    if wrong.any():
        problems += _tell(file, texts, column, wrong, lambda text: _number_advice(spec, text))
    return values + 0.0  # minus zero becomes zero


def _number_advice(spec: Column, text: str) -> tuple[str, str]:
    _, reason, remedy = read_cell(spec, text)
    return reason or "is not a number", remedy or "Write a plain number with a point, such as 1.5"


def _values(file: TradeFile, texts: pl.DataFrame, problems: list[Problem]) -> pl.Series:
    """Return the values in USD."""
    if "value_kusd" in texts.columns:
        if "value_usd" in texts.columns:
            reason = "has the value twice, in value_usd and in value_kusd"
            problems.append(Problem(f"{file.shown}:1", "", reason, "Keep one of the two columns"))
        return 1000 * _numbers(file, texts, "value_kusd", problems)
    return _numbers(file, texts, "value_usd", problems)


def _known(
    file: TradeFile,
    texts: pl.DataFrame,
    column: str,
    problems: list[Problem],
    meant: Callable[[str], str | None],
    advice: Advice,
) -> pl.Series:
    """Return a column with each text replaced by what it means, read once; those that mean nothing are problems."""
    if column not in texts.columns:
        return _absent(texts, pl.String)
    cells = texts[column]
    known = {text: meant(text) for text in cells.drop_nulls().unique().to_list()}
    found = cells.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
    wrong = found.is_null() if TRADE[column].required else found.is_null() & cells.is_not_null()
    if wrong.any():
        problems += _tell(file, texts, column, wrong, advice)
    return found


def _words(file: TradeFile, texts: pl.DataFrame, column: str, problems: list[Problem]) -> pl.Series:
    """Return a column of words that are read as those of any table; codes of goods are figures."""

    def read(text: str) -> tuple[str | None, str, str]:
        value, reason, remedy = read_cell(TRADE[column], text)
        if not reason and column == "hs_codes" and not str(value).replace(";", "").isdecimal():
            reason, remedy = "is no list of codes", "Write codes of figures, separated by ;"
        return None if reason else str(value), reason, remedy

    return _known(file, texts, column, problems, lambda text: read(text)[0], lambda text: read(text)[1:])


def _items(file: TradeFile, texts: pl.DataFrame, dataset: Dataset, problems: list[Problem]) -> pl.Series:
    """Return the items that the names mean: their ids, and names of the same thing."""
    spelt: dict[str, tuple[tuple[str, ...], str]] = {}
    rows = (dataset.rows(n) for n in ("materials", "material_aliases", "bases"))
    for text, items, note in item_spellings(*rows):
        spelt.setdefault(fold(text), (items, note))
    tables = {n: _table(dataset, n) for n in ("materials", "material_aliases", "bases")}

    def meant(word: str) -> str | None:
        items, note = spelt.get(fold(word), ((), ""))
        return items[0] if len(items) == 1 and not note else None

    def advice(word: str) -> tuple[str, str]:
        items, note = spelt.get(fold(word), ((), ""))
        if note and len(items) == 1:
            reason = f"is not {items[0]}, whose tonnes are others: {note}"
            return reason, f"Convert its tonnes and write {items[0]}, or leave these lines out"
        return item_advice(word, tables)

    return _known(file, texts, "material", problems, meant, advice)


def _countries(
    file: TradeFile, texts: pl.DataFrame, column: str, dataset: Dataset, problems: list[Problem]
) -> pl.Series:
    """Return a column of codes of countries; an exporter may be one of those that are not named."""
    table, other = _table(dataset, "countries"), column == "exporter_iso3"
    # Advice looks at every name of every country, so it is asked only for what is told.
    codes = {
        str(r["iso3"]): SECOND_CODES.get(r["iso3"], r["iso3"])
        for r in dataset.rows("countries")
        if r["region"] != "aggregate" or (other and r["iso3"] == OTHER)
    }

    def advice(word: str) -> tuple[str, str]:
        (problem,) = check_country("", word, table, other=other)
        return problem.reason, problem.remedy

    return _known(file, texts, column, problems, codes.get, advice)


def _importers(file: TradeFile, texts: pl.DataFrame, dataset: Dataset, problems: list[Problem]) -> pl.Series:
    """Return who imports: the company where a line names one, else the country."""
    countries = _countries(file, texts, "importer_iso3", dataset, problems)
    firms = texts["company"] if "company" in texts.columns else _absent(texts, pl.String)
    codes = [*dataset.row_ids("countries"), *{str(r["group"]) for r in dataset.rows("country_groups")}]
    wrong = firms.is_in(codes).fill_null(False)
    if wrong.any():
        advice = "is a country or a group of countries", "Give the company another name"
        problems += _tell(file, texts, "company", wrong, lambda _: advice)
    if "importer_iso3" in texts.columns:
        neither = texts["importer_iso3"].is_null() & firms.is_null()
        problems += _tell(file, texts, "importer_iso3", neither, lambda _: ("", ""))
    elif firms.null_count():
        problems += _tell(file, texts, "company", firms.is_null(), lambda _: ("", ""))
    return firms.zip_with(firms.is_not_null(), countries)


def _table(dataset: Dataset, name: str) -> Table:
    """Return a table as rows by key, as the words of countries and items are looked up."""
    key = dataset.specs[name].key
    return {tuple(r[k] for k in key): (r, "") for r in dataset.rows(name)}


def _mixed(file: TradeFile, frame: pl.DataFrame) -> Iterator[Problem]:
    """Yield a problem where stages of an item are mixed: told for some lines only, or one code at two stages."""
    kinds = ["material", "stage", "hs_codes"]
    seen = frame.unique(kinds, keep="first", maintain_order=True).select(*kinds, "row")
    stages: dict[str, str | None] = {}
    codes: dict[tuple[str, str], str | None] = {}
    for item, stage, goods, row in seen.rows():
        if (stages.setdefault(item, stage) is None) != (stage is None):
            reason = f"tells the stage of some lines of {item}, and not of others"
            remedy = "Fill the stage in every line of the item, or in none"
            yield Problem(file.place(row, "stage"), stage or "", reason, remedy)
        for code in (goods or "").split(";") if goods else ():
            first = codes.setdefault((item, code), stage)
            if first is not None and stage is not None and first != stage:
                reason = (
                    f"has goods of {item} at the stage {stage} that are at the stage {first} in another line"
                )
                yield Problem(file.place(row, "hs_codes"), code, reason, "Give a code one stage")


def _repeated(file: TradeFile, frame: pl.DataFrame) -> Iterator[Problem]:
    """Yield a problem where lines give again what another line gives."""
    many = frame.select("row", "hs_codes", *_KEY).filter(pl.struct(_KEY).is_duplicated())
    if many.is_empty():
        return
    goods = many.with_columns(pl.col("hs_codes").str.split(";")).explode("hs_codes")
    rows = gathered(goods, [*_KEY, "hs_codes"], ["row"])["row"].list.unique(maintain_order=True)
    pairs = rows.filter(rows.list.len() > 1).to_list()
    # A line without codes may hold what a line with codes of the same trade holds.
    bare = goods.with_columns(pl.col("hs_codes").is_null())
    mixed = gathered(bare, _KEY, ["row", "hs_codes"]).filter(
        pl.col("hs_codes").list.any() & ~pl.col("hs_codes").list.all()
    )
    pairs += mixed["row"].list.unique(maintain_order=True).to_list()
    again = {row: rows[0] for rows in pairs for row in rows[1:]}
    if again:
        row = min(again)
        cells = frame.row(by_predicate=pl.col("row") == row, named=True)
        trade = "/".join(str(cells[k]) for k in _KEY if cells[k] is not None)
        more = f" ({len(again)} such lines in all)" if len(again) > 1 else ""
        reason = f"gives the same trade as line {file.line(again[row])}{more}"
        remedy = "Sum such lines, or tell their goods apart in the column hs_codes"
        yield Problem(file.place(row), trade, reason, remedy)
