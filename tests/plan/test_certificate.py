"""The tail, fresh draws, and a certificate that is refused where something does not hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.plan.certificate import certify, spread_losses, tail_mean
from lodestock.plan.optimise import optimise
from lodestock.records.errors import NotCertifiedError
from tests.plan.conftest import oracle_of, two_items


def test_the_tail_is_the_worst_twentieth_with_part_of_a_draw_where_it_ends() -> None:
    losses = np.arange(100.0)
    assert tail_mean(np.full(100, 0.01), losses) == pytest.approx(np.mean([95, 96, 97, 98, 99]))
    # Of 10 draws with equal weight half of the worst one is the tail.
    assert tail_mean(np.full(10, 0.1), np.arange(10.0)) == pytest.approx(9.0)
    assert tail_mean(np.array([0.02, 0.02, 0.96]), np.array([10.0, 5.0, 1.0])) == pytest.approx(
        (0.02 * 10 + 0.02 * 5 + 0.01 * 1) / 0.05
    )
    assert tail_mean(np.ones(1), np.array([7.0])) == 7.0


def test_a_certificate_is_refused_where_the_gap_a_limit_or_a_loss_does_not_hold() -> None:
    p = two_items(2e7)
    oracle = oracle_of(p, times=(1.0, 0.4, 0.0), weights=(0.5, 0.3, 0.2))
    found = optimise(p, [oracle])
    losses = spread_losses(p, found.oracle, found.tonnes)[1]
    certificate = certify(p, found, losses, True)
    assert certificate.recomputed_draws == 3 and certificate.distance <= 1e-9
    assert certificate.recomputed == pytest.approx(losses.mean())
    for wrong in (
        replace(found, bound_usd=found.bound_usd - 0.1 * found.before_usd),
        replace(found, tonnes=1.01 * found.tonnes),
    ):
        with pytest.raises(NotCertifiedError, match="is not certified"):
            certify(p, wrong, spread_losses(p, wrong.oracle, wrong.tonnes)[1], True)
    with pytest.raises(NotCertifiedError, match="loss recomputed"):
        certify(p, found, losses * 1.001, True)
