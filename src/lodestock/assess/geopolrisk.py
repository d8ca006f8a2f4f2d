"""GeoPolRisk over a whole table of trade: concentration of output, risk of imports, and both per unit of money."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from lodestock.records.frames import gathered, totals
from lodestock.records.lookups import OTHER, WORLD

__all__ = ["COPPER", "NO_ESTIMATE", "OUTPUT_UNKNOWN", "geopolrisk", "instability"]

COPPER = 0.409412948
"""Score times price of copper, mean of the OECD 2017-2021, USD/kg: the unit of the characterisation factor."""

NO_ESTIMATE = 0.5
"""Instability of a country without an estimate, the middle of the scale: an assumption of the method."""

OUTPUT_UNKNOWN = "The output of these countries is not known: "
"""Start of the reason that names countries whose output is not known."""

_KEY = ["material", "stage", "year"]
_NAMED = 5
"""Number of countries that a reason names."""


def instability(pv: float) -> float:
    """Return how unstable a country is, ``g = clip(0.5 - PV/5, 0, 1)``.

    Parameters
    ----------
    pv : estimate of its political stability (PV.EST)

    >>> instability(1.0), instability(-9.0)
    (0.3, 1.0)
    """
    return min(1.0, max(0.0, 0.5 - pv / 5))


def geopolrisk(
    trade: pl.DataFrame,
    output: pl.DataFrame,
    stability: Mapping[str, float],
    *,
    own: pl.DataFrame | None = None,
    regions: Mapping[str, Collection[str]] | None = None,
    companies: Collection[str] = (),
) -> pl.DataFrame:
    """Return the score of every item, stage, year and importer of a trade table.

    ``HHI = sum over c of P(c)^2 / (sum over c of P(c))^2``, ``g(i) = clip(0.5 - PV(i)/5, 0, 1)``,
    ``R = sum over i of g(i) f(i) / (p + F)``, ``score = HHI R``, ``midpoint = score price`` and
    ``CF = midpoint / 0.409412948``, with the output P of the producing countries, the political stability PV of the
    exporters, imports f by exporter, all imports F and own output p of the importer, and the price of the imports in
    USD/kg. What is not known is never counted as zero: the score is then null, `missing` says why, and `risk_low`
    and `risk_high` say between what R lies whatever the unknown and the assumed figures are.

    Parameters
    ----------
    trade : material, stage, year, exporter, importer, quantity_t, value_usd, g. A null quantity or value is not known;
        a null g is taken from `stability`. What an importer takes from itself counts with g = 0
    output : material, stage, year, country, quantity (any unit; null where it is not known). Rows without a country, and of
        ``WLD``, are printed totals, and no countries
    stability : country -> political stability (PV.EST) of one vintage; a country without one counts with g = 0.5
    own : material, stage, year, country, quantity_t: output in the tonnes of `trade`; None: that of `output`. A country
        without a row has none where the group has rows, up to the output of ``OTHER``, in which it may be counted
    regions : name -> countries; each is scored as one importer beside the countries, trade between its members with g = 0
    companies : importers that are no countries and have no own output

    Returns
    -------
    Frame with the key material, stage, year, importer, sorted: hhi, import_risk, risk_low, risk_high, score, own_t,
    unnamed_t (output of unnamed countries, where the importer may be one), imports_t, assumed_t (imports whose g is
    assumed), priced_t (imports whose value is known, on which the price rests), price_usd_per_kg, midpoint_usd_per_kg, cf,
    missing (list of sentences)

    References
    ----------
    Koyamparambath et al., geopolrisk-py; equations checked on the test workbook of its repository
    """
    output = output.filter(pl.col("country").is_not_null() & (pl.col("country") != WORLD))
    mine = output.rename({"quantity": "quantity_t"}) if own is None else own
    groups = {r: list(members) for r, members in (regions or {}).items()}
    table = (
        _imports(trade, stability, groups)
        .join(_concentration(output), on=_KEY, how="left")
        .join(_own_output(mine, groups), on=[*_KEY, "importer"], how="left")
        .join(_unnamed(mine), on=_KEY, how="left")
    )
    # A country without a row produces nothing only where the world's output is known.
    silent = pl.col("has_own").is_null()
    firm = pl.col("importer").is_in(list(companies))
    none = pl.when(firm | pl.col("unnamed_t").is_not_null()).then(0.0)
    table = table.with_columns(
        own_t=pl.when(silent).then(none).otherwise(pl.col("own_t")),
        unnamed_t=pl.when(silent & ~firm).then(pl.col("unnamed_t")).otherwise(0.0),
    )
    return _scored(table).sort(*_KEY, "importer")


def _imports(
    trade: pl.DataFrame, stability: Mapping[str, float], regions: Mapping[str, list[str]]
) -> pl.DataFrame:
    """Return imports, their sums weighted by g and by price, and whose quantity is missing, by importer."""
    known = {c: instability(pv) for c, pv in stability.items()}
    estimate = pl.DataFrame({"exporter": list(known), "known": list(known.values())})
    rows = (
        trade.join(
            estimate.cast({"exporter": pl.String, "known": pl.Float64}),
            on="exporter", how="left", maintain_order="left",
        )
        .with_columns(
            g=pl.when(pl.col("exporter") == pl.col("importer"))
            .then(0.0)
            .otherwise(pl.coalesce("g", "known")),
        )
    )  # fmt: skip
    merged = [rows]
    for region, members in regions.items():
        inside = pl.col("exporter").is_in(members)
        merged.append(
            rows.filter(pl.col("importer").is_in(members)).with_columns(
                g=pl.when(inside).then(0.0).otherwise("g"), importer=pl.lit(region)
            )
        )
    rows = pl.concat(merged).with_columns(
        t=pl.col("quantity_t").fill_null(0.0),
        told=pl.col("quantity_t").is_not_null(),
        weight=pl.col("g").fill_null(NO_ESTIMATE),
    )
    priced = pl.col("told") & pl.col("value_usd").is_not_null()
    rows = rows.with_columns(
        weighted=pl.col("weight") * pl.col("t"),
        assumed_t=pl.when(pl.col("g").is_null()).then("t").otherwise(0.0),
        priced_t=pl.when(priced).then("t").otherwise(0.0),
        priced_usd=pl.when(priced).then("value_usd").otherwise(0.0),
    )
    by = [*_KEY, "importer"]
    sums = totals(rows, by, ["t", "weighted", "assumed_t", "priced_t", "priced_usd"])
    untold = rows.filter(~pl.col("told")).with_columns(
        least=pl.col("g").fill_null(0.0), most=pl.col("g").fill_null(1.0)
    )
    gaps = gathered(untold, by, ["exporter", "least", "most"]).select(
        *by,
        gaps=pl.col("exporter").list.unique().list.sort(),
        gap_low=pl.col("least").list.min(),
        gap_high=pl.col("most").list.max(),
    )
    return sums.join(gaps, on=by, how="left")


def _concentration(output: pl.DataFrame) -> pl.DataFrame:
    """Return the index of concentration of each group, and the countries whose output is not known."""
    rows = output.with_columns(square=pl.col("quantity") ** 2)
    sums = totals(rows, _KEY, ["quantity", "square"])
    silent = gathered(rows.filter(pl.col("quantity").is_null()), _KEY, ["country"])
    unknown = silent.select(*_KEY, unknown=pl.col("country").list.unique().list.sort())
    return sums.join(unknown, on=_KEY, how="left").select(
        *_KEY,
        "unknown",
        has_output=pl.lit(True),
        hhi=pl.when(pl.col("quantity") > 0).then(pl.col("square") / pl.col("quantity") ** 2),
    )


def _own_output(own: pl.DataFrame, regions: Mapping[str, list[str]]) -> pl.DataFrame:
    """Return the own output of countries and regions that have rows; null where a part is not known."""
    merged = [own.rename({"country": "importer"})]
    merged += [
        own.filter(pl.col("country").is_in(members)).drop("country").with_columns(importer=pl.lit(region))
        for region, members in regions.items()
    ]
    rows = pl.concat([m.select(*_KEY, "importer", "quantity_t") for m in merged])
    sums = totals(rows, [*_KEY, "importer"], ["quantity_t"])
    return sums.rename({"quantity_t": "own_t"}).with_columns(has_own=pl.lit(True))


def _unnamed(own: pl.DataFrame) -> pl.DataFrame:
    """Return the output of the unnamed countries of each group whose output by country is known, else no row."""
    rows = own.with_columns(t=pl.when(pl.col("country") == OTHER).then("quantity_t").otherwise(0.0))
    return totals(rows, _KEY, ["t"]).rename({"t": "unnamed_t"})


def _scored(table: pl.DataFrame) -> pl.DataFrame:
    """Return scores, bounds, prices and reasons; a null in any input makes what rests on it null."""
    t, own, weighted = pl.col("t"), pl.col("own_t"), pl.col("weighted")
    whole, spread = own + t, NO_ESTIMATE * pl.col("assumed_t")
    # Imports of unknown quantity pull the mean towards the g of their exporters; own output pulls it towards zero.
    least = (weighted - spread) / (own + pl.col("unnamed_t").fill_null(0.0) + t)
    most = (weighted + spread) / (own.fill_null(0.0) + t)
    table = table.with_columns(
        import_risk=pl.when(pl.col("gaps").is_null() & (whole > 0)).then(weighted / whole),
        risk_low=pl.min_horizontal(least.fill_null(0.0).fill_nan(None), "gap_low"),
        risk_high=pl.max_horizontal(most.fill_nan(None), "gap_high"),
        price_usd_per_kg=pl.when(pl.col("priced_t") > 0).then(
            pl.col("priced_usd") / 1000 / pl.col("priced_t")
        ),
    ).with_columns(score=pl.col("hhi") * pl.col("import_risk"))
    return table.with_columns(midpoint_usd_per_kg=pl.col("score") * pl.col("price_usd_per_kg")).select(
        *_KEY, "importer", "hhi", "import_risk", "risk_low", "risk_high", "score", "own_t", "unnamed_t",
        pl.when(pl.col("gaps").is_null()).then("t").alias("imports_t"),
        "assumed_t", "priced_t", "price_usd_per_kg", "midpoint_usd_per_kg",
        cf=pl.col("midpoint_usd_per_kg") / COPPER,
        missing=_reasons(),
    )  # fmt: skip


def _reasons() -> pl.Expr:
    """Return the sentences that say why a score is missing; an empty list where it is not."""
    sentences = [
        pl.when(pl.col("has_output").is_null()).then(pl.lit("No output by country is known.")),
        pl.when(pl.col("unknown").is_not_null()).then(pl.format(OUTPUT_UNKNOWN + "{}.", _list("unknown"))),
        pl.when(pl.col("has_output") & pl.col("unknown").is_null() & pl.col("hhi").is_null()).then(
            pl.lit("The world has no output.")
        ),
        pl.when(pl.col("gaps").is_not_null()).then(
            pl.format("The quantity of the imports from these countries is not known: {}.", _list("gaps"))
        ),
        pl.when(pl.col("own_t").is_null()).then(
            pl.format("The own output of {} is not known in the tonnes of its imports.", "importer")
        ),
        pl.when(pl.col("gaps").is_null() & ((pl.col("own_t") + pl.col("t")) == 0)).then(
            pl.lit("There are neither imports nor own output.")
        ),
    ]
    return pl.concat_list(sentences).list.drop_nulls()


def _list(column: str) -> pl.Expr:
    more = pl.when(pl.col(column).list.len() > _NAMED).then(pl.lit(" and others")).otherwise(pl.lit(""))
    return pl.format("{}{}", pl.col(column).list.head(_NAMED).list.join(", "), more)
