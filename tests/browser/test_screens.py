"""The screens in a real browser: they fit, everyone can read them, they ask nothing of anyone, they lead to sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lodestock.screens import Shelf
from lodestock.web.handout import write_handout
from tests.browser.conftest import SHOTS, Site

pytestmark = pytest.mark.slow

PLACES = {
    "overview": "/overview",
    "materials": "/materials",
    "material": "/materials/antimony",
    "magnets": "/materials/ndfeb-magnets?stage=magnet",
    "risk": "/risk",
    "country": "/explain/CHN",
    "compare": "/compare?item=cobalt&item=tin",
    "scenario": "/scenario",
    "plan": "/plan",
    "ledger": "/ledger",
    "history": "/ledger/history/dla-sb-uamy",
    "data": "/data",
    "table": "/data/price?item=antimony",
    "cell": "/explain/us_demand/antimony.apparent_consumption_t",
    "methods": "/methods?room=plan",
    "method": "/methods/size.draw.stock.reserve",
    "runs": "/runs",
}


def serious(page: Any, *, part: str = "html", contrast: bool = True) -> list[str]:
    """Return what axe finds in a part of a page that is serious or critical."""
    axe = pytest.importorskip("axe_playwright_python")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    found = page.evaluate("([part, options]) => axe.run(part, options)", [part, options])
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:200]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", PLACES)
def test_a_screen_fits_is_accessible_and_asks_nobody_else(site: Site, name: str) -> None:
    page = site.page
    SHOTS.mkdir(parents=True, exist_ok=True)
    site.go(PLACES[name])
    site.scroll()
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        assert (
            serious(page, contrast=width > 1000) == []
        )  # colours are alike at every width, and slow to judge
    assert site.said == [] and site.outside() == []


def test_from_the_overview_to_the_source_of_a_cell(site: Site) -> None:
    """Overview -> material -> cause -> data cell -> source."""
    page = site.page
    site.go("/overview")
    page.get_by_role("link", name="antimony", exact=True).first.click()
    assert page.url.endswith("/materials/antimony")
    causes = page.get_by_role("region", name="Causes of the gap of antimony")
    causes.get_by_role("link", name="mine").first.click()
    assert "/explain/global_supply_shares/antimony/mine/CHN.share_pct" in page.url
    assert (
        page.get_by_role("heading", level=1).inner_text().startswith("global_supply_shares/antimony/mine/CHN")
    )
    page.get_by_role("link", name="usgs_mcs2026_csv").first.click()
    assert "/data/sources" in page.url
    assert "Mineral Commodity Summaries 2026" in page.get_by_role("table").inner_text()
    assert site.said == [] and site.outside() == []


def test_a_picture_is_alive_under_the_hand(site: Site) -> None:
    site.go("/plan")
    site.scroll()
    chart = site.page.locator(".chart[data-live]").first
    chart.scroll_into_view_if_needed()
    marks = chart.locator("svg .mark-symbol path, svg .mark-rect path")
    marks.first.hover(force=True)
    site.page.wait_for_selector("#vg-tooltip-element.visible")
    assert site.page.locator("#vg-tooltip-element").inner_text() and site.said == []


def test_a_list_of_choices_filters_at_once(site: Site) -> None:
    site.go("/plan")
    site.page.locator("select[name=material]").select_option("antimony")
    site.page.wait_for_url("**/plan?material=antimony*")
    cells = site.page.locator("section[aria-labelledby=t-lines] tbody tr td:first-child").all_inner_texts()
    assert set(cells) == {"antimony"} and site.said == []


@pytest.mark.parametrize("site", [{"script": False}], indirect=True)
def test_everything_but_live_pictures_works_without_scripts(site: Site) -> None:
    page = site.page
    site.go("/plan")
    assert page.locator(".chart img").count() == page.locator(".chart").count() > 0
    page.locator("select[name=material]").select_option("antimony")
    page.get_by_role("button", name="Show").click()
    assert "material=antimony" in page.url
    page.get_by_role("link", name="tonnes", exact=True).click()
    assert "sort=-tonnes" in page.url and "material=antimony" in page.url
    numbers = page.locator("section[aria-labelledby=t-lines] tbody tr td:nth-child(7)").all_inner_texts()
    assert len(numbers) > 3 and [float(n.replace(",", "")) for n in numbers] == sorted(
        (float(n.replace(",", "")) for n in numbers), reverse=True
    )
    site.go("/materials/antimony")
    page.get_by_role("link", name="refine", exact=True).click()
    assert "stage=refine" in page.url and page.locator(".chart[data-live]").count() == 0
    page.locator("summary").first.click()
    assert page.locator("details[open]").count() == 1


def test_a_run_in_one_file_is_alive_from_disk(chromium: Any, shelf: Shelf, tmp_path: Path) -> None:
    file = write_handout(shelf, tmp_path / "run.html")
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    site = Site(context.new_page(), file.as_uri())
    site.page.on("console", lambda m: site.said.append(m.text) if m.type == "error" else None)
    site.page.on("pageerror", lambda e: site.said.append(str(e)))
    site.page.on("request", lambda r: site.asked.append(r.url))
    site.page.goto(site.home)
    site.scroll()
    assert site.page.locator(".chart[data-live]").count() == site.page.locator(".chart").count() > 8
    table = site.page.locator("#t-plan-lines")
    table.get_by_role("button", name="tonnes", exact=True).click()
    first = table.locator("tbody tr:first-child td:nth-child(7)").inner_text()
    values = table.locator("tbody tr td:nth-child(7)").evaluate_all(
        "cells => cells.map(c => Number(c.dataset.value))"
    )
    assert float(first.replace(",", "")) == pytest.approx(max(values), rel=1e-3)
    assert values == sorted(values, reverse=True)
    site.page.locator("input[data-filter=t-plan-lines]").fill("antimony BEL")
    shown = table.locator("tbody tr:visible").count()
    assert (
        0 < shown < len(values)
        and f"{shown} rows" in site.page.locator("[data-count=t-plan-lines]").inner_text()
    )
    site.page.set_viewport_size({"width": 390, "height": 900})
    assert site.page.evaluate("document.documentElement.scrollWidth") <= 390
    SHOTS.mkdir(parents=True, exist_ok=True)
    site.page.screenshot(path=SHOTS / "handout-390.png")
    assert serious(site.page, part="#overview") == [] and site.said == [] and site.outside() == []
    context.close()
