from __future__ import annotations

import numpy as np

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
