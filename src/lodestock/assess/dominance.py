"""What one country controls: its share of world output by item and stage, and what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lodestock.assess.scores import same_release
from lodestock.assess.world_shares import WorldShares, read_world_shares
from lodestock.records.dataset import Dataset
from lodestock.records.scenario import STAGES

__all__ = ["BANDS", "Earlier", "Holding", "find_holdings"]

BANDS = (80, 50)
"""Shares in per cent above which a country dominates a stage, the higher first."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The share of another year, beside that of the holding's year worked out in the same way.

    Attributes
    ----------
    year : of the output
    share, now : the country's part of the output that is told by country, then and in the holding's year, 0 to 1
    is_same_release : whether one release prints both years, so that the difference is a change; across releases it may
        as well be a revision, and nobody can tell
    withheld : countries whose output is withheld in one of the two years, and left out of its total
    """

    year: str
    share: float
    now: float
    is_same_release: bool
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """What a country has of the world's output of an item at a stage.

    Attributes
    ----------
    material, stage : of the output
    share : part of world output, 0 to 1; None where it is not known
    year : of the output
    applications : what the item is used for, civil and defence
    earlier : other years, the latest first
    inputs : rows behind the share, as table/row id
    missing : why the share is not known; empty where it is
    """

    material: str
    stage: str
    share: float | None
    year: str
    applications: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    inputs: tuple[str, ...] = ()
    missing: str = ""

    @property
    def above(self) -> int | None:
        """The highest of `BANDS` that the share is above; None where it is above neither, or not known.

        >>> Holding("tin", "refine", 0.8, "2025").above, Holding("tin", "mine", 0.4, "2025").above
        (50, None)
        """
        if self.share is None:
            return None
        return next((b for b in BANDS if 100 * self.share > b + 1e-9), None)


def find_holdings(dataset: Dataset, country: str, year: int | None = None) -> list[Holding]:
    """Return every item and stage of which a country has a share of world output, the largest share first.

    ``share = tonnes of the country / tonnes of the world`` at the stage; one whose output is withheld or was removed is
    listed last, without a share.

    Parameters
    ----------
    dataset : the tables, with overlays
    country : ISO3
    year : of the output; None: the latest of the table of shares

    Raises
    ------
    InputError : see `read_world_shares`
    """
    uses = _applications(dataset)
    years = {
        y: read_world_shares(dataset, int(y))
        for y in sorted({str(r["year"]) for r in dataset.rows("production")}, reverse=True)
    }
    out = []
    for item, stages in read_world_shares(dataset, year).items():
        for stage, shares in stages.items():
            if country not in shares.shares and country not in shares.unknown:
                continue
            by_year = {y: found[item][stage] for y, found in years.items() if stage in found.get(item, {})}
            share = None if country in shares.unknown else shares.shares[country] / 100
            out.append(
                Holding(
                    item,
                    stage,
                    share,
                    shares.year,
                    uses.get(item, ()),
                    _earlier(dataset, country, shares.year, by_year),
                    _rows_of(shares, country),
                    f"The share of {shares.unknown[country]}." if share is None else "",
                )
            )
    return sorted(out, key=lambda h: (-(h.share or 0.0), h.material, STAGES.index(h.stage)))


def _rows_of(shares: WorldShares, country: str) -> tuple[str, ...]:
    """Return the rows behind a share: the one that states it, or all from which it is worked out."""
    stated = tuple(
        r for r in shares.rows if r == f"global_supply_shares/{r.split('/')[1]}/{r.split('/')[2]}/{country}"
    )
    return stated or shares.rows


def _earlier(
    dataset: Dataset, country: str, year: str, by_year: Mapping[str, WorldShares]
) -> tuple[Earlier, ...]:
    """Return the shares of other years; none where the holding's own year is not one of table production."""
    now = by_year.get(year)
    if now is None or country not in now.shares or country in now.unknown:
        return ()
    return tuple(
        Earlier(
            y,
            then.shares[country] / 100,
            now.shares[country] / 100,
            same_release(dataset, then.rows, now.rows),
            tuple(sorted({*then.withheld, *now.withheld})),
        )
        for y, then in by_year.items()
        if y != year and country in then.shares and not then.unknown and not now.unknown
    )


_LISTED = "named in the list"
"""Role of an item in a list of critical items, which is no use of it."""


def _applications(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Return item -> what it is used for, each once, in the order of the tables."""
    uses: dict[str, dict[str, None]] = {}
    for table in ("applications", "defence_applications"):
        for r in dataset.rows(table):
            if r.get("role") != _LISTED:
                uses.setdefault(str(r["material"]), {})[str(r["application"])] = None
    return {item: tuple(found) for item, found in uses.items()}
