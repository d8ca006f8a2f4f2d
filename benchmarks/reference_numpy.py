"""The yardstick: the same scenarios and gaps in plain numpy, one thread, vectorised over draws.

It reads the same arrays as the compiled kernel and must give the same numbers to 1e-9. Draws are taken in chunks
small enough for the cache. It changes only with the rules, so that speeds quoted against it stay comparable.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestock.size.build.distributions import SCORES
from lodestock.size.build.events import BAN, LICENCE, NAMED_BAN
from lodestock.size.build.factors import USES
from lodestock.size.build.hazard import Hazard

__all__ = ["CHUNK", "announcements", "months", "shortfalls"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CHUNK = 64
"""Draws at once: the widest array, of controls, then has about 4 MB."""

CRISIS, WAR, RECOVERY = 2, 3, 4
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_ON = {name: i for i, name in enumerate(USES)}


def shortfalls(hazard: Hazard, indices: range) -> tuple[Floats, Floats]:
    """Return gaps over the horizon and servable gaps of the emergency, in years of demand.

    Returns
    -------
    gaps, required : (draws, item, class + 1), the last class the item's total
    """
    parts = [
        _chunk(hazard, np.arange(first, min(first + CHUNK, indices.stop)))
        for first in range(indices.start, indices.stop, CHUNK)
    ]
    gaps, required = (np.concatenate([p[i] for p in parts]) for i in range(2))
    return gaps, required


def announcements(h: Hazard, index: Ints, a: int) -> Iterator[dict[str, Any]]:
    """Yield the announcements of an actor in some draws, see `_announced`."""
    yield from _announced(h, index, _path(h, index)["state"], a)


def _chunk(h: Hazard, index: Ints) -> tuple[Floats, Floats]:
    """Return what a chunk of draws leaves short."""
    path = _path(h, index)
    available = _available(h, index, path)
    control, since = _controls(h, index, path["state"]) if h.use[_ON["control"]] else (None, None)
    outage, down = _outages(h, index)
    gap, servable = _gaps(h, path, available, control, since, outage, down)
    gaps = gap.sum(axis=3)
    required = (servable * path["emergency"][:, None, None, :]).sum(axis=3)
    scale = 1.0 / np.maximum(4.0 * h.chain.demand_t, 1e-300)[None, :, None]

    def with_total(x: Floats) -> Floats:
        return np.concatenate([x, x.sum(axis=2, keepdims=True)], axis=2) * scale

    return with_total(gaps), with_total(required)


def _uniforms(h: Hazard, index: Any, stream: Any, slot: Any) -> Floats:
    """Return Philox4x32-10 uniforms, four along a new last axis."""
    seed, i = np.uint64(h.seed), np.asarray(index, dtype=np.uint64)
    c0, c1, c2, c3 = np.broadcast_arrays(
        i & _LOW, i >> _HALF, np.asarray(stream, dtype=np.uint64), np.asarray(slot, dtype=np.uint64)
    )
    k0, k1 = seed & _LOW, seed >> _HALF
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return (np.stack([c0, c1, c2, c3], axis=-1).astype(np.float64) + 0.5) / 4294967296.0


_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_TAIL = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip


def _score(u: Floats) -> Floats:
    """Return normal scores (Wichura 1988, AS 241; a 32-bit uniform never reaches its far tail)."""
    q = u - 0.5
    centre = 0.180625 - q * q
    out = q * np.polyval(_CENTRE[0], centre) / np.polyval(_CENTRE[1], centre)
    far = np.abs(q) > 0.425
    r = np.sqrt(-np.log(np.where(q[far] < 0, u[far], 1.0 - u[far]))) - 1.6
    out[far] = np.sign(q[far]) * np.polyval(_TAIL[0], r) / np.polyval(_TAIL[1], r)
    return np.asarray(out)


def _quantile(table: Floats, z: Floats) -> Floats:
    return np.asarray(np.interp(z, SCORES, table))


def months(law: Floats, u: Floats, least: Any = 0.0) -> Floats:
    """Return LogNormal months above the chance `least`, never above the cut."""
    return np.minimum(np.exp(law[0] + law[1] * _score(least + u * (1.0 - least))), law[2])


def _path(h: Hazard, index: Ints) -> dict[str, Any]:
    """Draw regimes, labels, clocks and emergencies, each (draw, quarter)."""
    r, t_max, n = h.regimes, h.quarters, len(index)
    u = _uniforms(h, index[:, None], r.stream_regime[0], np.arange(-(-t_max // 4))).reshape(n, -1)
    war_from = np.full(n, t_max)
    if len(r.war_at):
        pick = (_uniforms(h, index, r.stream_regime[1], 0)[:, 0] * len(r.war_at)).astype(np.int64)
        war_from = r.war_at[np.minimum(pick, len(r.war_at) - 1)]
    names = ("state", "label", "clock", "age", "emergency")
    out = {name: np.zeros((n, t_max), dtype=np.int64) for name in names}
    now, clock = np.full(n, r.start), np.full(n, -1)
    since, spell, was_war = np.zeros(n, dtype=np.int64), np.full(n, -1), np.zeros(n, dtype=bool)
    for t in range(t_max):
        if t and r.path_drawn:
            now = (u[:, t, None] >= r.step[now][:, :3]).sum(axis=1)
        war = (war_from <= t) & (t < war_from + r.war_quarters)
        state = np.where(war, WAR, now)
        in_war = state == WAR
        fresh = np.where(was_war, np.minimum(clock + 1, r.war_quarters - 1), 0)
        after = np.where(since + 1 > r.recovery_quarters, -1, r.war_quarters + since)
        after = np.where(clock >= 0, after, -1)
        since = np.where(in_war, 0, np.where(clock >= 0, since + 1, since))
        clock = np.where(in_war, fresh, after)
        label = np.where((clock >= 0) & ~in_war, RECOVERY, state)
        spell = np.where(label >= CRISIS, spell + 1, -1)
        declared = r.declared[0] <= t < r.declared[1]
        for name, value in zip(names, (state, label, clock, spell, (clock >= 0) | declared), strict=True):
            out[name][:, t] = value
        was_war = in_war
    return out


def _available(h: Hazard, index: Ints, path: dict[str, Any]) -> Floats:
    """Return (draw, country, quarter) availability before controls."""
    w, clock, label = h.world, path["clock"][:, None, :], path["label"][:, None, :]
    drawn = np.ones((len(index), len(w.group), 1))
    if w.reliability_drawn and h.use[_ON["reliability"]]:
        bloc = _score(_uniforms(h, index[:, None], w.stream_bloc, 0)[..., 0])
        own = _score(_uniforms(h, index[:, None], w.stream_country, 0)[..., 0])
        parts = np.stack(
            [np.broadcast_to(bloc[:, [0]], own.shape), np.broadcast_to(bloc[:, [1]], own.shape),
             bloc[:, 2 + w.bloc], own], axis=-1
        )  # fmt: skip
        z = (parts * w.loading).sum(axis=-1)
        for g in range(3):
            drawn[:, w.group == g, 0] = _quantile(w.tables[g], z[:, w.group == g])
        drawn[:, w.exempt == 1] = 1.0
    in_clock = (clock >= 0) & (w.exempt == 0)[None, :, None]
    n = np.clip(clock, 0, w.group_series.shape[1] - 1)
    level = w.group_series[w.group[None, :, None], n]
    hostile = (w.group == 0)[None, :, None]
    closed = np.where(in_clock & hostile & bool(h.use[_ON["closed"]]), level, 1.0)
    friendly = drawn if w.reliability_drawn else (level if h.use[_ON["reliability"]] else 1.0)
    reliable = np.where(in_clock & ~hostile, friendly, 1.0)
    crisis = (label == CRISIS) & ~in_clock
    reliable = np.where(crisis, drawn, reliable)
    hit = in_clock & (w.theatre == 1)[None, :, None] & bool(h.use[_ON["damage"]])
    damaged = np.where(hit, 1.0 - w.damage[np.clip(clock, 0, len(w.damage) - 1)], 1.0)
    return np.asarray(closed * reliable * damaged * _shipped(h, index, path["label"]))


def _shipped(h: Hazard, index: Ints, label: Ints) -> Any:
    """Return the part of cargoes that arrives."""
    w = h.world
    if not h.use[_ON["shipping"]]:
        return 1.0
    out = np.broadcast_to(1.0 - w.closure, (len(index), *w.closure.shape)).copy()
    if not w.shipping_drawn:
        return out
    onset = np.zeros(len(index), dtype=np.int64)
    quarters = np.arange(label.shape[1])
    for t in quarters:
        before = label[:, t - 1] if t else label[:, 0]
        stressed = (label[:, t] == CRISIS) | (label[:, t] == WAR)
        starts = stressed & ((t == 0) | (label[:, t] != before)) & (before != WAR)
        if starts.any():
            some = np.nonzero(starts)[0]
            u = _uniforms(h, index[some], w.stream_shipping, onset[some] // 4)
            length = months(w.route_months, u[np.arange(len(some)), onset[some] % 4])
            lost = np.clip(length[:, None] - 3.0 * (quarters - t), 0.0, 3.0) / 3.0
            lost[:, :t] = 0.0
            routes = np.nonzero(w.route == 1)[0]
            cells = np.ix_(some, routes)
            out[cells] = np.minimum(out[cells], 1.0 - lost[:, None, :])
            onset[some] += 1
        war = np.nonzero(label[:, t] == WAR)[0]
        out[np.ix_(war, np.nonzero(w.sea == 1)[0], [t])] *= 1.0 - w.voyage_loss
    return out


def _overlap(start: Floats, end: Floats, quarters: int) -> Floats:
    """Return (draw, quarter) the part of each quarter between two times in months."""
    begin = 3.0 * np.arange(quarters)
    span = np.minimum(end[:, None], begin + 3.0) - np.maximum(start[:, None], begin)
    return np.asarray(np.maximum(span, 0.0) / 3.0)


def _controls(h: Hazard, index: Ints, state: Ints) -> tuple[Floats, Floats]:
    """Return (draw, pair, class, quarter) the part that controls cut, and (draw, pair, quarter) since when."""
    x, n = h.controls, len(index)
    known, classes = x.known, len(x.all_share)
    out = np.zeros((n, len(x.muted), classes, h.quarters))
    since = np.full((n, len(x.muted), h.quarters), np.inf)
    truces = _truces(h, index, state)

    def lay(rows: Ints, pairs: Ints, parts: Floats, cut: Floats, begun: Floats) -> None:
        """Lay cuts (draw, class, quarter) of some draws on pairs; they began to bite in a month (draw,)."""
        for p, part in zip(pairs, parts, strict=True):
            mine = cut * part
            out[rows, p] = np.maximum(out[rows, p], mine)
            began = np.where(mine[:, -1] > 0, np.floor(begun / 3.0)[:, None], np.inf)
            since[rows, p] = np.minimum(since[rows, p], began)

    for e in range(len(known.kind)):
        mine = slice(known.pair_of[e], known.pair_of[e + 1])
        u = _uniforms(h, index, known.stream[e], 0)
        kind, severity = np.full(n, known.kind[e]), known.severity[e]
        first, rest, near_stop = _depth(h, u, kind)
        deep, less = (np.where(np.isnan(severity), depth[:, None], severity) for depth in (first, rest))
        early, late, begun = _laid(h, n, _known_spans(h, index, truces, e, u[:, 0]), near_stop)
        cut = deep[:, :, None] * early[:, None, :] + less[:, :, None] * late[:, None, :]
        cut = known.passes[e] * known.share[e][:, None] * cut
        lay(np.arange(n), known.pair[mine], known.part[mine], cut, begun)
    for a in range(len(x.announcers.stream)):
        for notice in _announced(h, index, state, a):
            first, rest, near_stop = _depth(h, notice["u"], notice["kind"])
            passes = np.where(notice["kind"] == NAMED_BAN, 1.0 - x.leak, 1.0)
            early, late, begun = _laid(h, n, _notice_spans(h, truces, a, notice), near_stop)
            cut = (passes * first)[:, None] * early + (passes * rest)[:, None] * late
            whole = np.repeat(cut[:, None, :], classes, axis=1)
            for i, c in enumerate(range(x.announcers.of[a], x.announcers.of[a + 1])):
                for k in range(x.announcers.hit_of[c], x.announcers.hit_of[c + 1]):
                    some = np.nonzero(
                        notice["inside"][:, i] & (notice["follows"] | (x.announcers.hit_follows[k] == 0))
                    )[0]
                    pair, part = x.announcers.hit_pair[[k]], x.announcers.hit_part[[k]]
                    lay(some, pair, part, whole[some], begun[some])
    out[:, x.muted == 1] = 0.0
    since[:, x.muted == 1] = np.inf
    return out, since


Span = tuple[Ints, Floats, Floats, Floats]
"""Draws, and of each the start and end of a span and the month from which the control's age is counted."""


def _depth(h: Hazard, u: Floats, kind: Ints) -> tuple[Floats, Floats, Floats]:
    """Return the cut of a control in its first and its later months, and how many months are the first."""
    x = h.controls
    licence, ban = kind == LICENCE, kind == BAN
    z = _score(u[:, 1])
    first = np.where(licence, _quantile(x.tables[0], z), np.where(ban, _quantile(x.tables[2], z), 1.0))
    rest = np.where(licence, _quantile(x.tables[1], _score(u[:, 3])), first)
    return first, rest, np.where(licence, months(x.months[1], u[:, 2]), np.inf)


def _laid(h: Hazard, n: int, spans: Iterator[Span], near_stop: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the parts of quarters in the first and later months of a control over all its spans, and its start."""
    early, late, since = np.zeros((n, h.quarters)), np.zeros((n, h.quarters)), np.zeros(n)
    for rows, start, end, begun in spans:
        first, rest = _parts(h, start, end, begun + near_stop[rows])
        early[rows] += first
        late[rows] += rest
        since[rows] = begun
    return early, late, since


def _parts(h: Hazard, start: Floats, end: Floats, turn: Floats) -> tuple[Floats, Floats]:
    """Return the parts of quarters in the first and in the later months of a control."""
    early = _overlap(start, np.minimum(turn, end), h.quarters)
    return early, _overlap(np.maximum(turn, start), end, h.quarters)


def _arrivals(h: Hazard, index: Ints, stream: int, rate: Floats) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield number, uniforms and month of arrivals at a rate (draw, quarter) a quarter; inf after the horizon."""
    n, t_max = rate.shape
    passed = np.concatenate([np.zeros((n, 1)), np.cumsum(rate, axis=1)], axis=1)
    due, number, rows = np.zeros(n), 0, np.arange(n)
    while True:
        u = _uniforms(h, index, stream, 2 * number)
        due = due - np.log(u[:, 0])
        t = (passed[:, 1:] <= due[:, None]).sum(axis=1)
        if not (t < t_max).any():
            return
        at = np.minimum(t, t_max - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            month = 3.0 * t + 3.0 * (due - passed[rows, at]) / rate[rows, at]
        yield number, u, np.where(t < t_max, month, np.inf)
        number += 1


def _multiple(table: Floats, z: Floats) -> Floats:
    """Return multiples of a rate; a table of two figures is one that is fixed."""
    return _quantile(table, z) if len(table) == len(SCORES) else np.full(len(z), table[0])


Truce = tuple[Floats, Floats, Floats]
"""Start and end (draw, n) and whether each kind of control is suspended (draw, n, h), in order of time."""


def _truces(h: Hazard, index: Ints, state: Ints) -> list[Truce]:
    """Return the truces of each actor."""
    x, n, out = h.controls.truces, len(index), []
    for a in range(len(x.stream)):
        found: list[tuple[Floats, Floats, Floats]] = []
        for who, since, until, *takes in x.pinned:
            if who == a:
                found.append((np.full(n, since), np.full(n, until), np.tile(takes, (n, 1))))
        if x.random[a]:
            for t in range(1, h.quarters):
                u = _uniforms(h, index, x.stream_enter[a], t)
                eased = (state[:, t] == 0) & np.isin(state[:, t - 1], (1, 2)) & (3 * t >= x.now)
                comes = eased & (u[:, 0] < x.enter)
                end = np.where(u[:, 1] < x.good[1], np.inf, 3.0 * t + x.length)
                found.append((np.where(comes, 3.0 * t, np.inf), end, np.ones((n, 3))))
            times = _multiple(x.spread, _score(_uniforms(h, index, x.stream_rate[a], 0)[:, 0]))
            for number, u, start in _arrivals(h, index, x.stream[a], times[:, None] * x.rate[state] / 4.0):
                more = _uniforms(h, index, x.stream[a], 2 * number + 1)[:, 0]
                end = np.where(u[:, 1] < x.good[0], np.inf, start + x.length)
                takes = np.stack([u[:, 2], u[:, 3], more], axis=1) < x.takes
                found.append((np.where(start >= x.now, start, np.inf), end, takes.astype(float)))
        start, end, takes = (np.stack(part, axis=1) for part in zip(*found, strict=True))
        order = np.argsort(start, axis=1, kind="stable")
        rows = np.arange(n)[:, None]
        out.append((start[rows, order], end[rows, order], takes[rows, order]))
    return out


def _spans(
    truce: Truce | None, held: Any, when: Any, length: Floats, leave: Floats, back: Floats
) -> Iterator[Span]:
    """Yield the spans in which a control is in force; `when` is start, month of age, end, announced, (draw,)."""
    start, begun, end, announced = (np.array(w, dtype=np.float64) for w in when)
    n = len(start)
    rows = np.arange(n)
    drawn = np.isinf(end)
    end = np.where(drawn, begun + length, end)
    applied, alive = begun < start, start < np.inf
    since = leave[:, None]
    until, takes = back[:, None], (leave < np.inf)[:, None]
    if truce is not None:
        taken = (truce[2][rows[:, None], np.arange(truce[0].shape[1]), np.broadcast_to(held, n)[:, None]]) > 0
        since = np.concatenate([since, truce[0]], axis=1)
        until = np.concatenate([until, truce[1]], axis=1)
        takes = np.concatenate(
            [takes, taken & (truce[0] >= announced[:, None]) & (truce[0] < np.inf)], axis=1
        )
        order = np.argsort(since, axis=1, kind="stable")
        since, until, takes = (part[rows[:, None], order] for part in (since, until, takes))
    for j in range(since.shape[1]):
        s, b = since[:, j], until[:, j]
        meets = takes[:, j] & (b > start) & alive
        alive = alive & ~(meets & (s >= end))
        meets = meets & (s < end)
        before = meets & (s > start)
        if before.any():
            some = rows[before]
            yield some, start[some], s[some], begun[some]
        applied = applied | before
        fresh = meets & ~applied
        start = np.where(meets, b, start)
        begun = np.where(fresh, b, begun)
        end = np.where(fresh & drawn, begun + length, end)
    some = rows[(end > start) & (start < np.inf)]
    yield some, start[some], end[some], begun[some]


def _known_spans(h: Hazard, index: Ints, truces: list[Truce], e: int, u_length: Floats) -> Iterator[Span]:
    """Yield the spans of a known or pinned control."""
    x, n = h.controls, len(index)
    start, begun, end, least, announced = x.known.when[e]
    actor, (away, chance) = x.known.truce[e], x.known.package[e]
    u = _uniforms(h, index, x.known.stream_package[e], 0)
    gone = u[:, 0] < chance
    lasting = ~bool(x.truces.drawn) | (u[:, 1] < x.truces.good[0])
    leave = np.where(gone, away, np.inf)
    back = np.where(gone & ~lasting, away + x.truces.length, np.inf)
    stays = np.ones(n, dtype=bool)
    if x.known.sequel[e]:
        stays = _uniforms(h, index, x.truces.stream_sequel[actor], 0)[:, 0] >= x.truces.good[0]
    begins = np.where(stays, start, np.inf)
    when = (begins, np.full(n, begun), np.full(n, end), np.full(n, announced))
    truce = truces[actor] if actor >= 0 else None
    yield from _spans(truce, x.known.held[e], when, months(x.months[0], u_length, least), leave, back)


def _notice_spans(h: Hazard, truces: list[Truce], a: int, notice: dict[str, Any]) -> Iterator[Span]:
    """Yield the spans of an announcement."""
    actor, start = h.controls.announcers.truce[a], notice["start"]
    never = np.full(len(start), np.inf)
    when = (start, start, never, start)
    held = (notice["kind"] != NAMED_BAN).astype(np.int64)
    length = months(h.controls.months[0], notice["u"][:, 0])
    yield from _spans(truces[actor] if actor >= 0 else None, held, when, length, never, never)


def _announced(h: Hazard, index: Ints, state: Ints, a: int) -> Iterator[dict[str, Any]]:
    """Yield one announcement after another: its month (inf where none), kind, and candidates inside."""
    x, n = h.controls.announcers, len(index)
    members = slice(x.of[a], x.of[a + 1])
    rows = np.arange(n)
    z = _score(_uniforms(h, index, x.stream_rate[a], 0)[:, :2])
    times = np.stack([_multiple(x.spread[a, lane], z[:, lane]) for lane in range(2)], axis=1)
    rate = times[rows[:, None], x.lane[a][state]] * x.rate[a][state] / 4.0
    for number, u, start in _arrivals(h, index, x.stream[a], rate):
        family = np.full(n, -1)
        size = np.ones(n, dtype=np.int64)
        lots = _uniforms(h, index, x.stream_family[a], number // 2)[
            :, 2 * (number % 2) : 2 * (number % 2) + 2
        ]
        if x.families[a]:
            family = (lots[:, [0]] >= x.family_cdf[a]).sum(axis=1)
            size = 1 + (u[:, 1, None] > x.basket[x.size_of[family]]).sum(axis=1)
            family = np.where(family == x.family_cdf.shape[1], -1, family)
        runs = (family[:, None] < 0) | (x.family[members] == family[:, None])
        lane = _uniforms(h, index[:, None], x.stream_basket[members], number // 4)[:, :, number % 4]
        race = np.where(runs, -np.log(lane) / x.weight[members], np.inf)
        rank = np.argsort(np.argsort(race, axis=1, kind="stable"), axis=1)
        ban = u[:, 2] < x.ban_share[a]
        counts = (start >= h.controls.truces.now) & (u[:, 3] >= x.never[a])
        yield {
            "month": start,
            "start": np.where(counts, start, np.inf),
            "kind": np.where(ban & (x.named[a] == 1), NAMED_BAN, np.where(ban, BAN, LICENCE)),
            "u": _uniforms(h, index, x.stream[a], 2 * number + 1),
            "inside": runs & (rank < size[:, None]),
            "follows": lots[:, 1] < x.follow,
        }


def _outages(h: Hazard, index: Ints) -> tuple[Any, Any]:
    """Return (draw, item, quarter) and (draw, site, quarter) losses above the usual."""
    o, n, t_max = h.outages, len(index), h.quarters
    if not (o.technical_drawn and h.use[_ON["technical"]]):
        return 0.0, np.zeros((n, len(o.site), t_max))
    blocks = np.arange(-(-t_max // 16))

    def excess(streams: Ints) -> Floats:
        u = _uniforms(h, index[:, None, None], streams[:, None], blocks).reshape(n, len(streams), -1)
        return np.asarray(np.maximum(_quantile(o.table, _score(u)) - o.usual_loss, 0.0))

    streams = excess(o.stream)
    own = streams[:, : len(o.companion)]
    shared = np.zeros_like(own)
    for m in range(len(o.companion)):
        mine = o.host[o.host_of[m] : o.host_of[m + 1]]
        if len(mine):
            shared[:, m] = streams[:, mine].mean(axis=1)
    share = o.companion[:, None]
    outage = np.repeat(share * shared + (1.0 - share) * own, 4, axis=2)[:, :, :t_max]
    down = np.zeros((n, len(o.site), t_max))
    for s in range(len(o.site)):
        due, number = np.zeros(n), 0
        while True:
            u = _uniforms(h, index, o.stream_site[s], number)
            due = due - 12.0 * np.log(u[:, 0]) / max(o.site[s, 1], 1e-12)
            if not (due < 3.0 * t_max).any():
                break
            down[:, s] = np.minimum(down[:, s] + _overlap(due, due + months(o.months, u[:, 1]), t_max), 1.0)
            number += 1
        down[:, s] = o.site[s, 0] * np.maximum(down[:, s] - o.site_mean[s], 0.0)
    return outage, down


def _gaps(
    h: Hazard,
    path: dict[str, Any],
    available: Floats,
    control: Floats | None,
    since: Floats | None,
    outage: Any,
    down: Floats,
) -> tuple[Floats, Floats]:
    """Return (draw, item, class, quarter) gaps and servable gaps."""
    c, n, t_max = h.chain, len(available), h.quarters
    classes, items = c.share.shape[1], len(c.demand_t)
    weakest = np.ones((n, items, classes, t_max))
    feed = np.ones((n, items, t_max))
    for m in range(items):
        found = np.full((n, classes, t_max), np.inf)
        for seg in range(c.seg_of[m], c.seg_of[m + 1]):
            left = _stage(h, seg, available, control, down)
            if not np.isscalar(outage):
                left = left * (1.0 - outage[:, m, None, :])
            left = np.maximum(left, 0.0)
            if seg == c.feed_seg[m]:
                feed[:, m] = np.minimum(left[:, -1], 1.0)
            if c.seg_binds[seg]:
                found = np.minimum(found, left)
        weakest[:, m] = found
    label, clock, age = path["label"], path["clock"], path["age"]
    fraction = np.minimum(weakest * (1.0 + c.redirect[label])[:, None, None, :], 1.0)
    demand = _demand(h, clock, since)
    ramp = np.where(age >= 0, c.ramp[np.clip(age, 0, len(c.ramp) - 1)], 0.0) * h.use[_ON["own ramp"]]
    dom = (c.own_t[:, None] + c.headroom_t[:, None] * ramp[:, None, :]) * feed
    sited = np.nonzero(c.own_site >= 0)[0]
    dom[:, sited] *= 1.0 - down[:, c.own_site[sited]]
    dom = np.minimum(dom, demand.sum(axis=2))
    fixed = (dom + c.secondary_t[:, None])[:, :, None, :]
    by_class = fixed + c.imports_t[:, None, None] * fraction
    grade = c.usable if h.use[_ON["grade"]] else np.ones_like(c.usable)
    left, gap = by_class[:, :, -1].copy(), np.empty_like(demand)
    for k in range(classes):
        served = np.minimum(np.minimum(demand[:, :, k], grade[:, k, None] * by_class[:, :, k]), left)
        left -= served
        gap[:, :, k] = demand[:, :, k] - served
    always = (c.release == 2)[:, None]
    serves = always | ((c.release == 1)[:, None] & (path["emergency"][:, None, :] == 1))
    return gap, gap * serves[:, None, :, :]


def _stage(h: Hazard, seg: int, available: Floats, control: Floats | None, down: Floats) -> Floats:
    """Return (draw, class, quarter) what a stage delivers before technical loss."""
    c = h.chain
    cells = slice(c.ent_of[seg], c.ent_of[seg + 1])
    country, weight = c.ent_country[cells], c.ent_weight[cells]
    base = np.einsum("c,nct->nt", weight, available[:, country])
    cut = np.zeros((len(base), c.share.shape[1], base.shape[1]))
    bars = bool(c.seg_form[seg]) and bool(h.use[_ON["barred"]])
    for w, who, pair, site in zip(weight, country, c.ent_pair[cells], c.ent_site[cells], strict=True):
        supply = w * available[:, who]
        if site >= 0:
            base = base - supply * down[:, site]
            supply = supply * (1.0 - down[:, site])
        barred = bars and c.bar_country[who]
        if pair >= 0 and control is not None:
            taken = np.maximum(control[:, pair], c.bar[:, who]) if barred else control[:, pair]
            cut += supply[:, None, :] * taken
        elif barred:
            cut += supply[:, None, :] * c.bar[:, who]
    return np.asarray(base[:, None, :] - cut)


def _demand(h: Hazard, clock: Ints, since: Floats | None) -> Floats:
    """Return (draw, item, class, quarter) demand."""
    c = h.chain
    series = c.demand_series[:, np.clip(clock, 0, c.demand_series.shape[1] - 1)]
    times = np.where(clock >= 0, series, 1.0)
    times = times if h.use[_ON["surge"]] else np.minimum(times, 1.0)
    multiple = np.moveaxis(times, 0, 1) * c.growth
    demand = (c.demand_t[:, None] * c.share)[None, :, :, None] * multiple[:, None]
    if c.thrift_after < 0:
        return np.asarray(demand)
    war = np.full(len(clock), -1)
    for t in range(clock.shape[1]):
        war = np.where(clock[:, t] >= 0, war + 1, -1)
        saves = np.repeat((war >= c.thrift_after)[:, None], len(c.demand_t), axis=1)
        for m in range(len(c.demand_t) if since is not None else 0):
            mine = slice(c.pair_of[m], c.pair_of[m + 1])
            saves[:, m] |= (t - since[:, mine, t] >= c.thrift_after).any(axis=1)
        demand[:, :, :, t] *= 1.0 - np.where(saves, 1.0, 0.0)[:, :, None] * c.thrift
    return np.asarray(demand)
