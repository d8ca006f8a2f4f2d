from __future__ import annotations

import numpy as np
import pytest

from tests.size.conftest import COERCION, Draw


def test_outages_exceed_the_usual_and_hosts_share_them(drawn: Draw) -> None:
    found = drawn("mixture", **COERCION)
    outage = np.array([found.scene(i).outage[:, 0] for i in range(3000)])
    assert outage.min() >= 0 and 0.004 < outage.mean() < 0.012
    iridium, rhodium, boron = (found.item(m) for m in ("iridium", "rhodium", "boron"))
    assert np.array_equal(outage[:, iridium], outage[:, rhodium])
    assert abs(np.corrcoef(outage[:, iridium], outage[:, boron])[0, 1]) < 0.1
    down = np.array([found.scene(i).down for i in range(3000)])
    assert down.min() >= 0 and down.max() < 1


@pytest.mark.parametrize(
    ("host", "by_product"), [("copper", "tellurium"), ("zinc", "indium"), ("platinum", "rhodium")]
)
def test_a_host_and_its_by_product_fail_together_by_companionality(
    drawn: Draw, host: str, by_product: str
) -> None:
    """Loss above the usual, of both; the standard error of a correlation of n years is (1 - r^2) / sqrt(n)."""
    found = drawn("mixture", **COERCION)
    pair = [found.item(host), found.item(by_product)]
    years = np.concatenate([found.scene(i).outage[pair, ::4].T for i in range(800)])
    part = found.hazard.outages.companion[found.item(by_product)]
    r = np.corrcoef(years.T)[0, 1]
    assert abs(r - part) <= 4 * (1 - r**2) / np.sqrt(len(years)) + 1e-12 and part > 0.9
