"""Scenario cards: YAML text -> checked `Card`."""

from __future__ import annotations

from pydantic import ValidationError

from lodestock.data.card_files import read_tree
from lodestock.data.card_form import CardForm
from lodestock.data.card_refusals import card_refusals
from lodestock.data.card_rules import Places, check_card
from lodestock.records.errors import InputError
from lodestock.records.scenario import CLASSES, REGIMES, Bar, Card, Closure, Control, Quarter, Truce

__all__ = ["load_card"]


def load_card(name: str) -> Card:
    """Read a card by bundled name or by the path of a YAML file.

    Parameters
    ----------
    name : a name of `card_names` or a path ending in ``.yaml`` or ``.yml``

    Raises
    ------
    InputError : unknown name, bad YAML, unknown key, value out of range, `extends` in a circle;
        names file, line, value, reason and remedy

    >>> load_card("base-war-mild").availability["adversary"]
    (0.0, 0.5, 0.75, 1.0)
    """
    tree, lines, own = read_tree(name)
    try:
        form = CardForm.model_validate(tree)
    except ValidationError as error:
        raise InputError(*card_refusals(name, lines, error.errors())) from None
    problems = check_card(form, name, lines, own)
    if problems:
        raise InputError(*problems)
    return _card(form, lines)


def _card(form: CardForm, lines: Places) -> Card:
    """Return the card of a checked form."""
    war = None if form.war == "none" else form.war
    controls = None if form.controls == "none" else form.controls
    shipping = None if form.shipping == "none" else form.shipping
    bar = None if form.barred == "none" else form.barred
    rates, thrift = form.regime.rates, None if form.thrift == "none" else form.thrift
    drawn = war is not None and war.start == ("drawn",)
    first = Quarter.parse(form.horizon.window[0])

    def index(quarter: str) -> int:
        return Quarter.parse(quarter).minus(first)

    series = _by_year(form)

    return Card(
        name=form.name,
        assumes=" ".join(form.assumes.split()),
        as_of=form.as_of,
        quarters=form.horizon.quarters,
        first_quarter=first,
        buy_quarters=index(form.horizon.window[1]) + 1,
        start_regime=form.regime.start,
        regime_drawn=form.regime.path == "drawn",
        rates=None if rates is None else tuple(rates[r] for r in REGIMES),  # type: ignore[index]
        war_starts=() if war is None or drawn else tuple(index(q) for q in war.start),
        war_drawn=drawn,
        war_quarters=0 if war is None else war.quarters,
        recovery_quarters=0 if war is None else war.recovery,
        declared=None
        if form.emergency == "none"
        else (index(form.emergency.since), index(form.emergency.until)),
        availability={g: series[g] for g in ("adversary", "ally", "other")},
        reliability_drawn=form.countries.draw == "beta",
        damage_group=form.countries.damage.group,
        damage_by_year=series["damage"],
        bars=() if bar is None else (Bar(bar.demand_class, bar.group, index(bar.since)),),
        known_events=controls is not None and controls.events == "known",
        without=() if controls is None else controls.without,
        announcements_drawn=controls is not None and controls.announcements == "drawn",
        rates_fixed=controls is not None and controls.rates == "fixed",
        baskets_mixed=controls is not None and controls.baskets == "mixed",
        truces_drawn=controls is not None and controls.truces == "drawn",
        truces=tuple(
            Truce(
                countries=p.countries,
                kinds=p.kinds,
                since=index(p.since),
                quarters=None if p.quarters == "for good" else p.quarters,
                place=lines.get(("controls", "pinned_truces", str(i)), ""),
            )
            for i, p in enumerate(() if controls is None else controls.pinned_truces)
        ),
        suspensions_lapse=controls is not None and controls.suspensions == "lapse",
        controls=tuple(
            Control(
                countries=p.countries,
                materials=() if p.materials == ("all",) else p.materials,
                classes=() if p.demand_class == ("all",) else p.demand_class,
                cut=p.cut,
                since=index(p.since),
                quarters=p.quarters,
                place=lines.get(("controls", "pinned", str(i)), ""),
            )
            for i, p in enumerate(() if controls is None else controls.pinned)
        ),
        closures=tuple(
            Closure(
                p.countries, p.cut, index(p.since), p.quarters, lines.get(("shipping", "pinned", str(i)), "")
            )
            for i, p in enumerate(() if shipping is None else shipping.pinned)
        ),
        shipping_drawn=shipping is not None and shipping.routes == "drawn",
        technical_drawn=form.technical_loss == "drawn",
        decay_by_form=form.decay == "by_form",
        redirect=form.redirect.model_dump(),
        own_ramp=series["own ramp"],
        growth={} if form.growth == "none" else {k: form.growth[k] for k in CLASSES if k in form.growth},
        demand={k: series[k] for k in CLASSES},
        thrift_after=0 if thrift is None else thrift.after,
        thrift={} if thrift is None else {k: thrift.saving[k] for k in CLASSES if k in thrift.saving},
        release={k: form.release[k] for k in CLASSES},
        omega={k: form.value.omega[k] for k in CLASSES},
        places={".".join(path): place for path, place in lines.items()},
    )


def _by_year(form: CardForm) -> dict[str, tuple[float, ...]]:
    """Return every series by year with as many numbers as the longest; one number stands for all years."""
    groups, parts = ("adversary", "ally", "other"), form.countries
    series = {
        **{g: getattr(parts, g) for g in groups},
        "damage": parts.damage.by_year,
        "own ramp": form.own_ramp,
    }
    series |= {k: form.demand[k] for k in CLASSES}
    years = max(len(values) for values in series.values())
    return {name: values * years if len(values) == 1 else values for name, values in series.items()}
