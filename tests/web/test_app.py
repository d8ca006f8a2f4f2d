"""Pages over HTTP: twins, pictures, tables, and text that stays text."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import polars as pl
import pytest
from fastapi.testclient import TestClient

from lodestock.screens import PAGES, Shelf
from lodestock.web.app import make_app
from lodestock.web.drawing import drawer

WHERE = {
    "{item}": "antimony", "{thing:path}": "dla-sb-uamy", "{table}": "price", "{name}": "size.draw.stock.reserve",
    "{word:path}": "us_demand/antimony.apparent_consumption_t",
}  # fmt: skip
PATHS = [page.path for page in PAGES]


def at(path: str, shelf: Shelf) -> str:
    """Return an address of a page."""
    for name, value in {**WHERE, "{run}": shelf.runs()[0].id}.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize("path", PATHS)
def test_a_page_and_its_twins(client: TestClient, shelf: Shelf, path: str) -> None:
    place = at(path, shelf)
    page = client.get(place)
    assert page.status_code == 200 and page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>" in page.text and "style=" not in page.text and "<script>" not in page.text
    assert re.search(r'\b(on\w+|javascript)=|javascript:|(src|href)="(https?:)?//', page.text) is None
    found = client.get(f"{place}.json")
    assert found.status_code == 200 and isinstance(found.json(), dict)
    table = client.get(f"{place}.csv")
    if path == "/methods/{name}":
        assert table.status_code == 404
    else:
        assert table.status_code == 200 and table.headers["content-type"].startswith("text/csv")
    linked = re.findall(r'(?:src|href|data-spec)="([^"]*/(?:figures|tables)/[^"]*)"', page.text)
    for link in set(linked):
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200 and answer.content, link


def test_every_link_of_every_page_leads_somewhere(client: TestClient, shelf: Shelf) -> None:
    """Of each kind of address a few, as there are thousands of cells."""
    seen, links = set(), []
    for path in PATHS:
        for link in re.findall(r'href="(/[^"]*)"', client.get(at(path, shelf)).text):
            kind = (path, link.split("/")[1], link.count("/"))
            if link not in seen and "/figures/" not in link and sum(k == kind for k, _ in links) < 6:
                seen.add(link)
                links.append((kind, link.replace("&amp;", "&").replace("&#34;", '"')))
    assert len(links) > 150
    for _, link in links:
        answer = client.get(link, follow_redirects=False)
        assert answer.status_code == 200, link


def test_the_csv_is_what_is_on_screen(client: TestClient, shelf: Shelf) -> None:
    place = "/plan{}?material=antimony&sort=-tonnes"
    rows = list(csv.DictReader(io.StringIO(client.get(place.format(".csv")).text, newline="")))
    kept = shelf.current("plan")
    assert kept is not None
    lines = kept.frame("plan").filter(pl.col("material") == "antimony").sort("tonnes", descending=True)
    assert [float(r["tonnes"]) for r in rows] == lines["tonnes"].to_list() and len(rows) > 3
    page = client.get(place.format("")).text
    main = page[page.index('id="t-lines"') :].split("</table>")[0]
    assert main.count("<tr>") == len(rows) + 1
    heads = re.findall(r'scope="col"[^>]*>', main)
    assert len(heads) == len(rows[0]) and 'aria-sort="descending"' in main
    first = client.get("/data/global_supply_shares.csv?page=2").text
    whole = client.get("/data/global_supply_shares.csv").text
    assert (
        len(first.splitlines()) == 101
        and len(whole.splitlines()) == len(shelf.case.dataset.rows("global_supply_shares")) + 1
    )
    assert first.splitlines()[1] == whole.splitlines()[101]


def test_pictures_come_in_four_forms(client: TestClient) -> None:
    base = "/plan/figures/spending"
    svg, bare = client.get(f"{base}.svg").text, client.get(f"{base}.svg?bare=1").text
    assert svg.startswith("<svg") and "are planned" in svg and "are planned" not in bare
    assert client.get(f"{base}.png").content.startswith(b"\x89PNG")
    spec, live = client.get(f"{base}.json").json(), client.get(f"{base}.json?live=1").json()
    assert "title" in spec and "title" not in live and live["config"]["mark"]["tooltip"]
    assert client.get(f"{base}.csv").text.startswith("quarter,account,")
    for wrong in (
        f"{base}.pdf",
        "/plan/figures/nothing.svg",
        "/plan/tables/nothing.csv",
        "/plan/figures/spending.svg?bad=1",
    ):
        assert client.get(wrong).status_code in (404, 422), wrong


def test_files_of_a_run_and_no_others(client: TestClient, shelf: Shelf, demo_project: Path) -> None:
    run = shelf.runs()[0].id
    answer = client.get(f"/runs/{run}/files/plan.json")
    assert answer.content == (demo_project / "runs" / run / "plan.json").read_bytes()
    assert "attachment" in answer.headers["content-disposition"]
    for wrong in (
        "../../ledger.key",
        "..%2F..%2Fledger.key",
        "nothing",
        "frames",
        "",
        "/etc/passwd",
        "%2e%2e/x",
    ):
        assert client.get(f"/runs/{run}/files/{wrong}").status_code == 404, wrong
    assert client.get("/runs/../../ledger.key/files/x").status_code == 404


def test_text_with_markup_stays_text(project: Callable[..., Path], unobtainium: dict[str, list]) -> None:
    name, item = "<img src=x onerror=alert(1)>'\"&amp; مادة 材料", "unobtainium"
    unobtainium["materials"][0]["name"] = name
    price = {
        "material": item,
        "tier": "single",
        "known_from": "2025-01-01",
        "price_usd_per_t": 5,
        "source": name,
    }
    share = {"material": item, "stage": "mine", "country_iso3": "CHN", "share_pct": 100}
    folder = project(**unobtainium, price=[price], global_supply_shares=[share])
    with TestClient(make_app(Shelf(folder)), base_url="http://127.0.0.1:8765") as client:
        for place in (
            "/materials",
            f"/materials/{item}",
            f"/data/materials?item={item}",
            f"/data/price?item={item}",
        ):
            page = client.get(place)
            assert (
                page.status_code == 200 and "<img src=x" not in page.text and "&lt;img src=x" in page.text
            ), place
        for figure in ("map-mine", "stages", "prices"):
            svg = client.get(f"/materials/{item}/figures/{figure}.svg").text
            assert "<img" not in svg and "&lt;img src=x" in svg, figure
        assert name in [m["name"] for m in client.get("/materials.json").json()["materials"]]
        assert name in client.get("/materials.csv?sort=name").text.replace('""', '"')


def test_start_and_statics(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/overview"
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/live.js").status_code == 200
    vega = client.get("/static/vega.js")
    assert len(vega.content) > 500_000 and "vegaEmbed" in vega.text
    assert client.get("/static/..%2Fapp.py").status_code == 404
    assert client.post("/plan").status_code == 405


def test_an_answer_that_many_ask_for_at_once_is_made_once(
    demo_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def slow(*_: object, **__: object) -> bytes:
        made.append(1)
        time.sleep(0.3)
        return b"png"

    monkeypatch.setattr(drawer, "draw", slow)
    with (
        TestClient(make_app(Shelf(demo_project)), base_url="http://127.0.0.1:8765") as client,
        ThreadPoolExecutor(8) as pool,
    ):
        answers = list(pool.map(lambda _: client.get("/plan/figures/spending.png"), range(8)))
    assert [a.content for a in answers] == [b"png"] * 8 and len(made) == 1


def test_two_names_with_signs_of_addresses_are_two_pages(project: Callable[..., Path]) -> None:
    app = make_app(
        Shelf(project(sources=[{"key": key, "title": f"title of {key}"} for key in ("a?", "a%3F")]))
    )

    async def ask() -> list[str]:
        # The client of Starlette decodes an address twice.
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
            return [(await client.get(f"/explain/sources/{k}.title")).text for k in ("a%3F", "a%253F")]

    with ThreadPoolExecutor(1) as other:
        one, two = other.submit(asyncio.run, ask()).result()
    assert "title of a?" in one and "title of a%3F" in two
    assert 'href="/explain/sources/a%253F.title.json"' in two


def test_an_answer_is_made_again_after_a_change(project: Callable[..., Path]) -> None:
    folder = project()
    with TestClient(make_app(Shelf(folder)), base_url="http://127.0.0.1:8765") as client:
        before = client.get("/data.json").json()
        assert client.get("/data.json").json() == before
        text = "material,name,author,reason\nadamantium,Adamantium,analyst,test\n"
        (folder / "overlays" / "materials.csv").write_text(text)
        after = client.get("/data.json").json()
        assert (
            sum(t["overlaid"] for t in after["tables"]) == 1
            and before["dataset_hash"] != after["dataset_hash"]
        )


def test_pages_tell_stale_and_doubtful_figures(project: Callable[..., Path]) -> None:
    folder = project(us_demand=[{"material": "cobalt", "apparent_consumption_t": 7.56e7}])
    (folder / "scenario.yaml").write_text("extends: base-war\nas_of: 2029-05-01\n")
    with TestClient(make_app(Shelf(folder)), base_url="http://127.0.0.1:8765") as client:
        page = client.get("/data").text
    assert "the as-of date 2029-05-01 lies after the newest figure of price" in page
    assert "is 1e+04 times the bundled figure, 7560" in page


@pytest.mark.slow
def test_no_question_of_the_schema_breaks_the_server(client: TestClient, shelf: Shelf) -> None:
    """Schemathesis over OpenAPI, in process: whatever is asked, the answer is no server error and has the form told."""
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, Phase, settings
    from schemathesis.checks import not_a_server_error

    app = make_app(shelf)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    asked = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=5, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        def run(case: object) -> None:
            asked.append(case.operation.label)  # type: ignore[attr-defined]
            case.call_and_validate(checks=[not_a_server_error])  # type: ignore[attr-defined]

        from hypothesis import given

        given(case=operation.as_strategy())(run)()
    assert len(set(asked)) >= 60 and len(asked) > 200
    assert json.dumps(client.get("/openapi.json").json()).count('"in": "query"') > 100
